"""Asking the index. Public: everybody may search."""

from __future__ import annotations

from marketplace.search.queries.asking import OfferSuggestion, ask, building, documents, index_mark, offers_like
from marketplace.search.rules import Ask as Ask
from marketplace.search.rules import Hits as Hits

__all__ = ["Ask", "Hits", "OfferSuggestion", "ask", "building", "documents", "index_mark", "offers_like"]
