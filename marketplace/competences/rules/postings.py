"""Which words stand in which names: an index in numpy, made once and only read afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from marketplace.foundation.language.analysis import Term
from marketplace.foundation.language.folding import fold
from marketplace.foundation.language.lists import word_set
from marketplace.foundation.language.stems import stem

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
Choice = tuple[tuple[str, float], ...]  # terms of which one is enough, each with its likeness to the word (0 to 1)

_KEPT = 4_000  # words whose answers are remembered
# Verbs that say only that something is done: who asks for "HACCP" means "apply HACCP" too.
_DOING = {
    "da": word_set("anvende bruge udføre foretage varetage håndtere arbejde lave"),
    "en": word_set("apply perform conduct undertake carry execute handle"),
}
_LIGHT = frozenset(stem(fold(word), language) for language, words in _DOING.items() for word in words)
_LIGHTER = 0.4  # what is left of their weight
_NO_SLOTS = (np.empty(0, np.int32), np.empty(0, np.float32))


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing a word may mean: groups of terms that are meant together, each a choice."""

    groups: tuple[Choice, ...]

    @property
    def terms(self) -> Iterator[str]:
        """Every term that a name may have for it."""
        return (term for group in self.groups for term, _ in group)


@dataclass(frozen=True, slots=True)
class Sense:
    """A word of a text with all it may mean; `weight` says how much the word tells."""

    word: str
    position: int
    weight: float
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the names say to a word: which slots it fills and how well, which names know it and how well."""

    slots: Ints
    fills: Floats
    names: Ints
    knows: Floats


class Postings:
    """Names taken apart into slots, one for each word that counts; a term points at the slots it fills."""

    def __init__(self, names: Sequence[Sequence[Term]], owners: Sequence[int]) -> None:
        """`names` are the terms of each name; `owners` the concept of each, which rarity is counted by."""
        places: dict[str, list[int]] = {}
        strengths: dict[str, list[float]] = {}
        bearers: dict[str, set[int]] = {}
        slot_name: list[int] = []
        slot_term: list[str] = []
        for name, terms in enumerate(names):
            slots: dict[int, int] = {}
            for term in terms:
                slot = slots.get(term.position)
                if slot is None:
                    slot = slots[term.position] = len(slot_name)
                    slot_name.append(name)
                    slot_term.append(term.text)
                places.setdefault(term.text, []).append(slot)
                strengths.setdefault(term.text, []).append(term.weight)
                bearers.setdefault(term.text, set()).add(owners[name])
        self.size = len(names)
        self._places = {
            term: (np.array(slots, np.int32), np.array(strengths[term], np.float32)) for term, slots in places.items()
        }
        everyone = len(set(owners))
        self.rarity = {
            term: float(np.log(1 + (everyone - len(who) + 0.5) / (len(who) + 0.5))) for term, who in bearers.items()
        }
        for verb in _LIGHT & self.rarity.keys():
            self.rarity[verb] *= _LIGHTER
        self.greatest = float(np.log(1 + everyone))  # about the rarity of a word that one concept has
        self._slot_name = np.array(slot_name, np.int32)
        self._slot_weight = np.array([self.rarity[term] for term in slot_term], np.float32)
        self.weight = np.bincount(self._slot_name, self._slot_weight, self.size).astype(np.float32)
        self._answer = lru_cache(maxsize=_KEPT)(self._answer_to)

    def __contains__(self, term: str) -> bool:
        return term in self._places

    def cover(self, senses: Iterable[Sense]) -> tuple[Floats, Floats]:
        """How much of each name these words fill, and how much of the words each name takes up; both 0 to 1."""
        filled = np.zeros(len(self._slot_name), np.float32)
        taken = np.zeros(self.size, np.float32)
        total = 0.0
        for sense in senses:
            answer = self._answer(sense.readings)
            total += sense.weight
            np.maximum.at(filled, answer.slots, answer.fills)
            taken[answer.names] += np.float32(sense.weight) * answer.knows
        share = np.bincount(self._slot_name, self._slot_weight * filled, self.size)
        return (share / np.maximum(self.weight, 1e-6)).astype(np.float32), taken / np.float32(max(total, 1e-6))

    def _answer_to(self, readings: tuple[Reading, ...]) -> _Answer:
        slots: list[Ints] = [_NO_SLOTS[0]]
        fills: list[Floats] = [_NO_SLOTS[1]]
        best = np.zeros(self.size, np.float32)
        for reading in readings:
            whole = sum(self._telling(group) for group in reading.groups) or 1.0
            together = np.zeros(self.size, np.float32)
            for group in reading.groups:
                part = np.zeros(self.size, np.float32)
                for term, likeness in group:
                    at, strengths = self._places.get(term, _NO_SLOTS)
                    slots.append(at)
                    fills.append(strengths * np.float32(likeness))
                    np.maximum.at(part, self._slot_name[at], fills[-1])
                together += part * np.float32(self._telling(group) / whole)
            np.maximum(best, together, out=best)
        known = np.nonzero(best)[0].astype(np.int32)
        return _Answer(np.concatenate(slots), np.concatenate(fills), known, best[known])

    def _telling(self, group: Choice) -> float:
        return max((self.rarity.get(term, 0.0) * likeness for term, likeness in group), default=0.0)

    def telling(self, readings: Iterable[Reading]) -> float:
        """How much a word with these readings tells: the rarity of what it may mean, taken over its groups."""
        return max(
            (sum(self._telling(group) for group in one.groups) / len(one.groups) for one in readings), default=0.0
        )


def words_in(senses: Iterable[Sense], terms: Iterable[Term]) -> tuple[str, ...]:
    """The words that may mean one of these terms, each once."""
    wanted = {term.text for term in terms}
    return tuple(
        dict.fromkeys(
            sense.word for sense in senses if any(term in wanted for one in sense.readings for term in one.terms)
        )
    )
