"""An offer on one of its open runs, whether it meets the limits by itself, and by how much it misses them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from marketplace.planning.rules.wanting import Limits, Outcome

FAR_AWAY_KM = 500.0  # a place nobody knows must never look nearer than one that is known


@dataclass(frozen=True, slots=True)
class Option:
    """A choice: one offer on one open run, for the whole headcount.

    `price` is what is charged for all, in øre with VAT (None: nothing is priced yet); `hours` away from work in tenths
    per employee; `km` from the buyer (0 where it comes to them, None when unknown or nobody asked); `days` are those
    on which people must be at a place, as ordinals; `left` free seats. An offer without an open run has no `run`.
    """

    offer: str
    run: str
    institution: str
    outcomes: tuple[Outcome, ...]  # those that matter to the need
    covers: frozenset[str]
    price: int | None
    hours: int
    km: float | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    days: frozenset[int] = frozenset()
    left: int = 0

    @property
    def last_day(self) -> date | None:
        """The day it is over; None with continuous intake, where whoever takes it decides."""
        return self.ends_on or self.starts_on

    @property
    def travel(self) -> int:
        """Distance in whole hundred metres, as covers are compared by."""
        return round((FAR_AWAY_KM if self.km is None else self.km) * 10)

    @property
    def cost(self) -> int:
        """The price of an option that has one."""
        if self.price is None:
            raise ValueError(f"{self.offer} has no price")
        return self.price


@dataclass(frozen=True, slots=True)
class Miss:
    """What keeps an option out, and by how much (`by` compares misses of one code; the smaller the nearer)."""

    code: str
    by: float = 0
    facts: Mapping[str, Any] = field(default_factory=dict)


def misses(option: Option, limits: Limits) -> tuple[Miss, ...]:
    """Every limit the option breaks by itself; none when it may be chosen.

    A run with continuous intake has no last day: whoever takes it decides when to be done, so no date is missed.
    """
    if not option.run:
        return (Miss("no_run"),)
    found = []
    if option.price is None:
        found.append(Miss("no_price"))
    if option.left < limits.headcount:
        found.append(Miss("full", limits.headcount - option.left, {"seats": option.left, "people": limits.headcount}))
    found += _dates_missed(option, limits)
    if limits.budget is not None and option.price is not None and option.price > limits.budget:
        found.append(Miss("dear", option.price - limits.budget, {"price": option.price, "budget": limits.budget}))
    if limits.hours is not None and option.hours > limits.hours:
        found.append(Miss("hours", option.hours - limits.hours, {"hours": option.hours, "most_hours": limits.hours}))
    if limits.within_km is not None and (option.km is None or option.km > limits.within_km):
        away = FAR_AWAY_KM if option.km is None else option.km
        found.append(Miss("far", away - limits.within_km, {"km": option.km, "most_km": limits.within_km}))
    return tuple(found)


def _dates_missed(option: Option, limits: Limits) -> list[Miss]:
    found = []
    last = option.last_day
    if limits.done_by is not None and last is not None and last > limits.done_by:
        found.append(Miss("late", (last - limits.done_by).days, {"last": last, "done_by": limits.done_by}))
    if limits.not_before is not None and option.starts_on is not None and option.starts_on < limits.not_before:
        early = (limits.not_before - option.starts_on).days
        found.append(Miss("early", early, {"first": option.starts_on, "not_before": limits.not_before}))
    return found


def meet(one: Option, other: Option) -> bool:
    """Whether two runs ask people to be at a place on the same day."""
    return not one.days.isdisjoint(other.days)
