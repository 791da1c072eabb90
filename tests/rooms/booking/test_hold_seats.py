"""A draft holds seats for twenty minutes: who may, on which runs, how many, at which price."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import func, select

from marketplace.booking import queries
from marketplace.booking.models import Booking, Order, Seat
from marketplace.booking.service.holding import book_seats
from marketplace.catalogue.models import OfferVersion
from marketplace.foundation import clock
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import NotAllowed, NotFound
from marketplace.foundation.events import EventLog
from marketplace.foundation.money import Money, kroner
from marketplace.foundation.refs import new_ref
from marketplace.foundation.transaction import transaction
from marketplace.pricing.models import PricePlan
from marketplace.pricing.rules import thaw
from tests.conftest import Clock
from tests.factories.booking import a_booker, make_booking, make_draft, the_mark
from tests.factories.catalogue import make_offer, make_offer_version
from tests.factories.organisations import make_company, make_institution, make_member
from tests.factories.pricing import make_plan, make_priced_run
from tests.factories.refusals import conflict, refused


def try_to_hold(actor: Actor, run_ref: str, plan_ref: str, wanted: int = 1, **over: Any) -> Booking:
    facts: dict[str, Any] = {"seen": "any", "now": clock.now(), **over}
    with transaction():
        return book_seats(actor, facts.pop("key", new_ref()), run_ref, plan_ref, wanted, **facts)


def test_a_draft_holds_its_seats_for_twenty_minutes(db: None, clock: Clock) -> None:
    actor, (run, plan) = a_booker(), make_priced_run(capacity=12, basis="standard")
    made = make_draft(actor, run, 4)
    line = made.lines[0]
    assert (made.status, made.buyer_id, made.seller_id) == ("draft", actor.organisation_id, run.institution_id)
    assert [(seat.status, seat.person_id, seat.company_id) for seat in line.seats] == [
        ("held", None, actor.organisation_id)
    ] * 4
    assert {seat.held_until for seat in line.seats} == {datetime(2026, 11, 23, 9, 20, tzinfo=clock.at.tzinfo)}
    assert (line.plan_id, line.net, line.vat, line.total) == (plan.id, 3_920_000, 980_000, 4_900_000)
    assert thaw(line.quote).mark == the_mark(actor, run, plan, 4)
    assert queries.places_left_for([run], clock.at) == {run.id: 8}
    fact = session.scalars(select(EventLog).where(EventLog.kind == "seats_held")).one()
    assert fact.refs == {"booking": made.ref, "run": run.ref, "seats": 4}


def test_a_lapsed_hold_gives_its_seats_back(db: None, clock: Clock) -> None:
    run, _ = make_priced_run(capacity=3)
    first = make_draft(run=run, wanted=3)
    with conflict("booking.run_full"), transaction():
        make_draft(run=run, wanted=1)
    clock.move(minutes=19, seconds=59)
    assert queries.places_left_for([run], clock.at) == {run.id: 0}
    clock.move(seconds=1)
    assert queries.places_left_for([run], clock.at) == {run.id: 3}
    second = make_draft(run=run, wanted=3)
    assert second.status == "draft"
    old = session.scalars(select(Booking).where(Booking.ref == first.ref)).one()
    assert (old.status, old.expired_at) == ("expired", clock.at)
    statuses = session.execute(select(Seat.status, func.count()).group_by(Seat.status).order_by(Seat.status))
    assert [tuple(row) for row in statuses] == [("held", 3), ("lapsed", 3)]
    kinds = session.scalars(
        select(EventLog.kind).where(EventLog.kind.in_(["holds_ended", "booking_ended"])).order_by(EventLog.id)
    )
    assert kinds.all() == ["holds_ended", "booking_ended"]


@pytest.mark.parametrize(
    ("wanted", "code", "left"), [(3, "booking.too_few_places", 2), (500, "booking.too_few_places", 2)]
)
def test_more_seats_than_are_left_are_refused_and_none_is_held(db: None, wanted: int, code: str, left: int) -> None:
    run, plan = make_priced_run(capacity=5)
    make_booking(run=run, wanted=3)
    actor = a_booker()
    seen = the_mark(actor, run, plan, wanted)
    with conflict(code) as told:
        try_to_hold(actor, run.ref, plan.ref, wanted, seen=seen)
    assert told.value.facts == {"left": left, "asked": wanted}
    assert queries.figures_for([run], clock.now())[run.id].live == 3
    assert session.scalar(select(func.count()).select_from(Order)) == 1


@pytest.mark.parametrize("wanted", [0, -1, 501])
def test_from_1_to_500_seats_are_booked_at_a_time(db: None, wanted: int) -> None:
    run, plan = make_priced_run(capacity=1000)
    with refused("pricing.seats_range"):
        try_to_hold(a_booker(), run.ref, plan.ref, wanted)


@pytest.mark.parametrize("status", ["planned", "running", "completed", "graded", "closed", "cancelled"])
def test_a_closed_run_sells_nothing(db: None, status: str) -> None:
    run, plan = make_priced_run(status=status)
    with conflict("booking.run_closed"):
        try_to_hold(a_booker(), run.ref, plan.ref)


@pytest.mark.parametrize("status", ["suspended", "retired", "approved"])
def test_a_run_of_an_offer_that_is_not_published_sells_nothing(db: None, status: str) -> None:
    run, plan = make_priced_run(version=make_offer_version(status=status))
    with conflict("booking.run_closed"):
        try_to_hold(a_booker(), run.ref, plan.ref)


def test_a_run_keeps_selling_its_version_when_a_new_one_is_published(db: None) -> None:
    run, _ = make_priced_run(status="confirmed")
    old, offer = run.version, run.version.offer
    old_ref = old.ref
    with transaction():
        session.get_one(OfferVersion, old.id).status = "retired"
    make_offer_version(offer, no=2)
    assert make_draft(run=run, wanted=1).lines[0].quote["version_ref"] == old_ref


def test_enrolment_ends_with_the_danish_day(db: None, clock: Clock) -> None:
    run, _ = make_priced_run()
    clock.at = datetime(2027, 1, 4, 22, 59, tzinfo=clock.at.tzinfo)
    actor = a_booker()
    assert make_draft(actor, run, 1).status == "draft"
    clock.move(minutes=1)
    with conflict("booking.enrolment_ended"), transaction():
        make_draft(actor, run, 1)


def test_continuous_intake_sells_without_a_deadline(db: None, clock: Clock) -> None:
    run, _ = make_priced_run(continuous=True)
    clock.move(days=400)
    assert make_draft(run=run, wanted=1).status == "draft"


def test_a_private_run_does_not_exist_for_others(db: None) -> None:
    mine = make_company()
    own, other = make_member(mine, "booker"), a_booker()
    private_run, plan = make_priced_run(private_to_id=mine.id)
    private_offer, offer_plan = make_priced_run(version=make_offer_version(make_offer(private_to_id=mine.id)))
    for run, its in ((private_run, plan), (private_offer, offer_plan)):
        with pytest.raises(NotFound):
            try_to_hold(other, run.ref, its.ref)
        assert make_draft(own, run, 1).status == "draft"


def test_an_unknown_run_or_plan_is_not_found(db: None) -> None:
    run, plan = make_priced_run()
    _, foreign = make_priced_run()
    actor = a_booker()
    for run_ref, plan_ref in (("nothing", plan.ref), (run.ref, "nothing"), (run.ref, foreign.ref)):
        with pytest.raises(NotFound):
            try_to_hold(actor, run_ref, plan_ref)


def test_only_bookers_and_admins_book(db: None) -> None:
    run, plan = make_priced_run()
    company = make_company()
    for role in ("viewer", "approver", "manager"):
        with pytest.raises(NotAllowed):
            try_to_hold(make_member(company, role), run.ref, plan.ref)
    for actor in (make_member(make_institution(), "publisher"), Actor.visitor(), Actor.system("clock")):
        with pytest.raises(NotAllowed):
            try_to_hold(actor, run.ref, plan.ref)
    assert make_draft(make_member(company, "admin"), run, 1).status == "draft"


def test_a_company_that_is_not_verified_may_hold(db: None) -> None:
    actor = make_member(make_company(verified=False), "booker")
    assert make_draft(actor).status == "draft"


def test_a_stale_price_is_refused_with_the_new_one_shown(db: None) -> None:
    actor, (run, plan) = a_booker(), make_priced_run(price=kroner(9800))
    offer = run.version.offer
    seen = the_mark(actor, run, plan, 2)
    with transaction():
        old = session.get_one(PricePlan, plan.id)
        old.status, old.retired_at = "retired", clock.now()
    new = make_plan(offer, kroner(9900))
    with conflict("booking.stale_price") as told:
        try_to_hold(actor, run.ref, plan.ref, 2, seen=seen)
    shown = told.value.facts["quote"]
    assert (told.value.facts["before"], told.value.facts["now"]) == (kroner(19600), kroner(19800))
    assert (shown.plan_ref, shown.total) == (new.ref, kroner(19800))
    assert try_to_hold(actor, run.ref, shown.plan_ref, 2, seen=shown.mark).lines[0].total == 1_980_000


def test_two_clicks_with_one_key_are_one_booking(db: None) -> None:
    actor, (run, plan) = a_booker(), make_priced_run(capacity=2)
    seen = the_mark(actor, run, plan, 2)
    first = try_to_hold(actor, run.ref, plan.ref, 2, seen=seen, key="one-form-key")
    again = try_to_hold(actor, run.ref, plan.ref, 2, seen="stale by now", key="one-form-key")
    assert again.ref == first.ref
    assert queries.find_order_by_key(actor, "one-form-key").ref == first.ref
    assert session.scalar(select(func.count()).select_from(Seat)) == 2


def test_one_key_with_another_content_is_a_conflict(db: None) -> None:
    actor, (run, plan) = a_booker(), make_priced_run()
    other_run, other_plan = make_priced_run()
    first = try_to_hold(actor, run.ref, plan.ref, 2, seen=the_mark(actor, run, plan, 2), key="one-form-key")
    with conflict("booking.key_used") as told:
        try_to_hold(actor, run.ref, plan.ref, 3, key="one-form-key")
    assert told.value.facts == {"booking": first.ref}
    with conflict("booking.key_used"):
        try_to_hold(actor, other_run.ref, other_plan.ref, 2, key="one-form-key")
    stranger = a_booker()
    with conflict("booking.key_used") as told:
        try_to_hold(stranger, run.ref, plan.ref, 2, seen=the_mark(stranger, run, plan, 2), key="one-form-key")
    assert told.value.facts == {}
    with pytest.raises(NotFound):
        queries.find_order_by_key(stranger, "one-form-key")
    for key in ("short", "k" * 41):
        with refused("booking.order_key"):
            try_to_hold(actor, run.ref, plan.ref, 2, key=key)


def test_a_free_seat_is_booked_like_any_other(db: None) -> None:
    run, _ = make_priced_run(price=Money(0))
    assert make_draft(run=run, wanted=1).lines[0].total == 0
