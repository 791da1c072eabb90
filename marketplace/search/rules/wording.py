"""What the words of a need are found by: themselves and, weighing less, what the other language calls them. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
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
ASKED_PART = 0.95  # what a part of a compound that was asked for loses beside the same part of one that is found
# How much of the words, by what they tell, an offer must have: (up to so many words, share). Of a long need it is
# enough that a part is met; of two words both, or the one that tells; of one word all: half of
# "sundhedskommunikation" is something else, but "sundhed" is met by it.
LEAST = ((1, 0.58), (2, 0.34), (5, 0.2), (10, 0.12), (1_000, 0.06))
LOOSER = 0.75  # of that, when hardly anything was found
LAST = 0.2  # of one word, when nothing has it whole: half of it, or a name as the other language would spell it
FEW = 5
FLOOR = 0.05  # a word that is everywhere tells less than this beside one that is not

Terms = tuple[tuple[str, float], ...]
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
        other if other != piece and not is_known(piece) else piece for piece, other in zip(pieces, others, strict=True)
    ]
    return "".join(right) if right != pieces else ""


def terms_of(word: AskedWord, language: str, lexicon: Lexicon) -> Terms:
    """Every stem a word of a question is looked for by, with its weight, each once.

    `language` is that of the question; a word that only the other one knows is read in that one. What the word would
    be in the other language weighs little: "design" may be either, but an English word that strays into a few Danish
    texts would else count as a rare, telling one there.
    """
    foreign = _only_in(word.word)
    own = dict(weights(word.word, foreign or language, lexicon))
    other = dict(weights(word.word, "en" if (foreign or language) == "da" else "da", lexicon))
    found = {
        term.text: term.weight
        * (OTHER_LANGUAGE if term.text in other and term.text not in own else 1.0)
        * (ASKED_PART if term.weight < 1.0 else 1.0)
        for term in word.terms
    }
    for text, weight in translations(word.word):
        found[text] = max(weight, found.get(text, 0.0))
    return tuple(found.items())


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


def least_shares(words: int) -> list[float]:
    """The shares of the words to ask for, one after the other until there are `enough`."""
    first = next(share for most, share in LEAST if words <= most)
    if words <= 1:
        return [first, LAST]
    return [first, *([max(FLOOR, LOOSER * first)] if first > FLOOR else [])]


def enough(words: int) -> int:
    """How many offers are enough not to ask for less of the words; of one word, any."""
    return FEW if words > 1 else 1


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
