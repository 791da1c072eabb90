"""One chain for what is indexed and what is asked: folding, stop words, stems, parts of Danish compounds."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.foundation.language.folding import words_of
from marketplace.foundation.language.lexicon import Lexicon
from marketplace.foundation.language.stems import stem

PART = 0.5  # what a part of a compound weighs beside the whole word
LANGUAGES = ("da", "en")


@dataclass(frozen=True, slots=True)
class Term:
    """A stem of a text: 1.0 for a whole word, less for a part of a compound; `position` counts the text's words."""

    text: str
    weight: float
    position: int


def index_terms(text: str, language: str, lexicon: Lexicon) -> list[Term]:
    """The terms of a text that is indexed, in order, repeats kept; stop words are left out."""
    found = []
    for position, word in enumerate(words_of(text)):
        found.append(Term(stem(word, language), 1.0, position))
        if language == "da":
            found += [Term(stem(part, "da"), PART, position) for part in lexicon.parts(word)]
    return found


@dataclass(frozen=True, slots=True)
class AskedWord:
    """A word somebody asked for, with what it may be in either language.

    `terms` are the stems to look for (Danish and English, whole words and parts), each once with its weight.
    """

    word: str  # as typed, folded
    position: int
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a need says: the words that carry it, and those it says are not meant ("ikke nybegyndere")."""

    words: tuple[AskedWord, ...]
    negated: tuple[str, ...] = ()


def asked_words(text: str, lexicon: Lexicon) -> Asked:
    """A need read in Danish and English at once, since people mix them; negated and stop words are left out."""
    found = []
    for position, word in enumerate(words_of(text)):
        weights: dict[str, float] = {}
        for term in [*index_terms(word, "da", lexicon), *index_terms(word, "en", lexicon)]:
            weights[term.text] = max(term.weight, weights.get(term.text, 0.0))
        found.append(
            AskedWord(word, position, tuple(Term(stem_, weight, position) for stem_, weight in weights.items()))
        )
    return Asked(tuple(found))
