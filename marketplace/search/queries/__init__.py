"""Asking the index. Public: everybody may search."""

from __future__ import annotations

from marketplace.competences.queries import competences_in
from marketplace.foundation.language.analysis import asked_words
from marketplace.foundation.language.folding import words_of
from marketplace.search import gateway
from marketplace.search.gateway import Candidate, Found, NoIndex, TextQuery, Word
from marketplace.search.rules import Ask as Ask
from marketplace.search.rules import Hits as Hits
from marketplace.search.rules import OfferHit, Understood, check_ask, page_within


def ask(asked: Ask) -> Hits:
    """The offers that answer a search.

    While there is no index (it is being built) the answer is empty and says so: `ready` is False.
    """
    check_ask(asked)
    named = competences_in(asked.text, asked.language) if asked.text.strip() else []
    understood = tuple(Understood(one.key, one.label) for one in named if one.key not in asked.without)
    try:
        return _answer(asked, understood)
    except NoIndex:
        return Hits(0, (), {}, 1, asked.per_page, understood=understood, ready=False)


def _answer(asked: Ask, understood: tuple[Understood, ...]) -> Hits:
    index = gateway.offers()
    words = asked_words(asked.text, index.lexicon()).words
    keys = [*(one.key for one in understood), *asked.plus]
    query = TextQuery(
        tuple(Word(tuple((term.text, term.weight) for term in word.terms)) for word in words),
        tuple((key, 6.0) for key in keys),
    )
    if asked.text.strip() and not words_of(asked.text) and not keys:  # signs or letters we cannot read
        return Hits(0, (), {}, 1, asked.per_page)
    found = index.find(query, asked)
    page = page_within(asked.page, found.total, asked.per_page)
    shown = _page(found, asked, (page - 1) * asked.per_page)
    hits = tuple(_hit(one, keys) for one in shown)
    return Hits(found.total, hits, found.facets, page, asked.per_page, found.engine_ms, understood)


def _page(found: Found, asked: Ask, offset: int) -> list[Candidate]:
    if asked.sort == "best":
        return found.best(offset, asked.per_page)
    return found.sorted(asked.sort, asked.language, offset, asked.per_page)


def _hit(one: Candidate, keys: list[str]) -> OfferHit:
    document = one.document
    return OfferHit(
        document.ref,
        document.offer_id,
        document.external_id,
        one.score,
        covers=tuple(key for key in keys if key in document.competences),
        lacks=tuple(key for key in keys if key not in document.competences),
        km=one.km,
    )


def index_mark() -> str:
    """A mark that changes whenever the index has been written."""
    return gateway.offers().mark()
