"""Facts about the vocabulary."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.foundation.events import Event


@dataclass(frozen=True)
class VocabularyLoaded(Event):
    """The vocabulary was loaded or loaded anew."""

    competences: int
    occupations: int
