"""Distances as the crow flies, and postcodes as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.geography import rules

COPENHAGEN, AARHUS, SKAGEN = (55.6761, 12.5683), (56.1629, 10.2039), (57.7209, 10.5839)
latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)


@pytest.mark.parametrize(
    ("one", "other", "kilometres"), [(COPENHAGEN, AARHUS, 157), (AARHUS, SKAGEN, 175), (SKAGEN, SKAGEN, 0)]
)
def test_known_distances_are_met(one: tuple[float, float], other: tuple[float, float], kilometres: int) -> None:
    assert rules.distance_km(*one, *other) == pytest.approx(kilometres, abs=2)


@given(latitudes, longitudes, latitudes, longitudes)
def test_the_way_back_is_as_long_and_no_place_is_farther_than_half_the_earth(
    lat1: float, lon1: float, lat2: float, lon2: float
) -> None:
    there = rules.distance_km(lat1, lon1, lat2, lon2)
    assert there == pytest.approx(rules.distance_km(lat2, lon2, lat1, lon1), abs=1e-6)
    assert 0 <= there <= 20_016


@pytest.mark.parametrize("typed", ["8000", " 8000 ", "DK-8000", "dk 8000", "80 00"])
def test_a_postcode_is_understood_as_people_type_it(typed: str) -> None:
    assert rules.clean_code(typed) == "8000"


def test_danish_names_end_with_ae_oe_aa() -> None:
    names = ["Aalborg", "Ærø", "Ørsted", "Åbenrå", "Zealand", "Odense"]
    assert sorted(names, key=rules.alphabetical) == ["Odense", "Zealand", "Ærø", "Ørsted", "Åbenrå", "Aalborg"]
