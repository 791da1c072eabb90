"""Reads of the vocabulary; it is public."""

from __future__ import annotations

from marketplace.competences.queries.reading import (
    LabelLine,
    Suggestion,
    all_labels,
    competence_by_label_or_none,
    competences_by_key,
    competences_in,
    competences_of_field,
    competences_of_occupation,
    find_competence,
    find_field,
    labels_like,
    labels_of,
    narrower_of,
    public_fields,
    public_occupations,
)
from marketplace.competences.queries.understanding import lexicon, match

__all__ = [
    "LabelLine",
    "Suggestion",
    "all_labels",
    "competence_by_label_or_none",
    "competences_by_key",
    "competences_in",
    "competences_of_field",
    "competences_of_occupation",
    "find_competence",
    "find_field",
    "labels_like",
    "labels_of",
    "lexicon",
    "match",
    "narrower_of",
    "public_fields",
    "public_occupations",
]
