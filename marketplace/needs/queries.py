"""Reads of needs: always those of the actor's own company."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.competences import queries as competences
from marketplace.competences.rules import meant
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import NotFound, RuleBroken, require
from marketplace.foundation.paging import Page, page_of
from marketplace.foundation.texts import Texts
from marketplace.needs.models import Need, NeedCompetence
from marketplace.needs.policy import may_see_needs
from marketplace.needs.rules import DROPPED_LAST, MOST_COMPETENCES


def _owned(actor: Actor) -> Select[Need]:
    if actor.desk != "company" or actor.organisation_id is None:
        raise NotFound
    require(may_see_needs(actor))
    return (
        select(Need)
        .where(Need.company_id == actor.organisation_id)
        .options(
            selectinload(Need.competences).joinedload(NeedCompetence.competence),
            joinedload(Need.kept_by),
            joinedload(Need.postcode),
        )
    )


def needs(actor: Actor, page: int) -> Page[Need]:
    """The company's needs, the one changed last first."""
    standing = _owned(actor).where(Need.dropped_at.is_(None))
    return page_of(standing.order_by(Need.changed_at.desc(), Need.id.desc()), page)


def find_need(actor: Actor, ref: str, *, locked: bool = False) -> Need:
    """A need of the company that is not deleted."""
    return _one(_owned(actor).where(Need.ref == ref, Need.dropped_at.is_(None)), locked)


def find_dropped_need(actor: Actor, ref: str, now: datetime, *, locked: bool = False) -> Need:
    """A deleted need of the company that can still be brought back."""
    return _one(_owned(actor).where(Need.ref == ref, Need.dropped_at > now - DROPPED_LAST), locked)


def needs_dropped(actor: Actor, now: datetime, limit: int = 20) -> list[Need]:
    """Needs deleted lately that can be brought back, the last first."""
    wanted = _owned(actor).where(Need.dropped_at > now - DROPPED_LAST).order_by(Need.dropped_at.desc(), Need.id.desc())
    return list(session.scalars(wanted.limit(limit)))


def _one(wanted: Select[Need], locked: bool) -> Need:
    found = session.scalars(wanted.with_for_update(of=Need) if locked else wanted).one_or_none()
    if found is None:
        raise NotFound
    return found


def labels_of_keys(keys: Iterable[str]) -> Mapping[str, Texts]:
    """The preferred labels of the competences there are among these."""
    return {key: one.label for key, one in competences.competences_by_key(keys).items()}


def understood(text: str, language: str) -> Sequence[str]:
    """The keys of the competences a text surely names, best first."""
    return [one.key for one in meant(competences.match(text, language, limit=MOST_COMPETENCES))]


def added(typed: str, language: str) -> Sequence[str]:
    """The keys of competences somebody adds in words; none for no words.

    RuleBroken "needs.not_understood" for words that surely name none.
    """
    keys = understood(typed, language) if typed.strip() else ()
    if typed.strip() and not keys:
        raise RuleBroken("needs.not_understood", field="add")
    return keys
