"""Filters and counts over columns: the meaning stands in rules.facets, this is how it is found fast."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

import numpy as np

from marketplace.search.gateway.columns import Columns, RunGroup
from marketplace.search.gateway.rows import Keys, Mask, Rows
from marketplace.search.rules.asking import Ask
from marketplace.search.rules.documents import NO_START, day_number
from marketplace.search.rules.facets import GROUPS_OF_OFFER, GROUPS_OF_RUN, wanted


class Filtering:
    """What of some rows a search lets through: masks over these rows by group, and over their runs by group."""

    def __init__(self, columns: Columns, ask: Ask, day: int, rows: Rows) -> None:
        self._columns, self._ask, self._day = columns, ask, day
        self._wanted = wanted(ask)
        self._rows = self._limited(rows)
        self._of_offer = dict(self._offer_masks())
        self._of_run = dict(self._run_masks())

    @cached_property
    def kept(self) -> Rows:
        """The rows that pass everything."""
        return self._passing(*self._of_offer.values(), *self._some_run)

    @cached_property
    def runs(self) -> Mask | None:
        """Of all runs those of these rows that pass; None where nothing is asked of them."""
        every = _all(self._of_run.values())
        if every is None:
            return None
        mask = np.zeros(len(self._columns.open), dtype=np.bool_)
        mask[self._runs[every]] = True
        return mask

    def counts(self) -> dict[str, dict[str, int]]:
        """For each group, how many offers each of its values alone would leave."""
        return {
            **{group: self._count_offers(group) for group in GROUPS_OF_OFFER},
            **{group: self._count_runs(group) for group in GROUPS_OF_RUN},
        }

    def _limited(self, rows: Rows) -> Rows:
        """Without what does not pass the limits on offers that are not counted."""
        ask, columns = self._ask, self._columns
        for refs in ((ask.institution,) if ask.institution else (), ask.institutions):
            if refs:
                rows = rows[np.isin(columns.institution[rows], [columns.code(ref) for ref in refs])]
        return rows

    def _offer_masks(self) -> Iterator[tuple[str, Mask]]:
        for group in GROUPS_OF_OFFER:
            if group in self._wanted:
                yield group, self._columns.offer_groups[group].having(self._wanted[group], self._rows)

    # The runs of the rows are only looked up where something is asked of runs.
    @cached_property
    def _runs_and_begins(self) -> tuple[Keys, Keys]:
        return self._columns.runs_of(self._rows)

    @property
    def _runs(self) -> Keys:
        return self._runs_and_begins[0]

    def _run_masks(self) -> Iterator[tuple[str, Mask]]:
        columns, ask = self._columns, self._ask
        for group in GROUPS_OF_RUN:
            if group in self._wanted:
                yield group, self._run_group(group).having(self._wanted[group], self._runs)
        if ask.near is not None and ask.within_km is not None:
            yield "distance", columns.within(ask.near, ask.within_km, self._runs)
        if ask.price_to is not None:
            price = columns.prices(ask.people)[self._runs]
            yield "price", (price >= 0) & (price <= ask.price_to)
        if ask.municipality:
            yield "municipality", columns.municipality[self._runs] == columns.code(ask.municipality)
        if ask.done_by is not None:
            yield "done_by", self._done(day_number(ask.done_by))

    def _done(self, by: int) -> Mask:
        columns, runs = self._columns, self._runs
        if by < self._day:
            return np.zeros(len(runs), dtype=np.bool_)
        starts, ends = columns.starts[runs], columns.ends[runs]
        # With continuous intake the pace is the learner's own.
        done: Mask = columns.open[runs] & ((starts == NO_START) | (np.where(ends > 0, ends, starts) <= by))
        return done

    def _run_group(self, group: str) -> RunGroup:
        columns, ask = self._columns, self._ask
        if group == "seats":
            return columns.seats(ask.people)
        if group == "distance" and ask.near is not None:
            return columns.distances(ask.near)
        return columns.run_groups[group]

    def _passing(self, *masks: Mask) -> Rows:
        every = _all(masks)
        return self._rows if every is None else self._rows[every]

    def _with_run(self, masks: Iterable[Mask]) -> tuple[Mask, ...]:
        """Which rows have a run in all the masks, where there are any."""
        every = _all(masks)
        if every is None or not len(self._rows):
            return ()
        return (np.logical_or.reduceat(every, self._runs_and_begins[1]),)

    @cached_property
    def _some_run(self) -> tuple[Mask, ...]:
        return self._with_run(self._of_run.values())

    def _count_offers(self, group: str) -> dict[str, int]:
        others = [mask for name, mask in self._of_offer.items() if name != group]
        return self._columns.offer_groups[group].count(self._passing(*others, *self._some_run))

    def _count_runs(self, group: str) -> dict[str, int]:
        if group == "distance" and self._ask.near is None:
            return {}
        values = self._run_group(group)
        others = _all(mask for name, mask in self._of_run.items() if name != group)
        if others is None:
            return values.count(values.of_offer[self._passing(*self._of_offer.values())])
        if not len(self._rows):
            return {}
        of_run = np.where(others, values.of_run[self._runs], np.uint16(0))
        of_offer = np.bitwise_or.reduceat(of_run, self._runs_and_begins[1])
        fits = _all(self._of_offer.values())
        return values.count(of_offer if fits is None else of_offer[fits])


def _all(masks: Iterable[Mask]) -> Mask | None:
    found: Mask | None = None
    for mask in masks:
        found = mask if found is None else found & mask
    return found
