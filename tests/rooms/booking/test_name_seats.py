"""Seats are named, given to a colleague, and unnamed until the naming deadline; one seat per person and run."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from marketplace.accounts.models import Person
from marketplace.booking.models import Seat
from marketplace.booking.rules import SeatName
from marketplace.booking.service.naming import name_seat, unname_seat
from marketplace.foundation import clock
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import NotAllowed, NotFound
from marketplace.foundation.events import EventLog
from marketplace.foundation.transaction import transaction
from marketplace.organisations.models import Company
from tests.conftest import Clock
from tests.factories.booking import a_booker, make_booking, make_draft
from tests.factories.organisations import make_company, make_employee, make_member, make_person
from tests.factories.pricing import make_priced_run
from tests.factories.refusals import conflict, refused


@pytest.fixture
def company(db: None) -> Company:
    return make_company()


@pytest.fixture
def actor(company: Company) -> Actor:
    return make_member(company, "booker")


def name(actor: Actor, seat_ref: str, **who: str) -> Seat:
    with transaction():
        return name_seat(actor, seat_ref, SeatName(**who), now=clock.now())


def seats_of(actor: Actor, wanted: int = 2) -> list[str]:
    run, _ = make_priced_run()
    return [seat.ref for seat in make_booking(actor, run, wanted).lines[0].seats]


def told() -> list[tuple[str, str]]:
    rows = session.scalars(
        select(EventLog).where(EventLog.kind.in_(["seat_named", "seat_unnamed"])).order_by(EventLog.id)
    )
    return [(row.kind, row.refs["person"]) for row in rows]


def test_a_seat_goes_to_an_employee_then_to_a_colleague_then_to_nobody(actor: Actor, company: Company) -> None:
    mette, bo = make_employee(company, name="Mette Holm"), make_employee(company, name="Bo Lund")
    first, second = mette.person.ref, bo.person.ref
    ref = seats_of(actor)[0]
    assert name(actor, ref, employee_ref=mette.ref).person_id == mette.person_id
    name(actor, ref, employee_ref=mette.ref)
    assert name(actor, ref, employee_ref=bo.ref).person_id == bo.person_id
    for _ in range(2):
        with transaction():
            seat = unname_seat(actor, ref, now=clock.now())
        assert (seat.person_id, seat.employee_id, seat.named_at) == (None, None, None)
    assert told() == [("seat_named", first), ("seat_unnamed", first), ("seat_named", second), ("seat_unnamed", second)]


def test_a_name_and_an_address_employ_a_new_person(actor: Actor, company: Company) -> None:
    one, two = seats_of(actor)
    seat = name(actor, one, name="Bo Lund", email="Bo@Example.dk")
    assert seat.person is not None
    assert (seat.person.name, seat.person.email_norm) == ("Bo Lund", "bo@example.dk")
    assert seat.employee is not None
    assert (seat.employee.company_id, seat.employee.starts_on) == (company.id, date(2026, 11, 23))
    with refused("booking.already_seated"):
        name(actor, two, name="Bo", email="bo@example.dk")
    without = name(actor, two, name="Ib Dam")
    assert without.person is not None
    assert without.person.email_norm is None


def test_an_address_of_an_employee_finds_that_employee(actor: Actor, company: Company) -> None:
    mette = make_employee(company, make_person("Mette Holm", "mette@example.dk"))
    seat = name(actor, seats_of(actor)[0], email="mette@example.dk")
    assert seat.employee_id == mette.id
    assert session.scalars(select(Person.name).where(Person.email_norm == "mette@example.dk")).all() == ["Mette Holm"]


def test_an_address_alone_of_nobody_known_is_not_a_name(actor: Actor) -> None:
    with refused("booking.name_missing") as problem:
        name(actor, seats_of(actor)[0], email="new@example.dk")
    assert problem.value.field == "naming"


def test_a_person_sits_once_on_a_run_whoever_bought_the_seat(actor: Actor, company: Company) -> None:
    run, _ = make_priced_run()
    one, two = (seat.ref for seat in make_booking(actor, run, 2).lines[0].seats)
    mette = make_employee(company)
    name(actor, one, employee_ref=mette.ref)
    with refused("booking.already_seated"):
        name(actor, two, employee_ref=mette.ref)
    elsewhere = make_company()
    second_job = make_employee(elsewhere, session.get_one(Person, mette.person_id))
    other = make_member(elsewhere, "admin")
    theirs = make_booking(other, run, 1).lines[0].seats[0].ref
    with refused("booking.already_seated"):
        name(other, theirs, employee_ref=second_job.ref)
    with transaction():
        unname_seat(actor, one, now=clock.now())
    assert name(other, theirs, employee_ref=second_job.ref).person_id == mette.person_id


def test_the_database_itself_refuses_a_second_seat(actor: Actor, company: Company) -> None:
    one, two = seats_of(actor)
    mette = make_employee(company)
    name(actor, one, employee_ref=mette.ref)
    with pytest.raises(IntegrityError), transaction():
        session.execute(update(Seat).where(Seat.ref == two).values(person_id=mette.person_id))


def test_only_active_employees_of_the_buyer_are_named(actor: Actor, company: Company) -> None:
    ref = seats_of(actor)[0]
    left = make_employee(company, name="Ole Gået", ends_on=date(2026, 11, 22))
    stranger = make_employee(make_company())
    for employee in (left.ref, stranger.ref, "nobody"):
        with pytest.raises(NotFound):
            name(actor, ref, employee_ref=employee)
    leaving = make_employee(company, name="Ole Går", ends_on=date(2026, 11, 23))
    assert name(actor, ref, employee_ref=leaving.ref).employee_id == leaving.id


def test_naming_ends_with_the_day_of_the_deadline(actor: Actor, company: Company, clock: Clock) -> None:
    mette, bo = make_employee(company, name="Mette Holm"), make_employee(company, name="Bo Lund")
    refs = [employee.ref for employee in (mette, bo)]
    one = seats_of(actor)[0]
    clock.at = datetime(2027, 1, 27, 22, 59, tzinfo=UTC)  # seven days before 3 Feb 2027
    name(actor, one, employee_ref=refs[0])
    clock.move(minutes=1)
    with refused("booking.naming_ended") as problem:
        name(actor, one, employee_ref=refs[1])
    assert problem.value.facts == {"until": date(2027, 1, 27)}
    with refused("booking.naming_ended"), transaction():
        unname_seat(actor, one, now=clock.at)


def test_continuous_intake_is_named_at_any_time(actor: Actor, company: Company, clock: Clock) -> None:
    run, _ = make_priced_run(continuous=True)
    ref = make_booking(actor, run, 1).lines[0].seats[0].ref
    employee = make_employee(company).ref
    clock.move(days=500)
    assert name(actor, ref, employee_ref=employee).status == "booked"


def test_a_held_seat_is_not_named_and_anothers_is_not_found(actor: Actor, company: Company) -> None:
    held = make_draft(actor).lines[0].seats[0].ref
    employee = make_employee(company).ref
    with conflict("booking.seat_not_booked"):
        name(actor, held, employee_ref=employee)
    booked = seats_of(actor)[0]
    with pytest.raises(NotFound):
        name(a_booker(), booked, name="Bo Lund")
    with pytest.raises(NotAllowed):
        name(make_member(company, "viewer"), booked, name="Bo Lund")
