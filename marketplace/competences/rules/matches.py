"""Competences a text asks for, and how they stand beside one another."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from marketplace.foundation.texts import Texts

SURE = 0.48  # a match that answers with at least this score is shown as understood; others are alternatives
_BELONGS = 0.65  # what is left of a match whose words belong to a better one
_BY_WORDS = frozenset({"label", "synonym"})


@dataclass(frozen=True, slots=True)
class Match:
    """A competence a text asks for, and why; `words` are the words of the text that led to it, as typed.

    It `answers` where its label leaves out little that tells something, and so does the text; else it is only like
    what is asked for, however high its score among the others.
    """

    key: str
    uri: str | None
    label: Texts
    score: float  # 0 to 1
    words: tuple[str, ...]
    via: str  # label | synonym | words | occupation | hierarchy
    answers: bool = True


Told = Callable[[Match], frozenset[str]]  # the words that led to a match but for verbs of any work


def set_apart(matches: Sequence[Match], told: Told) -> list[Match]:
    """Matches, best first, where those fall back whose words all belong to a better one: "flow" to "cash flow"."""
    found: list[Match] = []
    for one in matches:
        words = told(one)
        taken = any(words and _belongs(one, words, better, told(better)) for better in matches)
        found.append(replace(one, score=round(one.score * _BELONGS, 4)) if taken else one)
    return sorted(found, key=lambda one: -one.score)


def _belongs(one: Match, words: frozenset[str], better: Match, others: frozenset[str]) -> bool:
    if better.score < SURE or not {one.via, better.via} <= _BY_WORDS:
        return False
    return words < others and one.score < better.score


def outdone(matches: Sequence[Match], whole: Collection[str], told: Told) -> list[Match]:
    """Matches where one no longer answers that says no more of the text than a label of several words filled whole.

    "Om sundhed i klart sprog" asks for "klart sprog", and not for "jura i klart sprog". `whole`: the keys of the
    matches that have such a label.
    """
    filled = [told(one) for one in matches if one.key in whole and one.score >= SURE and one.via in _BY_WORDS]
    return [
        replace(one, answers=one.answers and not any(words <= more for more in filled))
        if len(words := told(one)) > 1 and one.key not in whole and one.via in _BY_WORDS
        else one
        for one in matches
    ]
