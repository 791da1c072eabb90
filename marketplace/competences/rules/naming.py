"""The terms of a label, and the same words where a short text is one.

In a need "use", "course" and the like say nothing. In a label they do: who asks to plan has not asked for "course
planning", nor for "plan B".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import islice

from marketplace.competences.rules.vocabulary import LANGUAGES
from marketplace.foundation.language.analysis import MOST_WORDS, AskedWord, Term, completed, index_terms
from marketplace.foundation.language.folding import words_of
from marketplace.foundation.language.lexicon import Lexicon
from marketplace.foundation.language.lists import compound_parts, glossary, stop_words, word_set
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
_LONG_ACRONYM = 4  # letters from which an acronym is likely a word too


def name_terms(text: str, language: str, lexicon: Lexicon) -> list[Term]:
    """The terms of a label: those it is indexed by, and the words that only a label counts."""
    terms = index_terms(text, language, lexicon)
    if not any(_counts(word) or is_word_too(word) for word in words_of(text)):
        return terms
    there = {term.position for term in terms}
    read = completed(list(tokens(text)), lexicon)
    more = [Term(stem(word.word, language), 1.0, place) for place, word in _left_out(read, there)]
    acronyms = {place: word.word.upper() for place, word in enumerate(read) if word.capitals and is_word_too(word.word)}
    terms = [term for term in terms if term.position not in acronyms]
    more += [Term(letters, 1.0, place) for place, letters in acronyms.items()]
    return sorted([*terms, *more], key=lambda term: term.position)


@cache
def is_word_too(word: str) -> bool:
    """Whether the folded letters of an acronym are an everyday word too: SMED and a smith, SEND and "sende".

    A label's acronym of that kind is met in capitals only. What is else a stop word is known for an acronym already.
    """
    if len(word) < _LONG_ACRONYM or word in stop_words("en"):
        return False
    return not _everyday().isdisjoint((word, f"{word}e"))


@cache
def _everyday() -> frozenset[str]:
    """Everyday Danish words, and English ones that Danish does not have, as it has HTML."""
    headwords = {word for phrase in glossary() for word in phrase.split()}
    english = {word for phrases in glossary().values() for phrase in phrases for word in phrase.split()}
    return frozenset({*compound_parts(), *(english - headwords)})


def asked_names(text: str, asked: Sequence[AskedWord], lexicon: Lexicon) -> list[AskedWord]:
    """The words of a need; where it is as short as a label, with those that only a label counts.

    A word in capitals may also be an acronym that only capitals meet.
    """
    asked = [_with_acronym(word) for word in asked]
    read = completed(list(islice(tokens(text), MOST_WORDS)), lexicon) if len(text) < MOST_WORDS else []
    if not asked or not 1 < len(read) <= SHORT:
        return asked
    more = [
        AskedWord(word.word, place, tuple(Term(stem(word.word, one), 1.0, place) for one in LANGUAGES), word.typed)
        for place, word in _left_out(read, {one.position for one in asked})
    ]
    return sorted([*asked, *more], key=lambda one: one.position)


def _with_acronym(word: AskedWord) -> AskedWord:
    if not (word.typed.isupper() and is_word_too(word.word)):
        return word
    return replace(word, terms=(*word.terms, Term(word.word.upper(), 1.0, word.position)))


def _left_out(read: Sequence[Token], there: set[int]) -> list[tuple[int, Token]]:
    return [(place, word) for place, word in enumerate(read) if place not in there and _counts(word.word)]


def _counts(word: str) -> bool:
    return word in _COUNTED or (len(word) == 1 and word.isalpha() and word not in _SMALL)
