"""Asking the index. Public: everybody may search."""

from __future__ import annotations

from marketplace.competences.queries import competences_in
from marketplace.search import gateway
from marketplace.search.rules import Ask as Ask
from marketplace.search.rules import Hits as Hits
from marketplace.search.rules import check_ask, count_facets, fits, in_order, terms


def ask(asked: Ask) -> Hits:
    """The offers that answer a search. Totals come from the collected offers, never from the engine."""
    check_ask(asked)
    named = competences_in(asked.text, asked.language) if asked.text.strip() else []
    understood = tuple(found.key for found in named if found.key not in asked.without)
    found = gateway.offers().find(terms(asked.text, "da"), terms(asked.text, "en"), understood)
    facets = count_facets([document for _, document in found.matches], asked)
    kept = [(score, document) for score, document in found.matches if fits(document, asked)]
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
    )
