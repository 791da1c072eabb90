"""The facts of all offers and runs side by side in memory, as filters, counts and orders read them.

Everything here is made from the records of a generation when they are read, and never changes afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from marketplace.geography.rules import distance_km
from marketplace.search.gateway.records import Records
from marketplace.search.gateway.rows import Keys, Mask, Rows, mask_of
from marketplace.search.rules.asking import Near
from marketplace.search.rules.documents import NO_PRICE, NO_START
from marketplace.search.rules.facets import DISTANCES, ECTS_BUCKETS, HOURS_BUCKETS, SEATS, START_WINDOWS, Windows

REMEMBERED = 64  # headcounts and postcodes whose figures are kept ready
NOWHERE = np.inf


@dataclass(frozen=True, slots=True)
class OfferGroup:
    """A filter group of offers: which of the values each has; the first one is none at all."""

    values: tuple[str, ...]
    places: NDArray[np.uint16]

    def having(self, wanted: frozenset[str], rows: Rows) -> Mask:
        """Which of the rows have one of the values."""
        among = np.array([value in wanted for value in self.values], dtype=np.bool_)
        among[0] = False
        mask: Mask = among[self.places[rows]]
        return mask

    def count(self, rows: Rows) -> dict[str, int]:
        """How many of the rows have each value."""
        many = np.bincount(self.places[rows], minlength=1).tolist()
        return {value: found for value, found in zip(self.values[1:], many[1:], strict=False) if found}


@dataclass(frozen=True, slots=True)
class RunGroup:
    """A filter group of runs: each value is a bit of each run's number, and of its offer's, which has those of all."""

    values: tuple[str, ...]
    of_run: NDArray[np.uint16]
    of_offer: NDArray[np.uint16]

    def having(self, wanted: frozenset[str], runs: Keys) -> Mask:
        """Which of the runs have one of the values."""
        either = sum(1 << place for place, value in enumerate(self.values) if value in wanted)
        mask: Mask = (self.of_run[runs] & np.uint16(either)) != 0
        return mask

    def count(self, numbers: NDArray[np.uint16]) -> dict[str, int]:
        """How many of some offers' numbers have each value's bit."""
        many = np.bincount(numbers, minlength=1)
        patterns = np.flatnonzero(many)
        found = {
            value: int(many[patterns[patterns >> place & 1 == 1]].sum()) for place, value in enumerate(self.values)
        }
        return {value: offers for value, offers in found.items() if offers}


class Columns:
    """The facts of one state of the index on one day."""

    def __init__(
        self, offers: Records, runs: Records, steps: Records, dead: Rows, codes: Sequence[str], day: date
    ) -> None:
        self.size = len(offers)
        self.codes = codes
        self._numbers = {code: number for number, code in enumerate(codes)}
        self.alive: Mask = ~mask_of(dead, self.size)
        self.offers = offers
        self.runs_many = offers["runs"].astype(np.int64)
        self.first_run = np.cumsum(self.runs_many) - self.runs_many
        self.hours, self.institution = _column(offers, "hours"), _column(offers, "institution")
        self.prior = np.rint(offers["prior"] * 1000).astype(np.int64)
        self.starts, self.ends, self.free = (_column(runs, name) for name in ("starts", "ends", "free"))
        self._price, self.open, self.placed = (_column(runs, name) for name in ("price", "open", "placed"))
        self._steps = steps
        self.municipality = _column(runs, "municipality")
        self._places, self._place_of_run = _places(runs)
        self.online: Mask = ~self.placed & (runs["participation"] == self.code("online"))
        self.offer_groups = self._offer_groups(offers)
        self.run_groups = {
            "region": self._coded(runs["region"]),
            "participation": self._coded(runs["participation"]),
            "start": self._run_group(START_WINDOWS, self._windows(day)),
        }
        self.seats = lru_cache(REMEMBERED)(self._seats)
        self.distances = lru_cache(REMEMBERED)(self._distances)
        self.km = lru_cache(REMEMBERED)(self._km)
        self.prices = lru_cache(REMEMBERED)(self._prices)

    def code(self, value: str) -> int:
        """The number of a string; one that nothing has where it is unknown."""
        return self._numbers.get(value, -1)

    def runs_of(self, rows: Rows) -> tuple[Keys, Keys]:
        """The runs of rows, those of one row side by side, and where among them each row's begin; each has one."""
        many = self.runs_many[rows]
        ends = np.cumsum(many)
        begins = ends - many
        runs = np.arange(ends[-1] if len(ends) else 0) + np.repeat(self.first_run[rows] - begins, many)
        return runs, begins

    def within(self, near: Near, km: float, runs: Keys) -> Mask:
        """Which of the runs nobody has to travel further to than so many kilometres."""
        mask: Mask = (self.km(near)[runs] <= km) | self.online[runs]
        return mask

    def _offer_groups(self, offers: Records) -> dict[str, OfferGroup]:
        named = {"field": "field", "language": "language", "kind": "kind", "accredited": "accredited"}
        groups = {group: self._by_code(offers[name]) for group, name in named.items()}
        levels = ("", *map(str, range(1, int(offers["level"].max(initial=0)) + 1)))
        groups["level"] = OfferGroup(levels, offers["level"].astype(np.uint16))
        groups["ects"] = _in_buckets(offers["ects"], ECTS_BUCKETS)
        groups["hours"] = _in_buckets(offers["hours"], HOURS_BUCKETS)
        return groups

    def _by_code(self, column: Keys) -> OfferGroup:
        present = self._present(column)
        place_of = np.zeros(len(self.codes) + 1, dtype=np.uint16)
        place_of[present] = np.arange(1, len(present) + 1)
        return OfferGroup(("", *(self.codes[code] for code in present)), place_of[column])

    def _present(self, column: Keys) -> list[int]:
        """The codes in a column that stand for something."""
        codes: list[int] = np.flatnonzero(np.bincount(column)).tolist()
        return [code for code in codes if self.codes[code]]

    def _coded(self, column: Keys) -> RunGroup:
        present = self._present(column)
        return self._run_group([self.codes[code] for code in present], [column == code for code in present])

    def _run_group(self, values: Sequence[str], masks: Sequence[Mask]) -> RunGroup:
        of_run = np.zeros(len(self.open), dtype=np.uint16)
        for place, mask in enumerate(masks):
            of_run |= mask.astype(np.uint16) << np.uint16(place)
        of_offer = np.bitwise_or.reduceat(of_run, self.first_run) if self.size else of_run
        return RunGroup(tuple(values), of_run, of_offer)

    def _windows(self, day: date) -> list[Mask]:
        dated = self.open & (self.starts != NO_START)
        within = [dated & (self.starts <= end) for end in Windows.of(day).ends.values()]
        later = dated & ~np.logical_or.reduce(within)
        return [*within, later, self.open & (self.starts == NO_START)]

    def _seats(self, people: int) -> RunGroup:
        free, few = self.free >= people, self.free > 0
        return self._run_group(SEATS, [self.open & free, self.open & ~free & few, self.open & ~free & ~few])

    def _prices(self, people: int) -> NDArray[np.int64]:
        """What seats for so many cost together on each run; below zero where none can be bought."""
        prices = np.where(self._price >= 0, self._price * people, np.int64(NO_PRICE))
        steps = self._steps[self._steps["seats"] <= people]
        # Of a run's steps the last is the one that holds, and of what is put in one place the last stays.
        prices[steps["run"]] = np.where(
            steps["flat"] == NO_PRICE, np.int64(NO_PRICE), steps["flat"] + steps["each"] * people
        )
        return prices

    def _distances(self, near: Near) -> RunGroup:
        every = np.arange(len(self.open))
        return self._run_group([str(km) for km in DISTANCES], [self.within(near, km, every) for km in DISTANCES])

    def _km(self, near: Near) -> NDArray[np.float64]:
        """How far it is to each run; infinite for one held nowhere."""
        away = [distance_km(near.lat, near.lon, lat, lon) for lat, lon in self._places]
        return np.where(self.placed, np.array([*away, 0.0])[self._place_of_run], NOWHERE)


def _column(records: Records, name: str) -> NDArray[Any]:
    return np.ascontiguousarray(records[name])


def _in_buckets(column: Keys, buckets: Mapping[str, tuple[int, int]]) -> OfferGroup:
    most = [most for _, most in buckets.values()]
    return OfferGroup(("", *buckets), (np.searchsorted(most, column) + 1).astype(np.uint16))


def _places(runs: Records) -> tuple[list[tuple[float, float]], Keys]:
    """The places runs are held at, each once, and which of them each run has."""
    both = runs["lat"] + 1j * runs["lon"]
    places, place_of_run = np.unique(both, return_inverse=True)
    return [(float(place.real), float(place.imag)) for place in places], place_of_run
