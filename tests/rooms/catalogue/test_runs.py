"""Planning, changing and moving runs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from marketplace.catalogue import queries
from marketplace.catalogue.models import Run
from marketplace.catalogue.rules import MeetingFacts, RunFacts, RunStatus
from marketplace.catalogue.service.drafting import draft_offer
from marketplace.catalogue.service.publishing import retire
from marketplace.catalogue.service.runs import change_run, lock_run, move_run, plan_run, set_capacity
from marketplace.foundation import clock as clocks
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import Conflict, NotAllowed, NotFound, RuleBroken
from marketplace.foundation.events import EventLog, fact_of
from marketplace.foundation.transaction import transaction
from tests.factories.organisations import make_company, make_member, make_postcode
from tests.rooms.catalogue.conftest import WHOLE, Counting, House, make_house
from tests.rooms.catalogue.test_publishing import approved, do, published

NINE = datetime(2027, 2, 3, 8, 0, tzinfo=UTC)


def meeting(days: int = 0, place: str = "") -> MeetingFacts:
    starts = NINE + timedelta(days=days)
    return MeetingFacts(starts, starts + timedelta(hours=6), place)


PLAN = RunFacts(
    capacity=18,
    minimum=8,
    participation="onsite",
    place="Campus, lokale 2",
    postcode="8000",
    enrol_by=date(2027, 1, 4),
    meetings=(meeting(), meeting(7), meeting(14)),
)


@pytest.fixture(autouse=True)
def postcodes(db: None) -> None:
    make_postcode("8000")
    make_postcode("7500", city="Holstebro", municipality="Holstebro", municipality_slug="holstebro")


def plan(house: House, offer_ref: str = "", **over: Any) -> Run:
    offer_ref = offer_ref or published(house).offer.ref
    run: Run = do(plan_run, house.author, offer_ref, replace(PLAN, **over))
    return run


def move(run_ref: str, *to: RunStatus, reason: str | None = None) -> None:
    for one in to:
        with transaction():
            move_run(lock_run(run_ref), one, now=clocks.now(), reason=reason)


def facts_told(kind: str) -> list[Any]:
    return [fact_of(row) for row in session.scalars(select(EventLog).where(EventLog.kind == kind))]


def test_a_planned_run_takes_its_days_from_its_meetings_and_is_not_public(house: House) -> None:
    run = plan(house)
    assert (run.status, run.starts_on, run.ends_on) == ("planned", date(2027, 2, 3), date(2027, 2, 17))
    assert [one.starts_at for one in run.meetings] == [one.starts_at for one in PLAN.meetings]
    with pytest.raises(NotFound):
        queries.public_run(run.ref)
    assert queries.open_runs_of(run.version.offer_id, clocks.now()) == []


def test_a_run_is_planned_on_a_published_or_an_approved_version_only(house: House) -> None:
    draft = do(draft_offer, house.author, WHOLE)
    with pytest.raises(RuleBroken) as broken:
        plan(house, draft.offer.ref)
    assert broken.value.code == "catalogue.no_version_to_run"
    version = approved(house)
    run = plan(house, version.offer.ref)
    assert run.version_id == version.id
    with pytest.raises(RuleBroken) as broken:
        move(run.ref, RunStatus.OPEN)
    assert broken.value.code == "catalogue.version_not_published"


@pytest.mark.parametrize(
    ("over", "code", "field"),
    [
        ({"meetings": ()}, "catalogue.meetings_missing", "meetings"),
        ({"postcode": "0999"}, "geography.unknown_postcode", "postcode"),
        ({"private_to_ref": "nobody"}, "catalogue.unknown_company", "private_to"),
        ({"capacity": 0}, "catalogue.capacity_range", "capacity"),
    ],
)
def test_a_plan_that_does_not_fit_is_refused_and_nothing_is_kept(
    house: House, over: dict[str, Any], code: str, field: str
) -> None:
    offer_ref = published(house).offer.ref
    with pytest.raises(RuleBroken) as broken:
        plan(house, offer_ref, **over)
    assert (broken.value.code, broken.value.field) == (code, field)
    assert session.scalars(select(Run)).all() == []


def test_an_online_run_is_held_nowhere(house: House) -> None:
    assert plan(house, participation="online").postcode_code is None


def test_continuous_intake_needs_no_days(house: House) -> None:
    run = plan(house, intake="continuous", participation="online", meetings=(), enrol_by=None)
    move(run.ref, RunStatus.OPEN)
    assert [one.ref for one in queries.open_runs_of(run.version.offer_id, clocks.now())] == [run.ref]
    move(run.ref, RunStatus.CLOSED)


def test_a_run_is_open_until_the_end_of_its_deadline_day_in_copenhagen(house: House) -> None:
    run = plan(house)
    offer_id = run.version.offer_id
    move(run.ref, RunStatus.OPEN)
    last = datetime(2027, 1, 4, 22, 59, tzinfo=UTC)
    assert [one.ref for one in queries.open_runs_of(offer_id, last)] == [run.ref]
    assert queries.open_runs_of(offer_id, last + timedelta(minutes=1)) == []
    assert queries.public_run(run.ref).status == "open"


def test_a_run_whose_deadline_has_passed_does_not_open(house: House, clock: Any) -> None:
    run = plan(house)
    clock.move(days=60)
    with pytest.raises(RuleBroken) as broken:
        move(run.ref, RunStatus.OPEN)
    assert broken.value.code == "catalogue.enrol_by_passed"


def test_every_move_keeps_its_instant_and_is_told(house: House, clock: Any) -> None:
    run = plan(house)
    offer_ref, opened = run.version.offer.ref, clock()
    move(run.ref, RunStatus.OPEN)
    clock.move(minutes=5)
    move(run.ref, RunStatus.CONFIRMED)
    found = queries.find_run(house.author, run.ref)
    assert (found.opened_at, found.confirmed_at) == (opened, clock())
    move(run.ref, RunStatus.OPEN)
    found = queries.find_run(house.author, run.ref)
    assert (found.opened_at, found.confirmed_at) == (opened, None)
    move(run.ref, RunStatus.CANCELLED, reason="low_numbers")
    found = queries.find_run(house.author, run.ref)
    assert (found.cancelled_at, found.cancel_reason) == (clock(), "low_numbers")
    told = facts_told("run_moved")
    assert [one.to for one in told] == ["open", "confirmed", "open", "cancelled"]
    assert {(one.offer, one.run) for one in told} == {(offer_ref, run.ref)}


def test_cancelling_says_why_and_nothing_else_does(house: House) -> None:
    run = plan(house)
    for to, reason in ((RunStatus.CANCELLED, None), (RunStatus.CANCELLED, "rain"), (RunStatus.OPEN, "provider")):
        with pytest.raises(RuleBroken) as broken:
            move(run.ref, to, reason=reason)
        assert broken.value.code == "catalogue.cancel_reason"
    with pytest.raises(Conflict):
        move(run.ref, RunStatus.RUNNING)


def test_only_the_meetings_that_moved_are_marked_and_all_keep_their_refs(house: House, clock: Any) -> None:
    run = plan(house)
    planned, refs = clock(), [one.ref for one in run.meetings]
    at = clock.move(days=1)
    do(change_run, house.author, run.ref, replace(PLAN, meetings=(meeting(), meeting(8), meeting(14))))
    found = queries.find_run(house.author, run.ref)
    assert [one.ref for one in found.meetings] == refs
    assert [one.changed_at for one in found.meetings] == [planned, at, planned]
    assert [one.what for one in facts_told("run_changed")] == [("meetings",)]


def test_a_new_place_marks_the_meetings_that_are_held_there(house: House, clock: Any) -> None:
    elsewhere = replace(PLAN, meetings=(meeting(), meeting(7, "Hotel Fjorden")))
    run = plan(house, meetings=elsewhere.meetings)
    planned = clock()
    at = clock.move(days=1)
    do(change_run, house.author, run.ref, replace(elsewhere, postcode="7500", place="Aulaen"))
    found = queries.find_run(house.author, run.ref)
    assert [one.changed_at for one in found.meetings] == [at, planned]
    assert [one.what for one in facts_told("run_changed")] == [("place", "postcode", "meetings")]


def test_meetings_come_and_go_and_the_days_follow(house: House) -> None:
    run = plan(house)
    refs = [one.ref for one in run.meetings]
    do(change_run, house.author, run.ref, replace(PLAN, meetings=PLAN.meetings[:1]))
    found = queries.find_run(house.author, run.ref)
    assert ([one.ref for one in found.meetings], found.ends_on) == (refs[:1], date(2027, 2, 3))
    do(change_run, house.author, run.ref, replace(PLAN, meetings=(meeting(), meeting(21))))
    found = queries.find_run(house.author, run.ref)
    assert (len(found.meetings), found.ends_on) == (2, date(2027, 2, 24))


def test_a_change_that_changes_nothing_is_not_told(house: House) -> None:
    run = plan(house)
    do(change_run, house.author, run.ref, PLAN)
    assert facts_told("run_changed") == []


def test_a_change_leaves_the_number_of_seats_to_those_who_count_them(house: House) -> None:
    run = plan(house)
    do(change_run, house.author, run.ref, replace(PLAN, capacity=30, enrol_by=date(2027, 1, 11)))
    found = queries.find_run(house.author, run.ref)
    assert (found.capacity, found.enrol_by) == (18, date(2027, 1, 11))
    with transaction():
        set_capacity(lock_run(run.ref), 24)
    assert queries.find_run(house.author, run.ref).capacity == 24
    with pytest.raises(RuleBroken) as broken, transaction():
        set_capacity(lock_run(run.ref), 7)
    assert broken.value.code == "catalogue.minimum_over_capacity"
    assert [one.what for one in facts_told("run_changed")] == [("enrol_by",), ("capacity",)]


def test_what_buyers_relied_on_is_fixed_once_open(house: House) -> None:
    company = make_company()
    with transaction():
        session.add(company)
        company_ref = company.organisation.ref
    run = plan(house)
    move(run.ref, RunStatus.OPEN)
    for over, code in (
        ({"intake": "continuous"}, "catalogue.intake_fixed"),
        ({"private_to_ref": company_ref}, "catalogue.privacy_fixed"),
    ):
        with pytest.raises(Conflict) as conflict:
            do(change_run, house.author, run.ref, replace(PLAN, **over))
        assert conflict.value.code == code
    move(run.ref, RunStatus.CANCELLED, reason="provider")
    with pytest.raises(Conflict) as conflict:
        do(change_run, house.author, run.ref, PLAN)
    assert conflict.value.code == "catalogue.run_over"


def test_another_institutions_run_is_not_found_and_only_publishers_change_theirs(house: House) -> None:
    run = plan(house)
    offer_ref = run.version.offer.ref
    stranger = make_house("Egelund Akademi").author
    for verb, ref in ((change_run, run.ref), (plan_run, offer_ref)):
        with pytest.raises(NotFound):
            do(verb, stranger, ref, PLAN)
        with pytest.raises(NotAllowed):
            do(verb, house.finance, ref, PLAN)
        with pytest.raises(NotFound):
            do(verb, Actor.visitor(), ref, PLAN)
    with pytest.raises(NotFound):
        queries.find_run(make_member(make_company(), "admin"), run.ref)
    with pytest.raises(NotFound):
        lock_run("nothing")


def test_a_private_run_is_shown_to_nobody_else(house: House) -> None:
    company = make_company()
    with transaction():
        session.add(company)
        company_ref = company.organisation.ref
    run = plan(house, private_to_ref=company_ref)
    offer_id = run.version.offer_id
    move(run.ref, RunStatus.OPEN)
    assert queries.open_runs_of(offer_id, clocks.now()) == []
    with pytest.raises(NotFound):
        queries.public_run(run.ref)


def test_runs_of_a_retired_offer_are_shown_no_more(house: House) -> None:
    version = published(house)
    offer_id = version.offer_id
    run = plan(house, version.offer.ref)
    move(run.ref, RunStatus.OPEN)
    assert len(queries.open_runs_of(offer_id, clocks.now())) == 1
    do(retire, house.author, version.ref)
    assert queries.open_runs_of(offer_id, clocks.now()) == []
    with pytest.raises(NotFound):
        queries.public_run(run.ref)


def test_the_list_of_runs_is_the_institutions_own_soonest_first(house: House, counting: Counting) -> None:
    version = published(house)
    offer_ref = version.offer.ref
    later = plan(house, offer_ref, meetings=(meeting(30),)).ref
    sooner = plan(house, offer_ref).ref
    move(sooner, RunStatus.OPEN)
    with counting() as counted:
        page = queries.runs_of(house.author)
    assert [one.ref for one in page.items] == [sooner, later]
    assert len(counted.statements) == 3
    assert [one.ref for one in queries.runs_of(house.author, status="planned").items] == [later]
    assert queries.runs_of(house.author, offer_ref="nothing").total == 0
    assert queries.run_counts(house.author) == {"open": 1, "planned": 1}
    assert queries.runs_of(make_house("Egelund Akademi").author).total == 0
