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
    "en": word_set("apply perform conduct undertake carry execute handle use make"),
}
_LIGHT = frozenset(stem(fold(word), language) for language, words in _DOING.items() for word in words)
_MEANS = 0.45  # the likeness from which on a word means a term
_LIGHTER = 0.3  # what is left of their weight
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
    typed: str = ""  # for showing
    is_work: bool = False  # a verb of any work: "plan", "measure"

    @property
    def shown(self) -> str:
        """The word as typed."""
        return self.typed or self.word


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the names say to a word: which slots it fills and how well, which names know it and how well."""

    slots: Ints
    fills: Floats
    names: Ints
    knows: Floats


@dataclass(frozen=True, slots=True)
class Covered:
    """Names that words touch; of each how much of it they fill and how much of them it takes up, both 0 to 1, whether
    a word that tells more than that work is done is among them, whether the word that tells most is, and how much they
    fill of the word that tells most of the name."""

    names: Ints
    filled: Floats
    taken: Floats
    told: NDArray[np.bool_]
    met: NDArray[np.bool_]
    core: Floats


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
        by_weight = np.lexsort((-self._slot_weight, self._slot_name))
        self._core = np.zeros(self.size, np.int64)  # the slot of each name that tells most; of no use where it has none
        self._core[self._slot_name[by_weight[::-1]]] = by_weight[::-1]
        self._answer = lru_cache(maxsize=_KEPT)(self._answer_to)

    def __contains__(self, term: str) -> bool:
        return term in self._places

    def cover(self, senses: Sequence[Sense]) -> Covered:
        """How much these words fill of each name they touch, and how much of them it takes up."""
        filled = np.zeros(len(self._slot_name), np.float32)
        taken = np.zeros(self.size, np.float32)
        told = np.zeros(self.size, bool)
        met = np.zeros(self.size, bool)
        most = max((sense.weight if sense.readings else self.greatest for sense in senses), default=0.0)
        total = 0.0
        touched: list[Ints] = [_NO_SLOTS[0]]
        gains: list[Floats] = [_NO_SLOTS[1]]
        for sense in senses:
            answer = self._answer(sense.readings)
            total += sense.weight
            gain = np.maximum(answer.fills - filled[answer.slots], 0)
            filled[answer.slots] += gain
            touched.append(answer.slots)
            gains.append(gain)
            taken[answer.names] += np.float32(sense.weight) * answer.knows
            if not sense.is_work:
                told[answer.names] = True
            if sense.weight == most:
                met[answer.names[answer.knows >= _MEANS]] = True
        names = np.flatnonzero(taken).astype(np.int32)
        slots = np.concatenate(touched)
        share = np.bincount(self._slot_name[slots], self._slot_weight[slots] * np.concatenate(gains), self.size)
        return Covered(
            names,
            (share[names] / np.maximum(self.weight[names], 1e-6)).astype(np.float32),
            taken[names] / np.float32(max(total, 1e-6)),
            told[names],
            met[names],
            filled[self._core[names]],
        )

    def _answer_to(self, readings: tuple[Reading, ...]) -> _Answer:
        slots: list[Ints] = [_NO_SLOTS[0]]
        fills: list[Floats] = [_NO_SLOTS[1]]
        names: list[Ints] = [_NO_SLOTS[0]]
        knows: list[Floats] = [_NO_SLOTS[1]]
        for reading in readings:
            whole = sum(self._telling(group) for group in reading.groups) or 1.0
            parts = []
            for group in reading.groups:
                found = [(at, strengths * np.float32(likeness)) for at, strengths, likeness in self._slots_of(group)]
                slots += [at for at, _ in found]
                fills += [strengths for _, strengths in found]
                if found:
                    at = np.concatenate([at for at, _ in found])
                    who, how = _most(self._slot_name[at], np.concatenate([strengths for _, strengths in found]))
                    parts.append((who, how * np.float32(self._telling(group) / whole)))
            if parts:
                together = _sums(np.concatenate([who for who, _ in parts]), np.concatenate([how for _, how in parts]))
                names.append(together[0])
                knows.append(together[1])
        return _Answer(
            *_most(np.concatenate(slots), np.concatenate(fills)), *_most(np.concatenate(names), np.concatenate(knows))
        )

    def _slots_of(self, group: Choice) -> Iterator[tuple[Ints, Floats, float]]:
        for term, likeness in group:
            if term in self._places:
                yield *self._places[term], likeness

    def _telling(self, group: Choice) -> float:
        return max((self.rarity.get(term, 0.0) * likeness for term, likeness in group), default=0.0)

    def telling(self, readings: Iterable[Reading]) -> float:
        """How much a word with these readings tells: the rarity of what it may mean, taken over its groups."""
        return max(
            (sum(self._telling(group) for group in one.groups) / len(one.groups) for one in readings), default=0.0
        )


def _most(keys: Ints, values: Floats) -> tuple[Ints, Floats]:
    """Each key once, in order, with the greatest of its values."""
    return _reduced(keys, values, np.maximum)


def _sums(keys: Ints, values: Floats) -> tuple[Ints, Floats]:
    """Each key once, in order, with the sum of its values."""
    return _reduced(keys, values, np.add)


def _reduced(keys: Ints, values: Floats, by: np.ufunc) -> tuple[Ints, Floats]:
    if not len(keys):
        return keys, values
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    return keys[starts], by.reduceat(values[order], starts)


def words_in(senses: Sequence[Sense], terms: Iterable[Term]) -> tuple[str, ...]:
    """The words, as typed, that mean one of these terms, each once; those that only may, where none does."""
    wanted = {term.text: term.weight for term in terms}
    likest: dict[str, float] = {}
    for sense in senses:
        means = [
            likeness * wanted[term]
            for one in sense.readings
            for group in one.groups
            for term, likeness in group
            if term in wanted
        ]
        if means:
            likest[sense.shown] = max(*means, likest.get(sense.shown, 0.0))
    meant = tuple(word for word, likeness in likest.items() if likeness >= _MEANS)
    return meant or tuple(likest)
