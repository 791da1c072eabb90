"""The ladder of terms: what cancelling costs from when to when."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.foundation.money import Money, kroner
from marketplace.pricing.rules import LadderStep, TermsOfSale, check_ladder, check_naming_days, ladder_steps
from tests.factories.refusals import refused

FIRST = date(2027, 2, 3)


def test_the_ladder_reads_as_dated_steps() -> None:
    steps = ladder_steps(TermsOfSale(((30, 0), (14, 50), (0, 100)), 7), FIRST, kroner(9801))
    assert steps == [
        LadderStep(None, date(2027, 1, 4), 0, Money(0)),
        LadderStep(date(2027, 1, 5), date(2027, 1, 20), 50, Money(490050)),
        LadderStep(date(2027, 1, 21), FIRST, 100, kroner(9801)),
    ]


def test_a_fee_is_rounded_half_up() -> None:
    assert ladder_steps(TermsOfSale(((0, 50),), 0), FIRST, Money(333))[0].fee == Money(167)


def test_a_run_without_a_first_meeting_has_no_dated_steps() -> None:
    assert ladder_steps(TermsOfSale(((0, 100),), 0), None, kroner(1)) == []


@pytest.mark.parametrize(
    "ladder",
    [
        [],
        [[30, 0]],
        [[14, 0], [30, 50], [0, 100]],
        [[14, 0], [14, 50], [0, 100]],
        [[30, 50], [0, 0]],
        [[30, -1], [0, 100]],
        [[30, 0], [0, 101]],
        [[366, 0], [0, 100]],
        [[30], [0, 100]],
        [[30, 0, 1], [0, 100, 1]],
        [[days, 0] for days in range(10, -1, -1)],
    ],
)
def test_a_ladder_with_a_hole_or_a_falling_fee_is_refused(ladder: list[list[int]]) -> None:
    with refused("pricing.ladder_shape"):
        check_ladder(ladder)


@given(
    days=st.sets(st.integers(1, 365), max_size=9),
    fees=st.lists(st.integers(0, 100), min_size=10, max_size=10),
)
def test_every_day_until_the_first_meeting_has_one_fee(days: set[int], fees: list[int]) -> None:
    ladder = list(zip([*sorted(days, reverse=True), 0], sorted(fees), strict=False))
    check_ladder(ladder)
    steps = ladder_steps(TermsOfSale(tuple(ladder), 0), FIRST, kroner(100))
    for before in range(400):
        day = FIRST - timedelta(days=before)
        found = [step for step in steps if (step.from_on is None or step.from_on <= day) and day <= step.until_on]
        expected = next((fee for at_least, fee in ladder if before >= at_least), None)
        assert [step.percent for step in found] == [expected]


@pytest.mark.parametrize("days", [-1, 366])
def test_naming_days_are_from_0_to_365(days: int) -> None:
    check_naming_days(0)
    check_naming_days(365)
    with refused("pricing.naming_days"):
        check_naming_days(days)
