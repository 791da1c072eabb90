"""What a mistyped word may have been meant as."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain, combinations

import numpy as np

SHORTEST = 4  # letters; shorter words have too many neighbours to guess among
_LONG = 8  # letters from which two slips are forgiven
_PREFIX = 7  # letters of a word that its neighbourhood is made of; the rest is compared when a word is found


class Speller:
    """Folded words with how often they occur, asked for those that lie near a mistyped one.

    Words are found by deletion neighbourhoods: two words within d slips of each other have a common form when up to d
    letters are taken out of each (Garbe's symmetric delete), so only a few have to be compared letter by letter.
    """

    def __init__(self, words: Mapping[str, int] | Iterable[str]) -> None:
        self._counts = dict(words) if isinstance(words, Mapping) else dict.fromkeys(words, 1)
        self._words = [word for word in self._counts if len(word) >= SHORTEST - 1 and word.isalnum()]
        self._marks = [(len(word), _letters(word)) for word in self._words]
        forms = [_forms(word[:_PREFIX], 2 if len(word) >= _LONG - 1 else 1) for word in self._words]
        # Forms are kept as sorted hashes: two that share one only cost a comparison, and a dictionary takes ten times
        # the memory.
        hashes = np.fromiter(map(hash, chain.from_iterable(forms)), np.int64)
        order = np.argsort(hashes, kind="stable")
        self._forms = hashes[order]
        self._numbers = np.repeat(np.arange(len(forms)), [len(some) for some in forms])[order]

    def __contains__(self, word: str) -> bool:
        return word in self._counts

    def corrections(self, word: str, limit: int = 5) -> list[tuple[str, int]]:
        """Known words near a folded one with the number of slips between, the nearest and commonest first.

        One slip (a letter too many, too few, wrong, or two swapped) is forgiven from 4 letters, two from 8, of which
        none may change the first letter. A known word is its own correction with no slip.
        """
        if word in self._counts:
            return [(word, 0)]
        if len(word) < SHORTEST:
            return []
        most = 2 if len(word) >= _LONG else 1
        found = [(known, slips(word, known, most)) for known in self._candidates(word, most)]
        near = [one for one in found if one[1] <= most and (one[1] < 2 or one[0][0] == word[0])]
        return sorted(near, key=lambda one: (one[1], one[0][0] != word[0], -self._counts[one[0]], one[0]))[:limit]

    def _candidates(self, word: str, most: int) -> list[str]:
        """The words that share a form with this one, and whose length and letters do not rule them out."""
        asked = np.fromiter(map(hash, _forms(word[:_PREFIX], most)), np.int64)
        begins, ends = np.searchsorted(self._forms, asked), np.searchsorted(self._forms, asked, "right")
        numbers: set[int] = set()
        for begin, end in zip(begins.tolist(), ends.tolist(), strict=True):
            if begin < end:
                numbers.update(self._numbers[begin:end].tolist())
        length, letters = len(word), _letters(word)
        return [
            self._words[number]
            for number in numbers
            if -most <= self._marks[number][0] - length <= most
            and (letters ^ self._marks[number][1]).bit_count() <= 2 * most
        ]


def _letters(word: str) -> int:
    """The set of letters of a word as bits: two words d slips apart differ in 2d of them at most."""
    bits = 0
    for sign in word:
        bits |= 1 << (ord(sign) & 31)
    return bits


def _forms(prefix: str, most: int) -> set[str]:
    """A prefix with up to `most` letters taken out; only one may be the first letter, and then no other."""
    first, rest = prefix[0], prefix[1:]
    forms = {rest}
    for kept in range(len(rest) - most, len(rest) + 1):
        forms.update(map(first.__add__, map("".join, combinations(rest, kept))))
    return forms


def slips(one: str, other: str, most: int) -> int:
    """The letters added, left out, mistaken or swapped with the next between two words; `most` + 1 if more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    start, shorter = 0, min(len(one), len(other))
    while start < shorter and one[start] == other[start]:
        start += 1
    end = 0
    while end < shorter - start and one[-1 - end] == other[-1 - end]:
        end += 1
    one, other = one[start : len(one) - end], other[start : len(other) - end]
    if not one or not other or most == 0:
        return min(len(one) or len(other), most + 1)
    # The first letters differ: one of the four slips was made here.
    ways = [(one[1:], other[1:]), (one[1:], other), (one, other[1:])]
    if one[0] == other[1:2] and other[0] == one[1:2]:
        ways.append((one[2:], other[2:]))
    return 1 + min(slips(*way, most - 1) for way in ways)
