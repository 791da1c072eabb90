"""Filling an index, and asking it, for what every engine must do."""

from __future__ import annotations

from collections.abc import Sequence

from marketplace.foundation.events import Cursor
from marketplace.foundation.language.analysis import asked_words
from marketplace.foundation.language.lexicon import EMPTY, Lexicon
from marketplace.search.gateway import Candidate, OfferIndex, Standing, TextQuery, Word
from marketplace.search.rules import Ask, OfferDocument
from tests.rooms.search.offering import DAY

STANDING = Standing(Cursor(), DAY.isoformat(), "")
ALL = TextQuery()


def filled(index: OfferIndex, documents: Sequence[OfferDocument], lexicon: Lexicon = EMPTY) -> OfferIndex:
    with index.writing(wait=True):
        index.rebuild(documents, STANDING, lexicon)
    return index


def changed(index: OfferIndex, documents: Sequence[OfferDocument], gone: Sequence[str] = ()) -> None:
    with index.writing(wait=True):
        index.update(documents, gone, STANDING)


def shown(index: OfferIndex, ask: Ask, query: TextQuery = ALL) -> list[str]:
    found = index.find(query, ask)
    page = found.best(0, 10**6) if ask.sort == "best" else found.sorted(ask.sort, ask.language, 0, 10**6)
    return refs(page)


def refs(page: Sequence[Candidate]) -> list[str]:
    return [one.document.ref for one in page]


def words(text: str, lexicon: Lexicon = EMPTY) -> tuple[Word, ...]:
    """The words of a question as it is read in earnest."""
    read = asked_words(text, lexicon).words
    return tuple(Word(tuple((term.text, term.weight) for term in word.terms)) for word in read)


def offer(ref: str, **more: object) -> OfferDocument:
    facts: dict[str, object] = {"offer_id": 1, "institution": "inst", "field": "hr", "title": ("Kursus", "")}
    return OfferDocument(ref=ref, **{**facts, **more})  # type: ignore[arg-type]
