"""Which of the words seen are simple, so that Danish compounds may be taken apart into them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from marketplace.foundation.language.compounds import SHORTEST, links_after, take_apart
from marketplace.foundation.language.lists import never_split, stop_words, word_set
from marketplace.foundation.language.stems import stem

LEAST_SEEN = 2  # times in the texts
LEAST_COMPOUNDS = 2  # other words it is seen in, whose other half is a word too
LONG = 7  # letters from which one such word is enough: so long a word is rarely there by chance
# Words that also begin or end others without naming anything there: egenskab, farefuld, overblik, bortvise.
_AFFIXES = word_set(
    "skab fuld loes som vis maessig ende else agtig hed sted gang del dele delt lagt givet gave taget tage "
    "over under efter frem inden uden bort hjem sammen igen mellem imod gennem videre anden andre egen eget selv "
    "hoej lavt lige fast staa saet sat stille stillet lede ledt foert foere foer vende vendt komme kommer "
    "tele auto mini maxi mega mikro nano semi anti inter multi post super ultra hyper"
)


def simple_words(seen: Mapping[str, int], listed: Iterable[str]) -> dict[str, int]:
    """The words that compounds are made of, with how often each was seen.

    All listed words are simple. Another word is simple when

    - it has at least four letters, was seen at least twice, and is no stop word and no form of another simple word;
    - at least two other words (one is enough for a word of seven letters) begin or end with it, and what stands there
      besides was seen or listed too;
    - it cannot itself be taken apart into simple words.

    Short words are judged first, so a word finds its root and a compound its parts already there.
    """
    simple = {word: seen.get(word, 0) for word in listed}
    stems = {stem(word, "da") for word in simple}
    halves = _halves(seen, simple)
    barred = _AFFIXES | never_split() | stop_words("da") | stop_words("en")
    for word in sorted(halves, key=lambda word: (len(word), word)):
        if word in barred or seen[word] < LEAST_SEEN or not _is_productive(word, halves[word]):
            continue
        if stem(word, "da") in stems or take_apart(word, simple.__contains__, lambda letters: _begins(letters, simple)):
            continue
        simple[word] = seen[word]
        stems.add(stem(word, "da"))
    return simple


def _is_productive(word: str, halves: set[str]) -> bool:
    return len(halves) >= (1 if len(word) >= LONG else LEAST_COMPOUNDS)


def _halves(seen: Mapping[str, int], listed: Mapping[str, int]) -> Mapping[str, set[str]]:
    """Of every seen word that other seen words begin or end with: those others, by what stands there besides it."""

    def is_word(letters: str) -> bool:
        return (letters in seen and len(letters) >= SHORTEST) or letters in listed

    found: dict[str, set[str]] = defaultdict(set)
    for word in seen:
        for end in range(2, len(word) - SHORTEST + 1):
            for link in links_after(word, 0, end, is_word):
                first, second = word[:end], word[end + len(link) :]
                if len(second) >= SHORTEST and is_word(second):
                    if first in seen:
                        found[first].add(second)
                    if second in seen:
                        found[second].add(first)
    return found


def _begins(letters: str, simple: Mapping[str, int]) -> bool:
    """Whether letters are a simple word, or one with an ending."""
    return any(letters[:end] in simple for end in range(len(letters), max(len(letters) - 5, 2), -1))
