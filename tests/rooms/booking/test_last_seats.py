"""Processes fight for the last seats with real commits and never oversell; without the lock they do."""

from __future__ import annotations

from sqlalchemy import func, select

from marketplace.booking import queries
from marketplace.booking.models import Booking, Seat
from marketplace.catalogue.models import Run
from marketplace.foundation import clock
from marketplace.foundation.db import on_postgresql, session
from marketplace.payments.models import Invoice
from tests.factories.booking import a_booker, make_draft, the_mark
from tests.factories.organisations import make_company, make_institution
from tests.factories.pricing import make_priced_run
from tests.rooms.booking.racing import click, hold_and_place, hold_last_seats, invoice_many, place_once, race


def fight(url: str, *, locked: bool) -> tuple[list[str], int]:
    """Two companies want two seats each of a run with three; (what each was told, live seats afterwards)."""
    run, plan = make_priced_run(capacity=3)
    patience = 1.0 if locked or not on_postgresql() else 60.0
    racers = []
    for place in range(2):
        actor = a_booker()
        seen = the_mark(actor, run, plan, 2)
        racers.append((actor, f"order-key-{place}", run.ref, plan.ref, 2, seen, clock.now(), locked, patience))
    session.remove()
    said = race(url, hold_last_seats, racers)
    return sorted(one.split()[0] for one in said), queries.count_live(run.id, clock.now())


def test_two_companies_never_get_the_same_last_seats(fresh: str) -> None:
    assert fight(fresh, locked=True) == (["booking.too_few_places", "held"], 2)


def test_the_same_fight_without_the_lock_oversells(fresh: str) -> None:
    """Shows that the test above can fail. SQLite has one writer at a time, lock or no lock."""
    expected = (["held", "held"], 4) if on_postgresql() else (["booking.too_few_places", "held"], 2)
    assert fight(fresh, locked=False) == expected


def test_four_processes_sell_a_run_to_the_last_seat_and_no_further(fresh: str) -> None:
    run, plan = make_priced_run(capacity=10)
    racers = []
    for place in range(4):
        actor = a_booker()
        keys = [f"order-key-{place}-{turn}" for turn in range(11)]
        racers.append((actor, keys, run.ref, plan.ref, the_mark(actor, run, plan, 1), clock.now()))
    session.remove()
    said = race(fresh, hold_and_place, racers)
    assert all(one.endswith("then booking.run_full") for one in said), said
    assert sum(int(one.split()[0]) for one in said) == 10
    assert queries.count_live(run.id, clock.now()) == session.get_one(Run, run.id).capacity == 10
    assert session.scalars(select(Invoice.number).order_by(Invoice.number)).all() == list(range(1, 11))


def test_two_clicks_at_the_same_time_are_one_booking(fresh: str) -> None:
    actor, (run, plan) = a_booker(), make_priced_run(capacity=12)
    one = (actor, "one-form-key", run.ref, plan.ref, 3, the_mark(actor, run, plan, 3), clock.now())
    session.remove()
    said = race(fresh, click, [one, one, one])
    assert len(set(said)) == 1
    assert session.scalars(select(Booking.ref)).all() == [said[0]]
    assert session.scalar(select(func.count()).select_from(Seat)) == 3


def test_placing_twice_at_the_same_time_is_one_invoice(fresh: str) -> None:
    actor = a_booker()
    ref = make_draft(actor).ref
    session.remove()
    assert race(fresh, place_once, [(actor, ref, clock.now())] * 2) == ["placed", "placed"]
    assert session.scalar(select(func.count()).select_from(Invoice)) == 1


def test_invoice_numbers_have_no_gaps_under_four_processes(fresh: str) -> None:
    each = 6
    seller, buyer = make_institution(), make_company()
    racers = [
        (seller.id, buyer.id, [f"purpose-{place}-{turn}" for turn in range(each)], clock.now()) for place in range(4)
    ]
    session.remove()
    said = race(fresh, invoice_many, racers)
    numbers = sorted(int(number) for one in said for number in one.split())
    kept = 4 * each - 4 * (each // 3)
    assert numbers == list(range(1, kept + 1))
    assert session.scalars(select(Invoice.number).order_by(Invoice.number)).all() == numbers
