"""Options that no best cover needs are dropped, and none that one could need."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from marketplace.planning.rules.conflicts import exclude, same_day, same_outcome
from marketplace.planning.rules.dominance import undominated
from marketplace.planning.rules.greedy import good_start, greedy, needed
from marketplace.planning.rules.options import Option
from marketplace.planning.rules.trying import try_all
from marketplace.planning.rules.wanting import Limits
from tests.rules.planning.market import Market, a_need, allowed, an_option, best_score, markets, score


@given(markets())
def test_dropping_dominated_options_never_costs_anything(market: Market) -> None:
    """Cover, cost, institutions and travel stay what they are with all options, under every limit."""
    need, options, limits = market
    assert best_score(need, undominated(options), limits) == best_score(need, options, limits)


@given(markets(), st.randoms(use_true_random=False))
def test_what_is_kept_does_not_depend_on_the_order_of_options(market: Market, chance: random.Random) -> None:
    _need, options, _limits = market
    mixed = list(options)
    chance.shuffle(mixed)
    assert undominated(mixed) == undominated(options)


def kept(*options: Option) -> list[str]:
    return sorted(option.offer for option in undominated(options))


def test_a_dearer_twin_is_dropped_and_what_is_better_in_anything_is_kept() -> None:
    plain = an_option("plain")
    assert kept(plain, an_option("dearer", price=1001)) == ["plain"]
    assert kept(plain, an_option("twin")) == ["plain"]
    for name, better in {
        "shorter": an_option("other", price=2000, hours=1),
        "cheaper": an_option("other", price=1, hours=999),
        "elsewhere": an_option("other", price=2000, institution="i2"),
        "more": an_option("other", "a3 c3", price=2000),
        "higher": an_option("other", "a4", price=2000),
    }.items():
        assert kept(plain, better) == ["other", "plain"], name
    assert kept(an_option("far", km=9.0), an_option("near", price=2000, km=1.0)) == ["far", "near"]
    monday, tuesday = an_option("mon", days=frozenset({1})), an_option("tue", price=2000, days=frozenset({2}))
    assert kept(monday, tuesday) == ["mon", "tue"]
    assert kept(an_option("online"), tuesday) == ["online"]


@given(markets())
def test_options_exclude_each_other_exactly_when_a_group_has_both(market: Market) -> None:
    need, options, _limits = market
    groups = [*same_outcome(need, options), *same_day(options)]
    for one in range(len(options)):
        for other in range(one):
            together = any({one, other} <= set(group) for group in groups)
            pair = (options[one], options[other])
            assert together == exclude(need, *pair) == (not allowed(need, pair, Limits()))


@given(markets())
def test_trying_all_finds_the_best(market: Market) -> None:
    need, options, limits = market
    better = [option for option in undominated(options) if option.covers]
    found = try_all(need, better, limits, steps=100_000)
    assert found is not None
    chosen = [better[at] for at in found]
    assert allowed(need, chosen, limits)
    assert score(need, chosen) == best_score(need, options, limits)


def test_trying_all_gives_up_when_it_takes_too_long() -> None:
    need = a_need("abcd")
    options = [an_option(f"o{key}{at}", f"{key}3", need, price=1000 + at) for key in "abcd" for at in range(5)]
    assert try_all(need, options, Limits(), steps=3) is None
    assert try_all(need, options, Limits(), steps=1000) is not None


@given(markets())
def test_a_greedy_cover_keeps_every_limit_and_needs_each_of_its_offers(market: Market) -> None:
    need, options, limits = market
    fitting = [option for option in options if option.covers]
    for found in (greedy(need, fitting, limits), good_start(need, fitting, limits)):
        assert allowed(need, [fitting[at] for at in found], limits)
    lean = needed(fitting, found)
    weight = score(need, [fitting[at] for at in found])[0]
    assert score(need, [fitting[at] for at in lean])[0] == weight
    assert all(score(need, [fitting[at] for at in lean if at != one])[0] > weight for one in lean)


def test_greedy_takes_what_covers_most_and_may_end_dearer_or_with_less() -> None:
    """Why there is a solver: the big offer stands in the way of two small ones that cover more."""
    need = a_need("abcd")
    big = an_option("big", "a3 b3", need, price=500)
    small = [an_option("one", "a3 c3", need, price=900), an_option("two", "b3 d3", need, price=900)]
    options = [big, *small]
    assert [options[at].offer for at in greedy(need, options, Limits())] == ["big"]
    best = try_all(need, options, Limits(), steps=1000)
    assert best is not None
    assert [options[at].offer for at in best] == ["one", "two"]
