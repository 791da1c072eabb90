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
from marketplace.search.gateway.bits import Bits, Mask, mask_of, pack
from marketplace.search.gateway.records import Records
from marketplace.search.rules.asking import Near
from marketplace.search.rules.documents import NO_START
from marketplace.search.rules.facets import DISTANCES, ECTS_BUCKETS, HOURS_BUCKETS, SEATS, START_WINDOWS, Windows

REMEMBERED = 64  # headcounts and postcodes whose sets are kept ready
NOWHERE = np.inf


@dataclass(frozen=True, slots=True)
class OfferGroup:
    """A filter group of offers: each value with the set of rows that have it."""

    values: tuple[str, ...]
    sets: tuple[Bits, ...]

    def having(self, wanted: frozenset[str]) -> Bits | None:
        """The rows with any of the values; None where no row has one."""
        found: Bits | None = None
        for value, rows in zip(self.values, self.sets, strict=True):
            if value in wanted:
                found = rows if found is None else found | rows
        return found


@dataclass(frozen=True, slots=True)
class RunGroup:
    """A filter group of runs: each value is a bit of each run's number, and the set of offers with such a run."""

    values: tuple[str, ...]
    bits: NDArray[np.uint64]
    offers: OfferGroup

    def having(self, wanted: frozenset[str]) -> Mask:
        """The runs with any of the values."""
        either = sum(1 << place for place, value in enumerate(self.values) if value in wanted)
        mask: Mask = (self.bits & np.uint64(either)) != 0
        return mask


class Columns:
    """The facts of one state of the index on one day."""

    def __init__(
        self, offers: Records, runs: Records, dead: NDArray[np.uint32], codes: Sequence[str], day: date
    ) -> None:
        self.size = len(offers)
        self.codes = codes
        self._numbers = {code: number for number, code in enumerate(codes)}
        self.alive: Mask = ~mask_of(dead, self.size)
        self.alive_bits = pack(self.alive)
        self.offers = offers
        self.row_of_run: NDArray[np.uint32] = np.repeat(np.arange(self.size, dtype=np.uint32), offers["runs"])
        self.first_run: NDArray[np.int64] = np.concatenate(([0], np.cumsum(offers["runs"], dtype=np.int64)))
        self.hours, self.institution = _column(offers, "hours"), _column(offers, "institution")
        self.prior = np.rint(offers["prior"] * 1000).astype(np.int64)
        self.starts, self.ends, self.free = (_column(runs, name) for name in ("starts", "ends", "free"))
        self.price, self.open, self.placed = (_column(runs, name) for name in ("price", "open", "placed"))
        self.municipality = _column(runs, "municipality")
        self._points, self._point_of_run = _points(runs)
        self._online: Mask = ~self.placed & (runs["participation"] == self.code("online"))
        self.offer_groups = self._offer_groups(offers)
        self.run_groups = {
            "region": self._coded("region", runs),
            "participation": self._coded("participation", runs),
            "start": self._run_group(START_WINDOWS, self._windows(day)),
        }
        self.seats = lru_cache(REMEMBERED)(self._seats)
        self.distances = lru_cache(REMEMBERED)(self._distances)
        self.km = lru_cache(REMEMBERED)(self._km)

    def code(self, value: str) -> int:
        """The number of a string; one that nothing has where it is unknown."""
        return self._numbers.get(value, -1)

    def set_of_offers(self, mask: Mask) -> Bits:
        """The set of rows that have one of these runs."""
        return pack(mask_of(self.row_of_run[mask], self.size))

    def of_institutions(self, refs: Sequence[str]) -> Bits:
        """The set of rows of institutions by their refs."""
        return pack(np.isin(self.institution, [self.code(ref) for ref in refs]))

    def _offer_groups(self, offers: Records) -> dict[str, OfferGroup]:
        coded = {"field": "field", "language": "language", "kind": "kind", "accredited": "accredited"}
        groups = {group: self._by_code(offers[name]) for group, name in coded.items()}
        level, ects, hours = (offers[name] for name in ("level", "ects", "hours"))
        levels = [int(one) for one in np.unique(level) if one]
        groups["level"] = _group({str(one): level == one for one in levels})
        groups["ects"] = _group(_in_buckets(ects, ECTS_BUCKETS))
        groups["hours"] = _group(_in_buckets(hours, HOURS_BUCKETS))
        return groups

    def _by_code(self, column: NDArray[Any]) -> OfferGroup:
        return _group({self.codes[code]: column == code for code in self._present(column)})

    def _present(self, column: NDArray[Any]) -> list[int]:
        """The codes in a column that stand for something."""
        codes: list[int] = np.flatnonzero(np.bincount(column)).tolist()
        return [code for code in codes if self.codes[code]]

    def _coded(self, name: str, runs: Records) -> RunGroup:
        column = runs[name]
        values = self._present(column)
        return self._run_group([self.codes[code] for code in values], [column == code for code in values])

    def _run_group(self, values: Sequence[str], masks: Sequence[Mask]) -> RunGroup:
        bits = np.zeros(len(self.row_of_run), dtype=np.uint64)
        for place, mask in enumerate(masks):
            bits |= mask.astype(np.uint64) << np.uint64(place)
        sets = tuple(self.set_of_offers(mask) for mask in masks)
        return RunGroup(tuple(values), bits, OfferGroup(tuple(values), sets))

    def _windows(self, day: date) -> list[Mask]:
        dated = self.open & (self.starts != NO_START)
        ends = Windows.of(day).ends
        within = [dated & (self.starts <= ends[name]) for name in ends]
        later = dated & ~np.logical_or.reduce(within)
        return [*within, later, self.open & (self.starts == NO_START)]

    def _seats(self, people: int) -> RunGroup:
        free, few = self.free >= people, self.free > 0
        return self._run_group(SEATS, [self.open & free, self.open & ~free & few, self.open & ~free & ~few])

    def _distances(self, near: Near) -> RunGroup:
        return self._run_group([str(km) for km in DISTANCES], [self.within(near, km) for km in DISTANCES])

    def within(self, near: Near, km: float) -> Mask:
        """The runs nobody has to travel further to than so many kilometres."""
        mask: Mask = (self.km(near) <= km) | self._online
        return mask

    def _km(self, near: Near) -> NDArray[np.float64]:
        """How far it is to each run; infinite for one held nowhere."""
        away = [distance_km(near.lat, near.lon, lat, lon) for lat, lon in self._points]
        return np.where(self.placed, np.array([*away, 0.0])[self._point_of_run], NOWHERE)


def _column(records: Records, name: str) -> NDArray[Any]:
    return np.ascontiguousarray(records[name])


def _group(masks: Mapping[str, Mask]) -> OfferGroup:
    return OfferGroup(tuple(masks), tuple(pack(mask) for mask in masks.values()))


def _in_buckets(column: NDArray[Any], buckets: Mapping[str, tuple[int, int]]) -> dict[str, Mask]:
    return {name: (column >= least) & (column <= most) for name, (least, most) in buckets.items()}


def _points(runs: Records) -> tuple[list[tuple[float, float]], NDArray[np.int64]]:
    """The places runs are held at, each once, and which of them each run has."""
    both = np.empty(len(runs), dtype=[("lat", "<f8"), ("lon", "<f8")])
    both["lat"], both["lon"] = runs["lat"], runs["lon"]
    places, place_of_run = np.unique(both, return_inverse=True)
    return [(float(lat), float(lon)) for lat, lon in places], place_of_run.reshape(-1)
