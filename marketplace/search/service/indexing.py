"""Keeping the index: built anew from the database, then following the facts by its own cursor."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from marketplace.catalogue.queries.indexing import offers_of_institutions, offers_of_runs
from marketplace.catalogue.queries.shown import public_offer_addresses, public_offer_ids
from marketplace.competences.queries import lexicon
from marketplace.foundation.clock import today
from marketplace.foundation.events import EventLog, log_began, log_end, read_log
from marketplace.search import gateway
from marketplace.search.gateway import NoIndex, Standing, Unwritable
from marketplace.search.service.documenting import documents_of

log = logging.getLogger(__name__)
Progress = Callable[[int, int], None]

# Facts after which everything an index row says may be different.
_ABOUT_ALL = frozenset({"vocabulary_loaded"})
_LEXICON_KEPT = "lexicon_kept"
# Facts about a run that change nothing the index says of it: who sits on a seat is nobody's business here.
_NOT_SEATS = frozenset({"seat_named", "seat_unnamed"})
# What may change about an institution without a word of the index changing.
_NOT_INDEXED = frozenset({"address", "about", "bank", "award_right", "ean", "size", "workplace", "department"})

_unwritable = ""  # the fault that was said last, "" while there is none


def rebuild(now: datetime, progress: Progress | None = None) -> int:
    """Build the index anew beside the old one and switch to it; how many offers it holds.

    `progress` is told now and then how many offers of how many are written. Unwritable where it cannot be.
    """
    with gateway.offers().writing(wait=True):
        return _rebuild(now, progress)


def follow(now: datetime) -> int:
    """Bring the index up to date with what has happened; how many offers were written.

    Where there is no index, it cannot be read, it is worn, or it was built on another day (runs open and close with
    the calendar), from another database or with other words, it is built anew. Doing it twice, or after a crash
    half-way, gives the same index. Where another process is writing, nothing is done: that process, or the next turn,
    does it. Where the folder cannot be written, that is said once, and tried again with each turn.
    """
    global _unwritable
    try:
        with gateway.offers().writing(wait=False) as alone:
            written = _follow(now) if alone else 0
    except Unwritable as fault:
        if str(fault) != _unwritable:
            log.error("the search index cannot be written and falls behind until that is mended: %s", fault)
        _unwritable = str(fault)
        return 0
    if _unwritable:
        log.warning("the search index can be written again")
        _unwritable = ""
    return written


def _rebuild(now: datetime, progress: Progress | None = None) -> int:
    # The facts are read first: what happens while we build is followed afterwards.
    words = lexicon()
    standing = Standing(log_end(), today(now).isoformat(), log_began(), words.version)
    ids = [address.offer_id for address in public_offer_addresses()]
    told = (lambda done: progress(done, len(ids))) if progress is not None else None
    return gateway.offers().rebuild(documents_of(ids, now), standing, words, told)


def _follow(now: datetime) -> int:
    index = gateway.offers()
    standing = index.standing()
    if standing is None or standing.day != today(now).isoformat() or standing.began != log_began():
        return _rebuild(now)
    try:
        return _rebuild(now) if index.is_worn() or index.is_outdated() else _read_on(standing, now)
    except NoIndex:  # it broke under our hands
        return _rebuild(now)


def _read_on(standing: Standing, now: datetime) -> int:
    written = 0
    cursor = standing.cursor
    while rows := read_log(cursor):
        facts = [row for _, row in rows]
        if _is_about_all(facts, standing):
            return _rebuild(now)
        refs = _offers_told_of(facts)
        shown = list(documents_of(public_offer_ids(refs), now)) if refs else []
        gone = sorted(set(refs) - {document.ref for document in shown})
        cursor = rows[-1][0]
        gateway.offers().update(shown, gone, replace(standing, cursor=cursor))
        written += len(shown)
    return written


def _offers_told_of(facts: Iterable[EventLog]) -> list[str]:
    """The offers facts are about: by their own ref, by that of a run whose seats changed, or by the institution."""
    offers, runs, institutions = set(), set(), set()
    for row in facts:
        if row.refs.get("offer"):
            offers.add(str(row.refs["offer"]))
        elif row.refs.get("run") and row.kind not in _NOT_SEATS:
            runs.add(str(row.refs["run"]))
        elif row.kind == "organisation_changed" and row.refs["what"] not in _NOT_INDEXED:
            institutions.add(str(row.refs["organisation"]))
    return sorted(offers | offers_of_runs(runs) | offers_of_institutions(institutions))


def _is_about_all(facts: Iterable[EventLog], standing: Standing) -> bool:
    return any(
        row.kind in _ABOUT_ALL or (row.kind == _LEXICON_KEPT and row.refs["version"] != standing.lexicon)
        for row in facts
    )
