"""What is left of a budget, what goes above it, and when a purchase waits."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.foundation.money import ZERO, Money, kroner
from marketplace.spending.rules import (
    APPROVAL_MOVES,
    MAX_REASON,
    MOST,
    PROMISE_MOVES,
    ApprovalStatus,
    PromiseStatus,
    Purse,
    check_approval_move,
    check_budget,
    check_overrun,
    check_part,
    check_promise_move,
    check_year,
    clean_reason,
    weigh,
    year_of,
    year_span,
)
from tests.factories.refusals import conflict, refused


def purse(budget: int | None, promised: int = 0, spent: int = 0, overruns: int = 0) -> Purse:
    return Purse(None if budget is None else kroner(budget), kroner(promised), kroner(spent), kroner(overruns))


@pytest.mark.parametrize(
    ("have", "amount", "left", "overrun"),
    [
        (purse(None), 10_000, None, 0),  # without a row a department is not limited
        (purse(None, 10, 10), 10_000, None, 0),
        (purse(0), 0, 0, 0),
        (purse(0), 1, 0, 1),  # a budget of zero is zero
        (purse(100), 100, 100, 0),
        (purse(100), 101, 100, 1),
        (purse(100, 30, 20), 50, 50, 0),
        (purse(100, 30, 20), 60, 50, 10),
        (purse(100, 0, 150, 50), 10, 0, 10),  # what was let go above it before lets nothing more
        (purse(100, 0, 90, 50), 20, 10, 10),  # a part came back: only the budget's own rest is free
    ],
)
def test_what_is_left_and_what_goes_above(have: Purse, amount: int, left: int | None, overrun: int) -> None:
    assert have.left == (None if left is None else kroner(left))
    assert have.overrun(kroner(amount)) == kroner(overrun)


@pytest.mark.parametrize(
    ("amount", "have", "own", "companys", "waits"),
    [
        (100, purse(None), None, None, False),
        (100, purse(None), None, 100, False),  # the limit itself needs nobody
        (101, purse(None), None, 100, True),
        (101, purse(None), 200, 100, False),  # the department's own comes first, also when it is higher
        (150, purse(None), 100, 200, True),
        (1, purse(None), None, 0, True),
        (0, purse(None), None, 0, False),  # nothing to pay is nothing to approve
        (50, purse(40), None, None, True),
        (40, purse(40), None, None, False),
        (0, purse(0), 0, 0, False),
    ],
)
def test_when_a_purchase_waits(amount: int, have: Purse, own: int | None, companys: int | None, waits: bool) -> None:
    limits = [None if one is None else kroner(one) for one in (own, companys)]
    assert weigh(kroner(amount), have, *limits).waits is waits


@given(
    st.integers(0, 10_000),
    st.lists(st.tuples(st.integers(0, 5_000), st.sampled_from(["keep", "back", "part"])), max_size=12),
)
def test_what_is_used_never_goes_above_budget_and_overruns(budget: int, purchases: list[tuple[int, str]]) -> None:
    standing: list[tuple[int, int]] = []  # amount less parts, overrun
    for amount, fate in purchases:
        have = Purse(
            Money(budget), Money(sum(one for one, _ in standing)), ZERO, Money(sum(over for _, over in standing))
        )
        overrun = have.overrun(Money(amount)).minor
        assert 0 <= overrun <= amount
        if fate != "back":
            standing.append((amount // 2 if fate == "part" else amount, overrun))
        used, overruns = sum(one for one, _ in standing), sum(over for _, over in standing)
        now = Purse(Money(budget), Money(used), ZERO, Money(overruns))
        assert now.holds
        assert used <= budget + overruns
        check_budget(now.least, now)
    assert Purse(Money(budget), Money(budget + 1)).holds is False


def test_a_budget_is_not_set_below_what_is_used() -> None:
    have = purse(100, 30, 50)
    check_budget(kroner(80), have)
    with refused("spending.budget_below_used") as broken:
        check_budget(Money(7_999), have)
    assert broken.value.facts["used"] == kroner(80)
    check_budget(kroner(30), purse(30, 0, 80, 50))  # 50 of them were let go above it
    with refused("spending.budget_below_used"):
        check_budget(kroner(29), purse(30, 0, 80, 50))


@pytest.mark.parametrize("amount", [Money(-1), MOST + Money(1)])
def test_a_budget_that_cannot_be_is_refused(amount: Money) -> None:
    with refused("spending.amount_range"):
        check_budget(amount, Purse())


@pytest.mark.parametrize("amount", [-1, 0, 41])
def test_a_part_that_is_not_there_does_not_come_back(amount: int) -> None:
    check_part(Money(40), Money(100), Money(60))
    with refused("spending.part_above"):
        check_part(Money(amount), Money(100), Money(60))


def test_an_approver_lets_go_what_was_shown_and_no_more() -> None:
    check_overrun(kroner(10), kroner(10))
    check_overrun(kroner(5), kroner(10))
    with conflict("spending.overrun_grown"):
        check_overrun(kroner(11), kroner(10))


def test_a_no_needs_a_reason_of_some_length() -> None:
    assert clean_reason("  ikke i år ", needed=True) == "ikke i år"
    assert clean_reason("", needed=False) == ""
    with refused("spending.reason_missing"):
        clean_reason("  ", needed=True)
    with refused("spending.reason_long"):
        clean_reason("x" * (MAX_REASON + 1), needed=False)


@pytest.mark.parametrize("year", [1999, 2101, -1])
def test_a_year_far_away_is_refused(year: int) -> None:
    check_year(2000)
    check_year(2100)
    with refused("spending.year_range"):
        check_year(year)


def test_a_year_begins_at_midnight_in_copenhagen() -> None:
    first, after = year_span(2027)
    assert (first, after) == (datetime(2026, 12, 31, 23, tzinfo=UTC), datetime(2027, 12, 31, 23, tzinfo=UTC))
    assert year_of(first) == 2027
    assert year_of(datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC)) == 2026


@pytest.mark.parametrize("now", list(PromiseStatus))
@pytest.mark.parametrize("to", list(PromiseStatus))
def test_only_listed_moves_of_a_promise(now: PromiseStatus, to: PromiseStatus) -> None:
    if to in PROMISE_MOVES[now]:
        check_promise_move(now, to)
    else:
        with conflict("spending.promise_move"):
            check_promise_move(now, to)


@pytest.mark.parametrize("now", list(ApprovalStatus))
@pytest.mark.parametrize("to", list(ApprovalStatus))
def test_only_listed_moves_of_an_approval(now: ApprovalStatus, to: ApprovalStatus) -> None:
    if to in APPROVAL_MOVES[now]:
        check_approval_move(now, to)
    else:
        with conflict("spending.approval_move"):
            check_approval_move(now, to)
