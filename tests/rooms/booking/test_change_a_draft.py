"""A draft can grow, shrink and be let go while its hold lasts."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from marketplace.booking import queries
from marketplace.booking.models import Booking, Seat
from marketplace.booking.service.holding import book_seats, change_plan, change_wanted, withdraw_draft
from marketplace.booking.service.placing import place_on_invoice
from marketplace.catalogue.models import Run
from marketplace.foundation import clock
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import NotAllowed, NotFound
from marketplace.foundation.events import EventLog
from marketplace.foundation.money import kroner
from marketplace.foundation.refs import new_ref
from marketplace.foundation.transaction import transaction
from marketplace.pricing.models import PricePlan
from marketplace.pricing.rules import PerTeam, Shared
from tests.conftest import Clock
from tests.factories.booking import a_booker, make_booking, make_draft, the_mark
from tests.factories.organisations import make_company, make_member
from tests.factories.pricing import make_plan, make_priced_run
from tests.factories.refusals import conflict, refused


def change(actor: Actor, ref: str, run: Run, plan: PricePlan, wanted: int) -> Booking:
    with transaction():
        seen = the_mark(actor, run, plan, wanted)
        return change_wanted(actor, ref, wanted, seen=seen, now=clock.now())


def test_a_draft_grows_and_shrinks_and_is_priced_anew(db: None, clock: Clock) -> None:
    actor, (run, plan) = a_booker(), make_priced_run(capacity=5)
    draft = make_draft(actor, run, 2)
    until = draft.lines[0].seats[0].held_until
    clock.move(minutes=10)
    grown = change(actor, draft.ref, run, plan, 5)
    assert {(seat.status, seat.held_until) for seat in grown.lines[0].seats} == {("held", until)}
    assert (len(grown.lines[0].seats), grown.lines[0].total) == (5, 5 * 980_000)
    assert queries.places_left_for([run], clock.at) == {run.id: 0}
    shrunk = change(actor, draft.ref, run, plan, 1)
    assert (len(shrunk.lines[0].seats), shrunk.lines[0].quote["seats"]) == (1, 1)
    assert queries.places_left_for([run], clock.at) == {run.id: 4}
    assert session.scalars(select(Seat.status).order_by(Seat.id)).all() == ["held"] + ["released"] * 4


def test_a_draft_cannot_grow_beyond_what_is_left_for_it(db: None) -> None:
    actor, (run, plan) = a_booker(), make_priced_run(capacity=5)
    draft = make_draft(actor, run, 2)
    make_booking(run=run, wanted=1)
    with conflict("booking.too_few_places") as told:
        change(actor, draft.ref, run, plan, 5)
    assert told.value.facts == {"left": 4, "asked": 5}
    with refused("pricing.seats_range"):
        change_wanted(actor, draft.ref, 0, seen="", now=clock.now())
    with conflict("booking.stale_price"), transaction():
        change_wanted(actor, draft.ref, 3, seen=the_mark(actor, run, plan, 2), now=clock.now())


def test_a_draft_whose_hold_just_ended_gets_seats_anew_if_there_are_any(db: None, clock: Clock) -> None:
    actor, (run, plan) = a_booker(), make_priced_run(capacity=3)
    draft = make_draft(actor, run, 3)
    clock.move(minutes=21)
    again = change(actor, draft.ref, run, plan, 2)
    assert [seat.held_until for seat in again.lines[0].seats] == [clock.move(minutes=20)] * 2
    make_draft(run=run, wanted=3)
    with conflict("booking.hold_ended"):
        change(actor, draft.ref, run, plan, 2)


def test_a_draft_that_is_let_go_frees_its_seats_at_once(db: None, clock: Clock) -> None:
    actor, (run, plan) = a_booker(), make_priced_run(capacity=2)
    draft = make_draft(actor, run, 2)
    for _ in range(2):
        with transaction():
            gone = withdraw_draft(actor, draft.ref, now=clock.at)
        assert (gone.status, gone.withdrawn_at) == ("withdrawn", clock.at)
    assert queries.places_left_for([run], clock.at) == {run.id: 2}
    with conflict("booking.not_draft"):
        change(actor, draft.ref, run, plan, 1)
    with conflict("booking.not_draft"), transaction():
        place_on_invoice(actor, draft.ref, now=clock.at)
    placed = make_booking(actor, run, 2)
    with conflict("booking.not_draft"), transaction():
        withdraw_draft(actor, placed.ref, now=clock.at)


def test_anothers_draft_is_not_found_and_a_viewers_own_not_allowed(db: None) -> None:
    company = make_company()
    draft = make_draft(make_member(company, "booker"))
    for act in (
        lambda who: withdraw_draft(who, draft.ref, now=clock.now()),
        lambda who: change_wanted(who, draft.ref, 1, seen="", now=clock.now()),
        lambda who: place_on_invoice(who, draft.ref, now=clock.now()),
    ):
        stranger, viewer = a_booker(), make_member(company, "viewer")
        with pytest.raises(NotFound), transaction():
            act(stranger)
        with pytest.raises(NotAllowed), transaction():
            act(viewer)


def test_another_plan_prices_the_same_held_seats_anew(db: None, clock: Clock) -> None:
    actor, (run, plan) = a_booker(), make_priced_run(capacity=12)
    by_team = make_plan(run.version.offer, PerTeam(kroner(48_000), 8, kroner(5_000), 20))
    draft = make_draft(actor, run, 4)
    until = draft.lines[0].seats[0].held_until
    clock.move(minutes=10)
    for ref, total in ((by_team.ref, 48_000_00), (plan.ref, 4 * 980_000), (by_team.ref, 48_000_00)):
        with transaction():
            changed = change_plan(actor, draft.ref, ref, now=clock.at)
        line = changed.lines[0]
        assert (line.quote["plan_ref"], line.total) == (ref, total)
        assert {(seat.status, seat.held_until) for seat in line.seats} == {("held", until)}
    told = session.scalars(select(EventLog.refs).where(EventLog.kind == "plan_chosen")).all()
    assert [one["plan"] for one in told] == [by_team.ref, plan.ref, by_team.ref]


def test_the_plan_of_a_draft_can_be_no_other_companys_and_no_other_offers(db: None) -> None:
    actor, (run, plan) = a_booker(), make_priced_run()
    draft = make_draft(actor, run)
    elsewhere = make_priced_run()[1]
    with pytest.raises(NotFound), transaction():
        change_plan(actor, draft.ref, elsewhere.ref, now=clock.now())
    with pytest.raises(NotFound), transaction():
        change_plan(a_booker(), draft.ref, plan.ref, now=clock.now())
    with pytest.raises(NotAllowed), transaction():
        change_plan(make_member(make_company(), "viewer"), draft.ref, plan.ref, now=clock.now())
    placed = make_booking(actor, run)
    with conflict("booking.not_draft"), transaction():
        change_plan(actor, placed.ref, plan.ref, now=clock.now())


def test_a_class_price_is_not_sold_to_one_company_alone(db: None) -> None:
    actor, (run, _plan) = a_booker(), make_priced_run()
    shared = make_plan(run.version.offer, Shared(kroner(60_000), 6, 12))
    with refused("pricing.shared_alone"), transaction():
        book_seats(actor, new_ref(), run.ref, shared.ref, 2, seen="", now=clock.now())
    draft = make_draft(actor, run)
    with refused("pricing.shared_alone"), transaction():
        change_plan(actor, draft.ref, shared.ref, now=clock.now())
