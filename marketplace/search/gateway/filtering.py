"""Filters and counts over columns: the meaning stands in rules.facets, this is how it is found fast."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property, reduce
from operator import and_

import numpy as np

from marketplace.search.gateway.bits import Bits, Mask, count, unpack
from marketplace.search.gateway.columns import Columns, OfferGroup, RunGroup
from marketplace.search.rules.asking import Ask
from marketplace.search.rules.documents import NO_START, day_number
from marketplace.search.rules.facets import GROUPS_OF_OFFER, GROUPS_OF_RUN, wanted


class Filtering:
    """What a search lets through: sets of offers by group, masks of runs by group, and what is not counted."""

    def __init__(self, columns: Columns, ask: Ask, day: int, found: Bits, building: Bits | None) -> None:
        self._columns, self._ask, self._day = columns, ask, day
        self._wanted = wanted(ask)
        self._nothing = np.zeros_like(columns.alive_bits)
        self._found = self._limited(found & columns.alive_bits, building)
        self._of_offer = dict(self._offer_sets())
        self._of_run = dict(self._run_masks())

    @cached_property
    def kept(self) -> Bits:
        """The offers that pass everything."""
        return self._offers(self._of_offer.values()) & self._runs_any

    @cached_property
    def runs(self) -> Mask | None:
        """The runs that pass; None where nothing is asked of them."""
        return _all(self._of_run.values())

    def counts(self) -> dict[str, dict[str, int]]:
        """For each group, how many offers each of its values alone would leave."""
        found = {group: self._count_offers(group) for group in GROUPS_OF_OFFER}
        return {**found, **{group: self._count_runs(group) for group in GROUPS_OF_RUN}}

    def _limited(self, found: Bits, building: Bits | None) -> Bits:
        """Without what does not pass the limits on offers that are not counted."""
        columns, ask = self._columns, self._ask
        limits = [building] if building is not None else []
        for refs in ((ask.institution,) if ask.institution else (), ask.institutions):
            if refs:
                limits.append(columns.of_institutions(refs))
        return reduce(and_, limits, found)

    def _offer_sets(self) -> Iterator[tuple[str, Bits]]:
        for group in GROUPS_OF_OFFER:
            if group in self._wanted:
                rows = self._columns.offer_groups[group].having(self._wanted[group])
                yield group, self._nothing if rows is None else rows

    def _run_masks(self) -> Iterator[tuple[str, Mask]]:
        columns, ask = self._columns, self._ask
        for group in GROUPS_OF_RUN:
            if group in self._wanted:
                yield group, self._run_group(group).having(self._wanted[group])
        if ask.near is not None and ask.within_km is not None:
            yield "distance", columns.within(ask.near, ask.within_km)
        if ask.price_to is not None:
            yield "price", (columns.price >= 0) & (columns.price <= ask.price_to // ask.people)
        if ask.municipality:
            yield "municipality", columns.municipality == columns.code(ask.municipality)
        if ask.done_by is not None:
            yield "done_by", self._done(day_number(ask.done_by))

    def _done(self, by: int) -> Mask:
        columns = self._columns
        if by < self._day:
            return np.zeros(len(columns.open), dtype=np.bool_)
        end = np.where(columns.ends > 0, columns.ends, columns.starts)
        done: Mask = columns.open & ((columns.starts == NO_START) | (end <= by))
        return done

    def _run_group(self, group: str) -> RunGroup:
        columns, ask = self._columns, self._ask
        if group == "seats":
            return columns.seats(ask.people)
        if group == "distance" and ask.near is not None:
            return columns.distances(ask.near)
        return columns.run_groups[group]

    def _offers(self, sets: Iterable[Bits]) -> Bits:
        return reduce(and_, sets, self._found)

    def _with_run(self, masks: Iterable[Mask]) -> Bits:
        every = _all(masks)
        return self._columns.alive_bits if every is None else self._columns.set_of_offers(every)

    @cached_property
    def _runs_any(self) -> Bits:
        return self._with_run(self._of_run.values())

    def _count_offers(self, group: str) -> dict[str, int]:
        others = (rows for name, rows in self._of_offer.items() if name != group)
        return _counted(self._columns.offer_groups[group], self._offers(others) & self._runs_any)

    def _count_runs(self, group: str) -> dict[str, int]:
        if group == "distance" and self._ask.near is None:
            return {}
        values = self._run_group(group)
        offers = self._offers(self._of_offer.values())
        others = _all(mask for name, mask in self._of_run.items() if name != group)
        if others is None:
            return _counted(values.offers, offers)
        return self._count_values(values, others, offers)

    def _count_values(self, values: RunGroup, runs: Mask, offers: Bits) -> dict[str, int]:
        """How many offers have each value on one of these runs: the runs of an offer stand side by side."""
        columns = self._columns
        among = np.flatnonzero(runs & unpack(offers, columns.size)[columns.row_of_run])
        if not len(among):
            return {}
        rows = columns.row_of_run[among]
        firsts = np.flatnonzero(np.concatenate(([True], rows[1:] != rows[:-1])))
        of_offer = np.bitwise_or.reduceat(values.bits[among], firsts)
        found = {
            value: int(np.count_nonzero(of_offer & np.uint64(1 << place))) for place, value in enumerate(values.values)
        }
        return {value: many for value, many in found.items() if many}


def _all(masks: Iterable[Mask]) -> Mask | None:
    found: Mask | None = None
    for mask in masks:
        found = mask if found is None else found & mask
    return found


def _counted(group: OfferGroup, offers: Bits) -> dict[str, int]:
    found = ((value, count(rows & offers)) for value, rows in zip(group.values, group.sets, strict=True))
    return {value: many for value, many in found if many}
