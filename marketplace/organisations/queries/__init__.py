"""Reads of organisations and their people: desks, the public market, a company's and an institution's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import joinedload

from marketplace.accounts.models import Person
from marketplace.accounts.queries import signed_in_among
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import NotFound, require
from marketplace.foundation.paging import Page, page_of
from marketplace.organisations import policy, rules
from marketplace.organisations.models import (
    Accreditation,
    Company,
    Department,
    Employee,
    Institution,
    Membership,
    Organisation,
    Workplace,
)
from marketplace.organisations.queries.inviting import invitation_for as invitation_for
from marketplace.organisations.queries.inviting import invitation_link as invitation_link

Thing = TypeVar("Thing")
_WITH_ADDRESS = joinedload(Organisation.postcode)
_VOUCHED = (  # built once: every offer's page asks it
    select(Accreditation)
    .where(
        Accreditation.institution_id == bindparam("institution_id"),
        Accreditation.verified_at.is_not(None),
        Accreditation.given_on <= bindparam("on"),
        or_(Accreditation.ends_on.is_(None), Accreditation.ends_on >= bindparam("on")),
    )
    .order_by(Accreditation.given_on.desc(), Accreditation.id)
)


@dataclass(frozen=True, slots=True)
class Desk:
    """One of the hats a person may wear: company, institution, operator or employee.

    `organisation_id` is None and `organisation_ref` empty for operator and employee desks.
    """

    desk: str
    organisation_id: int | None = None
    organisation_ref: str = ""
    name: str = ""
    roles: frozenset[str] = field(default_factory=frozenset)


def desks_of(person_id: int) -> list[Desk]:
    """Every desk a person may sit at: companies, institutions, the operator's, and last their own as employee.

    Everybody has the employee's: it shows one's own seats, and those outlive every employment.
    """
    rows = session.scalars(
        select(Membership)
        .where(Membership.person_id == person_id)
        .outerjoin(Membership.organisation)
        .options(joinedload(Membership.organisation))
        .order_by(Organisation.name, Membership.id)
    )
    found: dict[tuple[str, int | None], tuple[Organisation | None, set[str]]] = {}
    for row in rows:
        side = rules.side_of(rules.Role(row.role))
        found.setdefault((side, row.organisation_id), (row.organisation, set()))[1].add(row.role)
    desks = [
        Desk(side, at, where.ref if where else "", where.name if where else "", frozenset(roles))
        for (side, at), (where, roles) in found.items()
    ]
    order = ("company", "institution", "operator")
    return [*sorted(desks, key=lambda desk: order.index(desk.desk)), Desk("employee", name=_employer_name(person_id))]


def _employer_name(person_id: int) -> str:
    return (
        session.scalar(
            select(Organisation.name)
            .join(Employee, Employee.company_id == Organisation.id)
            .where(Employee.person_id == person_id)
            .order_by(Employee.ends_on.is_not(None), Employee.starts_on.desc())
            .limit(1)
        )
        or ""
    )


def actor_for(person: Person, desk: str, organisation_ref: str = "") -> Actor:
    """A person acting from one of their desks; NotFound when they have no such desk."""
    for one in desks_of(person.id):
        if (one.desk, one.organisation_ref) == (desk, organisation_ref):
            return Actor(
                person_id=person.id,
                person_ref=person.ref,
                organisation_id=one.organisation_id,
                organisation_ref=one.organisation_ref,
                desk=one.desk,
                roles=one.roles,
                language=person.language,
            )
    raise NotFound


def company_of(actor: Actor) -> Company:
    """The company the actor acts for, with its organisation and postcode."""
    return _one_or_not_found(_companies().where(Company.id == _own(actor, "company")))


def institution_of(actor: Actor) -> Institution:
    """The institution the actor acts for, with its organisation and postcode."""
    return _one_or_not_found(_institutions().where(Institution.id == _own(actor, "institution")))


def company_by_id(company_id: int) -> Company:
    """A company by id, for rooms that hold one already (a booking's buyer)."""
    return _one_or_not_found(_companies().where(Company.id == company_id))


def institution_by_id(institution_id: int) -> Institution:
    """An institution by id, for rooms that hold one already (a booking's seller)."""
    return _one_or_not_found(_institutions().where(Institution.id == institution_id))


def organisations_by_id(ids: Iterable[int]) -> dict[int, Organisation]:
    """Organisations by id with their postcodes, for rooms that hold the ids already."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    rows = session.scalars(select(Organisation).where(Organisation.id.in_(wanted)).options(_WITH_ADDRESS))
    return {row.id: row for row in rows}


def find_company_public(ref: str) -> Company:
    """A company by ref, for pages everybody may see."""
    return _one_or_not_found(_companies().join(Company.organisation).where(Organisation.ref == ref))


def public_institutions() -> list[Institution]:
    """The verified institutions by name, with organisation and postcode."""
    verified = _institutions().join(Institution.organisation).where(Organisation.verified_at.is_not(None))
    return list(session.scalars(verified.order_by(Organisation.name)))


def public_institution(ref: str) -> Institution:
    """A verified institution, with organisation and postcode."""
    verified = _institutions().join(Institution.organisation).where(Organisation.verified_at.is_not(None))
    return _one_or_not_found(verified.where(Organisation.ref == ref))


def public_accreditations(institution_id: int, on: date) -> list[Accreditation]:
    """What vouches for an institution on a day, checked by the operator."""
    return list(session.scalars(_VOUCHED, {"institution_id": institution_id, "on": on}))


def accreditations(actor: Actor) -> list[Accreditation]:
    """What vouches for the actor's own institution, checked or not."""
    own = Accreditation.institution_id == _own(actor, "institution")
    return list(session.scalars(select(Accreditation).where(own).order_by(Accreditation.given_on.desc())))


def departments(actor: Actor) -> list[Department]:
    """The departments of the actor's company by name."""
    own = Department.company_id == _own(actor, "company")
    return list(session.scalars(select(Department).where(own).order_by(Department.name)))


def workplaces(actor: Actor) -> list[Workplace]:
    """The workplaces of the actor's company by name, with their postcodes."""
    own = Workplace.company_id == _own(actor, "company")
    return list(
        session.scalars(select(Workplace).where(own).options(joinedload(Workplace.postcode)).order_by(Workplace.name))
    )


def find_department(actor: Actor, ref: str) -> Department:
    """A department of the actor's company."""
    own = Department.company_id == _own(actor, "company")
    return _one_or_not_found(select(Department).where(own, Department.ref == ref))


def find_workplace(actor: Actor, ref: str) -> Workplace:
    """A workplace of the actor's company, with its postcode."""
    own = Workplace.company_id == _own(actor, "company")
    return _one_or_not_found(select(Workplace).where(own, Workplace.ref == ref).options(joinedload(Workplace.postcode)))


def employees(
    actor: Actor, page: int, search: str = "", *, on: date | None = None, per_page: int = 20
) -> Page[Employee]:
    """A page of the employees the actor may see, by name; those who have left come last.

    `search` looks in name, address, title and department; `on` leaves out those not employed on that day.
    """
    wanted = _visible_employees(actor).outerjoin(Employee.department)
    if search.strip():
        columns = (Person.name, Person.email_norm, Employee.title, Department.name)
        wanted = wanted.where(or_(*(like(column, search) for column in columns)))
    if on is not None:
        wanted = wanted.where(Employee.starts_on <= on, or_(Employee.ends_on.is_(None), Employee.ends_on >= on))
    return page_of(wanted.order_by(Employee.ends_on.is_not(None), Person.name, Employee.id), page, per_page)


def find_employee(actor: Actor, ref: str) -> Employee:
    """An employee the actor may see, with person, department and workplace."""
    return _one_or_not_found(_visible_employees(actor).where(Employee.ref == ref))


def manager_of_or_none(actor: Actor, employee: Employee) -> Employee | None:
    """Who answers for an employee, with the person."""
    own = (Employee.company_id == _own(actor, "company"), Employee.id == (employee.manager_id or 0))
    return session.scalars(select(Employee).where(*own).options(joinedload(Employee.person))).one_or_none()


def employee_of_person_or_none(company_id: int, person_id: int) -> Employee | None:
    """A person's latest employment in a company, with the person."""
    return session.scalars(
        select(Employee)
        .where(Employee.company_id == company_id, Employee.person_id == person_id)
        .order_by(Employee.ends_on.is_not(None), Employee.starts_on.desc())
        .options(joinedload(Employee.person))
        .limit(1)
    ).one_or_none()


def _visible_employees(actor: Actor) -> Select[Employee]:
    wanted = (
        select(Employee)
        .where(Employee.company_id == _own(actor, "company"))
        .join(Employee.person)
        .options(joinedload(Employee.person), joinedload(Employee.department), joinedload(Employee.workplace))
    )
    if policy.may_see_employees(actor):
        return wanted
    require(policy.may_see_reports(actor))
    own = select(Employee.id).where(
        Employee.company_id == actor.organisation_id, Employee.person_id == (actor.person_id or 0)
    )
    return wanted.where(Employee.manager_id.in_(own))


@dataclass(frozen=True, slots=True)
class Staff:
    """A person with roles at a desk, and whether they can sign in yet."""

    person: Person
    roles: tuple[str, ...]
    can_sign_in: bool


def people_of(actor: Actor) -> list[Staff]:
    """Everybody with roles at the actor's desk (institution or company), by name."""
    roles = rules.COMPANY_ROLES if actor.desk == "company" else rules.INSTITUTION_ROLES
    own = Membership.organisation_id == _own(actor, "company" if actor.desk == "company" else "institution")
    rows = session.scalars(
        select(Membership)
        .where(own, Membership.role.in_(roles))
        .join(Membership.person)
        .options(joinedload(Membership.person))
        .order_by(Person.name, Person.id)
    )
    found: dict[int, tuple[Person, set[str]]] = {}
    for row in rows:
        found.setdefault(row.person_id, (row.person, set()))[1].add(row.role)
    ready = signed_in_among(list(found))
    return [
        Staff(person, tuple(role for role in roles if role in held), person.id in ready)
        for person, held in found.values()
    ]


def _companies() -> Select[Company]:
    return select(Company).options(joinedload(Company.organisation).options(_WITH_ADDRESS))


def _institutions() -> Select[Institution]:
    return select(Institution).options(joinedload(Institution.organisation).options(_WITH_ADDRESS))


def _own(actor: Actor, desk: str) -> int:
    if actor.desk != desk or actor.organisation_id is None:
        raise NotFound
    return actor.organisation_id


def _one_or_not_found(wanted: Select[Thing]) -> Thing:
    found = session.scalars(wanted).one_or_none()
    if found is None:
        raise NotFound
    return found


def like(column: Any, search: str) -> Any:
    """Whether a column holds a text, whatever its case (SQLite folds only A to Z, so Æ, Ø, Å are tried in turn)."""
    typed = " ".join(search.replace("\0", "").split())
    return or_(
        *(column.icontains(said, autoescape=True) for said in {typed, typed.lower(), typed.upper(), typed.title()})
    )
