"""Which words stand for which, learned from the vocabulary's own pairs of names for one thing.

A synonym and the preferred label of the same concept say the same in other words, so words that often face each other
in such pairs mean nearly the same. The model is IBM's first translation model (Brown et al. 1993, "The Mathematics of
Statistical Machine Translation", section 4.1): each word of the preferred label is put down to one word of the
synonym, or to none; a few rounds of counting and dividing settle which.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Reals = NDArray[np.float64]

ROUNDS = 6
LEAST_LIKENESS = 0.12
MOST_KIN = 8  # words kept for a word
_DOUBT = 1.0  # added to how often a word was seen: what is seen once teaches little
_SAME = 3.0  # how much likelier a word is put down to itself than to another before anything is counted
_NONE = 0.3  # the same for a word that is put down to none

Pair = tuple[Sequence[str], Sequence[str], float]  # the words of a synonym, of the preferred label, and their weight
Kin = Mapping[str, tuple[tuple[str, float], ...]]


def learn(pairs: Iterable[Pair]) -> Kin:
    """For a word of synonyms: the words of preferred labels it stands for with their likeness (0 to 1), likest first.

    The likeness is how often, of the times the word was seen, the other one was put down to it.
    """
    place: dict[str, int] = {"": 0}  # the empty word is none of the synonym's words
    seen: list[float] = [1.0]
    sources: list[int] = []
    targets: list[int] = []
    slots: list[int] = []
    weights: list[float] = []
    for said, meant, weight in pairs:
        froms = [place.setdefault(word, len(place)) for word in said]
        tos = [place.setdefault(word, len(place)) for word in meant]
        seen += [0.0] * (len(place) - len(seen))
        for at in froms:
            seen[at] += weight
        for to in tos:
            sources += (0, *froms)
            targets += [to] * (len(froms) + 1)
            slots += [len(weights)] * (len(froms) + 1)
            weights.append(weight)
    if not weights:
        return {}
    links, counts = _settle(
        np.array(sources, np.int64),
        np.array(targets, np.int64),
        np.array(slots, np.int64),
        np.array(weights),
        len(place),
    )
    return _likest(list(place), links, counts, np.array(seen))


def _settle(sources: Ints, targets: Ints, slots: Ints, weights: Reals, words: int) -> tuple[Ints, Reals]:
    """Each (source, target) that ever faced each other, and how often the target was put down to the source."""
    links, which = np.unique(sources * words + targets, return_inverse=True)
    link_source = links // words
    chance = np.where(link_source == links % words, _SAME, np.where(link_source == 0, _NONE, 1.0))
    counts = chance
    for _ in range(ROUNDS):
        share = chance[which]
        share = share / np.bincount(slots, share)[slots] * weights[slots]
        counts = np.bincount(which, share, len(links))
        chance = counts / (np.bincount(link_source, counts, words)[link_source] + 0.5)
    return links, counts


def _likest(words: list[str], links: Ints, counts: Reals, seen: Reals) -> Kin:
    source, target = links // len(words), links % len(words)
    likeness = counts / (seen[source] + _DOUBT)
    found: dict[str, list[tuple[str, float]]] = {}
    for at in np.nonzero((likeness >= LEAST_LIKENESS) & (source != target) & (source != 0))[0]:
        found.setdefault(words[source[at]], []).append((words[target[at]], float(min(1.0, likeness[at]))))
    return {word: tuple(sorted(kin, key=lambda one: -one[1])[:MOST_KIN]) for word, kin in found.items()}
