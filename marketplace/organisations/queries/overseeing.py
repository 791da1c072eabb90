"""What the operator reads about one organisation: its people, what vouches for it, who was let in after a dispute."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace.accounts.models import Person
from marketplace.accounts.queries import signed_in_among
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import require
from marketplace.organisations import policy
from marketplace.organisations.models import Accreditation, Membership
from marketplace.organisations.queries import Staff
from marketplace.organisations.rules import Role


def members_of(actor: Actor, organisation_id: int) -> list[Staff]:
    """Everybody with a role at an organisation, on either side of it, by name."""
    require(policy.may_operate(actor))
    rows = session.scalars(
        select(Membership)
        .where(Membership.organisation_id == organisation_id)
        .join(Membership.person)
        .options(joinedload(Membership.person))
        .order_by(Person.name, Person.id)
    )
    found: dict[int, tuple[Person, set[str]]] = {}
    for row in rows:
        found.setdefault(row.person_id, (row.person, set()))[1].add(row.role)
    ready = signed_in_among(list(found))
    return [
        Staff(person, tuple(role.value for role in Role if role in held), person.id in ready)
        for person, held in found.values()
    ]


def accreditations_of(actor: Actor, institution_id: int) -> list[Accreditation]:
    """What an institution says vouches for it, the latest first, checked or not."""
    require(policy.may_operate(actor))
    own = Accreditation.institution_id == institution_id
    return list(
        session.scalars(
            select(Accreditation).where(own).order_by(Accreditation.given_on.desc(), Accreditation.id.desc())
        )
    )


def let_in_among(actor: Actor, organisation_ids: Iterable[int]) -> set[tuple[int, int]]:
    """Who has a role at these organisations, as (organisation, person)."""
    require(policy.may_operate(actor))
    wanted = sorted(set(organisation_ids))
    if not wanted:
        return set()
    rows = session.execute(
        select(Membership.organisation_id, Membership.person_id).where(Membership.organisation_id.in_(wanted))
    )
    return {(row[0], row[1]) for row in rows if row[0] is not None}
