"""The stems one word is found by: the whole, the parts of a compound, the verb a noun is made of."""

from __future__ import annotations

import re
from functools import lru_cache

from marketplace.foundation.language import lists
from marketplace.foundation.language.kin import kin_of
from marketplace.foundation.language.lexicon import Lexicon
from marketplace.foundation.language.lists import word_set
from marketplace.foundation.language.stems import stem

PART = 0.5  # what a part of a compound weighs beside the whole word
RUN = 0.7  # several parts together: "arbejdsmiljø" in "arbejdsmiljøledelse"
KIN = 0.6  # the verb of a noun: "svejse" in "svejsning"
_NUMBERED = re.compile(r"([a-z]{2,})([0-9]+)")
E_WORDS = word_set("learning laering handel mail bog boeger sport commerce business boks post faktura journal")

Weighed = tuple[tuple[str, float], ...]


@lru_cache(maxsize=100_000)
def weights(word: str, language: str, lexicon: Lexicon) -> Weighed:
    """The stems a folded word is found by, each once with its weight; the whole word first."""
    parts = lexicon.spans(word) if language == "da" else ()
    if parts:
        head = parts[-1][0]
        whole = word[:head] + stem(word[head:], language)
    else:
        whole = stem(word, language)
    found = {whole: 1.0}
    for text, weight in (*_runs(word, parts), *_pieces(word), *((kin, KIN) for kin in kin_of(word, language))):
        found.setdefault(text, weight)
    return tuple(found.items())


def _runs(word: str, parts: tuple[tuple[int, int], ...]) -> list[tuple[str, float]]:
    found = []
    for first in range(len(parts)):
        for last in range(first, len(parts)):
            if first == last:
                found.append((stem(word[parts[first][0] : parts[first][1]], "da"), PART))
            elif last - first + 1 < len(parts):
                head = parts[last]
                found.append((word[parts[first][0] : head[0]] + stem(word[head[0] : head[1]], "da"), RUN))
    return found


def _pieces(word: str) -> list[tuple[str, float]]:
    """The parts of what is written together in both languages: "iso9001", "elearning", "healthcare"."""
    numbered = _NUMBERED.fullmatch(word)
    if numbered:
        return [(piece, PART) for piece in numbered.groups() if len(piece) > 1]
    if word[0] == "e" and word[1:] in E_WORDS:
        return [(stem(word[1:], language), PART) for language in ("da", "en")]
    return [(stem(piece, "en"), PART) for piece in lists.split_words().get(word, ())]
