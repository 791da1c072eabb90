"""Who sees which bookings and seats."""

from __future__ import annotations

from datetime import date

import pytest

from marketplace.accounts.models import Person
from marketplace.booking import queries
from marketplace.booking.rules import SeatName
from marketplace.foundation import clock
from marketplace.foundation.db import session
from marketplace.foundation.errors import NotAllowed, NotFound
from marketplace.organisations.models import Institution
from tests.conftest import Clock
from tests.factories.booking import make_booking, make_draft
from tests.factories.organisations import actor_of, make_company, make_employee, make_institution, make_member
from tests.factories.pricing import make_priced_run


def test_a_company_lists_its_own_bookings_newest_first(db: None) -> None:
    company = make_company()
    booker, viewer = make_member(company, "booker"), make_member(company, "viewer")
    made = [make_booking(booker).ref, make_draft(booker).ref]
    make_booking()
    page = queries.bookings(viewer, 1)
    assert [booking.ref for booking in page.items] == made[::-1]
    assert [booking.ref for booking in queries.bookings(viewer, 1, status="placed").items] == made[:1]
    run = page.items[0].lines[0].run
    assert (run.version.title.da, run.version.offer.institution.organisation.name) == (
        "Sundhedskommunikation i praksis",
        "Fjordby Professionshøjskole",
    )
    assert page.items[1].lines[0].seats[0].person is None
    with pytest.raises(NotAllowed):
        queries.bookings(make_member(company, "manager"), 1)


def test_a_booking_is_found_by_its_two_parties_only(db: None) -> None:
    company = make_company()
    booker = make_member(company, "booker")
    run, _ = make_priced_run()
    seller = session.get_one(Institution, run.institution_id)
    placed, draft = make_booking(booker, run).ref, make_draft(booker, run).ref
    assert queries.find_booking(booker, draft).buyer.organisation.name == "Nordlys Pleje ApS"
    assert queries.find_booking(make_member(seller, "finance"), placed).status == "placed"
    for actor, ref in (
        (make_member(seller, "finance"), draft),
        (make_member(make_institution(), "finance"), placed),
        (make_member(make_company(), "admin"), placed),
        (actor_of(session.get_one(Person, booker.person_id)), placed),
        (make_member(None, "operator"), placed),
    ):
        with pytest.raises(NotFound):
            queries.find_booking(actor, ref)
    with pytest.raises(NotAllowed):
        queries.find_booking(make_member(seller, "reviewer"), placed)
    assert [one.ref for one in queries.bookings(make_member(seller, "publisher"), 1).items] == [placed]


def test_the_institution_sees_who_is_booked_but_not_who_is_only_holding(db: None) -> None:
    company = make_company()
    booker = make_member(company, "booker")
    run, _ = make_priced_run()
    make_booking(booker, run, 2, names=[SeatName(name="Bo Lund")])
    make_draft(run=run, wanted=1)
    seller = session.get_one(Institution, run.institution_id)
    seats = queries.seats_of_run(make_member(seller, "teacher"), run.ref)
    assert [(seat.person.name if seat.person else "") for seat in seats] == ["Bo Lund", ""]
    assert seats[0].line is not None
    assert seats[0].line.booking.buyer.organisation.name == "Nordlys Pleje ApS"
    with pytest.raises(NotAllowed):
        queries.seats_of_run(make_member(seller, "reviewer"), run.ref)
    for stranger in (make_member(make_institution(), "teacher"), booker):
        with pytest.raises(NotFound):
            queries.seats_of_run(stranger, run.ref)


def test_a_person_sees_own_seats_what_lies_ahead_first(db: None, clock: Clock) -> None:
    company = make_company()
    booker, employee = make_member(company, "booker"), make_employee(company)
    person = employee.person
    who = [SeatName(employee_ref=employee.ref)]
    days = {
        "past": (date(2026, 12, 1), date(2026, 12, 2)),
        "later": (date(2027, 5, 1), date(2027, 5, 2)),
        "under way": (date(2026, 12, 10), date(2027, 2, 2)),
    }
    made = {}
    for kind, (starts_on, ends_on) in days.items():
        run, _ = make_priced_run(starts_on=starts_on, ends_on=ends_on)
        made[make_booking(booker, run, 1, names=who).lines[0].seats[0].ref] = kind
    run, _ = make_priced_run(continuous=True)
    made[make_booking(booker, run, 1, names=who).lines[0].seats[0].ref] = "continuous"
    make_booking(booker, wanted=1, names=[SeatName(name="Bo Lund")])
    clock.move(days=30)
    me = actor_of(person)
    seats = queries.my_seats(me, clock.at)
    assert [made[seat.ref] for seat in seats] == ["under way", "later", "continuous", "past"]
    assert len(seats[0].run.meetings) == 2
    assert queries.find_my_seat(me, seats[0].ref).run.version.title.en == "Health communication in practice"
    with pytest.raises(NotFound):
        queries.find_my_seat(booker, seats[0].ref)


def test_places_left_of_many_runs_are_counted_at_once(db: None) -> None:
    full, half, empty = make_priced_run(capacity=2)[0], make_priced_run(capacity=4)[0], make_priced_run(capacity=3)[0]
    make_booking(run=full, wanted=2)
    make_booking(run=half, wanted=1)
    make_draft(run=half, wanted=1)
    assert queries.places_left_for([full, half, empty], clock.now()) == {full.id: 0, half.id: 2, empty.id: 3}
    figures = queries.figures_for([half], clock.now())[half.id]
    assert (figures.held, figures.taken) == (1, 1)
    assert queries.places_left_for([], clock.now()) == {}
