"""Which rows have which terms, kept in memory once read: rows are only ever added, so only new ones are asked for."""

from __future__ import annotations

import threading
from collections.abc import Iterable

import numpy as np

from marketplace.search.gateway.engine import Reader
from marketplace.search.gateway.rows import NO_ROWS, Rows

# Kept in memory, eight bytes each; those read longest ago go first. The words of 120 needs have some 100 million rows
# among a million offers: with room for a third of them every search read its words anew, and took ten times as long.
MOST_ROWS = 128_000_000

_UNREAD: tuple[Rows, int] = (NO_ROWS, 0)


class Postings:
    """The postings of one generation, shared by all its states."""

    def __init__(self, most: int = MOST_ROWS) -> None:
        self._kept: dict[tuple[str, str], tuple[Rows, int]] = {}
        self._most, self._size = most, 0
        self._lock = threading.Lock()

    def rows(self, reader: Reader, size: int, field: str, term: str) -> Rows:
        """The rows below `size` that have a term, lowest first."""
        found, read_to = self._kept.get((field, term), _UNREAD)
        if read_to < size:
            more = np.sort(reader.rows(field, term, read_to))
            found = np.concatenate((found, more[more < size]))
            self._keep((field, term), found, size)
        if read_to > size:  # somebody read a later state
            found = found[: np.searchsorted(found, size)]
        return found

    def _keep(self, key: tuple[str, str], rows: Rows, size: int) -> None:
        with self._lock:
            before = self._kept.pop(key, None)
            self._size += len(rows) - (len(before[0]) if before else 0)
            self._kept[key] = (rows, size)
            while self._size > self._most and len(self._kept) > 1:
                oldest = next(iter(self._kept))
                self._size -= len(self._kept.pop(oldest)[0])


def either(all_rows: Iterable[Rows]) -> Rows:
    """All rows of several terms; a row with two of them stands twice."""
    listed = list(all_rows)
    return np.concatenate(listed) if listed else NO_ROWS
