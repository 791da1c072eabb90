"""ESCO's groups of skills: which of them a text is about, and what that says of their members."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from marketplace.competences.rules.postings import Floats, Ints, Postings, Sense
from marketplace.competences.rules.reading import terms_of
from marketplace.competences.rules.vocabulary import GROUP, Vocabulary
from marketplace.foundation.language.analysis import Term, index_terms
from marketplace.foundation.language.lexicon import Lexicon

_STEP = np.float32(0.8)  # what is left of a group's score one step further down
_DEEPEST = 4  # steps from a concept up to its farthest group


class Hierarchy:
    """Groups under their names and Danish words, and the way from every concept up to its groups."""

    def __init__(self, vocabulary: Vocabulary, lexicon: Lexicon, words: Mapping[str, tuple[str, ...]]) -> None:
        """`words`: folded Danish words that point to a group, by its URI."""
        terms: list[Sequence[Term]] = []
        owners: list[int] = []
        for place, concept in enumerate(vocabulary.concepts):
            for word in words.get(concept.uri or "", ()) if concept.kind == GROUP else ():
                terms.append(terms_of(word, "da", lexicon))
                owners.append(place)
        for name in vocabulary.names:
            if vocabulary.concepts[name.concept].kind == GROUP:
                terms.append(index_terms(name.text, name.lang, lexicon))
                owners.append(name.concept)
        self._postings = Postings(terms, owners)
        self._owner = np.array(owners, np.int32)
        self._size = len(vocabulary.concepts)
        self._below, self._above, self._left = _ways_up(vocabulary)
        self._starts = np.flatnonzero(np.diff(self._below, prepend=-1))  # where the ways of each concept begin

    def fits(self, senses: Sequence[Sense]) -> Floats:
        """How well what is said fits the groups of each concept, 0 to 1."""
        found = np.zeros(self._size, np.float32)
        if not self._postings.size:
            return found
        covered = self._postings.cover(senses)
        groups = np.zeros(self._size, np.float32)
        np.maximum.at(groups, self._owner[covered.names], covered.filled * np.sqrt(covered.taken))
        if len(self._below):
            members = self._below[self._starts]
            found[members] = np.maximum.reduceat(groups[self._above] * self._left, self._starts)
        return found


def _ways_up(vocabulary: Vocabulary) -> tuple[Ints, Ints, Floats]:
    """Every (concept, group above it) with what is left of the group's score on the way down."""
    above: dict[int, list[int]] = defaultdict(list)
    for narrower, broader in vocabulary.broader:
        above[narrower].append(broader)
    below: list[int] = []
    groups: list[int] = []
    left: list[float] = []
    for place in range(len(vocabulary.concepts)):
        reached = {place}
        level, share = {place}, np.float32(1)
        for _ in range(_DEEPEST):
            level = {up for one in level for up in above[one]} - reached
            reached |= level
            for group in level:
                if vocabulary.concepts[group].kind == GROUP:
                    below.append(place)
                    groups.append(group)
                    left.append(float(share))
            share *= _STEP
    return np.array(below, np.int32), np.array(groups, np.int32), np.array(left, np.float32)
