"""The engine for ten thousand to millions of offers: tantivy (extra `tantivy`, native code)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import tantivy
from tantivy import Occur, Query

from marketplace.search.gateway.engine import COMPETENCES, REF, TITLES, WORDS, Corrupt, Entry, Scoring
from marketplace.search.gateway.rows import NO_ROWS, NO_SCORES, Rows, Scores

MEMORY = 256_000_000  # bytes the writer gathers before it writes a segment
ROW = "row"


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field(ROW, indexed=True, fast=True)
    for name, tokens, kept in (
        (REF, "raw", "basic"),
        (COMPETENCES, "raw", "basic"),
        (TITLES, "whitespace", "basic"),
        (WORDS, "whitespace", "freq"),
    ):
        builder.add_text_field(name, tokenizer_name=tokens, index_option=kept)
    return builder.build()


class TantivyReader:
    """A searcher on one commit."""

    def __init__(self, searcher: Any, schema: Any) -> None:
        self._searcher = searcher
        self._schema = schema

    def rows(self, field: str, term: str, since: int = 0) -> Rows:
        """The rows from `since` on that have a term."""
        with _reading():
            many = self._searcher.doc_freq(field, term)  # counts rows dropped since the last merge too
            if not many:
                return NO_ROWS
            query = Query.term_query(self._schema, field, term, "basic")
            if since:
                query = Query.boolean_query([(Occur.Must, query), (Occur.Must, _from_row(self._schema, since))])
            found = self._searcher.search(query, limit=many, count=False, order_by_field=ROW)
            return np.array([row for row, _ in found.hits], dtype=np.intp)

    def best(self, scoring: Scoring, limit: int, among: Rows | None = None) -> tuple[Rows, Scores]:
        """At most `limit` rows with their scores, the highest first.

        Words alone are scored without looking at every offer that has one (block-max WAND), which a competence beside
        them would prevent. So those that build a competence are scored apart: the best of all are among the best of
        the one and the best of the other.
        """
        words, keys = self._words(scoring), self._competences(scoring)
        with _reading():
            if among is not None:
                only = Query.const_score_query(Query.term_set_query(self._schema, ROW, among.tolist()), 0.0)
                return self._top(Query.boolean_query([(Occur.Must, only), *words, *keys]), limit)
            by_words = self._top(Query.boolean_query(words), limit)
            if not keys:
                return by_words
            by_keys = self._top(Query.boolean_query([(Occur.Must, Query.boolean_query(keys)), *words]), limit)
        return _best_of(by_keys, by_words, limit)

    def _top(self, query: Any, limit: int) -> tuple[Rows, Scores]:
        most = max(1, min(limit, self._searcher.num_docs))
        hits = self._searcher.search(query, limit=most, count=False).hits
        if not hits:
            return NO_ROWS, NO_SCORES
        scores, addresses = zip(*hits, strict=True)
        return np.array(self._searcher.fast_field_values(ROW, list(addresses)), dtype=np.intp), np.array(scores)

    def _words(self, scoring: Scoring) -> list[Any]:
        return [
            (Occur.Should, Query.boost_query(Query.term_query(self._schema, WORDS, term, "freq"), weight))
            for term, weight in scoring.terms
        ]

    def _competences(self, scoring: Scoring) -> list[Any]:
        return [
            (Occur.Should, Query.const_score_query(Query.term_query(self._schema, COMPETENCES, key, "basic"), weight))
            for key, weight in scoring.competences
        ]

    def beginning(self, prefix: str, limit: int) -> list[str]:
        """The terms of titles that begin like this, those of most offers first."""
        with _reading():
            return [term for term, _ in self._searcher.terms_with_prefix(TITLES, prefix, limit=limit)]


class Engine:
    """tantivy's files in a folder."""

    def create(self, folder: Path) -> None:
        """Make empty files."""
        folder.mkdir()
        tantivy.Index(_schema(), str(folder))

    def write(self, folder: Path, entries: Iterable[Entry], dead: Sequence[int], rows: int | None) -> None:
        """Add rows in one commit."""
        with _reading():
            files = tantivy.Index.open(str(folder))
            writer = files.writer(MEMORY, 1)  # one thread: rows stand in their order
            for row in dead:
                writer.delete_documents_by_term(ROW, row)
            if rows is not None:
                writer.delete_documents_by_query(_from_row(files.schema, rows))
        for entry in entries:
            writer.add_document(_document(entry))
        writer.commit()
        writer.wait_merging_threads()

    def read(self, folder: Path) -> TantivyReader:
        """The newest committed state."""
        with _reading():
            files = tantivy.Index.open(str(folder))
            return TantivyReader(files.searcher(), files.schema)


def _from_row(schema: Any, row: int) -> Any:
    return Query.range_query(schema, ROW, tantivy.FieldType.Unsigned, lower_bound=row)


def _document(entry: Entry) -> Any:
    document = tantivy.Document()
    document.add_unsigned(ROW, entry.row)
    document.add_text(REF, entry.ref)
    document.add_text(WORDS, entry.words)
    document.add_text(TITLES, entry.titles)
    for key in entry.competences:
        document.add_text(COMPETENCES, key)
    return document


def _best_of(first: tuple[Rows, Scores], second: tuple[Rows, Scores], limit: int) -> tuple[Rows, Scores]:
    """The best of two lists; what is in both counts as in the first."""
    rows, place = np.unique(np.concatenate((first[0], second[0])), return_index=True)
    scores = np.concatenate((first[1], second[1]))[place]
    order = np.argsort(-scores, kind="stable")[:limit]
    return rows[order], scores[order]


@contextmanager
def _reading() -> Iterator[None]:
    """Say Corrupt for all the ways in which the native code says that it cannot read its files."""
    try:
        yield
    except (OSError, ValueError) as fault:
        raise Corrupt(f"tantivy: {fault}") from fault
    except BaseException as fault:
        if type(fault).__name__ == "PanicException":  # no Exception, and not to be had by name
            raise Corrupt(f"tantivy: {fault}") from fault
        raise
