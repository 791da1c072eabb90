"""Periods of a subscription follow the calendar, and their parts always come to the whole."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.foundation.money import Money, kroner
from marketplace.pricing.rules import Period
from marketplace.pricing.rules.periods import Span, months_on, period_at, period_no, prorated

days = st.dates(date(2020, 1, 1), date(2040, 12, 31))
periods = st.sampled_from(Period)


@pytest.mark.parametrize(
    ("day", "months", "on"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 31), 2, date(2026, 3, 31)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_the_same_day_months_on(day: date, months: int, on: date) -> None:
    assert months_on(day, months) == on


@given(began=days, period=periods, no=st.integers(0, 60))
def test_periods_follow_each_other_without_a_gap(began: date, period: Period, no: int) -> None:
    first, second = period_no(began, period, no), period_no(began, period, no + 1)
    assert first.past == second.first
    assert first.days > 0
    assert period_at(began, period, first.first) == period_at(began, period, first.last) == no


@given(
    began=days,
    period=periods,
    no=st.integers(0, 20),
    price=st.integers(0, 1_000_000_00).map(Money),
    cuts=st.lists(st.integers(0, 366), max_size=8),
)
def test_the_parts_of_a_split_period_come_to_the_price_of_the_whole(
    began: date, period: Period, no: int, price: Money, cuts: list[int]
) -> None:
    whole = period_no(began, period, no)
    marks = sorted({0, whole.days, *(min(cut, whole.days) for cut in cuts)})
    parts = [
        prorated(price, whole, Span(whole.first + timedelta(days=one), whole.first + timedelta(days=other)))
        for one, other in pairwise(marks)
    ]
    assert Money(sum(part.minor for part in parts)) == price
    assert all(part >= Money(0) for part in parts)


def test_a_month_with_a_clock_change_is_priced_by_its_days() -> None:
    for first in (date(2026, 3, 1), date(2026, 10, 1)):  # 29 March has 23 hours, 25 October 25
        whole = period_no(first, Period.MONTH, 0)
        assert whole.days == 31
        night = Span(first + timedelta(days=24), first + timedelta(days=25))
        assert prorated(kroner(310), whole, night) == kroner(10)


def test_days_outside_the_period_cost_nothing() -> None:
    whole = Span(date(2026, 5, 1), date(2026, 6, 1))
    assert prorated(kroner(310), whole, Span(date(2026, 4, 1), date(2026, 5, 1))) == Money(0)
    assert prorated(kroner(310), whole, Span(date(2026, 4, 1), date(2026, 7, 1))) == kroner(310)
    assert prorated(kroner(310), whole, Span(date(2026, 5, 20), date(2026, 5, 10))) == Money(0)
