"""What the index is asked to find, and what it gives back, in the engines' own words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from marketplace.search.rules.documents import DocumentRun, OfferDocument
from marketplace.search.rules.wording import ANY_WORD, Enough


@dataclass(frozen=True, slots=True)
class Word:
    """A word somebody asked for: the terms it may be found by, each with its weight (1 for the word itself)."""

    terms: tuple[tuple[str, float], ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class TextQuery:
    """What an offer must be about. Nothing asked finds every offer.

    An offer is found when it builds one of the `competences` (keys with weights), or when it has `enough` of the words,
    weighed by their weight and by how rare they are among the offers; a word that no offer has counts as the rarest.
    """

    words: tuple[Word, ...] = ()
    competences: tuple[tuple[str, float], ...] = ()
    enough: Enough = ANY_WORD

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
