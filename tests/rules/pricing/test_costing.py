"""Full costs: the floor, the break-even and what is left by class size."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.foundation.money import Money, kroner
from marketplace.pricing.rules import (
    ByPass,
    Covered,
    Outcome,
    PerEcts,
    PerModule,
    PerSeat,
    PerTeam,
    Plan,
    Priced,
    Shared,
)
from marketplace.pricing.rules.costing import (
    Costing,
    CostKind,
    CostLine,
    afterwards,
    break_even,
    check_costing,
    contributions,
    frozen_costing,
    is_under_floor,
    largest_shown,
    sizes_shown,
    thawed_costing,
)
from tests.factories.refusals import refused

LINES = (
    CostLine("Undervisning", CostKind.DIRECT, kroner(40_000)),
    CostLine("Materialer", CostKind.DIRECT, kroner(500), each=True),
    CostLine("Administration", CostKind.INDIRECT, kroner(5000)),
)
COSTING = Costing(LINES, 200, 12)  # 20 % overhead


def test_what_a_class_costs() -> None:
    assert COSTING.cost(12) == kroner(61_200)  # (40,000 + 6,000 + 5,000) x 1.2
    assert COSTING.floor == kroner(5100)


def test_the_floor_is_rounded_up() -> None:
    assert Costing((CostLine("x", CostKind.DIRECT, Money(100)),), 0, 3).floor == Money(34)
    assert Costing((CostLine("x", CostKind.DIRECT, Money(1)),), 1, 1).cost(1) == Money(2)


@pytest.mark.parametrize(
    ("priced", "under", "even"),
    [
        (Priced(PerSeat(kroner(5100))), False, 12),
        (Priced(PerSeat(Money(509_999))), True, 13),
        (Priced(PerSeat(kroner(9800))), False, 6),
        (Priced(PerTeam(kroner(58_200), 10, kroner(1500), 20)), False, 1),
        (Priced(PerEcts(kroner(1020)), ects_tenths=50), False, 12),
        (Priced(PerModule(kroner(1000), kroner(1100)), modules=4), False, 12),
        (Priced(Outcome(kroner(100), kroner(5100))), False, 12),
        (Priced(Shared(kroner(61_200), 8, 12)), False, 8),
        (Priced(Shared(kroner(61_200), 8, 16)), False, 8),
        (Priced(ByPass(3), klip_price=kroner(1700)), False, 12),
        (Priced(ByPass(3), klip_price=kroner(1699)), True, 13),
        (Priced(ByPass(3)), False, None),  # nobody can tell before a pass is for sale
        (Priced(Covered()), False, None),
        (Priced(PerSeat(kroner(100))), True, None),
    ],
)
def test_prices_are_held_against_the_floor_at_the_expected_size(priced: Priced, under: bool, even: int | None) -> None:
    assert is_under_floor(COSTING, priced) is under
    assert break_even(COSTING, priced, 40) == even


def test_a_room_smaller_than_expected_is_judged_full() -> None:
    assert is_under_floor(COSTING, Priced(PerTeam(kroner(50_000), 5, kroner(0), 8)))
    assert not is_under_floor(COSTING, Priced(PerTeam(kroner(60_000), 5, kroner(0), 8)))


def test_contributions_stop_where_a_plan_has_no_price() -> None:
    assert contributions(COSTING, Priced(PerTeam(kroner(60_000), 8, kroner(0), 8)), [4, 8, 9]) == [
        kroner(3600),
        kroner(1200),
        None,
    ]


amounts = st.integers(0, 1_000_000_00).map(Money)
costings = st.builds(
    Costing,
    st.lists(st.builds(CostLine, st.just("x"), st.sampled_from(CostKind), amounts, st.booleans()), min_size=1).map(
        tuple
    ),
    st.integers(0, 3000),
    st.integers(1, 100),
)


@given(costing=costings, seats=st.integers(1, 99))
def test_costs_rise_with_the_class_and_fall_by_head_at_most_to_the_costs_of_each(costing: Costing, seats: int) -> None:
    assert costing.cost(seats) <= costing.cost(seats + 1)
    assert costing.floor * costing.expected >= costing.cost(costing.expected)


@given(costing=costings)
def test_the_floor_as_a_price_is_never_under_it_and_an_oere_less_is(costing: Costing) -> None:
    assert not is_under_floor(costing, Priced(PerSeat(costing.floor)))
    if costing.floor:
        assert is_under_floor(costing, Priced(PerSeat(costing.floor - Money(1))))


@given(costing=costings, price=amounts)
def test_break_even_is_the_first_size_without_a_loss(costing: Costing, price: Money) -> None:
    plan: Plan = PerSeat(price)
    even = break_even(costing, Priced(plan), 60)
    left = contributions(costing, Priced(plan), range(1, 61))
    assert even == next(
        (size for size, amount in enumerate(left, 1) if amount is not None and amount >= Money(0)), None
    )


@given(costing=costings)
def test_a_costing_is_kept_as_it_was(costing: Costing) -> None:
    assert thawed_costing(json.loads(json.dumps(frozen_costing(costing)))) == costing


@pytest.mark.parametrize(
    ("costing", "code"),
    [
        (Costing((), 0, 1), "pricing.too_many_lines"),
        (Costing((CostLine(" ", CostKind.DIRECT, kroner(1)),), 0, 1), "pricing.line_text"),
        (Costing((CostLine("x", CostKind.DIRECT, Money(-1)),), 0, 1), "pricing.price_range"),
        (Costing(LINES, -1, 1), "pricing.overhead_range"),
        (Costing(LINES, 3001, 1), "pricing.overhead_range"),
        (Costing(LINES, 0, 0), "pricing.people_range"),
        (Costing(LINES, 0, 501), "pricing.people_range"),
    ],
)
def test_costs_that_say_nothing_are_refused(costing: Costing, code: str) -> None:
    with refused(code):
        check_costing(costing)


def test_afterwards_a_loss_is_told() -> None:
    came = Costing((CostLine("Undervisning", CostKind.DIRECT, kroner(52_000)),), 0, 7)
    after = afterwards(came, kroner(35_700), COSTING)
    assert (after.participants, after.cost, after.planned_cost) == (7, kroner(52_000), kroner(58_200))
    assert (after.result, after.is_loss) == (kroner(-16_300), True)
    even = afterwards(came, kroner(52_000), None)
    assert (even.planned_cost, even.is_loss) == (None, False)


@pytest.mark.parametrize(
    ("expected", "plans", "top"),
    [
        (12, [], 24),
        (3, [], 12),
        (40, [], 60),
        (500, [], 500),
        (12, [PerSeat(kroner(1))], 24),
        (12, [PerTeam(kroner(1), 8, kroner(1), 16)], 16),
        (12, [PerTeam(kroner(1), 8, kroner(1), 16), PerSeat(kroner(1))], 24),
        (12, [PerTeam(kroner(1), 4, kroner(1), 6)], 12),
        (12, [PerTeam(kroner(1), 4, kroner(1), 400)], 24),
    ],
)
def test_how_large_a_class_is_shown(expected: int, plans: list[Plan], top: int) -> None:
    assert largest_shown(Costing(LINES, 0, expected), [Priced(plan) for plan in plans]) == top


@given(top=st.integers(1, 500), kept=st.lists(st.integers(1, 500), max_size=9))
def test_a_table_has_some_twenty_sizes_and_those_it_must(top: int, kept: list[int]) -> None:
    sizes = sizes_shown(top, kept)
    assert sizes == sorted(set(sizes))
    assert (sizes[0], sizes[-1]) == (1, top)
    assert {size for size in kept if size <= top} <= set(sizes)
    assert len(sizes) <= 22 + len(kept)


def test_a_price_by_what_the_version_does_not_have_cannot_be_counted() -> None:
    assert not Priced(PerEcts(kroner(1))).is_countable
    assert not Priced(PerModule(kroner(1), kroner(1))).is_countable
    assert Priced(PerEcts(kroner(1)), ects_tenths=5).is_countable
    assert Priced(PerModule(kroner(1), kroner(1)), modules=1).is_countable
    assert Priced(PerSeat(kroner(1))).is_countable
