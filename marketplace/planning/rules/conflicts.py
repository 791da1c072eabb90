"""Which options exclude each other: pair by pair, and as groups of which at most one may be chosen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from marketplace.planning.rules.options import Option, meet
from marketplace.planning.rules.wanting import Need

PROFICIENCIES = range(1, 5)


def exclude(need: Need, one: Option, other: Option) -> bool:
    """Whether two options may not both be chosen: an outcome would be bought twice, or two days fall together."""
    return need.repeats(one.outcomes, other.outcomes) is not None or meet(one, other)


def same_outcome(need: Need, options: Sequence[Option]) -> list[tuple[int, ...]]:
    """Groups of positions in `options`; two options would buy an outcome twice exactly when a group has both.

    A group is everybody who builds one competence; and, where a competence lies below another, everybody who builds
    the broader one to a proficiency or more together with everybody who builds the narrower one to it or less.
    """
    building: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for at, option in enumerate(options):
        for outcome in option.outcomes:
            building[outcome.key].append((at, outcome.proficiency))
    groups = [tuple(at for at, _proficiency in built) for _key, built in sorted(building.items())]
    for broad in sorted(need.below.keys() & building.keys()):
        for narrow in sorted(need.below[broad] & building.keys()):
            groups += _across(building[broad], building[narrow])
    return [group for group in groups if len(group) > 1]


def _across(broad: Sequence[tuple[int, int]], narrow: Sequence[tuple[int, int]]) -> Iterator[tuple[int, ...]]:
    for least in PROFICIENCIES:
        above = {at for at, proficiency in broad if proficiency >= least}
        under = {at for at, proficiency in narrow if proficiency <= least}
        if above and under:
            yield tuple(sorted(above | under))


def same_day(options: Sequence[Option]) -> list[tuple[int, ...]]:
    """Groups of positions in `options` that ask people to be at a place on one day."""
    on_day: defaultdict[int, list[int]] = defaultdict(list)
    for at, option in enumerate(options):
        for day in option.days:
            on_day[day].append(at)
    return [tuple(found) for _day, found in sorted(on_day.items()) if len(found) > 1]
