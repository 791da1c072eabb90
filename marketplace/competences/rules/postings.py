"""Which words stand in which names: an index in numpy, made once and only read afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from marketplace.foundation.language.analysis import Term

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

_NOWHERE = (np.empty(0, np.int32), np.empty(0, np.float32))


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing a word may mean: groups of terms that must all be there, each group a choice of (term, likeness)."""

    groups: tuple[tuple[tuple[str, float], ...], ...]


@dataclass(frozen=True, slots=True)
class Sense:
    """A word of a text with all it may mean; `weight` says how much the word tells."""

    word: str
    position: int
    weight: float
    readings: tuple[Reading, ...]


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
        self._slot_name = np.array(slot_name, np.int32)
        self._slot_weight = np.array([self.rarity[term] for term in slot_term], np.float32)
        self.weight = np.bincount(self._slot_name, self._slot_weight, self.size).astype(np.float32)

    def __contains__(self, term: str) -> bool:
        return term in self._places

    def cover(self, senses: Iterable[Sense]) -> tuple[Floats, Floats]:
        """How much of each name these words fill, and how much of the words each name takes up; both 0 to 1."""
        filled = np.zeros(len(self._slot_name), np.float32)
        taken = np.zeros(self.size, np.float32)
        total = 0.0
        for sense in senses:
            total += sense.weight
            taken += sense.weight * self._fill(sense, filled)
        share = np.bincount(self._slot_name, self._slot_weight * filled, self.size)
        return (share / np.maximum(self.weight, 1e-6)).astype(np.float32), (taken / max(total, 1e-6)).astype(np.float32)

    def _fill(self, sense: Sense, filled: Floats) -> Floats:
        """Fill the slots that a word fills; how well each name answers the word."""
        best = np.zeros(self.size, np.float32)
        for reading in sense.readings:
            whole = sum(self._telling(group) for group in reading.groups) or 1.0
            answer = best if len(reading.groups) == 1 else np.zeros(self.size, np.float32)
            for group in reading.groups:
                part = answer if len(reading.groups) == 1 else np.zeros(self.size, np.float32)
                for term, likeness in group:
                    slots, strengths = self._places.get(term, _NOWHERE)
                    values = strengths * np.float32(likeness)
                    np.maximum.at(filled, slots, values)
                    np.maximum.at(part, self._slot_name[slots], values)
                if part is not answer:
                    answer += part * np.float32(self._telling(group) / whole)
            if answer is not best:
                np.maximum(best, answer, out=best)
        return best

    def _telling(self, group: tuple[tuple[str, float], ...]) -> float:
        return max((self.rarity.get(term, 0.0) * likeness for term, likeness in group), default=0.0)

    def telling(self, readings: Iterable[Reading]) -> float:
        """How much a word with these readings tells: the rarity of what it may mean, taken over its groups."""
        return max(
            (sum(self._telling(group) for group in one.groups) / len(one.groups) for one in readings), default=0.0
        )


Kin = Mapping[str, tuple[tuple[str, float], ...]]
