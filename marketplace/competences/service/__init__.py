"""Loading and keeping the vocabulary."""

from __future__ import annotations

from marketplace.competences.service.loading import load_competences, load_fields, load_occupations

__all__ = ["load_competences", "load_fields", "load_occupations"]
