"""A cover as it is told: what is chosen, what it costs, and what stays open and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from marketplace.planning.rules.options import Miss, Option, meet, misses
from marketplace.planning.rules.program import Stage
from marketplace.planning.rules.wanting import Limits, Need

# When two options miss as many limits, the one whose miss is easiest to mend is the nearest: a date before money,
# money before a trip, and what nobody can mend today last.
MENDING = (
    "late",
    "early",
    "full",
    "dear",
    "budget_left",
    "hours",
    "hours_left",
    "far",
    "same_day",
    "twice",
    "lower",
    "no_price",
    "no_run",
)


@dataclass(frozen=True, slots=True)
class Part:
    """One chosen option, and the wanted competences counted to it: those no part before it gives."""

    option: Option
    covers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Open:
    """A wanted competence that stays open; the nearest option that builds it (None: nobody does), and its misses."""

    key: str
    nearest: Option | None = None
    misses: tuple[Miss, ...] = ()


@dataclass(frozen=True)
class Cover:
    """The offers that cover a need best within its limits, and how far each aim came."""

    need: Need
    limits: Limits
    parts: tuple[Part, ...] = ()
    open: tuple[Open, ...] = ()
    stages: tuple[Stage, ...] = ()
    considered: int = 0  # options that met the limits by themselves
    offers: int = field(default=0)  # offers that build any of the competences

    @property
    def covered(self) -> int:
        """How many of the wanted competences are covered."""
        return sum(len(part.covers) for part in self.parts)

    @property
    def price(self) -> int:
        """What all of it costs for the whole headcount, in øre with VAT."""
        return sum(part.option.cost for part in self.parts)

    @property
    def hours(self) -> int:
        """Hours away from work per employee, in tenths."""
        return sum(part.option.hours for part in self.parts)

    @property
    def done_on(self) -> date | None:
        """The last day of the last run; None when no part has a date."""
        return max((day for part in self.parts if (day := part.option.last_day) is not None), default=None)

    @property
    def proved(self) -> bool:
        """Whether no other cover is better."""
        return all(stage.proved for stage in self.stages)

    @property
    def unproved(self) -> Stage | None:
        """The first aim for which something better may exist, with its bound."""
        return next((stage for stage in self.stages if not stage.proved), None)


def parts_of(need: Need, chosen: Iterable[Option]) -> tuple[Part, ...]:
    """The parts in the order of their runs, soonest first; each competence stands once, where it is first given."""
    ordered = sorted(chosen, key=lambda one: (one.starts_on or date.max, one.offer, one.run))
    still_open = [one.key for one in need.wanted]
    parts = []
    for option in ordered:
        given = tuple(key for key in still_open if key in option.covers)
        still_open = [key for key in still_open if key not in option.covers]
        parts.append(Part(option, given))
    return tuple(parts)


def open_of(need: Need, options: Sequence[Option], chosen: Sequence[Option], limits: Limits) -> tuple[Open, ...]:
    """Every wanted competence the chosen options leave open, with the nearest option and what keeps it out."""
    covered = frozenset().union(*(option.covers for option in chosen))
    return tuple(_why_open(need, one.key, options, chosen, limits) for one in need.wanted if one.key not in covered)


def _why_open(need: Need, key: str, options: Sequence[Option], chosen: Sequence[Option], limits: Limits) -> Open:
    building = [option for option in options if key in option.covers or need.reached(option.outcomes, key)]
    if not building:
        return Open(key)
    found = [(option, _all_misses(need, key, option, chosen, limits)) for option in building]
    option, missed = min(found, key=lambda pair: (*_distance(pair[1]), pair[0].price or 0, pair[0].offer, pair[0].run))
    return Open(key, option, missed)


def _distance(missed: Sequence[Miss]) -> tuple[int, int, float]:
    worst = max((MENDING.index(miss.code) for miss in missed), default=0)
    return len(missed), worst, sum(miss.by for miss in missed if MENDING.index(miss.code) == worst)


def _all_misses(need: Need, key: str, option: Option, chosen: Sequence[Option], limits: Limits) -> tuple[Miss, ...]:
    """What keeps an option out by itself, and then together with what is chosen."""
    alone = list(misses(option, limits))
    if key not in option.covers:
        reached, wanted = need.reached(option.outcomes, key), need.proficiency_of(key)
        alone.append(Miss("lower", wanted - reached, {"reached": reached, "wanted": wanted}))
    return tuple(alone) if alone else tuple(_beside(need, option, chosen, limits))


def _beside(need: Need, option: Option, chosen: Sequence[Option], limits: Limits) -> Iterable[Miss]:
    for one in chosen:
        again = need.repeats(one.outcomes, option.outcomes)
        if again is not None:
            yield Miss("twice", 1, {"key": again.key, "offer": one.offer})
            break
    for one in chosen:
        if meet(one, option):
            yield Miss("same_day", 1, {"on": date.fromordinal(min(one.days & option.days)), "offer": one.offer})
            break
    if limits.budget is not None:
        left = limits.budget - sum(one.cost for one in chosen)
        if option.cost > left:
            yield Miss("budget_left", option.cost - left, {"price": option.cost, "budget_left": left})
    if limits.hours is not None:
        spare = limits.hours - sum(one.hours for one in chosen)
        if option.hours > spare:
            yield Miss("hours_left", option.hours - spare, {"hours": option.hours, "hours_left": spare})
