"""One chain for what is indexed and what is asked: folding, stop words, stems, parts of Danish compounds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from marketplace.foundation.language import lists
from marketplace.foundation.language.compounds import joinings
from marketplace.foundation.language.lexicon import Lexicon
from marketplace.foundation.language.needless import is_stop, needless
from marketplace.foundation.language.negation import negated
from marketplace.foundation.language.reading import Token, tokens
from marketplace.foundation.language.wording import E_WORDS, PART, weights

__all__ = ["LANGUAGES", "MOST_WORDS", "PART", "Asked", "AskedWord", "Term", "asked_words", "index_terms"]

LANGUAGES = ("da", "en")
MOST_WORDS = 400  # of a question that are read: a pasted job ad says what it wants before that
MOST_SIGNS = 20_000  # of a question that are looked at for them


@dataclass(frozen=True, slots=True)
class Term:
    """A stem of a text: 1.0 for a whole word, less for a part of a compound; `position` counts the text's words."""

    text: str
    weight: float
    position: int


def index_terms(text: str, language: str, lexicon: Lexicon) -> list[Term]:
    """The terms of a text that is indexed, in order, repeats kept; stop words are left out."""
    found: list[Term] = []
    before: Token | None = None
    read = completed(list(tokens(text)), lexicon)
    for position, token in enumerate(read):
        if before is not None:
            joined = _joined(before, token, language)
            if joined:
                found += [Term(text, weight, position) for text, weight in weights(joined, language, lexicon)[:1]]
        if not is_stop(token, language):
            found += [Term(text, weight, position) for text, weight in weights(token.word, language, lexicon)]
        before = None if token.ends else token
    return found


def _joined(before: Token, token: Token, language: str) -> str:
    """Two written words that are also written as one: "IT-sikkerhed", "ISO 9001", "health care"; "" for others."""
    if token.tied:
        return before.word + token.word
    if token.word.isdigit() and before.word.isalpha() and (before.capitals or len(token.word) > 2):
        return before.word + token.word
    return lists.joined_pairs().get((before.word, token.word), "") if language == "en" else ""


def completed(read: list[Token], lexicon: Lexicon) -> list[Token]:
    """Words that wait for the rest of them get it.

    "Miljø- og energiledelse" is read as "miljøledelse og energiledelse", "salgschefer og -ledere" as "salgschefer og
    salgsledere", "e learning" as "elearning".
    """
    for place in range(len(read) - 1, -1, -1):
        token = read[place]
        if token.word == "e" and place + 1 < len(read) and read[place + 1].word in E_WORDS:
            after = read[place + 1]
            read[place : place + 2] = [replace(after, word="e" + after.word, typed=f"{token.typed} {after.typed}")]
        elif token.hangs and place + 2 < len(read):
            whole = read[place + 2].word
            head = _head(whole, lexicon)
            read[place] = replace(token, word=token.word + whole[head:]) if head else token
        elif token.leads and place > 1:
            whole = read[place - 2].word
            read[place] = replace(token, word=whole[: _head(whole, lexicon)] + token.word)
    return read


def _head(word: str, lexicon: Lexicon) -> int:
    """Where the last part of a compound begins; 0 in a word that is none."""
    spans = lexicon.spans(word)
    return spans[-1][0] if spans else 0


@dataclass(frozen=True, slots=True)
class AskedWord:
    """A word somebody asked for, with what it may be in either language.

    `terms` are the stems to look for (Danish and English, whole words and parts), each once with its weight.
    """

    word: str  # folded
    position: int
    terms: tuple[Term, ...]
    typed: str = ""  # for showing


@dataclass(frozen=True, slots=True)
class Asked:
    """What a need says: the words that carry it, and those it says are not meant ("ikke nybegyndere"), folded."""

    words: tuple[AskedWord, ...]
    negated: tuple[str, ...] = ()


def asked_words(text: str, lexicon: Lexicon) -> Asked:
    """A need read in Danish and English at once, since people mix them; negated and stop words are left out."""
    read = completed(list(islice(tokens(text[:MOST_SIGNS]), MOST_WORDS)), lexicon)
    empty = needless(read)
    left_out, signs = negated(read, empty)
    unasked = empty | left_out | signs
    found = []
    for place, token in enumerate(read):
        if place not in unasked:
            terms = dict(_both(token.word, lexicon))
            for first in (place - 1, place):
                if 0 <= first < len(read) - 1 and not read[first].ends and not {first, first + 1} & unasked:
                    terms |= dict(_pair(read[first].word, read[first + 1].word, lexicon))
            read_as = tuple(Term(text, weight, place) for text, weight in terms.items())
            found.append(AskedWord(token.word, place, read_as, token.typed))
    return Asked(tuple(found), tuple(dict.fromkeys(read[place].word for place in sorted(left_out))))


@lru_cache(maxsize=20_000)
def _both(word: str, lexicon: Lexicon) -> tuple[tuple[str, float], ...]:
    found: dict[str, float] = {}
    for language in LANGUAGES:
        for text, weight in weights(word, language, lexicon):
            found[text] = max(weight, found.get(text, 0.0))
    return tuple(found.items())


@lru_cache(maxsize=20_000)
def _pair(first: str, second: str, lexicon: Lexicon) -> tuple[tuple[str, float], ...]:
    """The wholes that two words asked side by side may be written as."""
    return tuple(
        dict.fromkeys(
            weights(joined, language, lexicon)[0]
            for language in LANGUAGES
            for joined in joinings(first, second)[: None if language == "da" else 1]
        )
    )
