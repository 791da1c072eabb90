"""Orders over columns: the meaning stands in rules.orders, this is how the asked page is found fast."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from marketplace.search.gateway.columns import NOWHERE, Columns
from marketplace.search.gateway.rows import Keys, Mask, Rows
from marketplace.search.rules.asking import Near
from marketplace.search.rules.documents import NO_START
from marketplace.search.rules.orders import LAST, METRES, TITLE_BYTES


@dataclass(frozen=True, slots=True)
class Ordering:
    """The offers that passed, and the runs of theirs that did (None: all)."""

    columns: Columns
    rows: Rows
    runs: Mask | None
    near: Near | None = None
    people: int = 1

    def page(self, sort: str, language: str, offset: int, limit: int) -> Rows:
        """So many rows in an order, from an offset on."""
        if sort == "title":
            return self._by_title(language, offset, limit)
        return self._page(self._keys(sort), offset, limit)

    def by_score(self, scores: NDArray[np.float64], offset: int, limit: int) -> Rows:
        """So many rows by their score, the highest first."""
        return self._page(-scores, offset, limit)

    def _page(self, keys: Keys, offset: int, limit: int) -> Rows:
        among = _first(keys, offset + limit)
        rows = self.rows[among]
        starts = self._starts(rows)
        order = np.lexsort((self.columns.offers["ref"][rows], starts, keys[among]))
        return rows[order[offset : offset + limit]]

    def _by_title(self, language: str, offset: int, limit: int) -> Rows:
        titles = self.columns.offers[f"title_{language}"][self.rows]
        # As four numbers of eight bytes each, which numpy puts in order much faster than strings.
        parts = np.ascontiguousarray(titles).view(">u8").reshape(len(titles), TITLE_BYTES // 8).astype(np.uint64)
        among = _first(parts[:, 0], offset + limit)
        rows = self.rows[among]
        columns = [parts[among, place] for place in reversed(range(parts.shape[1]))]
        order = np.lexsort((self.columns.offers["ref"][rows], self._starts(rows), *columns))
        return rows[order[offset : offset + limit]]

    def _keys(self, sort: str) -> Keys:
        columns = self.columns
        if sort in ("hours", "quality"):
            facts: Keys = columns.hours if sort == "hours" else -columns.prior
            return facts[self.rows]
        if sort == "start":
            return self._starts(self.rows)
        if sort == "price":
            prices = columns.prices(self.people)
            return self._least(np.where(prices >= 0, prices, LAST), self.rows, LAST)
        if sort == "distance" and self.near is not None:
            km = columns.km(self.near)
            metres = np.where(km < NOWHERE, np.where(km < NOWHERE, km, 0.0) * METRES, float(LAST)).astype(np.int64)
            return self._least(metres, self.rows, LAST)
        raise ValueError(f"no order is called {sort!r}")

    def _starts(self, rows: Rows) -> Keys:
        return self._least(self.columns.starts, rows, NO_START)

    def _least(self, values: Keys, rows: Rows, none: int) -> Keys:
        """For each row the least value among its runs that passed."""
        if not len(rows):
            return values[:0]
        runs, begins = self.columns.runs_of(rows)
        found = values[runs] if self.runs is None else np.where(self.runs[runs], values[runs], none)
        least: Keys = np.minimum.reduceat(found, begins)
        return least


def _first(keys: Keys, many: int) -> NDArray[np.int64]:
    """Where the `many` lowest keys stand, with everything that ties with the last of them; in no order."""
    if many >= len(keys):
        return np.arange(len(keys))
    last = np.partition(keys, many - 1)[many - 1]
    return np.flatnonzero(keys <= last)
