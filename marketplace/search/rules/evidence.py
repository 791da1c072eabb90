"""What the competences read from a need are worth, by the words they were read from. Pure.

A job title or a common verb may be read as several competences; then they say one thing between them, not several.
And where few words of a need led to a competence, its other words say more than the competences do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from marketplace.foundation.language.folding import words_of
from marketplace.search.rules.asking import Understood


def worth_of(understood: Sequence[Understood]) -> Mapping[str, float]:
    """What each competence weighs: how surely it was read, shared among all that were read from the same words.

    One that somebody chose was read from no words, and weighs by itself.
    """
    readings = Counter(one.words for one in understood if one.words)
    return {one.key: one.score / readings.get(one.words, 1) for one in understood}


def share_read(understood: Sequence[Understood], words: int) -> float:
    """How much of a need of so many words its competences stand for, 0 to 1; one that was chosen counts as a word."""
    chosen = sum(not one.words for one in understood)
    read = {word for one in understood for typed in one.words for word in words_of(typed)}
    whole = words + chosen
    return min(1.0, (len(read) + chosen) / whole) if whole else 1.0
