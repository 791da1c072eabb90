"""How hits are weighed: the four facts, what the visitor finds heaviest, and signals of rooms above."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.foundation.errors import RuleBroken

NOTHING, LITTLE, SOME, MUCH = range(4)  # intet, lidt, noget, meget


@dataclass(frozen=True, slots=True)
class Weights:
    """What weighs, 0 (nothing) to 3 (much) for each of the four facts; the defaults are those of the page."""

    kvalitet: int = SOME
    pris: int = LITTLE
    tid: int = SOME
    match: int = MUCH


def check_weights(weights: Weights) -> None:
    """Refuse a weight that is not one of the four steps."""
    for fact in ("kvalitet", "pris", "tid", "match"):
        if getattr(weights, fact) not in range(NOTHING, MUCH + 1):
            raise RuleBroken("search.not_in_range", field=fact, least=NOTHING, most=MUCH)


@dataclass(frozen=True, slots=True)
class Signals:
    """What other rooms know of an offer; a room that is not built yet leaves its neutral default, which is not shown.

    `quality` 0..1 (None: nobody has answered, the prior of the institution's kind holds), `pool` whether a class can
    be joined, `plan_net` the net price in øre for the asked number of employees under the best plan (None: what the
    document says of so many), `held` how many of the asked competences the people hold already.
    """

    quality: float | None = None
    pool: bool = False
    plan_net: int | None = None
    held: int = 0


NEUTRAL = Signals()
