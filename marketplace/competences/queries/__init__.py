"""Reads of the vocabulary; it is public."""

from __future__ import annotations

from marketplace.competences.queries.reading import (
    LabelLine,
    all_labels,
    competence_by_label_or_none,
    competences_by_key,
    competences_in,
    competences_of_field,
    competences_of_occupation,
    find_competence,
    find_field,
    labels_of,
    narrower_of,
    public_fields,
    public_occupations,
)
from marketplace.competences.queries.understanding import (
    did_you_mean,
    labels_like,
    lexicon,
    make_ready,
    match,
    near,
)
from marketplace.competences.rules import Suggestion

__all__ = [
    "LabelLine",
    "Suggestion",
    "all_labels",
    "competence_by_label_or_none",
    "competences_by_key",
    "competences_in",
    "competences_of_field",
    "competences_of_occupation",
    "did_you_mean",
    "find_competence",
    "find_field",
    "labels_like",
    "labels_of",
    "lexicon",
    "make_ready",
    "match",
    "narrower_of",
    "near",
    "public_fields",
    "public_occupations",
]
