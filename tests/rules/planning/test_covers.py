"""What keeps an option out, what a cover comes to, and why something stays open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given

from marketplace.planning.rules.covers import MENDING, Cover, Open, open_of, parts_of
from marketplace.planning.rules.options import Miss, misses
from marketplace.planning.rules.program import Stage
from marketplace.planning.rules.wanting import Limits, Need, Place, Wanted
from tests.rules.planning.market import BELOW, Market, a_need, an_option, best_score, markets, score

NEAR = Place(56.0, 10.0)
LIMITS = Limits(
    headcount=4,
    budget=1000,
    hours=70,
    not_before=date(2027, 2, 1),
    done_by=date(2027, 2, 28),
    near=NEAR,
    within_km=50,
)


@pytest.mark.parametrize(
    ("over", "codes"),
    [
        ({}, ()),
        ({"left": 4}, ()),
        ({"left": 3}, ("full",)),
        ({"price": 1000}, ()),
        ({"price": 1001}, ("dear",)),
        ({"price": None}, ("no_price",)),
        ({"hours": 71}, ("hours",)),
        ({"km": 50.0}, ()),
        ({"km": 50.1}, ("far",)),
        ({"km": None}, ("far",)),  # a place nobody knows is not known to be near
        ({"ends_on": date(2027, 2, 28)}, ()),
        ({"ends_on": date(2027, 3, 1)}, ("late",)),
        ({"ends_on": None, "starts_on": date(2027, 3, 1)}, ("late",)),
        ({"starts_on": date(2027, 1, 31)}, ("early",)),
        ({"starts_on": None, "ends_on": None}, ()),  # continuous intake: they decide themselves
        ({"run": ""}, ("no_run",)),
        ({"price": 2000, "km": 99.0, "ends_on": date(2027, 3, 9)}, ("late", "dear", "far")),
    ],
)
def test_an_option_misses_each_limit_it_breaks(over: dict[str, Any], codes: tuple[str, ...]) -> None:
    assert tuple(miss.code for miss in misses(an_option(**over), LIMITS)) == codes


def test_without_limits_only_seats_price_and_a_run_are_needed() -> None:
    far = an_option(price=10**9, hours=10**6, km=None, starts_on=date(2090, 1, 1), ends_on=date(2099, 1, 1))
    assert misses(far, Limits()) == ()


def why(need: Need, key: str, options: list[Any], chosen: list[Any], limits: Limits = LIMITS) -> Open:
    return next(one for one in open_of(need, [*options, *chosen], chosen, limits) if one.key == key)


def test_what_nobody_builds_has_no_nearest() -> None:
    assert why(a_need("ad"), "d", [an_option()], []) == Open("d")


def test_the_nearest_is_the_one_that_misses_least() -> None:
    late = an_option("late", "b3", ends_on=date(2027, 3, 9))
    later = an_option("later", "b3", ends_on=date(2027, 4, 9))
    late_and_far = an_option("both", "b3", ends_on=date(2027, 3, 1), km=90.0)
    found = why(a_need(), "b", [later, late_and_far, late], [an_option("a", "a3")])
    assert found.nearest == late
    assert found.misses == (Miss("late", 9, {"last": date(2027, 3, 9), "done_by": date(2027, 2, 28)}),)


def test_a_date_is_easier_to_mend_than_money_and_money_than_distance() -> None:
    far = an_option("far", "b3", km=51.0)
    dear = an_option("dear", "b3", price=1001)
    late = an_option("late", "b3", ends_on=date(2027, 12, 9))
    for options, nearest in (([far, dear], dear), ([dear, late], late), ([far, late], late)):
        assert why(a_need(), "b", options, []).nearest == nearest


def test_too_low_a_proficiency_is_said_with_the_highest_that_is_reached() -> None:
    need = Need((Wanted("a"), Wanted("b", 1, 4)))
    options = [an_option(f"o{level}", f"b{level}", need) for level in (1, 3, 2)]
    found = why(need, "b", options, [])
    assert found.misses == (Miss("lower", 1, {"reached": 3, "wanted": 4}),)


@pytest.mark.parametrize(
    ("other", "code", "facts"),
    [
        (an_option("o", "b3 a1"), "twice", {"key": "a", "offer": "chosen"}),
        (an_option("o", "b3", days=frozenset({739648})), "same_day", {"on": date(2026, 2, 1), "offer": "chosen"}),
        (an_option("o", "b3", price=601), "budget_left", {"price": 601, "budget_left": 600}),
        (an_option("o", "b3", hours=31), "hours_left", {"hours": 31, "hours_left": 30}),
    ],
)
def test_what_would_fit_alone_is_kept_out_by_what_is_chosen(other: Any, code: str, facts: dict[str, Any]) -> None:
    chosen = an_option("chosen", "a3", price=400, hours=40, days=frozenset({739648}))
    other = replace(other, hours=min(other.hours, 31) if code == "hours_left" else 10)
    other = replace(other, price=other.price if code == "budget_left" else 100)
    found = why(a_need(), "b", [other], [chosen])
    assert [(miss.code, dict(miss.facts)) for miss in found.misses] == [(code, facts)]


def test_a_narrower_outcome_already_bought_is_named() -> None:
    need = Need((Wanted("a"), Wanted("c")), BELOW)
    chosen, other = an_option("chosen", "a3", need), an_option("o", "c3 b2", need, price=10)
    found = why(need, "c", [other], [chosen], Limits())
    assert [dict(miss.facts) for miss in found.misses] == [{"key": "b", "offer": "chosen"}]


def test_parts_stand_by_date_and_each_competence_counts_once() -> None:
    need = a_need("abc", below=True)
    late = an_option("late", "c3 b4", need, starts_on=date(2027, 5, 1))
    soon = an_option("soon", "a3", need)
    whenever = an_option("whenever", "c1", need, starts_on=None)
    parts = parts_of(need, [whenever, late, soon])
    assert [(part.option.offer, part.covers) for part in parts] == [
        ("soon", ("a", "b")),
        ("late", ("c",)),
        ("whenever", ()),
    ]


def test_a_cover_adds_up() -> None:
    need = a_need("abd")
    chosen = [an_option("o1", "a3", price=400, hours=30), an_option("o2", "b3", ends_on=date(2027, 3, 9))]
    stages = (Stage("cover", 2, 2, True), Stage("price", 1400, 1200, False), Stage("travel", 0, 0, False))
    cover = Cover(need, Limits(), parts_of(need, chosen), stages=stages)
    assert (cover.covered, cover.price, cover.hours, cover.done_on) == (2, 1400, 100, date(2027, 3, 9))
    assert not cover.proved
    assert cover.unproved == stages[1]
    assert Cover(need, Limits()).done_on is None


@given(markets())
def test_everything_open_has_a_reason_once_nothing_better_can_be_had(market: Market) -> None:
    need, options, limits = market
    best = best_score(need, options, limits)
    for at, option in enumerate(options):
        if score(need, [option]) == best:
            for one in open_of(need, options, [options[at]], limits):
                assert (one.nearest is None) == (not one.misses)
                assert all(miss.code in MENDING for miss in one.misses)
