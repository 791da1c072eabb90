"""Dropping options that no best cover needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from marketplace.planning.rules.options import Option
from marketplace.planning.rules.wanting import Outcome

COMPARED = 40  # with how many better ones each option is compared: dropping fewer is safe, only slower later


def undominated(options: Iterable[Option]) -> list[Option]:
    """The options worth choosing among, in a fixed order whatever order they came in.

    Within one institution and one set of outcomes, an option is dropped when another costs no more, takes no more
    hours, is no farther away, and asks for no day that this one does not ask for. Whoever holds a cover with the
    dropped one may put the other in its place: the same is covered and repeated, no limit and no aim gets worse.
    """
    groups: defaultdict[tuple[str, tuple[Outcome, ...]], list[Option]] = defaultdict(list)
    for option in options:
        groups[option.institution, option.outcomes].append(option)
    kept: list[Option] = []
    for key in sorted(groups):
        kept += _best_of(groups[key])
    return kept


def _best_of(group: list[Option]) -> list[Option]:
    if len(group) == 1:
        return group
    kept: list[Option] = []
    for option in sorted(group, key=_order):
        if not any(_as_good(better, option) for better in kept[:COMPARED]):
            kept.append(option)
    return kept


def _order(option: Option) -> tuple[int, int, int, int, int, str, str]:
    """The cheapest first; among equals the one that is done first."""
    done = option.last_day.toordinal() if option.last_day else 0
    return (option.cost, option.hours, option.travel, len(option.days), done, option.offer, option.run)


def _as_good(better: Option, option: Option) -> bool:
    return (
        better.cost <= option.cost
        and better.hours <= option.hours
        and better.travel <= option.travel
        and better.days <= option.days
    )
