"""The engine without native code: Whoosh (the maintained fork), right up to a few thousand offers.

Whoosh unpickles what lies in its folder, so the folder must never hold anything from outside.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import fields, index
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.scoring import bm25

from marketplace.search.gateway.engine import COMPETENCES, REF, TITLES, WORDS, Corrupt, Entry, Scoring
from marketplace.search.gateway.rows import NO_ROWS, Rows, Scores

MEMORY_MB = 128
# B and K1 of BM25: texts differ much in length, and title and labels repeat their terms (see terms).
LENGTH_COUNTS, SATURATION = 0.9, 2.0
Numbers = NDArray[np.int64]


def _schema() -> Any:
    return fields.Schema(
        row=fields.ID(stored=True),
        **{REF: fields.ID(), COMPETENCES: fields.KEYWORD()},
        **{name: fields.TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=False) for name in (WORDS, TITLES)},
    )


class WhooshReader:
    """A reader with the row of each of its documents, and what it has read so far of the words.

    Whoosh scores one posting after the other in Python; by its own formula over whole arrays that takes a fraction of
    the time. One thread at a time reads: Whoosh's readers share a file.
    """

    def __init__(self, searcher: Any) -> None:
        self._searcher = searcher
        self._reader = searcher.reader()
        self._lock = threading.Lock()
        self._row_of = np.zeros(self._reader.doc_count_all(), dtype=np.intp)
        for number, stored in self._reader.iter_docs():
            self._row_of[number] = int(stored["row"])
        self._scores: dict[str, tuple[Numbers, Scores]] = {}

    def rows(self, field: str, term: str, since: int = 0) -> Rows:
        """The rows from `since` on that have a term."""
        with self._lock, _reading():
            if (field, term) not in self._reader:
                return NO_ROWS
            numbers = list(self._reader.postings(field, term).all_ids())
        found = self._row_of[numbers]
        return found[found >= since]

    def best(self, scoring: Scoring, limit: int, among: Rows | None = None) -> tuple[Rows, Scores]:
        """At most `limit` rows with their scores, the highest first."""
        scores = np.zeros(len(self._row_of))
        with self._lock, _reading():
            for term, weight in scoring.terms:
                numbers, worth = self._scored(term)
                scores[numbers] += weight * worth
        for key, weight in scoring.competences:
            scores[np.isin(self._row_of, self.rows(COMPETENCES, key))] += weight
        found = np.flatnonzero(scores if among is None else scores * np.isin(self._row_of, among))
        first = found[np.argsort(-scores[found], kind="stable")][:limit]
        return self._row_of[first], scores[first]

    def beginning(self, prefix: str, limit: int) -> list[str]:
        """The terms of titles that begin like this, those of most offers first."""
        with self._lock, _reading():
            found = [
                (self._reader.doc_frequency(TITLES, term), term.decode())
                for term in self._reader.expand_prefix(TITLES, prefix)
            ]
        return [term for _, term in sorted(found, key=lambda pair: (-pair[0], pair[1]))[:limit]]

    def _scored(self, term: str) -> tuple[Numbers, Scores]:
        """The documents with a term, and what it is worth in each by BM25."""
        known = self._scores.get(term)
        if known is None:
            numbers, times = self._times(term)
            idf = self._searcher.idf(WORDS, term)
            worth = bm25(idf, times, self._lengths[numbers], self._mean_length, LENGTH_COUNTS, SATURATION)
            known = self._scores[term] = numbers, worth
        return known

    def _times(self, term: str) -> tuple[Numbers, Scores]:
        numbers, times = [], []
        if (WORDS, term) in self._reader:
            postings = self._reader.postings(WORDS, term)
            while postings.is_active():
                numbers.append(postings.id())
                times.append(postings.weight())
                postings.next()
        return np.array(numbers, dtype=np.int64), np.array(times)

    @cached_property
    def _lengths(self) -> Scores:
        return np.array([self._reader.doc_field_length(number, WORDS) for number in range(len(self._row_of))], float)

    @cached_property
    def _mean_length(self) -> float:
        return float(self._searcher.avg_field_length(WORDS)) or 1.0


class Engine:
    """Whoosh's files in a folder."""

    def create(self, folder: Path) -> None:
        """Make empty files."""
        folder.mkdir()
        index.create_in(str(folder), _schema())

    def write(self, folder: Path, entries: Iterable[Entry], dead: Sequence[int], rows: int | None) -> None:
        """Add rows in one commit."""
        with _reading():
            files = index.open_dir(str(folder))
            writer = files.writer(limitmb=MEMORY_MB)
            for row in dead:
                writer.delete_by_term("row", str(row))
            for number in [] if rows is None else _left_behind(files, rows):
                writer.delete_document(number)
        for entry in entries:
            writer.add_document(
                row=str(entry.row),
                ref=entry.ref,
                words=entry.words,
                titles=entry.titles,
                competences=" ".join(entry.competences),
            )
        writer.commit(optimize=rows is None)

    def read(self, folder: Path) -> WhooshReader:
        """The newest committed state."""
        with _reading():
            return WhooshReader(index.open_dir(str(folder)).searcher())


def _left_behind(files: Any, rows: int) -> list[int]:
    """The documents from a row on."""
    with files.reader() as reader:
        return [number for number, stored in reader.iter_docs() if int(stored["row"]) >= rows]


@contextmanager
def _reading() -> Iterator[None]:
    """Say Corrupt whatever a broken pickle or segment makes Whoosh raise."""
    try:
        yield
    except Exception as fault:
        raise Corrupt(f"whoosh: {type(fault).__name__}: {fault}") from fault
