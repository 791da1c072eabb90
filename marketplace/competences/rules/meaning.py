"""Which matches are shown as understood, and which only as what may be meant too."""

from __future__ import annotations

from collections.abc import Iterable

from marketplace.competences.rules.matches import SURE, Match


def meant(matches: Iterable[Match]) -> list[Match]:
    """Of matches in order, best first, those that are understood.

    A match is understood when it answers and is sure, and no surer one was led to by the same words: "projektledelse"
    is one competence, not the three whose labels have the word. What a job needs comes together, all by the job's
    title.
    """
    found: list[Match] = []
    spoken: set[str] = set()
    for one in matches:
        if one.score < SURE or not one.answers:
            continue
        by_title = one.via == "occupation"
        if by_title or not one.words or not spoken.issuperset(one.words):
            found.append(one)
        if not by_title:
            spoken.update(one.words)
    return found
