"""Roles given and taken, and always somebody left to give them."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import NotAllowed, NotFound, RuleBroken
from marketplace.foundation.events import EventLog
from marketplace.foundation.transaction import transaction
from marketplace.organisations import queries
from marketplace.organisations.service import roles
from tests.conftest import Clock
from tests.factories.organisations import make_company, make_employee, make_institution, make_member, make_person


def give(actor: Actor, ref: str, role: str, clock: Clock, organisation_ref: str | None = None) -> None:
    with transaction():
        roles.give_role(actor, ref, role, organisation_ref=organisation_ref, now=clock.at)


def take(actor: Actor, ref: str, role: str, clock: Clock, organisation_ref: str | None = None) -> None:
    with transaction():
        roles.take_role(actor, ref, role, organisation_ref=organisation_ref, now=clock.at)


def test_an_admin_gives_an_employee_a_role_once(db: None, clock: Clock) -> None:
    company = make_company()
    admin, employee = make_member(company, "admin"), make_employee(company)
    for _ in range(2):
        give(admin, employee.person.ref, "booker", clock)
    assert queries.actor_for(employee.person, "company", company.organisation.ref).roles == {"booker"}
    assert session.scalars(select(EventLog.kind)).all() == ["role_given"]


@pytest.mark.parametrize("role", ["booker", "approver", "viewer", "manager"])
def test_other_roles_of_a_company_give_none(db: None, clock: Clock, role: str) -> None:
    company = make_company()
    actor, employee = make_member(company, role), make_employee(company)
    with pytest.raises(NotAllowed):
        give(actor, employee.person.ref, "admin", clock)


def test_a_role_is_given_to_ones_own_people_only(db: None, clock: Clock) -> None:
    admin = make_member(make_company(), "admin")
    stranger = make_employee(make_company())
    with pytest.raises(NotFound):
        give(admin, stranger.person.ref, "booker", clock)


@pytest.mark.parametrize("role", ["publisher", "operator", "king"])
def test_a_company_gives_company_roles_only(db: None, clock: Clock, role: str) -> None:
    company = make_company()
    admin, employee = make_member(company, "admin"), make_employee(company)
    with pytest.raises(RuleBroken, match="role_unknown"):
        give(admin, employee.person.ref, role, clock)


def test_an_admin_reaches_no_other_organisation_by_naming_it(db: None, clock: Clock) -> None:
    company, other = make_company(), make_company()
    admin, employee = make_member(company, "admin"), make_employee(company)
    give(admin, employee.person.ref, "booker", clock, other.organisation.ref)
    assert [desk.organisation_id for desk in queries.desks_of(employee.person_id)] == [company.id, None]


def test_the_last_admin_stays_until_there_is_another(db: None, clock: Clock) -> None:
    company = make_company()
    admin, ref = make_member(company, "admin", "booker"), make_employee(company).person.ref
    take(admin, admin.person_ref, "booker", clock)
    with pytest.raises(RuleBroken, match="last_admin"):
        take(admin, admin.person_ref, "admin", clock)
    give(admin, ref, "admin", clock)
    take(admin, admin.person_ref, "admin", clock)
    assert queries.desks_of(admin.person_id or 0)[0].desk == "employee"


def test_the_last_publisher_and_the_last_operator_stay(db: None, clock: Clock) -> None:
    publisher, operator = make_member(make_institution(), "publisher"), make_member(None, "operator")
    with pytest.raises(RuleBroken, match="last_publisher"):
        take(publisher, publisher.person_ref, "publisher", clock)
    with pytest.raises(RuleBroken, match="last_operator"):
        take(operator, operator.person_ref, "operator", clock)


def test_a_role_nobody_has_cannot_be_taken(db: None, clock: Clock) -> None:
    company = make_company()
    admin, employee = make_member(company, "admin"), make_employee(company)
    with pytest.raises(NotFound):
        take(admin, employee.person.ref, "booker", clock)


def test_the_operator_gives_any_role_where_it_belongs(db: None, clock: Clock) -> None:
    operator, person = make_member(None, "operator"), make_person()
    institution = make_institution()
    give(operator, person.ref, "publisher", clock, institution.organisation.ref)
    give(operator, person.ref, "operator", clock)
    assert [desk.desk for desk in queries.desks_of(person.id)] == ["institution", "operator", "employee"]
    with pytest.raises(NotFound):
        give(operator, person.ref, "admin", clock, institution.organisation.ref)


def test_the_system_makes_the_first_operator(db: None, clock: Clock) -> None:
    person = make_person()
    give(Actor.system("seed"), person.ref, "operator", clock)
    assert queries.actor_for(person, "operator").has("operator")


def test_everybody_with_roles_is_listed_by_name(db: None, clock: Clock) -> None:
    institution = make_institution()
    publisher = make_member(institution, "teacher", "publisher")
    found = queries.people_of(publisher)
    assert [(one.person.name, one.roles, one.can_sign_in) for one in found] == [
        ("Anne Skov", ("publisher", "teacher"), False)
    ]
