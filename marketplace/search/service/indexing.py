"""Keeping the index: built anew from the database, then following the facts by its own cursor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from marketplace.catalogue.queries.cards import open_runs_by_offer
from marketplace.catalogue.queries.indexing import IndexedOffer, public_offer_for_index
from marketplace.catalogue.queries.shown import public_offer_addresses, public_offer_ids
from marketplace.foundation.clock import today
from marketplace.foundation.events import EventLog, log_began, log_end, read_log
from marketplace.organisations.queries import public_institutions
from marketplace.pricing.queries import prices_of_offers, prices_of_runs
from marketplace.search import gateway
from marketplace.search.gateway import Standing
from marketplace.search.rules import NO_START, OfferDocument

# Facts after which everything an index row says may be different.
_ABOUT_ALL = frozenset({"vocabulary_loaded"})
# What may change about an institution without a word of the index changing; anything else builds it anew.
_NOT_INDEXED = frozenset(
    {
        *("address", "about", "bank", "award_right", "ean", "size", "workplace", "department"),
        *("accreditation", "accreditation_verified", "unverified"),
    }
)


def rebuild(now: datetime) -> int:
    """Build the index anew beside the old one and switch to it; how many offers it holds."""
    with gateway.offers().writing(wait=True):
        return _rebuild(now)


def follow(now: datetime) -> int:
    """Bring the index up to date with what has happened; how many offers were written.

    Where there is no index, or it was built on another day (runs open and close with the calendar) or from another
    database, it is built anew. Doing it twice, or after a crash half-way, gives the same index. Where another process
    is writing, nothing is done: that process, or the next turn, does it.
    """
    with gateway.offers().writing(wait=False) as alone:
        return _follow(now) if alone else 0


def _rebuild(now: datetime) -> int:
    # The facts are read first: what happens while we build is followed afterwards.
    standing = Standing(log_end(), today(now).isoformat(), log_began())
    ids = public_offer_ids([address.offer_ref for address in public_offer_addresses()])
    return gateway.offers().rebuild(_documents(ids, now), standing)


def _follow(now: datetime) -> int:
    index = gateway.offers()
    standing = index.standing()
    if standing is None or standing.day != today(now).isoformat() or standing.began != log_began():
        return _rebuild(now)
    written = 0
    cursor = standing.cursor
    while rows := read_log(cursor):
        facts = [row for _, row in rows]
        if _is_about_all(facts):
            return _rebuild(now)
        refs = sorted({str(row.refs["offer"]) for row in facts if row.refs.get("offer")})
        shown = list(_documents(public_offer_ids(refs), now)) if refs else []
        gone = sorted(set(refs) - {document.ref for document in shown})
        cursor = rows[-1][0]
        index.update(shown, gone, replace(standing, cursor=cursor))
        written += len(shown)
    return written


def _is_about_all(facts: list[EventLog]) -> bool:
    if any(row.kind in _ABOUT_ALL for row in facts):
        return True
    changed = {
        row.refs["organisation"]
        for row in facts
        if row.kind == "organisation_changed" and row.refs["what"] not in _NOT_INDEXED
    }
    return bool(changed) and any(one.organisation.ref in changed for one in public_institutions())


def _documents(ids: list[int], now: datetime) -> Iterator[OfferDocument]:
    runs = open_runs_by_offer(ids, today(now))
    of_offer = {offer_id: plan.seat_price for offer_id, plan in prices_of_offers(ids).items()}
    of_run = {
        run_id: plan.seat_price
        for run_id, plan in prices_of_runs([run.id for many in runs.values() for run in many]).items()
    }
    for offer_id in ids:
        offer = public_offer_for_index(offer_id, now)
        if offer is not None:
            usual = of_offer.get(offer_id, -1)
            prices = [of_run.get(run.id, usual) for run in runs.get(offer_id, ())]
            yield as_document(offer, min((price for price in prices if price >= 0), default=usual))


def as_document(offer: IndexedOffer, price: int) -> OfferDocument:
    """One offer as the index holds it."""

    def said(language: str) -> str:
        parts = [offer.lead, offer.about, offer.target_group, offer.work_project, *offer.outcomes, *offer.modules]
        return "\n".join([part.said(language) for part in parts] + [offer.field_label.said(language)])

    def labels(language: str) -> str:
        return "\n".join(line.text for line in offer.labels if line.lang == language)

    return OfferDocument(
        ref=offer.offer_ref,
        offer_id=offer.offer_id,
        institution=offer.institution_ref,
        field=offer.field_key,
        title=(offer.title.said("da"), offer.title.said("en")),
        text=(f"{said('da')}\n{offer.institution_name}", f"{said('en')}\n{offer.institution_name}"),
        labels=(labels("da"), labels("en")),
        competences=tuple(competence.key for competence in offer.competences),
        language=offer.language,
        level=offer.nqf_level or 0,
        ects=offer.ects_tenths or 0,
        hours=offer.hours_away_tenths,
        price=price,
        start=int(offer.starts_on.strftime("%Y%m%d")) if offer.starts_on else NO_START,
        participations=offer.participations,
        regions=offer.regions,
        municipalities=offer.municipalities,
    )
