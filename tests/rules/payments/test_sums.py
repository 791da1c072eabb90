"""An invoice's sums: VAT once per rate, half up, whatever the lines."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.foundation.money import Money, kroner
from marketplace.payments.rules import DueLineFacts, can_be_paid, check_lines, due_on, sums
from tests.factories.payments import a_line

LINES = st.lists(
    st.builds(a_line, st.integers(1, 500), st.integers(0, 100_000_000).map(Money), st.sampled_from([0, 12, 25])),
    min_size=1,
    max_size=12,
)


@given(lines=LINES)
def test_vat_is_rounded_once_per_rate_and_all_adds_up(lines: list[DueLineFacts]) -> None:
    made = sums(lines)
    check_lines(lines)
    assert sorted(group.percent for group in made.groups) == sorted({line.vat_percent for line in lines})
    for group in made.groups:
        net = sum(line.unit_net.minor * line.quantity for line in lines if line.vat_percent == group.percent)
        exact = Decimal(net) * group.percent / 100
        assert group.net == Money(net)
        assert group.vat.minor == int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    assert made.net.minor == sum(line.unit_net.minor * line.quantity for line in lines)
    assert made.vat.minor == sum(group.vat.minor for group in made.groups)
    assert made.total == made.net + made.vat


@given(lines=LINES)
def test_the_order_of_lines_changes_nothing(lines: list[DueLineFacts]) -> None:
    assert sums(lines) == sums(lines[::-1])


def test_rounding_each_line_would_have_given_another_sum() -> None:
    lines = [a_line(1, Money(2), 25), a_line(1, Money(2), 25), a_line(1, Money(2), 25)]
    assert sums(lines).vat == Money(2)  # 6 øre × 25 % = 1.5, once; three times 0.5 rounded would be 3


def test_reasons_of_one_group_stand_once_each() -> None:
    lines = [a_line(vat_reason="a"), a_line(vat_reason="b"), a_line(vat_reason="a")]
    assert [group.reason for group in sums(lines).groups] == ["a; b"]


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [a_line(0)],
        [a_line(1, Money(-1))],
        [a_line(1, kroner(1), 25, vat_basis="exempt")],
        [a_line(1, kroner(1), 0, vat_basis="standard")],
        [a_line(1, kroner(1), 0, vat_basis="reverse")],
    ],
)
def test_impossible_lines_are_a_fault_of_the_caller(lines: list[DueLineFacts]) -> None:
    with pytest.raises(ValueError, match="line"):
        check_lines(lines)


def test_the_due_day_is_counted_from_the_day_of_issue() -> None:
    assert due_on(date(2026, 12, 31), 30) == date(2027, 1, 30)
    assert due_on(date(2026, 12, 31), 0) == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("bank_reg", "bank_account", "fik", "payable"),
    [("1234", "0012345678", "", True), ("", "", "12345678", True), ("1234", "", "", False), ("", "", "", False)],
)
def test_a_buyer_must_see_where_the_money_goes(bank_reg: str, bank_account: str, fik: str, payable: bool) -> None:
    assert can_be_paid(bank_reg=bank_reg, bank_account=bank_account, fik=fik) is payable


def test_an_iban_alone_is_enough() -> None:
    assert can_be_paid(bank_reg="", bank_account="", fik="", iban="DK5000400440116243")
