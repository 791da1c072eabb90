"""Asking the index. Public: everybody may search."""

from __future__ import annotations

from marketplace.competences.queries import competences_in
from marketplace.foundation.language.folding import words_of
from marketplace.search import gateway
from marketplace.search.gateway import Found, NoIndex
from marketplace.search.rules import Ask as Ask
from marketplace.search.rules import Hits as Hits
from marketplace.search.rules import check_ask, count_facets, fitting, in_order, terms


def ask(asked: Ask) -> Hits:
    """The offers that answer a search. Totals come from the collected offers, never from the engine.

    While there is no index (it is being built) the answer is empty and says so: `ready` is False.
    """
    check_ask(asked)
    named = competences_in(asked.text, asked.language) if asked.text.strip() else []
    understood = {found.key: found.label for found in named if found.key not in asked.without}
    try:
        found, ready = _find(asked.text, tuple(understood)), True
    except NoIndex:
        found, ready = Found((), 0.0), False
    facets = count_facets([document for _, document in found.matches], asked)
    passes = fitting(asked)
    kept = [(score, document) for score, document in found.matches if passes(document)]
    pages = max(1, -(-len(kept) // asked.per_page))
    page = min(max(1, asked.page), pages)
    first = (page - 1) * asked.per_page
    shown = in_order(kept, asked.sort, asked.language)[first : first + asked.per_page]
    return Hits(
        total=len(kept),
        refs=tuple(document.ref for document in shown),
        offer_ids=tuple(document.offer_id for document in shown),
        facets=facets,
        page=page,
        per_page=asked.per_page,
        engine_ms=found.engine_ms,
        understood=understood,
        ready=ready,
    )


def _find(text: str, understood: tuple[str, ...]) -> Found:
    index = gateway.offers()
    if text.strip() and not words_of(text):  # signs or letters we cannot read: finding everything would be a lie
        if not index.exists():
            raise NoIndex
        return Found((), 0.0)
    return index.find(terms(text, "da"), terms(text, "en"), understood)


def index_mark() -> str:
    """A mark that changes whenever the index has been written."""
    return gateway.offers().mark()
