"""The engine for ten thousand to millions of offers: tantivy (extra `tantivy`, native code)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import tantivy
from tantivy import Occur, Query

from marketplace.search.gateway.bits import Rows
from marketplace.search.gateway.engine import COMPETENCES, REF, TITLES, WORDS, Corrupt, Entry, Scoring

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
        many = self._searcher.doc_freq(field, term)  # counts rows deleted since the last merge too
        if not many:
            return np.empty(0, dtype=np.uint32)
        query = Query.term_query(self._schema, field, term, "basic")
        if since:
            query = Query.boolean_query([(Occur.Must, query), (Occur.Must, self._from_row(since))])
        found = self._searcher.search(query, limit=many, count=False, order_by_field=ROW)
        return np.array([row for row, _ in found.hits], dtype=np.uint32)

    def _from_row(self, since: int) -> Any:
        return Query.range_query(self._schema, ROW, tantivy.FieldType.Unsigned, lower_bound=since)

    def best(self, scoring: Scoring, limit: int, among: Rows | None = None) -> list[tuple[float, int]]:
        """At most `limit` (score, row), the highest first."""
        query = self._query(scoring)
        if among is not None:
            only = Query.const_score_query(Query.term_set_query(self._schema, ROW, among.tolist()), 0.0)
            query = Query.boolean_query([(Occur.Must, only), (Occur.Must, query)])
        hits = self._searcher.search(query, limit=min(limit, self._searcher.num_docs) or 1, count=False).hits
        rows = self._searcher.fast_field_values(ROW, [address for _, address in hits])
        return [(score, row) for (score, _), row in zip(hits, rows, strict=True)]

    def _query(self, scoring: Scoring) -> Any:
        any_of = [
            (Occur.Should, Query.boost_query(Query.term_query(self._schema, WORDS, term, "freq"), weight))
            for term, weight in scoring.terms
        ]
        any_of += [
            (Occur.Should, Query.const_score_query(Query.term_query(self._schema, COMPETENCES, key, "basic"), weight))
            for key, weight in scoring.competences
        ]
        return Query.boolean_query(any_of)

    def beginning(self, prefix: str, limit: int) -> list[str]:
        """The terms of titles that begin like this, those of most offers first."""
        return [term for term, _ in self._searcher.terms_with_prefix(TITLES, prefix, limit=limit)]


class Engine:
    """tantivy's files in a folder."""

    def create(self, folder: Path) -> None:
        """Make empty files."""
        folder.mkdir()
        tantivy.Index(_schema(), str(folder))

    def write(self, folder: Path, entries: Iterable[Entry], dead: Sequence[int], rows: int | None) -> None:
        """Add rows in one commit."""
        files = _open(folder)
        writer = files.writer(MEMORY, 1)  # one thread: rows stand in their order
        for row in dead:
            writer.delete_documents_by_term(ROW, row)
        if rows is not None:
            left = Query.range_query(files.schema, ROW, tantivy.FieldType.Unsigned, lower_bound=rows)
            writer.delete_documents_by_query(left)
        for entry in entries:
            document = tantivy.Document()
            document.add_unsigned(ROW, entry.row)
            document.add_text(REF, entry.ref)
            document.add_text(WORDS, entry.words)
            document.add_text(TITLES, entry.titles)
            for key in entry.competences:
                document.add_text(COMPETENCES, key)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()

    def read(self, folder: Path) -> TantivyReader:
        """The newest committed state."""
        files = _open(folder)
        return TantivyReader(files.searcher(), files.schema)


def _open(folder: Path) -> Any:
    try:
        return tantivy.Index.open(str(folder))
    except (OSError, ValueError) as fault:
        raise Corrupt(f"tantivy: {fault}") from fault
    except BaseException as fault:
        if type(fault).__name__ == "PanicException":  # how the native code says that it cannot go on
            raise Corrupt(f"tantivy: {fault}") from fault
        raise
