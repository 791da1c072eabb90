"""From what somebody wrote to the competences that are meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from marketplace.competences.rules.labels import MOST_WORDS
from marketplace.competences.rules.postings import Floats, Postings, Reading, Sense
from marketplace.competences.rules.vocabulary import GROUP, Vocabulary
from marketplace.foundation.language.analysis import AskedWord, asked_words, index_terms
from marketplace.foundation.language.folding import words_of
from marketplace.foundation.language.lexicon import Lexicon
from marketplace.foundation.texts import Texts

SURE = 0.6  # a match with at least this score is shown as understood; weaker ones are alternatives
LEAST = 0.2  # weaker matches are noise
_LONGEST_NEED = 14  # words up to which a text is also read as one phrase
_CLAUSE = re.compile(r"[.!?;:,](?=\s|$)|[\n()/•]|\s[-–]\s|\b(?:og|and|eller|or|samt|men|but)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Match:
    """A competence a text asks for, and why; `words` are the words of the text that led to it, as typed."""

    key: str
    uri: str | None
    label: Texts
    score: float  # 0 to 1
    words: tuple[str, ...]
    via: str  # label | synonym | words | occupation | hierarchy


def clauses(text: str) -> list[tuple[int, int]]:
    """The (first, past the last) word of each clause of a text; the words are counted over the whole text."""
    found, at = [], 0
    for piece in _CLAUSE.split(text):
        n = len(words_of(piece))
        found.append((at, at + n))
        at += n
    return [(first, last) for first, last in found if last > first]


class Matcher:
    """A vocabulary made ready for matching: built once for each version, then only read, by any number of threads."""

    def __init__(self, vocabulary: Vocabulary, lexicon: Lexicon) -> None:
        self._vocabulary = vocabulary
        self._lexicon = lexicon
        names = [name for name in vocabulary.names if vocabulary.concepts[name.concept].kind != GROUP]
        self._names = names
        self._owner = np.array([name.concept for name in names], np.int32)
        self._postings = Postings(
            [index_terms(name.text, name.lang, lexicon) for name in names], [name.concept for name in names]
        )
        self._place = {concept.key: place for place, concept in enumerate(vocabulary.concepts)}
        self._readings = lru_cache(maxsize=20_000)(self._read)

    def match(self, text: str, limit: int, among: frozenset[str] | None = None) -> list[Match]:
        """The competences a text asks for, best first."""
        asked = asked_words(text, self._lexicon)
        senses = [sense for word in asked.words[:MOST_WORDS] if (sense := self._sense(word)).readings]
        if not senses or not len(self._owner):
            return []
        best = self._best_names(text, senses)
        order = np.argsort(-best, kind="stable")
        found: list[Match] = []
        seen: set[int] = set()
        for at in order:
            if best[at] < LEAST or len(found) >= limit:
                break
            name = self._names[int(at)]
            concept = self._vocabulary.concepts[name.concept]
            if name.concept in seen or (among is not None and concept.key not in among):
                continue
            seen.add(name.concept)
            found.append(
                Match(
                    concept.key,
                    concept.uri,
                    concept.label,
                    round(float(min(1.0, best[at])), 4),
                    self._words(senses, name.text, name.lang),
                    self._via(name.kind, float(best[at])),
                )
            )
        return found

    def _best_names(self, text: str, senses: Sequence[Sense]) -> Floats:
        spans = clauses(text)
        if len(senses) <= _LONGEST_NEED:
            spans.append((0, len(words_of(text))))
        best = np.zeros(self._postings.size, np.float32)
        for first, last in set(spans):
            inside = [sense for sense in senses if first <= sense.position < last]
            if inside:
                filled, taken = self._postings.cover(inside)
                np.maximum(best, filled * (0.7 + 0.3 * taken), out=best)
        return best

    def _via(self, kind: str, score: float) -> str:
        if score < SURE:
            return "words"
        return "label" if kind == "pref" else "synonym"

    def _words(self, senses: Iterable[Sense], label: str, lang: str) -> tuple[str, ...]:
        terms = {term.text for term in index_terms(label, lang, self._lexicon)}
        found = {
            sense.word: None
            for sense in senses
            if any(term in terms for reading in sense.readings for group in reading.groups for term, _ in group)
        }
        return tuple(found)

    def _sense(self, word: AskedWord) -> Sense:
        readings, weight = self._readings(word.word, tuple((term.text, term.weight) for term in word.terms))
        return Sense(word.word, word.position, weight, readings)

    def _read(self, word: str, terms: tuple[tuple[str, float], ...]) -> tuple[tuple[Reading, ...], float]:
        readings = tuple(Reading(((term,),)) for term in terms if term[0] in self._postings)
        return readings, self._postings.telling(readings)
