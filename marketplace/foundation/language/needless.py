"""Words and phrases of a question that carry no need: "vores medarbejdere skal kunne", "we need people who can"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from marketplace.foundation.language import lists
from marketplace.foundation.language.lists import word_set
from marketplace.foundation.language.reading import Token

# Stop words of one language that mean something in the other: it-sikkerhed, byplanlægning, SoMe; men's health.
_MEANT = {"da": word_set("it by is so had some"), "en": word_set("men mens man os hen bare")}
_OTHER = {"da": "en", "en": "da"}
# Stop words that are names in capitals: IT, the USA, the WHO, CAN bus, operations research, SoMe.
_NAMES = word_set("it os us who can or some")
# Single letters are leavings of abbreviations (f.eks.), but for two programming languages.
_LETTERS = frozenset("cr")
_AD = 25  # words from which a text may be a pasted job ad
_PEOPLE = word_set(
    "medarbejder medarbejdere medarbejderne personale personalet ansatte folk folkene kolleger kollegaer kollegerne "
    "mennesker team teamet nogen dem people person persons staff employees employee workers colleagues somebody "
    "someone anyone anybody"
)
_MAY_DO = word_set(
    "skal skulle kan kunne maa vil bliver boer der som har mangler oensker behoever can must should could need needs "
    "who that to have has want wants will are is"
)
_BETWEEN = word_set("af for til med vores sine deres jeres egne nye ny en de of for with our their your own new the a")
_WANTED = word_set("soeger mangler need needs want seek seeking looking")


def is_stop(token: Token, language: str) -> bool:
    """Whether a word of a text in `language` carries nothing to find it by; IT in capitals does."""
    return _is_scrap(token) or (
        (token.word in lists.stop_words(language) or token.word in _MEANT[_OTHER[language]]) and not _is_name(token)
    )


def _is_scrap(token: Token) -> bool:
    return len(token.word) == 1 and token.word not in _LETTERS and not token.word.isdigit()


def _is_name(token: Token) -> bool:
    return token.capitals and token.word in _NAMES


def needless(tokens: Sequence[Token]) -> frozenset[int]:
    """The places of the words of a question that carry no need, whether it is Danish, English or both at once."""
    spoken = language_of(tokens)
    places = {place for place, token in enumerate(tokens) if _is_empty(token, spoken)}
    places |= _phrases(tokens) | _asides(tokens)
    return frozenset(places | _people(tokens, places))


def language_of(tokens: Sequence[Token]) -> str:
    """`da` or `en`, by the stop words that only one of them has; "" where they do not tell."""
    danish, english = _telling("da"), _telling("en")
    lead = sum((token.word in danish) - (token.word in english) for token in tokens)
    return "da" if lead > 0 else "en" if lead < 0 else ""


@lru_cache
def _telling(language: str) -> frozenset[str]:
    other = _OTHER[language]
    return lists.stop_words(language) - lists.stop_words(other) - _MEANT[other]


def _is_empty(token: Token, spoken: str) -> bool:
    word = token.word
    if _is_scrap(token) or _is_name(token):
        return _is_scrap(token)
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
            if _stands_at(tokens, place, phrase):
                places.update(range(place, place + len(phrase)))
                break
    return places


def _asides(tokens: Sequence[Token]) -> set[int]:
    """The sentences of a pasted job ad that say what the employer gives, or how to apply."""
    places: set[int] = set()
    if len(tokens) < _AD:
        return places
    opens, aside = True, False
    for place, token in enumerate(tokens):
        if opens:
            aside = any(_stands_at(tokens, place, start) for start in lists.aside_starts())
        if aside:
            places.add(place)
        opens = token.closes
    return places


def _stands_at(tokens: Sequence[Token], place: int, phrase: Sequence[str]) -> bool:
    return [token.word for token in tokens[place : place + len(phrase)]] == list(phrase)


def _people(tokens: Sequence[Token], empty: set[int]) -> set[int]:
    """Where people are named only to say that they must be able to do something.

    "Vores medarbejdere skal ..." is no need of employees; "motivere medarbejdere" and "people management" are.
    """
    alone = all(place in empty or token.word in _PEOPLE for place, token in enumerate(tokens))
    places = set()
    for place, token in enumerate(tokens):
        if token.word in _PEOPLE:
            after = place + 1 if place + 1 < len(tokens) and not token.ends else None
            able = after is not None and tokens[after].word in _MAY_DO
            heads_nothing = after is None or after in empty
            if able or (heads_nothing and not alone and not _has_object(tokens, place, empty)):
                places.add(place)
    return places


def _has_object(tokens: Sequence[Token], place: int, empty: set[int]) -> bool:
    """Whether something is done to the people at `place`: a word that carries a need stands right before them."""
    for before in range(place - 1, -1, -1):
        if tokens[before].ends:
            return False
        if before not in empty:
            return tokens[before].word not in _WANTED
        if tokens[before].word not in _BETWEEN:
            return False
    return False
