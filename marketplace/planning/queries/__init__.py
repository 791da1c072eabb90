"""From a need to its cover. Public: everybody may ask."""

from __future__ import annotations

from marketplace.planning.queries.candidates import candidates, needed_competences
from marketplace.planning.queries.covering import SECONDS, best_cover, cover

__all__ = ["SECONDS", "best_cover", "candidates", "cover", "needed_competences"]
