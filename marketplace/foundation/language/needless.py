"""Words and phrases of a question that carry no need: "vores medarbejdere skal kunne", "we need people who can"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from marketplace.foundation.language import lists
from marketplace.foundation.language.lists import word_set
from marketplace.foundation.language.reading import Token

# Stop words of one language that mean something in the other: it-sikkerhed, byplanlægning; men's health.
_MEANT = {"da": word_set("it by is so had all"), "en": word_set("men man os hen bare")}
# Single letters are leavings of abbreviations (f.eks.), but for two programming languages.
_LETTERS = frozenset("cr")
_PEOPLE = word_set(
    "medarbejder medarbejdere medarbejderne personale personalet ansatte folk folkene kolleger kollegaer kollegerne "
    "mennesker team teamet nogen dem people person persons staff employees employee workers colleagues somebody "
    "someone anyone anybody"
)
_MAY_DO = word_set(
    "skal skulle kan kunne maa vil bliver boer der som har mangler oensker behoever can must should could need needs "
    "who that to have has want wants will are is"
)
_WANTED = word_set("soeger mangler need needs want seek seeking looking")


def is_stop(token: Token, language: str) -> bool:
    """Whether a word of a text in `language` carries nothing to find it by; IT in capitals does."""
    word = token.word
    if len(word) == 1:
        return word not in _LETTERS and not word.isdigit()
    return word in lists.stop_words(language) and not token.capitals


def needless(tokens: Sequence[Token]) -> frozenset[int]:
    """The places of the words of a question that carry no need, whether it is Danish, English or both at once."""
    spoken = language_of(tokens)
    places = {place for place, token in enumerate(tokens) if _is_empty(token, spoken)}
    return frozenset(places | _phrases(tokens) | _people(tokens))


def language_of(tokens: Sequence[Token]) -> str:
    """`da` or `en`, by the stop words that only one of them has; "" where they do not tell."""
    danish, english = _telling("da"), _telling("en")
    lead = sum((token.word in danish) - (token.word in english) for token in tokens)
    return "da" if lead > 0 else "en" if lead < 0 else ""


@lru_cache
def _telling(language: str) -> frozenset[str]:
    other = "en" if language == "da" else "da"
    return lists.stop_words(language) - lists.stop_words(other) - _MEANT[other]


def _is_empty(token: Token, spoken: str) -> bool:
    word = token.word
    if len(word) == 1:
        return word not in _LETTERS and not word.isdigit()
    if token.capitals:
        return False
    if word in _MEANT["da"]:
        return spoken == "en" or word in lists.stop_words("da")
    if word in _MEANT["en"]:
        return spoken == "da" or word in lists.stop_words("en")
    return word in lists.stop_words("da") or word in lists.stop_words("en")


def _phrases(tokens: Sequence[Token]) -> set[int]:
    starts = lists.empty_phrases()
    places: set[int] = set()
    for place, token in enumerate(tokens):
        for phrase in starts.get(token.word, ()):
            if place + len(phrase) <= len(tokens) and all(
                tokens[place + ahead].word == word for ahead, word in enumerate(phrase)
            ):
                places.update(range(place, place + len(phrase)))
                break
    return places


def _people(tokens: Sequence[Token]) -> set[int]:
    """Where the people are only named to say what they must be able to do; "motivere medarbejdere" is a need."""
    places = set()
    for place, token in enumerate(tokens):
        if token.word in _PEOPLE:
            after = tokens[place + 1].word if place + 1 < len(tokens) else ""
            before = tokens[place - 1].word if place else ""
            if after in _MAY_DO or before in _WANTED:
                places.add(place)
    return places
