"""One state of the index as it is asked: it never changes, so that totals, counts and pages of a search agree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import log

import numpy as np
from numpy.typing import NDArray

from marketplace.foundation.language.folding import words_of
from marketplace.foundation.language.lexicon import Lexicon
from marketplace.search.gateway.columns import Columns
from marketplace.search.gateway.engine import COMPETENCES, REF, TITLES, WORDS, Reader
from marketplace.search.gateway.finding import Suggested, TextQuery, Word
from marketplace.search.gateway.ordering import Ordering
from marketplace.search.gateway.postings import Postings, either
from marketplace.search.gateway.records import Documents
from marketplace.search.gateway.rows import Mask, Rows, mask_of, rows_in
from marketplace.search.gateway.terms import PART_MARK, alternatives
from marketplace.search.rules.documents import OfferDocument
from marketplace.search.rules.orders import title_key
from marketplace.search.rules.wording import Enough

WHOLE = 20_000  # what all words of a question are worth together, about
KEPT_DOCUMENTS = 20_000
PREFIXES = 30  # words of titles that one beginning may stand for
TITLES_READ = 50

Shares = NDArray[np.uint16]


@dataclass(frozen=True)
class Shelf:
    """What all states of a generation share: its words, documents and the postings read so far."""

    name: str
    lexicon: Lexicon
    documents: Documents
    postings: Postings


class Reading:
    """A state of the index: columns, and the engine's reader."""

    def __init__(self, shelf: Shelf, columns: Columns, reader: Reader, day: date) -> None:
        self.shelf, self.columns, self.reader, self.day = shelf, columns, reader, day
        self.document: Callable[[int], OfferDocument] = lru_cache(KEPT_DOCUMENTS)(self._document)

    def _document(self, row: int) -> OfferDocument:
        return self.shelf.documents.read(self.columns.offers[row])

    def rows(self, field: str, term: str) -> Rows:
        """The rows that have a term, dead ones too."""
        return self.shelf.postings.rows(self.reader, self.columns.size, field, term)

    def alive(self, rows: Rows) -> Rows:
        """Those of the rows that still hold."""
        return rows[self.columns.alive[rows]]

    def rows_of(self, refs: Iterable[str]) -> list[int]:
        """The rows of offers by their refs, in the order given; unknown ones are left out."""
        return [int(row) for ref in refs for row in self.alive(self.rows(REF, ref))]

    def all_rows(self) -> Rows:
        """Every row that holds."""
        return rows_in(self.columns.alive)

    # -- what a text finds ---------------------------------------------------------------------------------

    def shares(self, words: Sequence[Word]) -> tuple[Shares, int]:
        """For each row how much of the words it has, by their weight and how rare they are, and what all are worth."""
        found = [self._telling(word) for word in words]
        weights = [word.weight * rarity for word, (rarity, _) in zip(words, found, strict=True)]
        units = [round(WHOLE * weight / sum(weights)) for weight in weights]
        shares = np.zeros(self.columns.size, dtype=np.uint16)
        scratch = np.zeros_like(shares)
        for (_, terms), most in zip(found, units, strict=True):
            _add_word(shares, terms, most, scratch)
        return shares, sum(units)

    def _telling(self, word: Word) -> tuple[float, list[tuple[Rows, float]]]:
        """How much a word tells, and the rows that have it or something in its place, each with what that is worth.

        A word tells little where every offer has it, and most where none has. What stands in its place, a part of it
        or what the other language calls it, is worth less where it tells less: "hjælp" for "førstehjælp".
        """
        found = [(self.rows(WORDS, term), worth) for term, worth in alternatives(word)]
        rarity = self._rarity(max((len(rows) for rows, worth in found if worth >= 1.0), default=0))
        return rarity, [
            (rows, worth if worth >= 1.0 else worth * min(1.0, self._rarity(len(rows)) / rarity))
            for rows, worth in found
            if len(rows)
        ]

    def _rarity(self, many: int) -> float:
        """How much something tells that so many rows have."""
        return log(1 + (self.columns.size + 1) / (many + 1))

    def found(self, query: TextQuery, competence: str = "") -> tuple[Rows, Shares, int]:
        """The rows that are about what is asked, how much of its words each row has, and what all are worth.

        Where a competence is given, only those that build it.
        """
        shares, whole = self.shares(query.words)
        mask = self.columns.alive
        if query.asks:
            mask = _with_enough(shares, whole, query.enough)
            for key, _ in query.competences:
                mask[self.rows(COMPETENCES, key)] = True
            mask &= self.columns.alive
        if competence:
            mask = mask & mask_of(self.rows(COMPETENCES, competence), self.columns.size)
        return rows_in(mask), shares, whole

    def has_any(self, terms: Iterable[str]) -> bool:
        """Whether an offer has one of the terms, whole or as a part of a word."""
        return any(len(self.alive(self.rows(WORDS, one))) for term in terms for one in (term, PART_MARK + term))

    # -- what planning and autocomplete ask ----------------------------------------------------------------

    def building(self, keys: Iterable[str], limit: int) -> list[OfferDocument]:
        """Offers that build any of the competences, those that build most of them first."""
        built = np.zeros(self.columns.size, dtype=np.float64)
        for key in keys:
            built[self.rows(COMPETENCES, key)] += 1
        rows = self.alive(rows_in(built > 0))
        first = Ordering(self.columns, rows, None).by_score(built[rows], 0, limit)
        return [self.document(row) for row in first.tolist()]

    def titles_like(self, text: str, language: str, limit: int) -> list[Suggested]:
        """Offers with a word that begins like each of those typed; titles that begin like the whole come first."""
        typed = words_of(text)
        if not typed:
            return []
        mask = self.columns.alive.copy()
        for word in typed:
            mask &= self._beginning(word)
        rows = rows_in(mask)
        first = Ordering(self.columns, rows, None).page("start", language, 0, TITLES_READ)
        whole = " ".join(typed)

        def order(document: OfferDocument) -> tuple[bool, bytes, str]:
            titles = [" ".join(words_of(title)) for title in document.title]
            return (
                not any(title.startswith(whole) for title in titles),
                title_key(document.title, language),
                document.ref,
            )

        found = sorted((self.document(row) for row in first.tolist()), key=order)
        by_title = {title_key(document.title, language): document for document in reversed(found)}
        once = [document for document in found if by_title[title_key(document.title, language)] is document]
        return [Suggested(document.ref, document.title) for document in once[:limit]]

    def _beginning(self, word: str) -> Mask:
        rows = either(self.rows(TITLES, term) for term in self.reader.beginning(word, PREFIXES))
        return mask_of(rows, self.columns.size)


def _with_enough(shares: Shares, whole: int, enough: Enough) -> Mask:
    """Which rows have enough of the words; none where the best one has too little."""
    best = int(shares.max(initial=0))
    least = max(1, int(enough.least * whole), int(enough.beside * best))
    mask: Mask = shares >= (least if best >= enough.met * whole else best + 1)
    return mask


def _add_word(shares: Shares, terms: Sequence[tuple[Rows, float]], most: int, scratch: Shares) -> None:
    """Give each row the best of what it has of one word, `most` for the word itself; `scratch` is left as zeros."""
    having = sorted(((round(most * min(1.0, worth)), rows) for rows, worth in terms), key=lambda one: one[0])
    if len(having) == 1:
        units, rows = having[0]
        shares[rows] += np.uint16(units)
        return
    for units, rows in having:  # the best one last
        scratch[rows] = units
    shares += scratch
    scratch.fill(0)
