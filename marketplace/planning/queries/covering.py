"""The best cover of a need: options that fit, the better ones among them, and what the solver chooses."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from datetime import datetime

from marketplace.planning.gateway import Solver
from marketplace.planning.queries.candidates import candidates, few_candidates, needed_competences
from marketplace.planning.rules.covers import Cover, open_of, parts_of
from marketplace.planning.rules.dominance import undominated
from marketplace.planning.rules.greedy import good_start, greedy, needed
from marketplace.planning.rules.options import Option, misses
from marketplace.planning.rules.program import Stage, program
from marketplace.planning.rules.trying import try_all
from marketplace.planning.rules.wanting import Limits, Need, Wanted, check_limits, check_wanted

SECONDS = 1.8  # of a page that answers within two
FEW, STEPS = 400, 5_000  # so many options are tried out, in so many steps, before the solver is asked


def cover(wanted: Iterable[Wanted], limits: Limits, *, now: datetime, seconds: float = SECONDS) -> Cover:
    """The best cover of some competences within limits, from what is on sale now; 8 statements at most.

    RuleBroken "planning.…" for limits that mean nothing. Choosing an offer is choosing one of its open runs with seats
    for the whole headcount.
    """
    check_limits(limits)
    need = needed_competences(check_wanted(wanted))
    return best_cover(need, candidates(need, limits, now=now), limits, seconds=seconds)


def cover_of_few(
    wanted: Iterable[Wanted], limits: Limits, *, now: datetime, offers: int, seconds: float
) -> Cover | None:
    """The best cover when it is found at once: from so many offers at most and proved within the time; else None."""
    check_limits(limits)
    need = needed_competences(check_wanted(wanted))
    options = few_candidates(need, limits, now=now, most=offers)
    if options is None:
        return None
    found = best_cover(need, options, limits, seconds=seconds)
    return found if found.proved else None


def best_cover(need: Need, options: Sequence[Option], limits: Limits, *, seconds: float = SECONDS) -> Cover:
    """The best cover from given options: most weight covered, then least price, fewest institutions, least travel.

    When the time is over, the best found so far: its stages then say how good each aim could be at best.
    """
    ends = time.monotonic() + seconds
    fitting = [option for option in options if option.covers and not misses(option, limits)]
    better = undominated(fitting)
    stages: tuple[Stage, ...] = ()
    chosen: tuple[int, ...] = ()
    tried = try_all(need, better, limits, steps=STEPS) if len(better) <= FEW else None
    if tried is not None:
        chosen, stages = tried, program(need, better, limits).reached(tried)
    elif better:
        start = good_start(need, better, limits)
        answer = Solver(program(need, better, limits), seconds=ends - time.monotonic()).solve(start)
        chosen, stages = answer.chosen, answer.stages
        if not answer.proved:
            chosen = greedy(need, better, limits, chosen)
        chosen = needed(better, chosen)
    taken = [better[at] for at in chosen]
    return Cover(
        need=need,
        limits=limits,
        parts=parts_of(need, taken),
        open=open_of(need, options, taken, limits),
        stages=stages,
        considered=len(fitting),
        offers=len({option.offer for option in options}),
    )
