"""What fits together in a run, and which moves versions and runs make."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.catalogue import rules
from marketplace.catalogue.rules import Intake, MeetingFacts, RunFacts, RunStatus, VersionStatus
from marketplace.foundation.errors import Conflict, RuleBroken

NINE = datetime(2027, 2, 3, 8, 0, tzinfo=UTC)


def meeting(days: int = 0, hours: int = 0, length: int = 6) -> MeetingFacts:
    starts = NINE + timedelta(days=days, hours=hours)
    return MeetingFacts(starts, starts + timedelta(hours=length))


WHOLE = RunFacts(
    capacity=18,
    minimum=8,
    participation="onsite",
    place="Campus, lokale 2",
    postcode="7500",
    enrol_by=date(2027, 1, 4),
    meetings=(meeting(), meeting(7)),
)


def test_a_whole_run_fits() -> None:
    rules.check_run(WHOLE)
    assert (rules.first_day(WHOLE.meetings), rules.last_day(WHOLE.meetings)) == (date(2027, 2, 3), date(2027, 2, 10))


@pytest.mark.parametrize(
    ("over", "code", "field"),
    [
        ({"capacity": 0}, "catalogue.capacity_range", "capacity"),
        ({"capacity": 501}, "catalogue.capacity_range", "capacity"),
        ({"minimum": -1}, "catalogue.minimum_range", "minimum"),
        ({"minimum": 19}, "catalogue.minimum_over_capacity", "minimum"),
        ({"participation": "by_post"}, "catalogue.unknown_choice", "participation"),
        ({"intake": "sometimes"}, "catalogue.unknown_choice", "intake"),
        ({"postcode": " "}, "catalogue.postcode_missing", "postcode"),
        ({"participation": "blended", "postcode": ""}, "catalogue.postcode_missing", "postcode"),
        ({"meetings": ()}, "catalogue.meetings_missing", "meetings"),
        ({"enrol_by": None}, "catalogue.enrol_by_missing", "enrol_by"),
        ({"enrol_by": date(2027, 2, 4)}, "catalogue.enrol_by_after_start", "enrol_by"),
        ({"meetings": (meeting(length=0),)}, "catalogue.meeting_ends_before_start", "meetings"),
        ({"meetings": (meeting(7), meeting())}, "catalogue.meetings_out_of_order", "meetings"),
        ({"meetings": (meeting(), meeting(hours=5))}, "catalogue.meetings_overlap", "meetings"),
        ({"place": "x" * 161}, "catalogue.too_long", "place"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(over: dict[str, Any], code: str, field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        rules.check_run(replace(WHOLE, **over))
    assert (broken.value.code, broken.value.field) == (code, field)


@pytest.mark.parametrize(
    "over",
    [
        {"enrol_by": date(2027, 2, 3)},
        {"minimum": 18},
        {"minimum": 0},
        {"participation": "online", "postcode": ""},
        {"intake": "continuous", "participation": "online", "postcode": "", "meetings": (), "enrol_by": None},
        {"meetings": (meeting(), meeting(hours=6))},
    ],
)
def test_what_just_fits(over: dict[str, Any]) -> None:
    rules.check_run(replace(WHOLE, **over))


def test_the_first_day_is_counted_in_copenhagen() -> None:
    late = datetime(2027, 2, 2, 23, 30, tzinfo=UTC)
    run = replace(WHOLE, enrol_by=date(2027, 2, 3), meetings=(MeetingFacts(late, late + timedelta(hours=1)),))
    rules.check_run(run)
    assert rules.first_day(run.meetings) == date(2027, 2, 3)


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20), st.integers(1, 6)), min_size=1, max_size=8))
def test_meetings_that_are_let_in_follow_one_another(times: list[tuple[int, int, int]]) -> None:
    meetings = tuple(meeting(*one) for one in times)
    run = replace(WHOLE, meetings=meetings)
    if all(after.starts_at >= before.ends_at for before, after in pairwise(meetings)):
        rules.check_run(run)
    else:
        with pytest.raises(RuleBroken) as broken:
            rules.check_run(run)
        assert broken.value.code in ("catalogue.meetings_out_of_order", "catalogue.meetings_overlap")


def test_a_run_opens_until_the_end_of_its_deadline_day() -> None:
    rules.check_opening(date(2026, 11, 23), date(2026, 11, 23))
    rules.check_opening(None, date(2026, 11, 23))
    with pytest.raises(RuleBroken) as broken:
        rules.check_opening(date(2026, 11, 22), date(2026, 11, 23))
    assert broken.value.code == "catalogue.enrol_by_passed"


@given(st.sampled_from(Intake), st.sampled_from(RunStatus), st.sampled_from(RunStatus))
def test_a_run_makes_only_the_moves_of_its_table(intake: Intake, now: RunStatus, to: RunStatus) -> None:
    if to in rules.RUN_MOVES[intake][now]:
        rules.check_run_move(intake, now, to)
    else:
        with pytest.raises(Conflict):
            rules.check_run_move(intake, now, to)


@given(st.sampled_from(RunStatus))
def test_an_ended_run_never_opens_again(now: RunStatus) -> None:
    for table in rules.RUN_MOVES.values():
        if now in rules.RUN_OVER:
            assert not table[now] & {RunStatus.OPEN, RunStatus.CONFIRMED, RunStatus.RUNNING}


@given(st.sampled_from(VersionStatus), st.sampled_from(VersionStatus))
def test_a_version_makes_only_the_moves_of_its_table(now: VersionStatus, to: VersionStatus) -> None:
    if to in rules.VERSION_MOVES[now]:
        rules.check_version_move(now, to)
    else:
        with pytest.raises(Conflict):
            rules.check_version_move(now, to)


def test_nothing_is_published_that_was_not_approved() -> None:
    ways_in = {now for now, moves in rules.VERSION_MOVES.items() if VersionStatus.PUBLISHED in moves}
    assert ways_in == {VersionStatus.APPROVED, VersionStatus.SUSPENDED}
