"""How alike names are in their letters: one more witness beside their words, for "e-tailoring" and "online tailoring".

Every name is the set of its runs of three to five letters, each run weighing by its rarity; two texts are as alike as
the cosine of the two sets. So word order, parts of words and words that tell nothing are heard a little too.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from marketplace.competences.rules.postings import Floats, Ints

Longs = NDArray[np.int64]

_RUNS = (3, 4, 5)  # letters; a space before and after every word is one too
_NAME_BITS = 22  # of a key that say which name; the letters stand in the 40 above
_END = 10  # a line feed parts the names, and is no letter of a run


class Lettering:
    """Names under their runs of letters: made once, then only read."""

    def __init__(self, names: Sequence[Sequence[str]]) -> None:
        """`names`: the folded words of each."""
        runs, owners = _runs(list(map(_spaced, names)))
        keys = np.sort(runs << _NAME_BITS | owners)  # np.unique would hash them, which takes eight times as long
        keys = keys[np.diff(keys, prepend=-1) > 0]
        self._names: Ints = (keys & ((1 << _NAME_BITS) - 1)).astype(np.int32)
        runs = keys >> _NAME_BITS
        self._starts = np.flatnonzero(np.diff(runs, prepend=-1))
        self._runs = runs[self._starts]
        self._past = np.append(self._starts[1:], len(runs))
        self._size = len(names)
        self._rarest = float(np.log(1 + self._size))
        rarity = np.log(1 + self._size / (self._past - self._starts))
        self._gains = (rarity**2).astype(np.float32)
        gains = np.repeat(self._gains, self._past - self._starts)
        self._lengths = np.sqrt(np.maximum(np.bincount(self._names, gains, self._size), 1e-6)).astype(np.float32)

    def alike(self, words: Sequence[str]) -> Floats:
        """How alike each name is to some folded words, 0 to 1."""
        runs = np.unique(_runs([_spaced(words)])[0])
        at = np.searchsorted(self._runs, runs)
        at = at[np.append(self._runs, -1)[at] == runs]
        if not len(at):
            return np.zeros(self._size, np.float32)
        places = [self._names[first:past] for first, past in zip(self._starts[at], self._past[at], strict=True)]
        shared = np.bincount(
            np.concatenate(places), np.repeat(self._gains[at], [len(one) for one in places]), self._size
        )
        length = np.sqrt(self._gains[at].sum() + (len(runs) - len(at)) * self._rarest**2)
        found: Floats = (shared / (self._lengths * length)).astype(np.float32)
        return found


def _spaced(words: Sequence[str]) -> bytes:
    return f" {' '.join(words)} ".encode()


def _runs(texts: Sequence[bytes]) -> tuple[Longs, Longs]:
    """Every run of letters in the texts as a number, and which text it stands in."""
    letters = np.frombuffer(b"\n".join([*texts, b""]), np.uint8).astype(np.int64)
    owners = np.repeat(np.arange(len(texts)), [len(text) + 1 for text in texts])
    ends = np.append(np.flatnonzero(letters == _END), len(letters))
    left = ends[np.searchsorted(ends, np.arange(len(letters)))] - np.arange(len(letters))  # letters before the end
    runs: list[Longs] = []
    places: list[Longs] = []
    for length in _RUNS:
        first = np.flatnonzero(left >= length)
        runs.append(sum((letters[first + at] << 8 * at for at in range(length)), np.zeros(len(first), np.int64)))
        places.append(owners[first])
    return np.concatenate(runs), np.concatenate(places)
