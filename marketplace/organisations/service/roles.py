"""Roles given and taken."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from marketplace.accounts.models import Person
from marketplace.accounts.queries import find_person
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import NotFound, RuleBroken, require
from marketplace.foundation.events import announce
from marketplace.organisations import policy, rules
from marketplace.organisations.events import RoleGiven, RoleTaken
from marketplace.organisations.models import Company, Employee, Institution, Membership, Organisation
from marketplace.organisations.queries.operating import find_organisation
from marketplace.organisations.rules import Role


def give_role(
    actor: Actor, person_ref: str, role: str, *, organisation_ref: str | None = None, now: datetime
) -> Membership:
    """Give a person a role at the actor's desk; again changes nothing.

    A company gives to its employees and members, an institution to its members. The operator (and the system)
    gives to anybody: at `organisation_ref`, or without one the operator's own role.
    """
    require(policy.may_give_roles(actor))
    organisation, side = _desk(actor, organisation_ref, role)
    wanted = rules.clean_role(role, side)
    person = find_person(person_ref)
    if organisation is not None and not policy.may_operate(actor) and not _belongs(person, organisation):
        raise NotFound
    return add_membership(person.id, person.ref, organisation, wanted, now)


def take_role(actor: Actor, person_ref: str, role: str, *, organisation_ref: str | None = None, now: datetime) -> None:
    """Take a role from a person; the last one who keeps the roles of a desk stays."""
    require(policy.may_give_roles(actor))
    organisation, side = _desk(actor, organisation_ref, role)
    wanted = rules.clean_role(role, side)
    person = find_person(person_ref)
    row = session.scalars(
        select(Membership).where(Membership.person_id == person.id, _at(organisation), Membership.role == wanted)
    ).one_or_none()
    if row is None:
        raise NotFound
    check_not_last(organisation, wanted)
    session.delete(row)
    session.flush()
    announce(RoleTaken(person=person.ref, organisation=organisation.ref if organisation else "", role=wanted))


def add_membership(
    person_id: int, person_ref: str, organisation: Organisation | None, role: Role, now: datetime
) -> Membership:
    """Write a role down, once; asks nobody."""
    row = session.scalars(
        select(Membership).where(Membership.person_id == person_id, _at(organisation), Membership.role == role)
    ).one_or_none()
    if row is None:
        row = Membership(
            person_id=person_id,
            organisation_id=organisation.id if organisation else None,
            role=role,
            created_at=now,
        )
        session.add(row)
        session.flush()
        announce(RoleGiven(person=person_ref, organisation=organisation.ref if organisation else "", role=role))
    return row


def check_not_last(organisation: Organisation | None, role: Role) -> None:
    """RuleBroken "organisations.last_…" when nobody else holds the role that keeps a desk's roles."""
    if role not in rules.KEEPER.values():
        return
    # Two of the last two taken at once would leave nobody.
    if organisation is not None:
        session.scalars(select(Organisation.id).where(Organisation.id == organisation.id).with_for_update()).one()
    else:
        held = select(Membership.id).where(_at(None), Membership.role == role).order_by(Membership.id)
        session.scalars(held.with_for_update()).all()
    holders = select(func.count()).select_from(Membership).where(_at(organisation), Membership.role == role)
    if (session.scalar(holders) or 0) <= 1:
        raise RuleBroken(f"organisations.last_{role.value}", field="role")


def own_organisation(actor: Actor) -> Organisation:
    """The organisation of the actor's desk."""
    found = session.get(Organisation, actor.organisation_id) if actor.organisation_id else None
    if found is None:
        raise NotFound
    return found


def _desk(actor: Actor, organisation_ref: str | None, role: str) -> tuple[Organisation | None, str]:
    if not policy.may_operate(actor):
        return own_organisation(actor), actor.desk
    side = rules.side_of(Role(role)) if role in tuple(Role) else "operator"
    if organisation_ref is None:
        return None, "operator"
    organisation = find_organisation(actor, organisation_ref)
    if session.get(Company if side == "company" else Institution, organisation.id) is None:
        raise NotFound
    return organisation, side


def _belongs(person: Person, organisation: Organisation) -> bool:
    works = select(Employee.id).where(Employee.person_id == person.id, Employee.company_id == organisation.id)
    member = select(Membership.id).where(
        Membership.person_id == person.id, Membership.organisation_id == organisation.id
    )
    working = works.where(Employee.ends_on.is_(None))
    return any(session.scalar(one.limit(1)) is not None for one in (working, member))


def _at(organisation: Organisation | None) -> ColumnElement[bool]:
    if organisation is None:
        return Membership.organisation_id.is_(None)
    return Membership.organisation_id == organisation.id
