"""Employees: added, placed under somebody, leaving."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from marketplace.accounts.models import Person
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errands import Errand
from marketplace.foundation.errors import NotAllowed, NotFound, RuleBroken
from marketplace.foundation.transaction import transaction
from marketplace.organisations import queries
from marketplace.organisations.models import Employee, Membership
from marketplace.organisations.service import employing
from tests.conftest import Clock
from tests.factories import within
from tests.factories.organisations import make_company, make_department, make_employee, make_member, make_person

FIRST = date(2026, 11, 1)


def add(actor: Actor, clock: Clock, **over: Any) -> Employee:
    facts: dict[str, Any] = {"name": "Mette Holm", "email": "mette@firma.dk", "starts_on": FIRST, **over}
    with transaction():
        return employing.add_employee(actor, **facts, now=clock.at)


def end(actor: Actor, ref: str, on: date, clock: Clock) -> None:
    with transaction():
        employing.end_employment(actor, ref, ends_on=on, now=clock.at)


def test_a_booker_adds_an_employee_with_place_and_manager(db: None, clock: Clock) -> None:
    company = make_company()
    booker = make_member(company, "booker")
    boss, department = make_employee(company, name="Lea Leder"), make_department(company)
    made = add(booker, clock, department_ref=department.ref, manager_ref=boss.ref, title="Kok")
    found = queries.find_employee(booker, made.ref)
    assert (found.person.name, found.title, found.manager_id) == ("Mette Holm", "Kok", boss.id)
    assert found.department is not None
    assert found.department.ref == department.ref


@pytest.mark.parametrize("role", ["viewer", "approver", "manager"])
def test_others_add_nobody(db: None, clock: Clock, role: str) -> None:
    with pytest.raises(NotAllowed):
        add(make_member(make_company(), role), clock)


def test_a_person_known_elsewhere_is_the_same_person(db: None, clock: Clock) -> None:
    person = make_person("Mette Holm", "mette@firma.dk")
    make_employee(make_company(), person)
    made = add(make_member(make_company(), "admin"), clock, name="M. Holm")
    assert (made.person.ref, made.person.name) == (person.ref, "Mette Holm")


def test_nobody_is_employed_twice_at_once(db: None, clock: Clock) -> None:
    admin = make_member(make_company(), "admin")
    made = add(admin, clock)
    with pytest.raises(RuleBroken, match="already_employed"):
        add(admin, clock)
    end(admin, made.ref, FIRST, clock)
    with pytest.raises(RuleBroken, match="employments_overlap"):
        add(admin, clock, starts_on=FIRST)
    assert add(admin, clock, starts_on=FIRST + timedelta(days=1)).ref != made.ref


def test_employees_without_an_address_are_different_people(db: None, clock: Clock) -> None:
    admin = make_member(make_company(), "admin")
    assert add(admin, clock, email=None).person.ref != add(admin, clock, email="").person.ref


def test_another_companys_department_or_manager_is_not_found(db: None, clock: Clock) -> None:
    other = make_company()
    admin = make_member(make_company(), "admin")
    for over in ({"department_ref": make_department(other).ref}, {"manager_ref": make_employee(other).ref}):
        with pytest.raises(NotFound):
            add(admin, clock, **over)
    assert queries.employees(admin, 1).total == 0


def test_managers_never_stand_above_themselves(db: None, clock: Clock) -> None:
    company = make_company()
    admin = make_member(company, "admin")
    top = make_employee(company, name="Top")
    middle = make_employee(company, name="Midt", manager_id=top.id)
    low = make_employee(company, name="Lav", manager_id=middle.id)
    for above in (top, middle, low):
        with pytest.raises(RuleBroken, match="manager_circle"), transaction():
            employing.change_employee(admin, top.ref, manager_ref=above.ref)
    with transaction():
        employing.change_employee(admin, low.ref, manager_ref=top.ref, title="Kok")
    assert queries.find_employee(admin, low.ref).manager_id == top.id


def test_an_employment_cannot_end_before_it_began(db: None, clock: Clock) -> None:
    admin = make_member(make_company(), "admin")
    made = add(admin, clock)
    with pytest.raises(RuleBroken, match="ends_before_start") as broken:
        end(admin, made.ref, FIRST - timedelta(days=1), clock)
    assert broken.value.field == "ends_on"


def roles_of(person_id: int) -> set[str]:
    return set(session.scalars(select(Membership.role).where(Membership.person_id == person_id)))


def test_a_leavers_roles_end_after_the_last_day(db: None, clock: Clock) -> None:
    company = make_company()
    admin, booker = make_member(company, "admin"), make_member(company, "booker", "viewer")
    with within():
        employee = make_employee(company, person=session.get_one(Person, booker.person_id))
    last = clock.at.date() + timedelta(days=2)
    end(admin, employee.ref, last, clock)
    errand = session.scalars(select(Errand)).one()
    assert (errand.listener, errand.ref) == (f"task:{employing.END_ROLES}", employee.ref)
    with transaction():
        employing.end_roles(employee.ref, clock.move(days=1))
    assert roles_of(employee.person_id) == {"booker", "viewer"}
    with transaction():
        employing.end_roles(employee.ref, errand.due_at)
        employing.end_roles(employee.ref, errand.due_at)
    assert roles_of(employee.person_id) == set()


def test_a_last_day_that_has_passed_ends_roles_at_once_and_one_employed_anew_keeps_them(db: None, clock: Clock) -> None:
    company = make_company()
    admin, booker = make_member(company, "admin"), make_member(company, "booker")
    person = session.get_one(Person, booker.person_id)
    yesterday = clock.at.date() - timedelta(days=1)
    employee = make_employee(company, person, ends_on=yesterday)
    make_employee(company, person, starts_on=clock.at.date())
    with transaction():
        employing.end_roles(employee.ref, clock.at)
    assert roles_of(person.id) == {"booker"}
    leaver = make_member(company, "viewer")
    with within():
        gone = make_employee(company, session.get_one(Person, leaver.person_id))
    end(admin, gone.ref, yesterday, clock)
    assert roles_of(gone.person_id) == set()


def test_the_last_admin_cannot_leave(db: None, clock: Clock) -> None:
    company = make_company()
    admin = make_member(company, "admin")
    employee = make_employee(company, session.get_one(Person, admin.person_id))
    with pytest.raises(RuleBroken, match="last_admin"):
        end(admin, employee.ref, clock.at.date(), clock)
