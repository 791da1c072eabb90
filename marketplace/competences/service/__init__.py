"""Loading and keeping the vocabulary."""

from __future__ import annotations

from marketplace.competences.service.keeping import keep_lexicon
from marketplace.competences.service.loading import load_competences, load_fields, load_occupations

__all__ = ["keep_lexicon", "load_competences", "load_fields", "load_occupations"]
