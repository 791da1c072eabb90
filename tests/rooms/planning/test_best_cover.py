"""The solver and the whole way to a cover, held against trying every set of options."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.planning.gateway import Solver
from marketplace.planning.queries import best_cover
from marketplace.planning.rules.covers import Cover
from marketplace.planning.rules.dominance import undominated
from marketplace.planning.rules.greedy import good_start
from marketplace.planning.rules.options import Option
from marketplace.planning.rules.program import Answer, program
from marketplace.planning.rules.trying import try_all
from marketplace.planning.rules.wanting import Limits, Need, Wanted
from tests.rules.planning.market import Market, a_need, allowed, an_option, best_score, markets, score


def solved(market: Market, *, seconds: float = 20, nearest: int = 150) -> tuple[Answer, list[Option]]:
    need, options, limits = market
    better = undominated(option for option in options if option.covers)
    solver = Solver(program(need, better, limits), seconds=seconds, nearest=nearest)
    answer = solver.solve(good_start(need, better, limits))
    return answer, [better[at] for at in answer.chosen]


@settings(max_examples=60, deadline=None)
@given(markets(), st.sampled_from((1, 2, 150)))
def test_the_solver_finds_the_best_by_all_four_aims_and_proves_it(market: Market, nearest: int) -> None:
    """However few options are searched first."""
    need, options, limits = market
    answer, chosen = solved(market, nearest=nearest)
    assert allowed(need, chosen, limits)
    assert score(need, chosen) == best_score(need, options, limits)
    assert answer.proved
    assert [stage.value for stage in answer.stages] == [
        -best if stage.name == "cover" else best for stage, best in zip(answer.stages, score(need, chosen), strict=True)
    ]


@settings(max_examples=30, deadline=None)
@given(markets())
def test_when_the_time_is_over_the_best_so_far_comes_with_a_bound_that_holds(market: Market) -> None:
    need, options, limits = market
    answer, chosen = solved(market, seconds=0)
    assert allowed(need, chosen, limits)
    best = best_score(need, options, limits)
    cover, price = answer.stages[:2]
    assert cover.value <= -best[0] <= cover.bound
    if cover.value == -best[0]:
        assert price.bound <= best[1] <= price.value
    for stage in answer.stages:
        assert not stage.proved or stage.value == stage.bound


@settings(max_examples=60, deadline=None)
@given(markets(), st.randoms(use_true_random=False))
def test_a_cover_is_the_best_and_the_same_in_whatever_order_offers_come(market: Market, chance: random.Random) -> None:
    need, options, limits = market
    found = best_cover(need, options, limits)
    assert found.proved
    chosen = [part.option for part in found.parts]
    assert score(need, chosen) == best_score(need, options, limits)
    assert all(part.covers for part in found.parts), "an offer that adds nothing is not bought"
    assert {one.key for one in found.open} | {key for part in found.parts for key in part.covers} == need.weights.keys()
    mixed = list(options)
    chance.shuffle(mixed)
    assert best_cover(need, mixed, limits).parts == found.parts


def a_large_market(offers: int, seed: int) -> tuple[Need, list[Option]]:
    """More options than are tried out one by one: 6 competences, 5 institutions, two runs of each offer."""
    chance = random.Random(seed)
    need = Need(tuple(Wanted(key, chance.randint(1, 9), chance.choice((0, 2))) for key in "abcdef"))
    options = []
    for at in range(offers):
        keys = sorted(set(chance.choices("abcdef", k=chance.randint(1, 3))))
        for run in range(2):
            first = date(2027, 2, 1) + timedelta(days=chance.randint(0, 90))
            options.append(
                an_option(
                    f"o{at:03}",
                    " ".join(f"{key}{chance.randint(1, 4)}" for key in keys),
                    need,
                    run=f"o{at:03}-{run}",
                    institution=f"i{chance.randint(1, 5)}",
                    price=chance.randint(20, 200) * 100,
                    hours=chance.randint(2, 20) * 35,
                    km=float(chance.randint(0, 200)),
                    starts_on=first,
                    ends_on=first,
                    days=frozenset({first.toordinal()}),
                )
            )
    return need, options


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("limits", [Limits(), Limits(budget=12_000, hours=900)])
def test_solver_and_trial_agree_on_hundreds_of_options(seed: int, limits: Limits) -> None:
    need, options = a_large_market(150, seed)
    answer, chosen = solved((need, options, limits), seconds=60, nearest=20)
    better = undominated(option for option in options if option.covers)
    tried = try_all(need, better, limits, steps=2_000_000)
    assert answer.proved
    assert tried is not None
    assert score(need, chosen) == score(need, [better[at] for at in tried])


def of(found: Cover) -> list[tuple[str, tuple[str, ...]]]:
    return [(part.option.offer, part.covers) for part in found.parts]


def test_more_weight_comes_before_price_price_before_institutions_and_these_before_travel() -> None:
    need = a_need("ab", b=5)
    only_b = an_option("only-b", "b3", need, price=9000)
    cheap_a = an_option("cheap-a", "a3", need, price=10)
    both = an_option("both", "a3 b3", need, price=99_000, institution="i2")
    assert of(best_cover(need, [both, cheap_a, only_b], Limits())) == [("cheap-a", ("a",)), ("only-b", ("b",))]
    assert of(best_cover(need, [cheap_a, only_b], Limits(budget=9005))) == [("only-b", ("b",))]
    elsewhere = an_option("elsewhere", "a3", need, price=10, institution="i2", km=0.0)
    here = an_option("here", "a3", need, price=10, km=80.0)
    assert of(best_cover(need, [elsewhere, only_b, here], Limits())) == [("here", ("a",)), ("only-b", ("b",))]
    nearer = an_option("nearer", "a3", need, price=10, km=79.0, hours=700)
    assert of(best_cover(need, [elsewhere, only_b, here, nearer], Limits())) == [("nearer", ("a",)), ("only-b", ("b",))]


def test_the_same_outcome_is_never_bought_twice_not_even_for_more_cover() -> None:
    need = a_need("abcd", below=True, c=2)
    first = an_option("first", "a3 c3", need)
    again = an_option("again", "a1 d3", need)
    narrower = an_option("narrower", "b3 d3", need)
    above = an_option("above", "b4 d3", need)
    assert of(best_cover(need, [first, again], Limits())) == [("first", ("a", "b", "c"))]
    assert of(best_cover(need, [first, narrower], Limits())) == [("first", ("a", "b", "c"))]
    assert of(best_cover(need, [first, above], Limits())) == [("above", ("a", "b", "d")), ("first", ("c",))]


def test_two_runs_on_one_day_are_not_both_chosen_and_another_run_is_taken_instead() -> None:
    need = a_need("ab")
    a = an_option("oa", "a3", need, days=frozenset({5, 6}))
    b = an_option("ob", "b3", need, days=frozenset({6, 7}))
    b_later = an_option("ob", "b3", need, run="later", price=1500, days=frozenset({8}))
    assert len(best_cover(need, [a, b], Limits()).parts) == 1
    assert [part.option.run for part in best_cover(need, [a, b, b_later], Limits()).parts] == ["oa-run", "later"]


def test_nothing_on_sale_covers_nothing_and_that_is_sure() -> None:
    found = best_cover(a_need("ab"), [an_option(run="")], Limits())
    assert (found.parts, found.proved, found.considered) == ((), True, 0)
    assert [(one.key, one.nearest is not None) for one in found.open] == [("a", True), ("b", False)]


def test_a_free_offer_that_adds_nothing_is_left_out() -> None:
    need = Need((Wanted("a"), Wanted("c")), {"a": frozenset({"x", "y"})})
    part, other_part = an_option("part", "x3 c3", need, price=0), an_option("other", "y3", need, price=0)
    assert of(best_cover(need, [part, other_part], Limits())) == [("part", ("a", "c"))]
