"""What our ranking stands beside: BM25 with plain Snowball stems, and Whoosh as it comes. Nothing is tuned here."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence

import bm25s
import snowballstemmer
from whoosh.analysis import LanguageAnalyzer
from whoosh.fields import ID, TEXT, Schema
from whoosh.index import create_in
from whoosh.qparser import OrGroup, QueryParser

_WORD = re.compile(r"\w+")
_SNOWBALL = {"da": "danish", "en": "english"}


class PlainBm25:
    """bm25s over the Snowball stems of all text."""

    def __init__(self, ids: Sequence[str], texts: Sequence[str], language: str) -> None:
        self._ids = ids
        self._stemmer = snowballstemmer.stemmer(_SNOWBALL[language])
        self._index = bm25s.BM25(k1=1.5, b=0.75)
        self._index.index([self._stems(text) for text in texts], show_progress=False)

    def _stems(self, text: str) -> list[str]:
        found: list[str] = self._stemmer.stemWords(_WORD.findall(text.lower()))
        return found

    def ask(self, query: str, many: int) -> list[str]:
        """At most so many ids, best first; none that has no word of the question."""
        stems = [stem for stem in self._stems(query) if stem in self._index.vocab_dict]
        if not stems:
            return []
        scores = self._index.get_scores(stems)
        order = (-scores).argsort(kind="stable")[:many]
        return [self._ids[int(place)] for place in order if scores[place] > 0]


class PlainWhoosh:
    """Whoosh with its own analyser of the language and its own scoring; any word of the question will do."""

    def __init__(self, ids: Sequence[str], texts: Sequence[str], language: str) -> None:
        self._folder = tempfile.TemporaryDirectory()
        schema = Schema(id=ID(stored=True), text=TEXT(analyzer=LanguageAnalyzer(language)))
        index = create_in(self._folder.name, schema)
        writer = index.writer()
        for one, text in zip(ids, texts, strict=True):
            writer.add_document(id=one, text=text)
        writer.commit()
        self._searcher = index.searcher()
        self._parser = QueryParser("text", schema, group=OrGroup, plugins=[])

    def ask(self, query: str, many: int) -> list[str]:
        """At most so many ids, best first."""
        return [hit["id"] for hit in self._searcher.search(self._parser.parse(query), limit=many)]
