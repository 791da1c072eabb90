"""Facts about the vocabulary."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.foundation.events import Event


@dataclass(frozen=True)
class VocabularyLoaded(Event):
    """The vocabulary was loaded or loaded anew; `mark` tells this load from all others."""

    competences: int
    occupations: int
    mark: str = ""


@dataclass(frozen=True)
class LexiconKept(Event):
    """A lexicon with other words than before was kept; every analysis of a text may now come out differently."""

    version: str
