"""What a search found: total and counts at once, pages when they are asked for."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property

import numpy as np

from marketplace.search.gateway.columns import NOWHERE
from marketplace.search.gateway.engine import WORDS
from marketplace.search.gateway.filtering import Filtering
from marketplace.search.gateway.finding import Candidate, TextQuery
from marketplace.search.gateway.ordering import Ordering
from marketplace.search.gateway.reading import Reading
from marketplace.search.gateway.rows import NO_ROWS, NO_SCORES, Rows, Scores, mask_of
from marketplace.search.gateway.terms import scoring_of
from marketplace.search.rules.asking import Ask
from marketplace.search.rules.documents import day_number

DEARER = 10  # how much longer it takes to score an offer by its row than to take the next best of all
SPARE, WIDER = 1.5, 4  # how many more than needed are asked for, and how many times more when that was too few
EXACT = 4  # decimals of a score: behind them stands only in which order it was added up


class Found:
    """The offers of one state of the index that answer a search."""

    def __init__(self, reading: Reading, query: TextQuery, ask: Ask, guarded: Callable[[], Iterator[None]]) -> None:
        self._reading, self._query, self._ask = reading, query, ask
        self.engine_ms = 0.0
        self._guarded = contextmanager(guarded)
        self._scored: tuple[int, Rows, Scores] | None = None
        with self._timed():
            rows, self._shares, self._whole = reading.found(query, ask.competence)
            self.matching = len(rows)  # by words and competences, before any filter
            self._filtering = Filtering(reading.columns, ask, day_number(reading.day), rows)
            self._kept, self._runs = self._filtering.kept, self._filtering.runs
            self.total = len(self._kept)

    @cached_property
    def facets(self) -> Mapping[str, Mapping[str, int]]:
        """For each filter group, how many offers each of its values alone would leave."""
        with self._timed():
            return self._filtering.counts()

    def sorted(self, sort: str, language: str, offset: int, limit: int) -> list[Candidate]:
        """So many of the offers in an order (see rules.orders), from an offset on."""
        with self._timed():
            rows = self._ordering(self._kept).page(sort, language, offset, limit)
            return self._candidates(rows, {})

    def best(self, offset: int, limit: int) -> list[Candidate]:
        """So many of the offers by how well they answer the words, from an offset on; ties as in any order."""
        with self._timed():
            if not self._query.asks:
                return self._candidates(self._ordering(self._kept).page("start", "da", offset, limit), {})
            rows, scores = self._best(offset + limit)
            shown = self._ordering(rows).by_score(scores, offset, limit)
            score_of = dict(zip(rows.tolist(), scores.tolist(), strict=True))
            return self._candidates(shown, score_of)

    def _ordering(self, rows: Rows) -> Ordering:
        return Ordering(self._reading.columns, rows, self._runs, self._ask.near, self._ask.people)

    def _best(self, many: int) -> tuple[Rows, Scores]:
        """The best rows that pass, at least so many where there are, with all that tie with the last one."""
        if self._scored is not None and self._scored[0] >= many:
            return self._scored[1:]
        kept = self._kept
        rows, scores = self._top(min(many, len(kept)), kept)
        if many >= len(kept):  # what the engine does not know (yet) comes last
            missing = np.setdiff1d(kept, rows)
            rows, scores = np.concatenate((rows, missing)), np.concatenate((scores, np.zeros(len(missing))))
        self._scored = (many, rows, scores)
        return rows, scores

    def _top(self, many: int, kept: Rows) -> tuple[Rows, Scores]:
        """The best of all that the engine finds, more and more until enough of them pass; or those that pass, named."""
        passes = mask_of(kept, self._reading.columns.size)
        ask_for = int(many * max(1.0, self.matching / max(1, len(kept))) * SPARE) + 1
        while ask_for < len(kept) * DEARER:
            rows, scores = self._score(ask_for, None)
            last = scores[-1] if len(scores) == ask_for else -1.0  # -1: these are all there are
            known = rows < len(passes)
            rows, scores = rows[known], scores[known]
            rows, scores = rows[passes[rows]], scores[passes[rows]]
            if last < 0 or (len(rows) >= many and scores[many - 1] > last):
                return rows, scores
            ask_for *= WIDER
        return self._score(len(kept), kept)

    def _score(self, limit: int, among: Rows | None) -> tuple[Rows, Scores]:
        if not limit:
            return NO_ROWS, NO_SCORES
        scoring = scoring_of(self._query, lambda term: bool(len(self._reading.rows(WORDS, term))))
        rows, scores = self._reading.reader.best(scoring, limit, among)
        return rows, np.round(scores, EXACT)

    def _candidates(self, rows: Rows, score_of: Mapping[int, float]) -> list[Candidate]:
        return [self._candidate(row, score_of.get(row, 0.0)) for row in rows.tolist()]

    def _candidate(self, row: int, score: float) -> Candidate:
        columns = self._reading.columns
        document = self._reading.document(row)
        first = int(columns.first_run[row])
        places = range(first, first + len(document.runs))
        passing = [place for place in places if self._runs is None or self._runs[place]]
        km = None
        if self._ask.near is not None and passing:
            km = min(float(columns.km(self._ask.near)[place]) for place in passing)
        return Candidate(
            document=document,
            score=score,
            text=float(self._shares[row]) / self._whole if self._whole else 0.0,
            runs=tuple(document.runs[place - first] for place in passing),
            km=km if km is not None and km < NOWHERE else None,
        )

    @contextmanager
    def _timed(self) -> Iterator[None]:
        began = time.perf_counter()
        try:
            with self._guarded():
                yield
        finally:
            self.engine_ms += (time.perf_counter() - began) * 1000
