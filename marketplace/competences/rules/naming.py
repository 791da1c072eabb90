"""The terms of a label, and the same words where a short text is one.

In a need "use", "course" and the like say nothing. In a label they do: who asks to plan has not asked for "course
planning", nor for "plan B".
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from marketplace.competences.rules.vocabulary import LANGUAGES
from marketplace.foundation.language.analysis import MOST_WORDS, AskedWord, Term, completed, index_terms
from marketplace.foundation.language.folding import words_of
from marketplace.foundation.language.lexicon import Lexicon
from marketplace.foundation.language.lists import word_set
from marketplace.foundation.language.reading import Token, tokens
from marketplace.foundation.language.stems import stem

SHORT = 6  # words up to which a text is most likely a label itself
_COUNTED = word_set(
    "kursus kurser kursusforloeb emne emner omraade omraader erfaring viden kompetence kompetencer faerdigheder evner "
    "kvalifikationer deltagere personer laere bruge brug soege typer god godt gode use used make know knowledge learn "
    "learner skill skills competence competences ability abilities course courses topic topics participants "
    "experience search work type types basic basics area areas need needs up"
)
_SMALL = frozenset("aio")  # words of one letter


def name_terms(text: str, language: str, lexicon: Lexicon) -> list[Term]:
    """The terms of a label: those it is indexed by, and the words that only a label counts."""
    terms = index_terms(text, language, lexicon)
    if not any(_counts(word) for word in words_of(text)):
        return terms
    there = {term.position for term in terms}
    read = completed(list(tokens(text)), lexicon)
    more = [Term(stem(word.word, language), 1.0, place) for place, word in _left_out(read, there)]
    return sorted([*terms, *more], key=lambda term: term.position)


def asked_names(text: str, asked: Sequence[AskedWord], lexicon: Lexicon) -> list[AskedWord]:
    """The words of a need; where it is as short as a label, with those that only a label counts."""
    read = completed(list(islice(tokens(text), MOST_WORDS)), lexicon) if len(text) < MOST_WORDS else []
    if not asked or not 1 < len(read) <= SHORT:
        return list(asked)
    more = [
        AskedWord(word.word, place, tuple(Term(stem(word.word, one), 1.0, place) for one in LANGUAGES), word.typed)
        for place, word in _left_out(read, {one.position for one in asked})
    ]
    return sorted([*asked, *more], key=lambda one: one.position)


def _left_out(read: Sequence[Token], there: set[int]) -> list[tuple[int, Token]]:
    return [(place, word) for place, word in enumerate(read) if place not in there and _counts(word.word)]


def _counts(word: str) -> bool:
    return word in _COUNTED or (len(word) == 1 and word.isalpha() and word not in _SMALL)
