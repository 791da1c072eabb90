"""From a need to its cover. Public: everybody may ask."""

from __future__ import annotations

from marketplace.planning.queries.candidates import candidates, needed_competences
from marketplace.planning.queries.covering import SECONDS, best_cover, cover, cover_of_few
from marketplace.planning.queries.telling import Named, public_names, public_runs, quotes_of

__all__ = [
    "SECONDS",
    "Named",
    "best_cover",
    "candidates",
    "cover",
    "cover_of_few",
    "needed_competences",
    "public_names",
    "public_runs",
    "quotes_of",
]
