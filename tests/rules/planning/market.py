"""Small made-up needs and options, and every cover of them tried one by one: what all shortcuts are held against."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import combinations, product
from typing import Any

from hypothesis import strategies as st

from marketplace.planning.rules.options import Option, misses
from marketplace.planning.rules.wanting import Limits, Need, Outcome, Wanted

KEYS = ("a", "b", "c", "d")
BELOW = {"a": frozenset({"b", "x"}), "b": frozenset({"x"})}  # b is a part of a, and x (which nobody asks for) of both
FIRST = date(2027, 2, 1)
Market = tuple[Need, list[Option], Limits]
Score = tuple[int, int, int, int]


def an_option(name: str = "o", outcomes: str = "a3", need: Need | None = None, **over: Any) -> Option:
    """An option as `an_option("o1", "a3 b2")`: builds a to proficiency 3 and b to 2."""
    need = need or a_need("abcd")
    given = need.related(Outcome(word[0], int(word[1])) for word in outcomes.split())
    facts: dict[str, Any] = {
        "offer": name,
        "run": f"{name}-run",
        "institution": "i1",
        "outcomes": given,
        "covers": need.covered_by(given),
        "price": 1000,
        "hours": 70,
        "km": 0.0,
        "starts_on": FIRST,
        "ends_on": FIRST,
        "left": 10,
    }
    return Option(**{**facts, **over})


def a_need(keys: str = "ab", below: bool = False, **weights: int) -> Need:
    """The competences by their letters; with `below`, b lies below a."""
    return Need(tuple(Wanted(key, weights.get(key, 1)) for key in keys), BELOW if below else {})


@st.composite
def needs(draw: st.DrawFn) -> Need:
    """One to four competences of different weight and proficiency, some below each other."""
    keys = draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=4, unique=True))
    wanted = tuple(Wanted(key, draw(st.integers(1, 3)), draw(st.sampled_from((0, 0, 2, 3)))) for key in sorted(keys))
    return Need(wanted, draw(st.sampled_from(({}, BELOW))))


@st.composite
def markets(draw: st.DrawFn, most: int = 7) -> Market:
    """A need, some options (few values, so that ties and dominance are common), and limits that bind now and then."""
    need = draw(needs())
    options = []
    for at in range(draw(st.integers(0, most))):
        built = draw(st.lists(st.sampled_from((*KEYS, "x")), min_size=1, max_size=3, unique=True))
        outcomes = " ".join(f"{key}{draw(st.integers(1, 4))}" for key in built)
        options.append(
            an_option(
                f"o{at}",
                outcomes,
                need,
                institution=draw(st.sampled_from(("i1", "i2"))),
                price=draw(st.integers(0, 4)) * 500,
                hours=draw(st.integers(0, 3)) * 35,
                km=draw(st.sampled_from((0.0, 10.0, 20.0))),
                days=frozenset(draw(st.lists(st.integers(1, 4), max_size=2))),
            )
        )
    limits = Limits(budget=draw(st.sampled_from((None, 0, 1000, 2500))), hours=draw(st.sampled_from((None, 35, 100))))
    return need, options, limits


def same(need: Need, one: Outcome, other: Outcome) -> bool:
    """Domain.md section 8, word for word: the same or a narrower competence at the same or lower proficiency."""
    return any(
        (narrow.key == broad.key or narrow.key in need.below.get(broad.key, ()))
        and narrow.proficiency <= broad.proficiency
        for broad, narrow in ((one, other), (other, one))
    )


def allowed(need: Need, chosen: Sequence[Option], limits: Limits) -> bool:
    """Whether options may be chosen together, every pair looked at."""
    for one, other in combinations(chosen, 2):
        if one.days & other.days:
            return False
        if any(same(need, mine, theirs) for mine, theirs in product(one.outcomes, other.outcomes)):
            return False
    within_budget = limits.budget is None or sum(one.cost for one in chosen) <= limits.budget
    return within_budget and (limits.hours is None or sum(one.hours for one in chosen) <= limits.hours)


def score(need: Need, chosen: Sequence[Option]) -> Score:
    """How good a cover is by the four aims in their order; smaller is better."""
    covered = {key for option in chosen for key in option.covers}
    weight = sum(one.weight for one in need.wanted if one.key in covered)
    return (
        -weight,
        sum(one.cost for one in chosen),
        len({one.institution for one in chosen}),
        sum(one.travel for one in chosen),
    )


def best_score(need: Need, options: Sequence[Option], limits: Limits) -> Score:
    """The best there is, by trying every set of options."""
    fitting = [option for option in options if option.covers and not misses(option, limits)]
    return min(
        score(need, chosen)
        for many in range(len(fitting) + 1)
        for chosen in combinations(fitting, many)
        if allowed(need, chosen, limits)
    )
