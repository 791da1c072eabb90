"""The list's address and the search it stands for."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.catalogue.rules import PARTICIPATIONS
from marketplace.foundation.errors import RuleBroken
from marketplace.geography.rules import REGIONS
from marketplace.search.rules.addresses import (
    KNOWN,
    QUERY_MAX,
    SORT_CODES,
    arguments_of,
    ask_from,
    kept_query,
    query_of,
    read_query,
    which,
)
from marketplace.search.rules.asking import Ask, Near
from marketplace.search.rules.facets import ACCREDITED, ECTS_BUCKETS, HOURS_BUCKETS, SEATS, START_WINDOWS
from marketplace.search.rules.weighing import Weights

VEJLE = Near("7100", 55.71, 9.53)


def read(query: str, language: str = "da", near: Near | None = None) -> Ask:
    return ask_from(parse_qs(query), language, near=near)


def some(*codes: str) -> st.SearchStrategy[tuple[str, ...]]:
    """Some of the codes, in their own order, as an address lists them."""
    return st.sets(st.sampled_from(codes)).map(lambda chosen: tuple(code for code in codes if code in chosen))


KEYS = st.from_regex(r"[a-z0-9-]{1,20}", fullmatch=True)
LISTS = st.lists(KEYS, max_size=4, unique=True).map(tuple)
ASKS = st.builds(
    Ask,
    text=st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60).map(str.strip),
    without=LISTS,
    plus=LISTS,
    verbatim=st.booleans(),
    fields=LISTS,
    institutions=LISTS,
    regions=some(*REGIONS),
    participations=some(*PARTICIPATIONS),
    languages=some("da", "en"),
    levels=st.sets(st.integers(1, 8)).map(sorted).map(tuple),
    ects=some(*ECTS_BUCKETS),
    hours=some(*HOURS_BUCKETS),
    starts=some(*START_WINDOWS),
    accredited=some(*ACCREDITED),
    seats=some(*SEATS),
    municipality=st.just("") | KEYS,
    competence=st.just("") | KEYS,
    price_to=st.none() | st.integers(0, 10**9),
    headcount=st.none() | st.integers(1, 9_999),
    done_by=st.none() | st.dates(date(1900, 1, 1), date(2100, 12, 31)),
    near=st.just(VEJLE),
    within_km=st.none() | st.integers(1, 1_000),
    weights=st.builds(Weights, *[st.integers(0, 3)] * 4),
    sort=st.sampled_from(["best", *SORT_CODES.values()]),
    page=st.integers(1, 999_999),
)


@given(ASKS)
def test_a_search_written_as_an_address_is_read_as_the_same_search(asked: Ask) -> None:
    assert read(query_of(asked), near=VEJLE) == asked


def test_the_address_of_an_empty_search_is_empty() -> None:
    assert arguments_of(Ask()) == []


def test_every_argument_is_read() -> None:
    asked = read(
        "q=+klarsprog+&postnr=7100&antal=1.000&pris=9.800,50&senest=1.+4.+2027&km=50&niveau=6&niveau=5&region=syddanmark"
        "&form=online&sprog=en&omfang=1-2&timer=8-16&type=private&start=3m&godkendt=new&pladser=free&felt=hr"
        "&udbyder=abc&uden=k1&med=k2&kommune=vejle&kompetence=k3&v1=3&v2=0&v3=1&v4=2&ordret=1&sort=afstand&side=4",
        near=VEJLE,
    )
    assert asked == Ask(
        text="klarsprog",
        headcount=1000,
        price_to=980_050,
        done_by=date(2027, 4, 1),
        near=VEJLE,
        within_km=50,
        levels=(5, 6),
        regions=("syddanmark",),
        participations=("online",),
        languages=("en",),
        ects=("1-2",),
        hours=("8-16",),
        kinds=("private",),
        starts=("3m",),
        accredited=("new",),
        seats=("free",),
        fields=("hr",),
        institutions=("abc",),
        without=("k1",),
        plus=("k2",),
        verbatim=True,
        municipality="vejle",
        competence="k3",
        weights=Weights(3, 0, 1, 2),
        sort="distance",
        page=4,
    )


def test_codes_that_do_not_exist_are_as_if_they_were_not_there() -> None:
    asked = read("region=mars&form=telepati&niveau=9&omfang=x&sort=held&v1=7&side=-3&timer='&type=<b>&felt=a+b%00")
    assert asked == Ask()


@pytest.mark.parametrize(
    ("query", "code", "field"),
    [
        ("antal=0", "search.not_in_range", "headcount"),
        ("antal=mange", "search.not_in_range", "headcount"),
        ("antal=10000", "search.not_in_range", "headcount"),
        ("pris=-1", "search.price_unreadable", "price_to"),
        ("pris=gratis", "search.price_unreadable", "price_to"),
        ("pris=1e400", "search.price_unreadable", "price_to"),
        ("pris=10000001", "search.price_unreadable", "price_to"),
        ("senest=31-02-2027", "search.day_unreadable", "done_by"),
        ("senest=snart", "search.day_unreadable", "done_by"),
        ("senest=01-01-1800", "search.day_unreadable", "done_by"),
        ("q=" + "x" * 10_001, "search.text_too_long", "q"),
    ],
)
def test_what_cannot_be_read_is_told_on_its_field(query: str, code: str, field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        read(query)
    assert (broken.value.code, broken.value.field) == (code, field)


def test_a_price_is_read_in_the_language_of_the_page() -> None:
    assert read("pris=9,800", "en").price_to == 980_000
    assert read("pris=9,80", "da").price_to == 980


def test_distance_without_a_postcode_neither_limits_nor_orders() -> None:
    assert read("km=25&sort=afstand") == Ask()
    with pytest.raises(RuleBroken):
        read("km=0", near=VEJLE)


def test_institutions_used_before_are_those_of_the_company() -> None:
    used = ask_from({"brugt": ["1"]}, "da", used={"b", "a"})
    assert used.institutions == ("a", "b")
    assert ask_from({"brugt": ["1"]}, "da").institutions == ("",)  # nobody: nothing is found
    assert ask_from({"brugt": ["ja"]}, "da", used={"a"}).institutions == ()


@given(st.dictionaries(st.sampled_from(KNOWN), st.lists(st.text(max_size=12), max_size=3), max_size=12))
def test_no_address_of_known_arguments_breaks_more_than_a_rule(arguments: dict[str, list[str]]) -> None:
    with suppress(RuleBroken):
        asked = ask_from(arguments, "da", near=VEJLE)
        assert read(query_of(asked), near=VEJLE) == asked
    assert which(read_query(kept_query(arguments))) == which(arguments)


def test_an_address_is_kept_in_one_order_without_the_visit() -> None:
    kept = kept_query(
        parse_qs("side=3&sort=pris&region=sjaelland&region=hovedstaden&q=+excel+&lang=en&antal=4&antal=5")
    )
    assert kept == "q=excel&antal=4&region=hovedstaden&region=sjaelland&sort=pris"


def test_two_addresses_that_find_the_same_are_the_same_search() -> None:
    one = which(parse_qs("q=excel&region=sjaelland&form=online&sort=pris&v1=3&side=2"))
    assert one == which(parse_qs("form=online&region=sjaelland&q=excel"))
    assert one != which(parse_qs("form=online&q=excel"))


@pytest.mark.parametrize("query", ["q=a&ukendt=1", "csrf_token=x", "&".join(["med=a"] * 51), "&".join(["q=a"] * 501)])
def test_an_address_with_what_the_list_does_not_have_is_refused(query: str) -> None:
    with pytest.raises(RuleBroken, match="unknown_argument"):
        read_query(query)


def test_an_address_may_have_4000_characters() -> None:
    assert read_query("?q=" + "x" * (QUERY_MAX - 3)) == {"q": ["x" * (QUERY_MAX - 3)]}
    with pytest.raises(RuleBroken, match="query_too_long"):
        read_query("q=" + "x" * QUERY_MAX)
