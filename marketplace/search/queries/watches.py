"""Saved searches: those of a company, what one finds now, what was new at a telling, and whom a mail may reach."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from marketplace.foundation import links
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import NotFound, RuleBroken
from marketplace.foundation.language.analysis import asked_words
from marketplace.foundation.language.lexicon import EMPTY
from marketplace.foundation.paging import Page, page_of
from marketplace.organisations.models import Company, Membership
from marketplace.organisations.rules import COMPANY_ROLES
from marketplace.search.models import Watch, WatchHit
from marketplace.search.queries import ask
from marketplace.search.queries.addresses import asked_at
from marketplace.search.queries.used import institutions_used
from marketplace.search.rules.addresses import kept_query, read_query
from marketplace.search.rules.watches import LOOK_MOST, WatchStatus, mark_of

STOP_LINK = "watch_stop"


@dataclass(frozen=True, slots=True)
class Look:
    """What a search finds now: the address as it is kept, how many offers, and their refs (at most 10,000)."""

    query: str
    mark: str
    total: int
    refs: tuple[str, ...]


def look(query: str, language: str, company_id: int) -> Look:
    """Ask a search of the list again, outside any transaction: nobody waits for the index.

    RuleBroken for an address the list would refuse, "search.not_ready" while there is no index, and
    "search.watch_unread" for words that say nothing: such a search finds whatever there is.
    """
    arguments = read_query(query)
    used = institutions_used(company_id) if "brugt" in arguments else ()
    asked = asked_at(arguments, language, used=used)
    hits = ask(replace(asked, sort="start", page=1, per_page=LOOK_MOST))
    if not hits.ready:
        raise RuleBroken("search.not_ready")
    if asked.text and not hits.understood and not asked_words(asked.text, EMPTY).words:
        raise RuleBroken("search.watch_unread")
    return Look(kept_query(arguments), mark_of(arguments, language), hits.total, hits.refs)


def _owned(actor: Actor) -> Select[Watch]:
    if actor.desk != "company" or actor.organisation_id is None:
        raise NotFound
    return select(Watch).where(Watch.company_id == actor.organisation_id).options(joinedload(Watch.person))


def watches(actor: Actor, page: int) -> Page[Watch]:
    """The company's saved searches, one's own first, then by title."""
    mine = Watch.person_id != actor.person_id
    return page_of(_owned(actor).order_by(mine, func.lower(Watch.title), Watch.id), page)


def find_watch(actor: Actor, ref: str, *, locked: bool = False) -> Watch:
    """A saved search of the company."""
    wanted = _owned(actor).where(Watch.ref == ref)
    found = session.scalars(wanted.with_for_update(of=Watch) if locked else wanted).one_or_none()
    if found is None:
        raise NotFound
    return found


def same_watch_or_none(actor: Actor, mark: str) -> Watch | None:
    """The search with this mark, if the actor has saved it already."""
    return session.scalars(_owned(actor).where(Watch.person_id == actor.person_id, Watch.mark == mark)).one_or_none()


def count_watches(company_id: int) -> int:
    """How many searches a company has saved."""
    return session.scalar(select(func.count()).where(Watch.company_id == company_id)) or 0


def watch_or_none(ref: str, *, locked: bool = False) -> Watch | None:
    """A saved search by its ref, with its person and company; for the clock and for mails."""
    wanted = (
        select(Watch)
        .where(Watch.ref == ref)
        .options(joinedload(Watch.person), joinedload(Watch.company).joinedload(Company.organisation))
    )
    return session.scalars(wanted.with_for_update(of=Watch) if locked else wanted).one_or_none()


def reaches(watch: Watch) -> bool:
    """Whether somebody may be told: the person still has an address and a role at the company's desk."""
    held = select(Membership.id).where(
        Membership.person_id == watch.person_id,
        Membership.organisation_id == watch.company_id,
        Membership.role.in_(COMPANY_ROLES),
    )
    return watch.person.email_norm is not None and session.scalar(held.limit(1)) is not None


def due_watches(now: datetime, limit: int) -> list[Watch]:
    """Searches to look for again, the one that waited longest first; those another worker holds are left to it."""
    return list(
        session.scalars(
            select(Watch)
            .where(Watch.status == WatchStatus.ACTIVE, Watch.look_at <= now)
            .order_by(Watch.look_at, Watch.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
    )


def refs_found(watch_id: int) -> set[str]:
    """Every offer a saved search has ever found."""
    return set(session.scalars(select(WatchHit.offer_ref).where(WatchHit.watch_id == watch_id)))


def refs_new_at(watch_id: int, telling: int) -> list[str]:
    """The offers one announcement was about."""
    return list(
        session.scalars(
            select(WatchHit.offer_ref)
            .where(WatchHit.watch_id == watch_id, WatchHit.telling == telling)
            .order_by(WatchHit.offer_ref)
        )
    )


def stop_link(watch: Watch) -> tuple[str, str]:
    """The ref and token of the link in a mail. Stopping twice is the same as once, so it is never used up."""
    return watch.ref, links.make_token(watch.ref, STOP_LINK, 0, watch.link_until)


def watch_of_link(ref: str, token: str, *, now: datetime, locked: bool = False) -> Watch:
    """The search a link in a mail stops; NotFound for one that was altered, or whose search is deleted."""
    found = watch_or_none(ref, locked=locked)
    if found is None or now >= found.link_until or not links.is_token(token, ref, STOP_LINK, 0, found.link_until):
        raise NotFound
    return found
