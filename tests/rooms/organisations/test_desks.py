"""One person, many hats; another organisation's things are not found."""

from __future__ import annotations

from datetime import timedelta

import pytest

from marketplace.accounts.models import Person
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import NotAllowed, NotFound
from marketplace.foundation.texts import Texts
from marketplace.foundation.transaction import transaction
from marketplace.organisations import queries
from marketplace.organisations.models import Accreditation, Membership
from marketplace.organisations.service import own
from tests.conftest import Clock
from tests.factories import within
from tests.factories.organisations import (
    actor_of,
    make_company,
    make_department,
    make_employee,
    make_institution,
    make_member,
    make_person,
)


def give(person: Person, organisation_id: int | None, role: str, clock: Clock) -> None:
    with within():
        session.add(Membership(person_id=person.id, organisation_id=organisation_id, role=role, created_at=clock.at))


def test_a_person_has_a_desk_for_every_hat_and_always_their_own(db: None, clock: Clock) -> None:
    person = make_person()
    company, institution = make_company("Nordlys"), make_institution("Fjordby")
    for organisation_id, role in (
        (institution.id, "teacher"),
        (company.id, "viewer"),
        (company.id, "admin"),
        (None, "operator"),
    ):
        give(person, organisation_id, role, clock)
    make_employee(company, person)
    desks = queries.desks_of(person.id)
    assert [(desk.desk, desk.name, desk.roles) for desk in desks] == [
        ("company", "Nordlys", frozenset({"viewer", "admin"})),
        ("institution", "Fjordby", frozenset({"teacher"})),
        ("operator", "", frozenset({"operator"})),
        ("employee", "Nordlys", frozenset()),
    ]
    assert [desk.organisation_id for desk in desks] == [company.id, institution.id, None, None]


def test_roles_on_both_sides_of_one_organisation_are_two_desks(db: None, clock: Clock) -> None:
    person, institution = make_person(), make_institution()
    give(person, institution.id, "publisher", clock)
    give(person, institution.id, "booker", clock)
    assert [(desk.desk, desk.roles) for desk in queries.desks_of(person.id)][:2] == [
        ("company", frozenset({"booker"})),
        ("institution", frozenset({"publisher"})),
    ]


def test_nobody_acts_from_a_desk_they_do_not_have(db: None, clock: Clock) -> None:
    person, company = make_person(), make_company()
    for desk, ref in (("company", company.organisation.ref), ("operator", ""), ("institution", ""), ("king", "")):
        with pytest.raises(NotFound):
            queries.actor_for(person, desk, ref)
    assert queries.actor_for(person, "employee").roles == frozenset()


def test_another_companys_things_are_not_found(db: None) -> None:
    ours, theirs = make_company("Vores"), make_company("Deres")
    admin = make_member(ours, "admin")
    department, employee = make_department(theirs), make_employee(theirs)
    with pytest.raises(NotFound):
        queries.find_department(admin, department.ref)
    with pytest.raises(NotFound):
        queries.find_employee(admin, employee.ref)
    with pytest.raises(NotFound):
        queries.institution_of(admin)
    assert queries.departments(admin) == []
    assert queries.employees(admin, 1).total == 0


def test_employees_are_paged_and_found_by_name_address_title_and_department(db: None) -> None:
    company = make_company()
    viewer = make_member(company, "viewer")
    wanted = make_employee(
        company,
        make_person("Åse Ørum", "aase@firma.dk"),
        title="Sygeplejerske",
        department_id=make_department(company, "Ældreområdet").id,
    )
    for number in range(25):
        make_employee(company, name=f"Person {number:02}")
    for search in ("åse", "AASE@", "sygepl", "ældre", "ÅSE  ørum"):
        assert [one.ref for one in queries.employees(viewer, 1, search).items] == [wanted.ref]
    page = queries.employees(viewer, 2)
    assert (page.total, page.pages, len(page.items)) == (26, 2, 6)
    assert queries.employees(viewer, 1, "_").total == 0


def test_those_who_have_left_come_last_or_are_left_out(db: None, clock: Clock) -> None:
    company = make_company()
    viewer = make_member(company, "viewer")
    today = clock.at.date()
    make_employee(company, name="Anna", ends_on=today - timedelta(days=1))
    make_employee(company, name="Bo")
    make_employee(company, name="Carl", starts_on=today + timedelta(days=1))
    assert [one.person.name for one in queries.employees(viewer, 1).items] == ["Bo", "Carl", "Anna"]
    assert [one.person.name for one in queries.employees(viewer, 1, on=today).items] == ["Bo"]


def test_a_manager_sees_own_reports_only(db: None) -> None:
    company = make_company()
    boss = make_employee(company, name="Lea Leder")
    report = make_employee(company, name="Rikke", manager_id=boss.id)
    other = make_employee(company, name="Otto")
    manager = actor_of(boss.person, company, "manager")
    assert [one.ref for one in queries.employees(manager, 1).items] == [report.ref]
    assert queries.find_employee(manager, report.ref).person.name == "Rikke"
    with pytest.raises(NotFound):
        queries.find_employee(manager, other.ref)
    with pytest.raises(NotAllowed):
        queries.employees(Actor(person_id=1, organisation_id=company.id, desk="company"), 1)


def test_only_verified_institutions_are_public(db: None) -> None:
    make_institution("Fjordby")
    waiting = make_institution("Ukendt", verified=False)
    assert [one.organisation.name for one in queries.public_institutions()] == ["Fjordby"]
    with pytest.raises(NotFound):
        queries.public_institution(waiting.organisation.ref)


def test_an_accreditation_is_shown_when_checked_and_in_force(db: None, clock: Clock) -> None:
    institution = make_institution()
    publisher, operator = make_member(institution, "publisher"), make_member(None, "operator")
    today = clock.at.date()
    with transaction():
        made = own.add_accreditation(
            publisher,
            kind="accreditation",
            body=Texts("Danmarks Akkrediteringsinstitution", ""),
            given_on=today,
            ends_on=today + timedelta(days=10),
            now=clock.at,
        )
    assert queries.public_accreditations(institution.id, today) == []
    assert [one.ref for one in queries.accreditations(publisher)] == [made.ref]
    with pytest.raises(NotAllowed), transaction():
        own.verify_accreditation(publisher, made.ref, now=clock.at)
    with transaction():
        own.verify_accreditation(operator, made.ref, now=clock.at)
    shown: list[Accreditation] = queries.public_accreditations(institution.id, today)
    assert [one.ref for one in shown] == [made.ref]
    assert queries.public_accreditations(institution.id, today + timedelta(days=11)) == []
