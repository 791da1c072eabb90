"""Institutions, companies, people and employees for tests."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from sqlalchemy import select

from marketplace.accounts.models import Person
from marketplace.foundation import clock
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.refs import new_ref
from marketplace.geography.models import Postcode
from marketplace.organisations.models import Company, Department, Employee, Institution, Membership, Organisation
from marketplace.organisations.rules import COMPANY_ROLES, INSTITUTION_ROLES
from tests.factories import within

_numbers = count(1)
_WEIGHTS = (2, 7, 6, 5, 4, 3, 2)


def a_cvr() -> str:
    """The next CVR number with a right check digit (modulus 11)."""
    while True:
        stem = str(1_000_000 + next(_numbers))
        rest = sum(int(digit) * weight for digit, weight in zip(stem, _WEIGHTS, strict=True)) % 11
        if rest != 1:
            return f"{stem}{(11 - rest) % 11}"


def make_postcode(code: str = "8000", **over: Any) -> Postcode:
    with within():
        found = session.get(Postcode, code)
        if found is None:
            facts: dict[str, Any] = {
                "city": "Aarhus C",
                "lat": 56.1572,
                "lon": 10.2107,
                "municipality": "Aarhus",
                "municipality_slug": "aarhus",
                "region": "midtjylland",
            }
            found = Postcode(code=code, **{**facts, **over})
            session.add(found)
    return found


def make_organisation(name: str = "", *, verified: bool = True, **over: Any) -> Organisation:
    with within():
        postcode = make_postcode()
        at = clock.now()
        facts: dict[str, Any] = {
            "ref": new_ref(),
            "cvr": a_cvr(),
            "name": name or f"Organisation {next(_numbers)}",
            "street": "Havnegade 1",
            "postcode_code": postcode.code,
            "created_at": at,
            "verified_at": at if verified else None,
        }
        made = Organisation(**{**facts, **over})
        session.add(made)
    return made


def make_institution(name: str = "Fjordby Professionshøjskole", *, verified: bool = True, **over: Any) -> Institution:
    """An institution that may sell: verified, with bank data and its own invoice prefix."""
    with within():
        organisation = make_organisation(name, verified=verified)
        facts: dict[str, Any] = {
            "kind": "university_college",
            "prefix": f"P{next(_numbers)}",
            "bank_reg": "1234",
            "bank_account": "0012345678",
            "payment_days": 30,
        }
        made = Institution(id=organisation.id, organisation=organisation, **{**facts, **over})
        session.add(made)
    return made


def make_company(name: str = "Nordlys Pleje ApS", *, verified: bool = True, **over: Any) -> Company:
    """A company that may buy by invoice: verified, no EAN."""
    with within():
        organisation = make_organisation(name, verified=verified)
        made = Company(id=organisation.id, organisation=organisation, **{"size": 25, **over})
        session.add(made)
    return made


def make_person(name: str = "Mette Holm", email: str | None = "", **over: Any) -> Person:
    """A person; an address of their own unless one (or None) is given."""
    with within():
        facts: dict[str, Any] = {
            "ref": new_ref(),
            "name": name,
            "email_norm": f"person{next(_numbers)}@example.dk" if email == "" else email,
            "language": "da",
            "created_at": clock.now(),
        }
        made = Person(**{**facts, **over})
        session.add(made)
    return made


def make_department(company: Company, name: str = "Hjemmeplejen", **over: Any) -> Department:
    with within():
        made = Department(**{"ref": new_ref(), "company_id": company.id, "name": name, "cost_centre": "4711", **over})
        session.add(made)
    return made


def make_employee(company: Company, person: Person | None = None, name: str = "Mette Holm", **over: Any) -> Employee:
    with within():
        person = person or make_person(name)
        facts: dict[str, Any] = {"ref": new_ref(), "starts_on": date(2024, 1, 1)}
        made = Employee(company_id=company.id, person_id=person.id, company=company, person=person, **{**facts, **over})
        session.add(made)
    return made


def make_member(organisation: Company | Institution | Organisation | None, *roles: str) -> Actor:
    """A new person who really holds these roles (operator: no organisation), acting at that desk."""
    with within():
        person = make_person("Anne Skov")
        for role in roles:
            session.add(
                Membership(
                    person_id=person.id,
                    organisation_id=organisation.id if organisation else None,
                    role=role,
                    created_at=clock.now(),
                )
            )
    return actor_of(person, organisation, *roles)


def actor_of(person: Person, organisation: Company | Institution | Organisation | None = None, *roles: str) -> Actor:
    """A person at a desk, told from the organisation and the roles; without roles: the employee's own desk."""
    desk = "employee"
    if "operator" in roles:
        desk = "operator"
    elif isinstance(organisation, Institution) or not set(INSTITUTION_ROLES).isdisjoint(roles):
        desk = "institution"
    elif roles and (isinstance(organisation, Company) or not set(COMPANY_ROLES).isdisjoint(roles)):
        desk = "company"
    if organisation is None or desk in ("employee", "operator"):
        return Actor(person_id=person.id, person_ref=person.ref, desk=desk, roles=frozenset(roles))
    with within():
        ref = session.scalars(select(Organisation.ref).where(Organisation.id == organisation.id)).one()
    return Actor(
        person_id=person.id,
        person_ref=person.ref,
        organisation_id=organisation.id,
        organisation_ref=ref,
        desk=desk,
        roles=frozenset(roles),
    )
