"""Filters, counts and orders of a search, against brute force."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.foundation.errors import RuleBroken
from marketplace.search.rules import (
    ECTS_BUCKETS,
    NO_START,
    SORTS,
    TEXT_MAX,
    Ask,
    OfferDocument,
    check_ask,
    count_facets,
    ects_bucket,
    fitting,
    in_order,
    terms,
)

FIELDS, REGIONS = ("sundhed", "hr", "it"), ("midtjylland", "hovedstaden", "sjaelland")
FORMS, LANGUAGES = ("onsite", "online", "blended"), ("da", "en")
TOWNS = ("aarhus", "roskilde")

documents = st.builds(
    OfferDocument,
    ref=st.uuids().map(str),
    offer_id=st.integers(1, 10**6),
    institution=st.sampled_from(["a", "b"]),
    field=st.sampled_from(FIELDS),
    title=st.tuples(st.sampled_from(["Ærlig", "alder", "Åben"]), st.sampled_from(["Honest", "age"])),
    text=st.just(("", "")),
    labels=st.just(("", "")),
    competences=st.lists(st.sampled_from(["x", "y"]), unique=True).map(tuple),
    language=st.sampled_from(LANGUAGES),
    level=st.integers(0, 8),
    ects=st.sampled_from([0, 5, 10, 20, 21, 30, 31, 100]),
    hours=st.integers(0, 50),
    price=st.sampled_from([-1, 0, 100, 200, 300]),
    start=st.sampled_from([20270203, 20270301, NO_START]),
    participations=st.lists(st.sampled_from(FORMS), min_size=1, unique=True).map(tuple),
    regions=st.lists(st.sampled_from(REGIONS), unique=True).map(tuple),
    municipalities=st.lists(st.sampled_from(TOWNS), unique=True).map(tuple),
)


def some(values: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), unique=True, max_size=2).map(tuple)


asks = st.builds(
    Ask,
    fields=some(FIELDS),
    regions=some(REGIONS),
    municipality=st.sampled_from(["", *TOWNS]),
    participations=some(FORMS),
    languages=some(LANGUAGES),
    levels=st.lists(st.integers(1, 8), unique=True, max_size=2).map(tuple),
    ects=some(tuple(ECTS_BUCKETS)),
    price_to=st.sampled_from([None, 0, 150, 300]),
    institution=st.sampled_from(["", "a"]),
    competence=st.sampled_from(["", "x"]),
)


def passes(one: OfferDocument, ask: Ask) -> bool:
    """The filters said once more, plainly."""
    least = {"none": 0, "1-2": 1, "2-3": 21, "3-5": 31}
    most = {"none": 0, "1-2": 20, "2-3": 30, "3-5": 1000}
    return all(
        (
            not ask.fields or one.field in ask.fields,
            not ask.regions or any(region in ask.regions for region in one.regions),
            not ask.municipality or ask.municipality in one.municipalities,
            not ask.participations or any(form in ask.participations for form in one.participations),
            not ask.languages or one.language in ask.languages,
            not ask.levels or one.level in ask.levels,
            not ask.ects or any(least[name] <= one.ects <= most[name] for name in ask.ects),
            ask.price_to is None or (one.price != -1 and one.price <= ask.price_to),
            not ask.institution or one.institution == ask.institution,
            not ask.competence or ask.competence in one.competences,
        )
    )


@given(st.lists(documents, max_size=15), asks)
def test_filters_let_through_what_plain_reading_does(found: list[OfferDocument], ask: Ask) -> None:
    assert list(filter(fitting(ask), found)) == [one for one in found if passes(one, ask)]


@given(st.lists(documents, max_size=15), asks)
def test_each_groups_counts_leave_out_its_own_filter_only(found: list[OfferDocument], ask: Ask) -> None:
    without = {
        "field": replace(ask, fields=()),
        "region": replace(ask, regions=()),
        "participation": replace(ask, participations=()),
        "language": replace(ask, languages=()),
        "level": replace(ask, levels=()),
        "ects": replace(ask, ects=()),
    }
    counts = count_facets(found, ask)
    assert set(counts) == set(without)
    for group, wider in without.items():
        left = [one for one in found if passes(one, wider)]
        expected: Counter[str] = Counter()
        for one in left:
            values: dict[str, tuple[str, ...]] = {
                "field": (one.field,),
                "region": one.regions,
                "participation": one.participations,
                "language": (one.language,),
                "level": (str(one.level),) if one.level else (),
                "ects": (ects_bucket(one.ects),),
            }
            expected.update(values[group])
        assert counts[group] == dict(expected)


@given(st.lists(st.tuples(st.sampled_from([0.0, 1.0, 1.0000000001, 2.5]), documents), max_size=20), st.randoms())
def test_an_order_is_the_same_whatever_order_they_were_found_in(
    found: list[tuple[float, OfferDocument]], chance: object
) -> None:
    found = list({one.ref: (score, one) for score, one in found}.values())
    shuffled = list(found)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    for sort in SORTS:
        for language in LANGUAGES:
            assert in_order(found, sort, language) == in_order(shuffled, sort, language)


@given(st.lists(documents, min_size=2, max_size=20))
def test_orders_do_what_they_say(found: list[OfferDocument]) -> None:
    scored = [(0.0, one) for one in found]
    prices = [one.price for one in in_order(scored, "price", "da")]
    known = [price for price in prices if price >= 0]
    assert prices == sorted(known) + [-1] * (len(prices) - len(known))
    starts = [one.start for one in in_order(scored, "start", "da")]
    assert starts == sorted(starts)
    hours = [one.hours for one in in_order(scored, "hours", "da")]
    assert hours == sorted(hours)


@pytest.mark.parametrize(
    ("tenths", "bucket"),
    [(0, "none"), (1, "1-2"), (20, "1-2"), (21, "2-3"), (30, "2-3"), (31, "3-5"), (50, "3-5"), (1000, "3-5")],
)
def test_every_number_of_ects_has_one_bucket(tenths: int, bucket: str) -> None:
    assert ects_bucket(tenths) == bucket


@pytest.mark.parametrize(
    ("text", "language", "stems"),
    [
        ("Kurser i ledelse for vores medarbejdere", "da", ("kursus", "ledelse")),
        ("ledelse LEDELSEN ledelse", "da", ("ledelse",)),
        ("C# og 5 GDPR-krav", "da", ("c#", "5", "gdpr", "krav")),
        ("og i på the", "da", ()),
        ("how to communicate", "en", ("communic",)),
    ],
)
def test_the_words_that_carry_a_need(text: str, language: str, stems: tuple[str, ...]) -> None:
    assert terms(text, language) == stems


def test_a_need_has_at_most_400_signs_and_a_known_order() -> None:
    check_ask(Ask(text="x" * TEXT_MAX))
    for ask, code in ((Ask(text="x" * 401), "search.text_too_long"), (Ask(sort="x"), "search.unknown_sort")):
        with pytest.raises(RuleBroken) as caught:
            check_ask(ask)
        assert caught.value.code == code
