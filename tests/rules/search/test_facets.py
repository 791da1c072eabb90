"""Filter groups: buckets, windows, and what the index holds of an offer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.search.rules import (
    ACCREDITED,
    ECTS_BUCKETS,
    GROUPS,
    HOURS_BUCKETS,
    NO_START,
    Ask,
    DocumentRun,
    Near,
    OfferDocument,
    day_number,
    day_of,
)
from marketplace.search.rules.documents import expected_quality, vouched
from marketplace.search.rules.facets import Windows, km_from, months_after, runs_of, wanted
from marketplace.search.rules.orders import TITLE_BYTES, title_key
from tests.rooms.search.plainly import FILTERS

PLAIN = OfferDocument(ref="abc", offer_id=1, institution="i", field="hr", title=("Kursus", ""))


@pytest.mark.parametrize("buckets", [ECTS_BUCKETS, HOURS_BUCKETS])
def test_every_number_of_tenths_has_one_bucket(buckets: dict[str, tuple[int, int]]) -> None:
    bounds = list(buckets.values())
    assert bounds[0][0] == 0
    assert all(least <= most for least, most in bounds)
    assert [least for least, _ in bounds[1:]] == [most + 1 for _, most in bounds[:-1]]


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 8, 31), 1, date(2026, 9, 30)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 12, 31), 6, date(2027, 6, 30)),
    ],
)
def test_months_later_is_the_same_day_or_the_last_one(day: date, months: int, later: date) -> None:
    assert months_after(day, months) == later


def test_start_windows_are_counted_from_the_day() -> None:
    assert Windows.of(date(2026, 11, 30)).ends == {"1m": 20261230, "3m": 20270228, "6m": 20270530}


@given(st.dates(date(2020, 1, 1), date(2100, 1, 1)), st.dates(date(2020, 1, 1), date(2100, 1, 1)))
def test_days_as_numbers_keep_their_order(one: date, other: date) -> None:
    assert day_of(day_number(one)) == one
    assert (day_number(one) < day_number(other)) == (one < other)
    assert day_number(one) < NO_START


def test_each_group_but_distance_has_its_filter() -> None:
    assert set(FILTERS) == set(GROUPS)
    whole = Ask(
        fields=("hr",),
        regions=("a",),
        participations=("online",),
        languages=("da",),
        levels=(5,),
        ects=("1-2",),
        hours=("1-8",),
        kinds=("private",),
        starts=("1m",),
        accredited=("new",),
        seats=("free",),
    )
    assert set(wanted(whole)) == set(GROUPS) - {"distance"}
    assert wanted(whole)["level"] == {"5"}
    assert wanted(Ask()) == {}


def test_an_offer_without_an_open_run_stands_as_one_without_a_place() -> None:
    offer = replace(PLAIN, participation="online", price=5)
    (run,) = runs_of(offer)
    assert (run.ref, run.participation, run.price, run.placed, run.free) == ("", "online", 5, False, 0)
    assert (offer.start, offer.participations, offer.regions, offer.free) == (NO_START, ("online",), (), 0)
    assert PLAIN.participations == ()


def test_an_offer_tells_of_its_runs_together() -> None:
    runs = (
        DocumentRun("a", "onsite", 20270301, postcode="8000", region="midtjylland", municipality="aarhus", free=2),
        DocumentRun("b", "online", 20270201, free=7),
        DocumentRun("c", "onsite", postcode="8000", region="midtjylland", municipality="aarhus"),
    )
    offer = replace(PLAIN, runs=runs, competences=("x", "y"), proficiencies=(1, 3))
    assert runs_of(offer) == runs
    assert (offer.start, offer.free) == (20270201, 7)
    assert (offer.participations, offer.regions) == (("onsite", "online"), ("midtjylland",))
    assert offer.municipalities == ("aarhus",)
    assert offer.reached == {"x": 1, "y": 3}


def test_an_online_run_is_no_way_off() -> None:
    near = Near("8000", 56.1567, 10.2108)
    assert km_from(near, DocumentRun("a", "online")) is None
    assert km_from(near, DocumentRun("a", "onsite", postcode="8000", lat=56.1567, lon=10.2108)) == 0.0


def test_what_vouches_for_an_institution_raises_what_is_expected() -> None:
    assert [vouched(kind) for kind in ("accreditation", "certification", None)] == list(ACCREDITED)
    for kind in ("university", "university_college", "business_academy", "private", "another"):
        expected = [expected_quality(kind, by) for by in (None, "certification", "accreditation")]
        assert expected == sorted(expected)
        assert 0 < expected[0] < expected[-1] <= 1


def test_titles_sort_by_the_danish_alphabet_as_they_are_shown() -> None:
    titles = [("Zebra", ""), ("Ærlig", ""), ("alder", ""), ("Åben", ""), ("Ørken", ""), ("Aarhus", "")]
    assert [title[0] for title in sorted(titles, key=lambda one: title_key(one, "da"))] == [
        "alder",
        "Zebra",
        "Ærlig",
        "Ørken",
        "Åben",
        "Aarhus",
    ]
    assert title_key(("Dansk", "English"), "en") == title_key(("English", ""), "da") == b"english"
    assert title_key(("Dansk", ""), "en") == b"dansk"
    assert len(title_key(("æ" * 90, ""), "da")) == TITLE_BYTES
