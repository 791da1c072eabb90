"""What an engine of words does for the index: it finds rows by terms, and scores them. Two of them do it.

A row is the number of one offer as it stood when it was written. An offer that changes gets a new row, and the old
one is dead: rows are only ever added, so that what was read of them stays true. Filters, counts and orders are not
an engine's matter, see columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from marketplace.search.gateway.rows import Rows, Scores

REF, WORDS, TITLES, COMPETENCES = "ref", "words", "titles", "competences"
FIELDS = (REF, WORDS, TITLES, COMPETENCES)


class Corrupt(Exception):
    """The files of an index cannot be read: it must be built anew."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row as an engine writes it: terms parted by spaces, repeated as often as they weigh."""

    row: int
    ref: str
    words: str
    titles: str  # folded words of the titles, each once
    competences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scoring:
    """What rows are scored by: terms of the words, and competences, each with its weight."""

    terms: tuple[tuple[str, float], ...]
    competences: tuple[tuple[str, float], ...]


class Reader(Protocol):
    """One unchanging state of an engine's files, safe to ask from many threads; Corrupt where they turn out broken."""

    def rows(self, field: str, term: str, since: int = 0) -> Rows:
        """The rows from `since` on that have a term, in any order."""

    def best(self, scoring: Scoring, limit: int, among: Rows | None = None) -> tuple[Rows, Scores]:
        """At most `limit` rows with their scores, the highest first: of all rows, or only of some."""

    def beginning(self, prefix: str, limit: int) -> list[str]:
        """The terms of titles that begin like this, those of most offers first."""


class Engine(Protocol):
    """The files of one engine in one folder."""

    def create(self, folder: Path) -> None:
        """Make empty files in an empty folder."""

    def write(self, folder: Path, entries: Iterable[Entry], dead: Sequence[int], rows: int | None) -> None:
        """Add rows in one commit, which also drops the dead ones and, from the row `rows` on, what a crash left."""

    def read(self, folder: Path) -> Reader:
        """The newest committed state; Corrupt when the files cannot be read."""
