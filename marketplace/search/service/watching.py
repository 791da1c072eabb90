"""Saved searches: kept, looked for again, and told of when there is something new.

A look is an errand of three steps, one for each search: a search that cannot be asked stops nobody else's. What it
found is kept in the transaction that announces it, so a crash at any point tells once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from marketplace.foundation import errands
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errands import Outside
from marketplace.foundation.errors import RuleBroken, require
from marketplace.foundation.events import announce
from marketplace.foundation.refs import new_ref
from marketplace.organisations.models import Company
from marketplace.search import policy
from marketplace.search.events import WatchChanged, WatchDropped, WatchFound, WatchResumed, WatchSaved, WatchStopped
from marketplace.search.models import Watch, WatchHit
from marketplace.search.queries import watches
from marketplace.search.queries.watches import Look, find_watch, look, same_watch_or_none
from marketplace.search.rules.watches import (
    LINK_LASTS,
    Every,
    WatchStatus,
    check_move,
    check_narrow,
    check_room,
    check_title,
    next_look,
    read_every,
)

LOOK = "search.look"
BATCH = 500


def save_watch(actor: Actor, found: Look, *, title: str, every: str = Every.DAILY, now: datetime) -> Watch:
    """Keep a search for its person. What it finds now is not told of: only what comes.

    RuleBroken where the same person has saved it already, the company has too many, or it finds too much.
    """
    require(policy.may_watch(actor))
    if actor.organisation_id is None or actor.person_id is None:
        raise AssertionError("somebody at a company's desk has signed in")
    clean, pace = check_title(title), read_every(every)
    check_narrow(found.total)
    session.execute(select(Company.id).where(Company.id == actor.organisation_id).with_for_update())
    same = same_watch_or_none(actor, found.mark)
    if same is not None:
        raise RuleBroken("search.watch_exists", name=same.title)
    check_room(watches.count_watches(actor.organisation_id))
    watch = Watch(
        ref=new_ref(),
        company_id=actor.organisation_id,
        person_id=actor.person_id,
        title=clean,
        query=found.query,
        mark=found.mark,
        language=actor.language,
        every=pace,
        status=WatchStatus.ACTIVE,
        hits=found.total,
        tellings=0,
        created_at=now,
        changed_at=now,
        looked_at=now,
        look_at=next_look(pace, now),
        link_until=now + LINK_LASTS,
    )
    session.add(watch)
    session.flush()
    _keep_hits(watch.id, found.refs, telling=0)
    announce(WatchSaved(watch=watch.ref, organisation=actor.organisation_ref, hits=found.total))
    return watch


def _keep_hits(watch_id: int, refs: tuple[str, ...], *, telling: int) -> None:
    if refs:
        rows = [{"watch_id": watch_id, "offer_ref": ref, "telling": telling} for ref in refs]
        session.execute(insert(WatchHit), rows)


def change_watch(actor: Actor, ref: str, *, title: str, every: str, now: datetime) -> Watch:
    """Give a saved search another title or pace."""
    watch = find_watch(actor, ref, locked=True)
    require(policy.may_change_watch(actor, watch))
    wanted = {"title": check_title(title), "every": read_every(every)}
    changed = tuple(name for name, value in wanted.items() if getattr(watch, name) != value)
    if not changed:
        return watch
    watch.title, watch.every, watch.changed_at = wanted["title"], wanted["every"], now
    if "every" in changed:
        watch.look_at = next_look(watch.every, watch.looked_at)
    announce(WatchChanged(watch=ref, organisation=actor.organisation_ref, what=changed))
    return watch


def stop_watch(actor: Actor, ref: str, *, now: datetime) -> Watch:
    """No more mails about a saved search; it stays on the list."""
    watch = find_watch(actor, ref, locked=True)
    require(policy.may_change_watch(actor, watch))
    _stop(watch, actor.organisation_ref, "asked", now)
    return watch


def _stop(watch: Watch, organisation_ref: str, why: str, now: datetime) -> None:
    check_move(watch.status, WatchStatus.STOPPED)
    watch.status = WatchStatus.STOPPED
    watch.stopped_at = watch.changed_at = now
    announce(WatchStopped(watch=watch.ref, organisation=organisation_ref, why=why))


def stop_by_link(ref: str, token: str, *, now: datetime) -> Watch:
    """Stop a saved search from its mail, by whoever holds the link; a second time changes nothing."""
    watch = watches.watch_of_link(ref, token, now=now, locked=True)
    if watch.status == WatchStatus.ACTIVE:
        _stop(watch, watch.company.organisation.ref, "link", now)
    return watch


def resume_watch(actor: Actor, ref: str, found: Look, *, now: datetime) -> Watch:
    """Mail about new hits again. `found` is what is there now: what came in between is not told of."""
    watch = find_watch(actor, ref, locked=True)
    require(policy.may_resume_watch(actor, watch))
    check_move(watch.status, WatchStatus.ACTIVE)
    watch.status, watch.stopped_at, watch.changed_at = WatchStatus.ACTIVE, None, now
    _note_fresh(watch, found, now, telling=0)
    announce(WatchResumed(watch=ref, organisation=actor.organisation_ref))
    return watch


def drop_watch(actor: Actor, ref: str) -> None:
    """Delete a saved search and what it had found."""
    watch = find_watch(actor, ref, locked=True)
    require(policy.may_change_watch(actor, watch))
    session.delete(watch)
    session.flush()
    announce(WatchDropped(watch=ref, organisation=actor.organisation_ref))


def look_again(now: datetime) -> int:
    """Write an errand for every saved search that is due; how many. Repeating work: what is left comes next time."""
    due = watches.due_watches(now, BATCH)
    for watch in due:
        errands.at(now, LOOK, watch.ref, key=f"{LOOK}:{watch.ref}:{int(watch.look_at.timestamp())}")
        watch.look_at = next_look(watch.every, now)
    session.flush()
    return len(due)


@dataclass(frozen=True, slots=True)
class ToLook:
    """A search to be asked again."""

    ref: str
    query: str
    language: str
    company_id: int


def _prepare(ref: str, now: datetime) -> ToLook | None:
    watch = watches.watch_or_none(ref, locked=True)
    if watch is None or watch.status != WatchStatus.ACTIVE:
        return None
    if not watches.reaches(watch):
        _stop(watch, watch.company.organisation.ref, "gone", now)
        return None
    return ToLook(ref, watch.query, watch.language, watch.company_id)


def _look(asked: ToLook) -> Look | RuleBroken:
    try:
        return look(asked.query, asked.language, asked.company_id)
    except RuleBroken as broken:
        return broken


def _note(asked: ToLook, found: Look | RuleBroken, now: datetime) -> None:
    watch = watches.watch_or_none(asked.ref, locked=True)
    if watch is None or watch.status != WatchStatus.ACTIVE:
        return
    if isinstance(found, RuleBroken):
        if found.code != "search.not_ready":  # a postcode that is no more: it would fail for ever
            _stop(watch, watch.company.organisation.ref, "unreadable", now)
        return
    fresh = _note_fresh(watch, found, now, telling=watch.tellings + 1)
    if fresh:
        watch.tellings, watch.told_at = watch.tellings + 1, now
        announce(WatchFound(watch=watch.ref, hits=fresh, telling=watch.tellings))


def _note_fresh(watch: Watch, found: Look, now: datetime, *, telling: int) -> int:
    """Keep what is new among the hits; how many."""
    known = watches.refs_found(watch.id)
    fresh = tuple(ref for ref in found.refs if ref not in known)
    _keep_hits(watch.id, fresh, telling=telling)
    watch.hits, watch.looked_at, watch.look_at = found.total, now, next_look(watch.every, now)
    return len(fresh)


LOOKING = Outside(_prepare, _look, _note)
