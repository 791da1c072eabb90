"""The engine without native code: Whoosh (the maintained fork), right up to a few thousand offers.

Whoosh unpickles what lies in its folder, so the folder must never hold anything from outside.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from whoosh import fields, index
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.query import ConstantScoreQuery, Or, Query, Term
from whoosh.scoring import BM25F

from marketplace.search.gateway.bits import Rows
from marketplace.search.gateway.engine import COMPETENCES, REF, TITLES, WORDS, Corrupt, Entry, Scoring

MEMORY_MB = 128


def _schema() -> Any:
    return fields.Schema(
        row=fields.ID(stored=True),
        **{REF: fields.ID(), COMPETENCES: fields.KEYWORD()},
        **{name: fields.TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=False) for name in (WORDS, TITLES)},
    )


class WhooshReader:
    """A searcher with the row of each of its documents. One thread at a time: Whoosh's readers share a file."""

    def __init__(self, searcher: Any) -> None:
        self._searcher = searcher
        self._reader = searcher.reader()
        self._lock = threading.Lock()
        self._row_of = np.zeros(self._reader.doc_count_all(), dtype=np.uint32)
        for number, stored in self._reader.iter_docs():
            self._row_of[number] = int(stored["row"])

    def rows(self, field: str, term: str, since: int = 0) -> Rows:
        """The rows from `since` on that have a term."""
        with self._lock:
            if (field, term) not in self._reader:
                return np.empty(0, dtype=np.uint32)
            numbers = list(self._reader.postings(field, term).all_ids())
        found = self._row_of[numbers]
        return found[found >= since]

    def best(self, scoring: Scoring, limit: int, among: Rows | None = None) -> list[tuple[float, int]]:
        """At most `limit` (score, row), the highest first."""
        # limit=None: with a limit, Whoosh may stop early and miss the best.
        with self._lock:
            found = self._searcher.search(_query(scoring), limit=None).top_n
        allowed = None if among is None else set(among.tolist())
        rows = self._row_of.tolist()
        scored = ((score, rows[number]) for score, number in found)
        return [pair for pair in scored if allowed is None or pair[1] in allowed][:limit]

    def beginning(self, prefix: str, limit: int) -> list[str]:
        """The terms of titles that begin like this, those of most offers first."""
        with self._lock:
            found = [
                (self._reader.doc_frequency(TITLES, term), term.decode())
                for term in self._reader.expand_prefix(TITLES, prefix)
            ]
        return [term for _, term in sorted(found, key=lambda pair: (-pair[0], pair[1]))[:limit]]


def _query(scoring: Scoring) -> Query:
    terms: list[Query] = [Term(WORDS, term, boost=weight) for term, weight in scoring.terms]
    return Or([*terms, *(ConstantScoreQuery(Term(COMPETENCES, key), weight) for key, weight in scoring.competences)])


class Engine:
    """Whoosh's files in a folder."""

    def create(self, folder: Path) -> None:
        """Make empty files."""
        folder.mkdir()
        index.create_in(str(folder), _schema())

    def write(self, folder: Path, entries: Iterable[Entry], dead: Sequence[int], rows: int | None) -> None:
        """Add rows in one commit."""
        files = _open(folder)
        writer = files.writer(limitmb=MEMORY_MB)
        for row in dead:
            writer.delete_by_term("row", str(row))
        if rows is not None:
            with files.reader() as reader:
                left = [number for number, stored in reader.iter_docs() if int(stored["row"]) >= rows]
            for number in left:
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
        try:
            return WhooshReader(_open(folder).searcher(weighting=BM25F()))
        except Corrupt:
            raise
        except Exception as fault:  # a broken pickle or segment may raise anything
            raise Corrupt(f"whoosh: {fault}") from fault


def _open(folder: Path) -> Any:
    try:
        return index.open_dir(str(folder))
    except Exception as fault:  # a broken pickle may raise anything
        raise Corrupt(f"whoosh: {fault}") from fault
