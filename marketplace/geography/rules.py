"""Regions, and how far it is from one place to another."""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

# The five regions by their codes, north to east: as the table's constraint and the search filters spell them.
REGIONS = ("nordjylland", "midtjylland", "syddanmark", "sjaelland", "hovedstaden")
EARTH_RADIUS_KM = 6371.0088
# Municipalities that are islands: in Danish one is on them, not in them.
ISLANDS = frozenset({"bornholm", "fanoe", "laesoe", "langeland", "lolland", "samsoe", "aeroe"})


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality by its name without "Kommune", with its part of an address and its region's code."""

    slug: str
    name: str
    region: str


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Kilometres as the crow flies between two points in degrees (haversine on the mean earth radius)."""
    north1, north2 = radians(lat1), radians(lat2)
    half = sin((north2 - north1) / 2) ** 2 + cos(north1) * cos(north2) * sin(radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(min(1.0, half)))


def clean_code(typed: str) -> str:
    """A postcode as typed, without spaces and the DK- some put in front."""
    return typed.strip().upper().removeprefix("DK").lstrip("- ").replace(" ", "")


_LAST_LETTERS = str.maketrans({"æ": "{", "ø": "|", "å": "}"})


def alphabetical(name: str) -> str:
    """A key that sorts Danish names: æ, ø and å come last, in that order, and aa is å (Aarhus is the very last)."""
    return name.casefold().replace("aa", "å").translate(_LAST_LETTERS)
