"""No wall of near-identical offers from one provider: hits of one institution are spaced where others do as well. Pure.

Only hits that score nearly alike change places: whoever asks still finds what matches clearly better before the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

Hit = TypeVar("Hit")

IN_A_ROW = 2  # hits of one institution, one after the other
REACH = 12  # how many hits further down are looked through for another institution
NEARLY = 0.85  # of the score of the hit that is passed


def varied(
    hits: Sequence[Hit],
    institution: Callable[[Hit], str],
    score: Callable[[Hit], float],
    alike: Callable[[Hit, Hit], bool] = lambda one, other: False,
) -> list[Hit]:
    """The hits in an order where no institution fills more than two places in a row, if others come near its score.

    Two hits of one institution that are `alike` (the same course under two names) do not even follow each other. A
    permutation of the hits: the first stays first, nothing is lost, and hits that may stay keep their order.
    """
    left = list(hits)
    placed: list[Hit] = []
    while left:
        at = next((at for at in _candidates(left, score) if not _walls(placed, left[at], institution, alike)), 0)
        placed.append(left.pop(at))
    return placed


def _candidates(left: Sequence[Hit], score: Callable[[Hit], float]) -> list[int]:
    least = NEARLY * score(left[0])
    return [at for at in range(min(REACH, len(left))) if at == 0 or score(left[at]) >= least]


def _walls(
    placed: Sequence[Hit], hit: Hit, institution: Callable[[Hit], str], alike: Callable[[Hit, Hit], bool]
) -> bool:
    """Whether a hit would add to a wall of its institution."""
    if not placed or institution(placed[-1]) != institution(hit):
        return False
    row = [one for one in placed[-IN_A_ROW:] if institution(one) == institution(hit)]
    return len(row) == IN_A_ROW or alike(placed[-1], hit)
