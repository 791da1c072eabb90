"""What the words of a need are found by: themselves and, weighing less, what the other language calls them. Pure."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from marketplace.foundation.language.analysis import AskedWord
from marketplace.foundation.language.folding import fold, words_of
from marketplace.foundation.language.lexicon import Lexicon
from marketplace.foundation.language.lists import compound_parts, glossary, word_set
from marketplace.foundation.language.stems import stem
from marketplace.foundation.language.wording import weights

TRANSLATED = 0.6  # what a word's first translation weighs beside the word itself, the next ones less
MOST_TRANSLATIONS = 4
OTHER_LANGUAGE = 0.3
# Words that say what sort of course is meant, not what it is about.
KIND_OF_COURSE = word_set(
    "introduktion introducerende intro grundlaeggende grundkursus basis basal videregaaende avanceret avancerede "
    "projekt projektarbejde kursus kurser forloeb efteruddannelse uddannelse workshop seminar emner udvalgte teori "
    "introduction introductory basic basics fundamental fundamentals advanced topics selected special project "
    "projects course courses class training seminar part"
)
KIND_WEIGHT = 0.4
EVERYTHING = KIND_OF_COURSE | word_set("alle alt all everything")  # "alle kurser" asks for all there is
ASKED_PART = 0.95  # what a part of a compound that was asked for loses beside the same part of one that is found
# Enough of the words, by what they tell, of needs up to so many words (see Enough): `met` and `least`. Of one word a
# part that tells nearly as much is enough where nothing has the whole: "mikrobiologi" of "fødevaremikrobiologi", but
# not "hjælp" of "førstehjælp". The longer the need, the more of it is asides, and words the offers have others for.
SHARES = ((1, 0.45, 0.4), (5, 0.35, 0.2), (10, 0.18, 0.1), (1_000, 0.18, 0.06))
BESIDE = 0.25

Terms = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Enough:
    """How much of a need's words, by what they tell, makes an offer a hit: shares from 0 to 1.

    `met`: what the best offer must have; where none has it the words are met by nothing, and no offer is found by
    them. `least`: what every other one must have, and `beside`: how much of what the best one has.
    """

    met: float = 0.0
    least: float = 0.0
    beside: float = 0.0


ANY_WORD = Enough()
SURE_SLIP = 5  # letters from which a slip is put right unasked

_PIECES = re.compile(r"(\s+)")


def language_of(words: Sequence[AskedWord], usual: str) -> str:
    """The language most of the words are known in; the usual one where that does not tell."""
    lead = sum((word.word in english_words()) - (word.word in danish_words()) for word in words)
    return "en" if lead > 0 else "da" if lead < 0 else usual


def put_right(text: str, meant: str, is_known: Callable[[str], bool]) -> str:
    """The text with those of its pieces as they were `meant` that nobody knows as they are; "" where none is such.

    A word that our vocabulary lacks may be the name of a tool or a place: what some offer says is no slip.
    """
    pieces, others = _PIECES.split(text), _PIECES.split(meant)
    if len(pieces) != len(others):
        return ""
    right = [
        other if _is_slip(piece, other) and not is_known(piece) else piece
        for piece, other in zip(pieces, others, strict=True)
    ]
    return "".join(right) if right != pieces else ""


def _is_slip(typed: str, meant: str) -> bool:
    """Whether a piece is surely mistyped: not an acronym, and no other form of the word it was held against."""
    one, other = typed.strip(string.punctuation).casefold(), meant.strip(string.punctuation).casefold()
    return len(one) >= SURE_SLIP and not typed.isupper() and other not in one and not other.endswith(one)


def terms_of(word: AskedWord, language: str, lexicon: Lexicon) -> Terms:
    """Every stem a word of a question is looked for by, with its weight, each once.

    `language` is that of the question; a word that only the other one knows is read in that one. What the word would
    be in the other language weighs little: "design" may be either, but an English word that strays into a few Danish
    texts would else count as a rare, telling one there. A name is the same in both.
    """
    foreign = _only_in(word.word)
    beside = 1.0 if _is_name(word) else OTHER_LANGUAGE
    own = dict(weights(word.word, foreign or language, lexicon))
    other = dict(weights(word.word, "en" if (foreign or language) == "da" else "da", lexicon))
    found = {
        term.text: term.weight
        * (beside if term.text in other and term.text not in own else 1.0)
        * (ASKED_PART if term.weight < 1.0 else 1.0)
        for term in word.terms
    }
    for text, weight in translations(word.word):
        found[text] = max(weight, found.get(text, 0.0))
    return tuple(found.items())


def _is_name(word: AskedWord) -> bool:
    """Whether a word is written as a name, and neither language's lists know it."""
    return word.typed[:1].isupper() and word.word not in danish_words() and word.word not in english_words()


def _only_in(word: str) -> str:
    danish, english = word in danish_words(), word in english_words()
    return "" if danish == english else "da" if danish else "en"


@cache
def danish_words() -> frozenset[str]:
    """Words the lists know to be Danish."""
    return frozenset({*(word for phrase in glossary() for word in words_of(phrase)), *compound_parts()})


@cache
def english_words() -> frozenset[str]:
    """Words the lists know to be English."""
    return frozenset(word for phrases in glossary().values() for phrase in phrases for word in words_of(phrase))


def weight_of(word: AskedWord) -> float:
    """What a word weighs beside the others."""
    return KIND_WEIGHT if word.word in KIND_OF_COURSE else 1.0


def asks_for_any(words: Sequence[str]) -> bool:
    """Whether folded words that carry no need ask for all there is, as "alle kurser" does, and not for something that
    we cannot read.
    """
    return not EVERYTHING.isdisjoint(words)


def enough(words: int) -> Enough:
    """How much of a need of so many words is enough."""
    return next(Enough(met, least, BESIDE) for most, met, least in SHARES if words <= most)


@cache
def translations(word: str) -> Terms:
    """The stems of what the other language calls a folded word; a phrase shares its weight among its words."""
    weights: dict[str, float] = {}
    for place, phrase in enumerate(glossary().get(word, ())[:MOST_TRANSLATIONS]):
        english = words_of(phrase)
        for one in english:
            weights.setdefault(stem(one, "en"), TRANSLATED / (1 + place) / len(english))
    for place, danish in enumerate(_danish().get(word, ())[:MOST_TRANSLATIONS]):
        weights.setdefault(stem(danish, "da"), TRANSLATED / (1 + place))
    return tuple(weights.items())


@cache
def _danish() -> Mapping[str, tuple[str, ...]]:
    """The Danish words for an English one, those first of whose translations it is an early one."""
    found: dict[str, list[tuple[int, str]]] = {}
    for danish, phrases in glossary().items():
        for place, phrase in enumerate(phrases):
            if " " not in danish and " " not in phrase:
                found.setdefault(fold(phrase), []).append((place, danish))
    return {word: tuple(danish for _, danish in sorted(ones)) for word, ones in found.items()}
