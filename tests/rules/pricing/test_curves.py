"""Pieces of a price say what the list price says, for every number of seats."""

from __future__ import annotations

from bisect import bisect_right

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.foundation.money import Money, kroner
from marketplace.pricing.rules import (
    MAX_SEATS,
    ByPass,
    Outcome,
    PerEcts,
    PerModule,
    PerSeat,
    PerTeam,
    Plan,
    Shared,
    Tier,
    list_price,
)
from marketplace.pricing.rules.curves import Piece, price_pieces

amounts = st.integers(1, 2_000_000).map(Money)


@st.composite
def by_seat(draw: st.DrawFn) -> Plan:
    steps = sorted(draw(st.sets(st.integers(2, 30), max_size=3)))
    prices = sorted(draw(st.lists(st.integers(1, 20_000), min_size=len(steps) + 1, max_size=len(steps) + 1)))[::-1]
    tiers = tuple(Tier(seats, kroner(price)) for seats, price in zip(steps, prices[1:], strict=True))
    return PerSeat(kroner(prices[0]), tiers, graduated=draw(st.booleans()))


@st.composite
def by_team(draw: st.DrawFn) -> Plan:
    size = draw(st.integers(1, 20))
    return PerTeam(draw(amounts), size, draw(amounts), draw(st.integers(size, 40)))


plans = (
    by_seat()
    | by_team()
    | amounts.map(PerEcts)
    | st.builds(PerModule, amounts, amounts)
    | amounts.map(lambda price: Outcome(Money(price.minor // 2), price))
    | st.just(ByPass(3))
    | st.just(Shared(kroner(1), 1, 30))
)


def net(pieces: tuple[Piece, ...], seats: int) -> int | None:
    return pieces[bisect_right([one.seats for one in pieces], seats) - 1].net(seats)


@given(st.lists(plans, max_size=4), st.sampled_from([None, 25, 50]), st.integers(0, 3))
def test_the_pieces_are_the_list_price(given_plans: list[Plan], ects: int | None, modules: int) -> None:
    pieces = price_pieces(given_plans, ects_tenths=ects, modules=modules)
    assert [one.seats for one in pieces] == sorted({one.seats for one in pieces})
    assert pieces[0].seats == 1
    for seats in (*range(1, 62), MAX_SEATS - 1, MAX_SEATS):
        price = list_price(given_plans, seats, ects_tenths=ects, modules=modules)
        assert net(pieces, seats) == (price.net.minor if price and price.net else None), seats


@pytest.mark.parametrize(
    ("given_plans", "pieces"),
    [
        ([], [Piece(1, None)]),
        ([ByPass(2)], [Piece(1, None)]),
        ([PerSeat(kroner(9_800))], [Piece(1, 0, 980_000)]),
        ([PerSeat(kroner(100), (Tier(5, kroner(90)),))], [Piece(1, 0, 10_000), Piece(5, 0, 9_000)]),
        (
            [PerSeat(kroner(9_800)), PerTeam(kroner(48_000), 8, kroner(5_000), 20)],
            [Piece(1, 0, 980_000), Piece(5, 4_800_000, 0), Piece(9, 800_000, 500_000), Piece(21, 0, 980_000)],
        ),
    ],
)
def test_pieces_of_some_plans(given_plans: list[Plan], pieces: list[Piece]) -> None:
    assert list(price_pieces(given_plans)) == pieces
