"""A cover by the first good choice each time: where the solver starts from, and the baseline it is measured by."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from marketplace.planning.rules.conflicts import exclude
from marketplace.planning.rules.options import Option
from marketplace.planning.rules.wanting import Limits, Need

Order = Callable[[int, int], object]  # of an option's weight and cost; the smallest is taken first


def most_first(worth: int, cost: int) -> tuple[int, int]:
    """What covers most, then costs least."""
    return -worth, cost


def cheapest_share(worth: int, cost: int) -> tuple[float, int]:
    """What costs least for the weight it covers, then covers most."""
    return cost / worth, -worth


def greedy(
    need: Need, options: Sequence[Option], limits: Limits, chosen: Sequence[int] = (), order: Order = most_first
) -> tuple[int, ...]:
    """Positions in `options` that keep every limit together, beginning with those already chosen.

    Options are looked at once in their order, and taken when they cover something that is still open.
    """
    weights = need.weights
    taken = list(chosen)
    built = {outcome.key for at in taken for outcome in options[at].outcomes}
    still_open = set(weights).difference(*(options[at].covers for at in taken))
    worth = [sum(weights[key] for key in option.covers) for option in options]
    for at in sorted(range(len(options)), key=lambda at: (order(worth[at], options[at].cost), at)):
        if not still_open:
            break
        option = options[at]
        if still_open.isdisjoint(option.covers) or any(outcome.key in built for outcome in option.outcomes):
            continue  # what is built twice is bought twice: no need to look closer
        if not fits_with(need, option, [options[one] for one in taken], limits):
            continue
        taken.append(at)
        built.update(outcome.key for outcome in option.outcomes)
        still_open -= option.covers
    return tuple(sorted(taken))


def good_start(need: Need, options: Sequence[Option], limits: Limits) -> tuple[int, ...]:
    """The better of two greedy covers: the one with more weight, then the cheaper one."""
    weights = need.weights

    def score(chosen: tuple[int, ...]) -> tuple[int, int]:
        covered = frozenset().union(*(options[at].covers for at in chosen))
        return -sum(weights[key] for key in covered), sum(options[at].cost for at in chosen)

    return min((greedy(need, options, limits, order=order) for order in (most_first, cheapest_share)), key=score)


def needed(options: Sequence[Option], chosen: Sequence[int]) -> tuple[int, ...]:
    """The chosen ones without those whose whole cover the others give too; the dearest of them go first."""
    kept = list(chosen)
    for at in sorted(chosen, key=lambda at: (-options[at].cost, at)):
        others = frozenset().union(*(options[one].covers for one in kept if one != at))
        if options[at].covers <= others:
            kept.remove(at)
    return tuple(kept)


def fits_with(need: Need, option: Option, chosen: Sequence[Option], limits: Limits) -> bool:
    """Whether an option can be added: nothing twice, no day twice, and budget and hours are enough for all."""
    if limits.budget is not None and option.cost + sum(one.cost for one in chosen) > limits.budget:
        return False
    if limits.hours is not None and option.hours + sum(one.hours for one in chosen) > limits.hours:
        return False
    return not any(exclude(need, option, one) for one in chosen)
