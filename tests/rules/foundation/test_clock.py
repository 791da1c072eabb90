"""Danish days and deadlines, over both nights on which the clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.foundation import clock

SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)


@pytest.mark.parametrize(
    ("day", "ends"),
    [
        (date(2027, 1, 4), datetime(2027, 1, 4, 23, 0, tzinfo=UTC)),
        (date(2027, 7, 1), datetime(2027, 7, 1, 22, 0, tzinfo=UTC)),
        (date(2027, 3, 27), datetime(2027, 3, 27, 23, 0, tzinfo=UTC)),
        (SPRING, datetime(2027, 3, 28, 22, 0, tzinfo=UTC)),
        (date(2027, 10, 30), datetime(2027, 10, 30, 22, 0, tzinfo=UTC)),
        (AUTUMN, datetime(2027, 10, 31, 23, 0, tzinfo=UTC)),
        (date(2026, 12, 31), datetime(2026, 12, 31, 23, 0, tzinfo=UTC)),
    ],
)
def test_a_deadline_is_the_first_instant_after_the_danish_day(day: date, ends: datetime) -> None:
    assert clock.end_of_day(day) == ends
    assert clock.end_of_day(day).tzinfo is UTC


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (AUTUMN, 25), (date(2027, 5, 1), 24)])
def test_the_nights_when_clocks_change_make_days_of_23_and_25_hours(day: date, hours: int) -> None:
    assert clock.end_of_day(day) - clock.end_of_day(day - timedelta(days=1)) == timedelta(hours=hours)


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_every_day_ends_a_moment_after_it_was_still_today(day: date) -> None:
    ends = clock.end_of_day(day)
    assert clock.today(ends - timedelta(microseconds=1)) == day
    assert clock.today(ends) == day + timedelta(days=1)


def test_a_skipped_hour_is_an_hour_later_and_a_repeated_one_the_first() -> None:
    assert clock.local(clock.at_local(SPRING, time(2, 30))).time() == time(3, 30)
    assert clock.at_local(AUTUMN, time(2, 30)) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert clock.at_local(AUTUMN, time(3, 0)) == datetime(2027, 10, 31, 2, 0, tzinfo=UTC)


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.times().map(lambda one: one.replace(microsecond=0, fold=0)))
def test_a_time_written_is_the_time_shown_unless_it_was_skipped(day: date, at: time) -> None:
    shown = clock.local(clock.at_local(day, at)).replace(tzinfo=None)
    assert shown - datetime.combine(day, at) in (timedelta(0), timedelta(hours=1))
    if at.hour != 2:
        assert shown == datetime.combine(day, at)


def test_a_deadline_has_passed_at_its_instant_and_not_before() -> None:
    ends = clock.end_of_day(SPRING)
    assert not clock.has_passed(ends, ends - timedelta(microseconds=1))
    assert clock.has_passed(ends, ends)


def test_the_clock_is_the_one_that_was_set() -> None:
    at = datetime(2030, 1, 1, tzinfo=UTC)
    clock.set_clock(lambda: at)
    assert clock.now() == at
    clock.set_clock(None)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(minutes=1)
