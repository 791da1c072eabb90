"""The stems one word is found by: the whole, the parts of a compound, the verb a noun is made of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from marketplace.foundation.language import lists
from marketplace.foundation.language.compounds import Span
from marketplace.foundation.language.kin import kin_of
from marketplace.foundation.language.lexicon import Lexicon
from marketplace.foundation.language.lists import word_set
from marketplace.foundation.language.stems import stem

PART = 0.6  # what a part of a compound weighs beside the whole word
RUN = 0.8  # several parts together: "arbejdsmiljø" in "arbejdsmiljøledelse"
KIN = 0.6  # the verb of a noun: "svejse" in "svejsning"
_KIN_OF_PART = 0.3  # "sikre" in "kvalitetssikring"
_NUMBERED = re.compile(r"([a-z]{2,})([0-9]+)")
# What "e" is put before; other words only begin with it.
E_WORDS = word_set(
    "learning laering handel mail bog boeger sport commerce business boks post faktura journal government recruitment"
)

Weighed = tuple[tuple[str, float], ...]


@lru_cache(maxsize=100_000)
def weights(word: str, language: str, lexicon: Lexicon) -> Weighed:
    """The stems a folded word is found by, each once with the most it weighs; the whole word first."""
    spans = lexicon.spans(word) if language == "da" else ()
    head = spans[-1][0] if spans else 0
    found = [(_whole(word, head, language), 1.0), *_parts(word, spans)]
    for kin in kin_of(word[head:], language):
        found += [(_whole(word[:head] + kin, head, language), KIN)]
        found += [(stem(kin, language), _KIN_OF_PART)] if head else []
    found += _written_together(word)
    most: dict[str, float] = {}
    for text, weight in found:
        most[text] = max(weight, most.get(text, 0.0))
    return tuple(most.items())


def _whole(word: str, head: int, language: str) -> str:
    """The stem of a word whose last part begins at `head`; so "fagbøger" meets "fagbog"."""
    return word[:head] + stem(word[head:], language)


def _parts(word: str, spans: tuple[Span, ...]) -> Iterator[tuple[str, float]]:
    """The parts of a compound, and the runs of them that are compounds too."""
    stops = lists.stop_words("da")
    for first, (start, _) in enumerate(spans):
        for last, (begin, end) in enumerate(spans[first:], first):
            if first == last and word[begin:end] not in stops:
                yield stem(word[begin:end], "da"), PART
            elif 0 < last - first < len(spans) - 1:
                yield _whole(word[start:end], begin - start, "da"), RUN


def _written_together(word: str) -> list[tuple[str, float]]:
    """The parts of what is written together in both languages: "iso9001", "elearning", "healthcare"."""
    numbered = _NUMBERED.fullmatch(word)
    if numbered:
        return [(piece, PART) for piece in numbered.groups() if len(piece) > 1]
    if word[0] == "e" and word[1:] in E_WORDS:
        return [(stem(word[1:], language), PART) for language in ("da", "en")]
    return [(stem(piece, "en"), PART) for piece in lists.split_words().get(word, ())]
