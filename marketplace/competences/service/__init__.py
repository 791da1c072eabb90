"""Loading and keeping the vocabulary."""

from __future__ import annotations

from marketplace.competences.service.importing import Imported, Refused, import_esco
from marketplace.competences.service.keeping import keep_lexicon
from marketplace.competences.service.loading import load_competences, load_fields
from marketplace.competences.service.loading_jobs import load_occupations

__all__ = [
    "Imported",
    "Refused",
    "import_esco",
    "keep_lexicon",
    "load_competences",
    "load_fields",
    "load_occupations",
]
