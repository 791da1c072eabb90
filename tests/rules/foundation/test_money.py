"""Money: whole øre, one rounding."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.foundation.money import ZERO, Money, kroner, total

amounts = st.integers(-(10**12), 10**12)
rates = st.decimals(min_value=0, max_value=2, places=4)


@pytest.mark.parametrize(
    ("minor", "rate", "expected"),
    [
        (1, "0.5", 1),
        (3, "0.5", 2),
        (-1, "0.5", -1),
        (-3, "0.5", -2),
        (1, "0.4999", 0),
        (101, "0.25", 25),
        (102, "0.25", 26),
        (-102, "0.25", -26),
        (0, "0.25", 0),
        (980_000, "0.25", 245_000),
    ],
)
def test_a_share_is_rounded_half_up_away_from_zero(minor: int, rate: str, expected: int) -> None:
    assert Money(minor).share(Decimal(rate)) == Money(expected)


@given(amounts, rates)
def test_a_share_is_never_more_than_half_an_oere_off_and_the_same_both_ways(minor: int, rate: Decimal) -> None:
    shared = Money(minor).share(rate)
    assert abs(Decimal(shared.minor) - Decimal(minor) * rate) <= Decimal("0.5")
    assert Money(-minor).share(rate) == -shared


@given(st.lists(st.integers(0, 10**9), max_size=20), rates)
def test_vat_of_a_sum_differs_from_the_sum_of_vats_by_half_an_oere_per_line_at_most(
    minors: list[int], rate: Decimal
) -> None:
    whole = total([Money(minor) for minor in minors]).share(rate)
    parts = total([Money(minor).share(rate) for minor in minors])
    assert abs(whole.minor - parts.minor) * 2 <= len(minors) + 1


@given(amounts, amounts)
def test_adding_and_taking_away_is_exact(one: int, other: int) -> None:
    assert Money(one) + Money(other) - Money(other) == Money(one)
    assert (Money(one) < Money(other)) == (one < other)
    assert (Money(one) >= Money(other)) == (one >= other)


@given(amounts, st.integers(0, 500))
def test_times_is_adding_many_times(minor: int, times: int) -> None:
    assert Money(minor) * times == total([Money(minor)] * times) == times * Money(minor)


@pytest.mark.parametrize("factor", [1.25, Decimal("1.25"), True, "2"])
def test_money_is_multiplied_by_whole_numbers_only(factor: object) -> None:
    with pytest.raises(TypeError):
        Money(100) * factor  # type: ignore[operator]


def test_a_rate_is_never_a_float() -> None:
    with pytest.raises(TypeError):
        Money(100).share(0.25)  # type: ignore[arg-type]


def test_currencies_do_not_mix() -> None:
    for act in (Money.__add__, Money.__sub__, Money.__lt__, Money.__le__):
        with pytest.raises(ValueError, match="do not mix"):
            act(Money(1), Money(1, "EUR"))
    assert Money(1) != Money(1, "EUR")


def test_kroner_and_the_sum_of_nothing() -> None:
    assert kroner(9800) == Money(980_000)
    assert total([]) == ZERO
    assert not ZERO
    assert Money(-1)
    assert kroner(9800).amount == Decimal("9800")
