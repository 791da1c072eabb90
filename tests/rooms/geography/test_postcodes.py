"""The list of Danish postcodes, loaded as it is shipped."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from marketplace.foundation.db import session
from marketplace.foundation.errors import NotFound, RuleBroken
from marketplace.foundation.transaction import transaction
from marketplace.geography import queries
from marketplace.geography.models import Postcode
from marketplace.geography.rules import REGIONS, distance_km
from marketplace.geography.service import load_postcodes

SHIPPED = Path(__file__).resolve().parents[3] / "seeds" / "reference" / "postcodes.csv"


def shipped() -> list[dict[str, str]]:
    with SHIPPED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def loaded(db: None) -> None:
    with transaction():
        load_postcodes(shipped())


def test_every_shipped_postcode_is_whole_and_in_denmark() -> None:
    rows = shipped()
    assert len(rows) >= 1_120
    assert len({row["code"] for row in rows}) == len(rows)
    for row in rows:
        assert len(row["code"]) == 4
        assert row["city"]
        assert row["municipality"]
        assert row["region"] in REGIONS
        assert 54.5 < float(row["lat"]) < 57.8, row
        assert 8.0 < float(row["lon"]) < 15.3, row


def test_every_municipality_lies_in_one_region(loaded: None) -> None:
    found = queries.municipalities()
    assert len({one.slug for one in found}) == len(found) == 98
    assert found[0].name == "Albertslund"
    assert [one.name for one in found[-4:]] == ["Ærø", "Aabenraa", "Aalborg", "Aarhus"]


def test_coastal_towns_lie_on_land(loaded: None) -> None:
    thisted = queries.find_postcode("7700")
    assert distance_km(thisted.lat, thisted.lon, 56.956, 8.694) < 10


def test_a_postcode_is_found_as_people_type_it(loaded: None) -> None:
    found = queries.find_postcode(" DK-7500")
    assert (found.city, found.municipality, found.municipality_slug, found.region) == (
        "Holstebro", "Holstebro", "holstebro", "midtjylland",
    )  # fmt: skip


@pytest.mark.parametrize("typed", ["", "0001", "80000", "abcd", "٨٠٠٠", "8\x000"])
def test_an_unknown_postcode_is_refused_on_its_field(loaded: None, typed: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        queries.find_postcode(typed)
    assert (broken.value.code, broken.value.field) == ("geography.unknown_postcode", "postcode")


def test_a_municipality_is_found_by_its_part_of_an_address(loaded: None) -> None:
    assert queries.find_municipality("aeroe").name == "Ærø"
    with pytest.raises(NotFound):
        queries.find_municipality("atlantis")


def test_loading_again_corrects_and_adds_nothing_twice(loaded: None) -> None:
    with transaction():
        load_postcodes([{**queries_row("8000"), "city": "Aarhus Centrum"}])
    assert queries.find_postcode("8000").city == "Aarhus Centrum"
    assert session.query(Postcode).count() == len(shipped())


def test_only_known_codes_come_back(loaded: None) -> None:
    assert set(queries.postcodes_by_code(["8000", "0001", "8000"])) == {"8000"}
    assert queries.postcodes_by_code([]) == {}


def queries_row(code: str) -> dict[str, str]:
    return next(row for row in shipped() if row["code"] == code)
