"""The institution's verbs: they count seats under the lock before a run moves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from marketplace.booking import queries
from marketplace.booking.models import Booking
from marketplace.booking.service import running
from marketplace.booking.service.sweeping import release_lapsed_holds
from marketplace.catalogue.models import Run
from marketplace.foundation import clock
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import NotAllowed, NotFound
from marketplace.foundation.events import EventLog
from marketplace.foundation.transaction import transaction
from marketplace.organisations.models import Institution
from tests.conftest import Clock
from tests.factories.booking import make_booking, make_draft
from tests.factories.organisations import make_institution, make_member
from tests.factories.pricing import make_priced_run
from tests.factories.refusals import conflict, refused


def publisher_of(run: Run) -> Actor:
    return make_member(session.get_one(Institution, run.institution_id), "publisher")


def do(verb: Callable[..., Run], actor: Actor, run: Run, *more: Any) -> Run:
    with transaction():
        return verb(actor, run.ref, *more, now=clock.now())


def test_a_run_goes_its_whole_way(db: None, clock: Clock) -> None:
    run, _ = make_priced_run(minimum=2)
    actor = publisher_of(run)
    make_booking(run=run, wanted=1)
    assert do(running.confirm_run, actor, run).confirmed_at == clock.at  # below its minimum too
    with refused("booking.run_not_begun"):
        do(running.start_run, actor, run)
    clock.at = datetime(2027, 2, 3, 8, 0, tzinfo=UTC)
    assert do(running.start_run, actor, run).status == "running"
    with refused("booking.run_not_ended"):
        do(running.complete_run, actor, run)
    clock.at = datetime(2027, 3, 10, 14, 0, tzinfo=UTC)
    assert do(running.complete_run, actor, run).status == "completed"
    closed = do(running.close_run, actor, run)
    assert (closed.status, closed.closed_at) == ("closed", clock.at)
    moves = session.scalars(select(EventLog).where(EventLog.kind == "run_moved").order_by(EventLog.id))
    assert [move.refs["to"] for move in moves] == ["confirmed", "running", "completed", "graded", "closed"]


def test_a_continuous_intake_closes_without_dates(db: None) -> None:
    run, _ = make_priced_run(continuous=True)
    assert do(running.close_run, publisher_of(run), run).status == "closed"


def test_a_move_that_is_not_listed_is_a_conflict(db: None) -> None:
    run, _ = make_priced_run()
    actor = publisher_of(run)
    with conflict("catalogue.run_move"):
        do(running.close_run, actor, run)


def test_a_run_with_buyers_is_not_cancelled_here(db: None, clock: Clock) -> None:
    run, _ = make_priced_run()
    actor = publisher_of(run)
    with refused("booking.cancel_reason"):
        do(running.cancel_run, actor, run, "rain")
    make_draft(run=run, wanted=2)
    with conflict("booking.run_has_buyers") as told:
        do(running.cancel_run, actor, run, "low_numbers")
    assert told.value.facts == {"seats": 2}
    clock.move(minutes=20)
    cancelled = do(running.cancel_run, actor, run, "low_numbers")
    assert (cancelled.status, cancelled.cancel_reason, cancelled.cancelled_at) == ("cancelled", "low_numbers", clock.at)
    booked, _ = make_priced_run()
    make_booking(run=booked, wanted=1)
    with conflict("booking.run_has_buyers"):
        do(running.cancel_run, publisher_of(booked), booked, "provider")


def test_capacity_below_the_live_seats_drops_nobody_and_sells_nothing(db: None) -> None:
    run, _ = make_priced_run(capacity=5)
    actor = publisher_of(run)
    make_booking(run=run, wanted=3)
    assert do(running.change_capacity, actor, run, 2).capacity == 2
    figures = queries.figures_for([run], clock.now())[run.id]
    assert (figures.taken, figures.left, figures.over) == (3, 0, 1)
    with conflict("booking.run_full"), transaction():
        make_draft(run=run, wanted=1)
    do(running.change_capacity, actor, run, 4)
    assert make_draft(run=run, wanted=1).status == "draft"
    with refused("booking.capacity_range"):
        do(running.change_capacity, actor, run, 0)
    changes = session.scalars(select(EventLog).where(EventLog.kind == "run_changed")).all()
    assert [change.refs["what"] for change in changes] == [["capacity"], ["capacity"]]


def test_only_its_own_publishers_run_a_run(db: None) -> None:
    run, _ = make_priced_run()
    own = session.get_one(Institution, run.institution_id)
    outsider, teacher = make_member(make_institution(), "publisher"), make_member(own, "teacher")
    for verb, more in (
        (running.confirm_run, ()),
        (running.start_run, ()),
        (running.complete_run, ()),
        (running.close_run, ()),
        (running.cancel_run, ("provider",)),
        (running.change_capacity, (3,)),
    ):
        with pytest.raises(NotFound):
            do(verb, outsider, run, *more)
        with pytest.raises(NotAllowed):
            do(verb, teacher, run, *more)


def test_the_sweep_gives_ended_holds_back_and_expires_their_drafts(db: None, clock: Clock) -> None:
    one, two = make_priced_run()[0], make_priced_run()[0]
    drafts = [make_draft(run=run, wanted=2).ref for run in (one, two)]
    placed = make_booking(run=one, wanted=1).ref
    clock.move(minutes=10)
    later = make_draft(run=two, wanted=1).ref
    clock.move(minutes=10)
    for swept in (2, 0):
        with transaction():
            assert release_lapsed_holds(clock.at) == swept
    assert status_of(*drafts, placed, later) == ["expired", "expired", "placed", "draft"]
    assert queries.places_left_for([one, two], clock.at) == {one.id: 11, two.id: 11}
    told = session.scalars(select(EventLog).where(EventLog.kind.in_(["holds_ended", "booking_ended"]))).all()
    assert sorted(fact.refs.get("booking", "") for fact in told) == ["", "", *sorted(drafts)]


def status_of(*refs: str) -> list[str]:
    found = {row.ref: row.status for row in session.execute(select(Booking.ref, Booking.status))}
    return [found[ref] for ref in refs]
