"""What the operator reads: who waits, who is here, who disputes a claim."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from marketplace.accounts.models import Person
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import NotFound, require
from marketplace.foundation.events import EventLog
from marketplace.foundation.paging import Page, page_of
from marketplace.organisations import policy
from marketplace.organisations.events import ClaimDisputed
from marketplace.organisations.models import Accreditation, Company, Institution, Organisation
from marketplace.organisations.queries import like


def find_organisation(actor: Actor, ref: str) -> Organisation:
    """Any organisation, with its postcode; for the operator."""
    require(policy.may_operate(actor))
    found = session.scalars(
        select(Organisation).where(Organisation.ref == ref).options(joinedload(Organisation.postcode))
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def organisations_waiting(actor: Actor) -> list[Organisation]:
    """Organisations not yet verified, the longest waiting first."""
    require(policy.may_operate(actor))
    return list(
        session.scalars(
            select(Organisation)
            .where(Organisation.verified_at.is_(None))
            .options(joinedload(Organisation.postcode))
            .order_by(Organisation.created_at, Organisation.id)
        )
    )


def organisations_all(actor: Actor, page: int, search: str = "", *, waiting: bool = False) -> Page[Organisation]:
    """A page of all organisations by name, found by name or CVR number; or only those not yet verified."""
    require(policy.may_operate(actor))
    wanted = select(Organisation).options(joinedload(Organisation.postcode))
    if waiting:
        wanted = wanted.where(Organisation.verified_at.is_(None))
    if search.strip():
        wanted = wanted.where(or_(like(Organisation.name, search), like(Organisation.cvr, search)))
    return page_of(wanted.order_by(Organisation.name, Organisation.id), page)


def sides_of(actor: Actor, organisation_ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """Which of company and institution each of these organisations is."""
    require(policy.may_operate(actor))
    ids = sorted(set(organisation_ids))
    buying = set(session.scalars(select(Company.id).where(Company.id.in_(ids))))
    selling = set(session.scalars(select(Institution.id).where(Institution.id.in_(ids))))
    sides = (("institution", selling), ("company", buying))
    return {one: tuple(side for side, those in sides if one in those) for one in ids}


def accreditations_waiting(actor: Actor) -> list[tuple[Accreditation, Organisation]]:
    """What institutions say vouches for them and nobody has checked, with the institution's organisation."""
    require(policy.may_operate(actor))
    rows = session.execute(
        select(Accreditation, Organisation)
        .join(Organisation, Organisation.id == Accreditation.institution_id)
        .where(Accreditation.verified_at.is_(None))
        .order_by(Accreditation.id)
    )
    return [(row[0], row[1]) for row in rows]


@dataclass(frozen=True, slots=True)
class Dispute:
    """Somebody tried to register a CVR number that is claimed already: the latest time, and how often."""

    organisation: Organisation
    person: Person
    at: datetime
    times: int


def disputes(actor: Actor) -> list[Dispute]:
    """Disputed claims, the latest first, one per organisation and person."""
    require(policy.may_operate(actor))
    seen: dict[tuple[str, str], tuple[datetime, int]] = {}
    for row in session.scalars(select(EventLog).where(EventLog.kind == ClaimDisputed.kind).order_by(EventLog.id)):
        pair = (row.refs["organisation"], row.refs["person"])
        seen[pair] = (row.at, seen.get(pair, (row.at, 0))[1] + 1)
    wanted = {ref for ref, _ in seen}
    claimed = {one.ref: one for one in session.scalars(select(Organisation).where(Organisation.ref.in_(wanted)))}
    claimers = {one.ref: one for one in session.scalars(select(Person).where(Person.ref.in_({ref for _, ref in seen})))}
    found = [
        Dispute(claimed[pair[0]], claimers[pair[1]], at, times)
        for pair, (at, times) in seen.items()
        if pair[0] in claimed and pair[1] in claimers
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)
