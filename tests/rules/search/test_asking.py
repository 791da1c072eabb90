"""What a search may ask, and which page it gets."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.texts import Texts
from marketplace.search.rules import (
    PER_PAGE_MAX,
    SORTS,
    TEXT_MAX,
    Ask,
    Hits,
    Near,
    OfferHit,
    Understood,
    check_ask,
    page_within,
    pages_of,
)
from marketplace.search.rules.asking import HEADCOUNT_MAX

HERE = Near("8000", 56.1567, 10.2108)


@pytest.mark.parametrize(
    "ask",
    [
        Ask(),
        Ask(text="x" * TEXT_MAX),
        Ask(page=-5),
        Ask(page=10**9),
        Ask(price_to=0, headcount=1),
        Ask(near=HERE, within_km=1, sort="distance"),
        Ask(headcount=HEADCOUNT_MAX, per_page=PER_PAGE_MAX),
        *(Ask(sort=sort, near=HERE) for sort in SORTS),
    ],
)
def test_what_can_be_answered_passes(ask: Ask) -> None:
    check_ask(ask)


@pytest.mark.parametrize(
    ("ask", "code", "field"),
    [
        (Ask(text="x" * (TEXT_MAX + 1)), "search.text_too_long", "q"),
        (Ask(text="x" * 50_000), "search.text_too_long", "q"),
        (Ask(sort="x"), "search.unknown_sort", "sort"),
        (Ask(sort=""), "search.unknown_sort", "sort"),
        (Ask(sort="distance"), "search.distance_from_where", "postcode"),
        (Ask(within_km=25), "search.distance_from_where", "postcode"),
        (Ask(near=HERE, within_km=0), "search.not_in_range", "within_km"),
        (Ask(near=HERE, within_km=1_001), "search.not_in_range", "within_km"),
        (Ask(price_to=-1), "search.not_in_range", "price_to"),
        (Ask(price_to=10**13), "search.not_in_range", "price_to"),
        (Ask(headcount=0), "search.not_in_range", "headcount"),
        (Ask(headcount=HEADCOUNT_MAX + 1), "search.not_in_range", "headcount"),
        (Ask(per_page=0), "search.not_in_range", "per_page"),
    ],
)
def test_what_nothing_can_answer_is_refused_in_words(ask: Ask, code: str, field: str) -> None:
    with pytest.raises(RuleBroken) as caught:
        check_ask(ask)
    assert (caught.value.code, caught.value.field) == (code, field)


def test_prices_and_seats_are_for_one_where_nobody_said_how_many() -> None:
    assert (Ask().people, Ask(headcount=4).people) == (1, 4)


@given(st.integers(-(10**9), 10**9), st.integers(0, 10**6), st.integers(1, 100))
def test_every_page_asked_for_is_one_there_is(page: int, total: int, per_page: int) -> None:
    got = page_within(page, total, per_page)
    assert 1 <= got <= pages_of(total, per_page)
    assert got == page or page < 1 or (page - 1) * per_page >= total
    assert total == 0 or (got - 1) * per_page < total


def test_hits_tell_their_pages_refs_and_ids() -> None:
    hits = Hits(total=21, hits=(OfferHit("a", 1), OfferHit("b", 2)), facets={}, page=1, per_page=10)
    assert (hits.pages, hits.refs, hits.offer_ids) == (3, ("a", "b"), (1, 2))
    assert replace(hits, total=0, hits=()).pages == 1
    assert hits.ready
    assert Understood("x", Texts("da", "en")).score == 1.0
