"""What the index is asked to find, and what it gives back, in the engines' own words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from marketplace.search.rules.documents import DocumentRun, OfferDocument


@dataclass(frozen=True, slots=True)
class Word:
    """A word somebody asked for: the terms it may be found by, each with its weight (1 for the word itself)."""

    terms: tuple[tuple[str, float], ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class TextQuery:
    """What an offer must be about. Nothing asked finds every offer.

    An offer is found when it builds one of the `competences` (keys with weights), or when it has at least the share
    `least` (0 to 1) of the words, weighed by their weight and by how rare they are among the offers.
    """

    words: tuple[Word, ...] = ()
    competences: tuple[tuple[str, float], ...] = ()
    least: float = 0.0  # 0: any one word will do

    @property
    def asks(self) -> bool:
        """Whether anything is asked for at all."""
        return bool(self.words or self.competences)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An offer that was found and passes the filters.

    `score` is the engine's (BM25 over boosted fields, competences added); `text` is how much of the asked words it
    has, 0 to 1, by their weight and rarity; `runs` are its open runs that pass the filters, soonest first, and `km`
    how far the nearest of them is (None: held nowhere, or nobody said from where).
    """

    document: OfferDocument
    score: float
    text: float
    runs: tuple[DocumentRun, ...]
    km: float | None


@dataclass(frozen=True, slots=True)
class Suggested:
    """An offer whose title goes on the way somebody types."""

    ref: str
    title: tuple[str, str]


Terms = Sequence[tuple[str, float]]
