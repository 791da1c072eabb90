"""What is wanted, what an offer gives, and when one outcome holds another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from marketplace.foundation.errors import RuleBroken

MOST_WANTED = 40
MOST_SEATS = 500
MOST_KM = 1000
MOST_BUDGET = 100_000_000_00  # øre
MOST_HOURS = 100_000  # tenths


@dataclass(frozen=True, slots=True)
class Wanted:
    """A competence somebody must reach: how much it weighs (1 or more), and the proficiency (0: none is stated)."""

    key: str
    weight: int = 1
    proficiency: int = 0


class Outcome(NamedTuple):
    """A competence that an offer builds, and the proficiency reached (1 to 4)."""

    key: str
    proficiency: int


@dataclass(frozen=True, slots=True)
class Place:
    """A point in degrees that distances are measured from."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Limits:
    """What a cover may not go beyond; None is no limit.

    `budget` in øre with VAT for all of `headcount`, `hours` away from work in tenths per employee, `not_before` and
    `done_by` the first and last day of any run, `within_km` from `near`, which travel is counted from.
    """

    headcount: int = 1
    budget: int | None = None
    hours: int | None = None
    not_before: date | None = None
    done_by: date | None = None
    near: Place | None = None
    within_km: int | None = None


def check_limits(limits: Limits) -> None:
    """Refuse limits nothing could meet, or that mean nothing; each names the field that is wrong."""
    for name, value, most in (
        ("budget", limits.budget, MOST_BUDGET),
        ("hours", limits.hours, MOST_HOURS),
        ("within_km", limits.within_km, MOST_KM),
    ):
        if value is not None and not 0 <= value <= most:
            raise RuleBroken(f"planning.{name}_range", field=name, most=most)
    if not 1 <= limits.headcount <= MOST_SEATS:
        raise RuleBroken("planning.headcount_range", field="headcount", most=MOST_SEATS)
    if limits.not_before and limits.done_by and limits.not_before > limits.done_by:
        raise RuleBroken("planning.dates_order", field="done_by", first=limits.not_before, last=limits.done_by)
    if limits.within_km is not None and limits.near is None:
        raise RuleBroken("planning.distance_from", field="postcode")


def check_wanted(wanted: Iterable[Wanted]) -> tuple[Wanted, ...]:
    """The competences by key, each once; refuses more than 40, a weight below 1, a proficiency outside 0 to 4."""
    by_key = {one.key: one for one in wanted}
    if len(by_key) > MOST_WANTED:
        raise RuleBroken("planning.too_many_wanted", most=MOST_WANTED, many=len(by_key))
    if any(one.weight < 1 or not 0 <= one.proficiency <= 4 for one in by_key.values()):
        raise ValueError("a weight is 1 or more, a proficiency 0 to 4")
    return tuple(by_key[key] for key in sorted(by_key))


@dataclass(frozen=True)
class Need:
    """The wanted competences, and what lies below each competence that matters (at any depth) in the vocabulary."""

    wanted: tuple[Wanted, ...]
    below: Mapping[str, frozenset[str]] = field(default_factory=dict)
    keys: frozenset[str] = field(init=False, repr=False, compare=False)
    _reached: Mapping[str, tuple[tuple[str, int], ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        asked = frozenset(one.key for one in self.wanted)
        narrower = frozenset().union(*(self._under(key) for key in asked))
        object.__setattr__(self, "keys", asked | narrower)
        reached = {
            key: tuple(
                (one.key, max(one.proficiency, 1))
                for one in self.wanted
                if one.key == key or key in self._under(one.key) or (key in asked and one.key in self._under(key))
            )
            for key in self.keys
        }
        object.__setattr__(self, "_reached", reached)

    def _under(self, key: str) -> frozenset[str]:
        return self.below.get(key, frozenset())

    @property
    def weights(self) -> Mapping[str, int]:
        """What each wanted competence weighs."""
        return {one.key: one.weight for one in self.wanted}

    def related(self, outcomes: Iterable[Outcome]) -> tuple[Outcome, ...]:
        """The outcomes that matter: of a wanted competence or one below it, each once at its highest proficiency."""
        best: dict[str, int] = {}
        for outcome in outcomes:
            if outcome.key in self.keys:
                best[outcome.key] = max(outcome.proficiency, best.get(outcome.key, 0))
        return tuple(Outcome(key, best[key]) for key in sorted(best))

    def covered_by(self, outcomes: Iterable[Outcome]) -> frozenset[str]:
        """Which wanted competences these outcomes reach.

        One is reached, at the wanted proficiency or more, by an outcome of its own or of a narrower competence (a part
        of it, as the list of offers counts too), or of a broader one that is wanted as well: whoever has bought that
        holds the narrower one and may not be sold it again.
        """
        return frozenset(
            key
            for outcome in outcomes
            for key, least in self._reached.get(outcome.key, ())
            if outcome.proficiency >= least
        )

    def reached(self, outcomes: Iterable[Outcome], key: str) -> int:
        """The proficiency these outcomes reach in a wanted competence or a part of it; 0: they do not build it."""
        return max(
            (one.proficiency for one in outcomes if one.key == key or one.key in self._under(key)),
            default=0,
        )

    def proficiency_of(self, key: str) -> int:
        """The proficiency wanted in a competence, 0 when none is stated."""
        return next(one.proficiency for one in self.wanted if one.key == key)

    def holds(self, outcome: Outcome, other: Outcome) -> bool:
        """Whether having one outcome is having the other: the same or a narrower competence, no more proficiency.

        This is "the same outcome" of domain.md section 8: whoever has bought one must not be sold the other.
        """
        same = other.key == outcome.key or other.key in self._under(outcome.key)
        return same and other.proficiency <= outcome.proficiency

    def repeats(self, some: Iterable[Outcome], others: Iterable[Outcome]) -> Outcome | None:
        """The first outcome that would be bought twice with both, or None."""
        mine = tuple(some)
        for theirs in others:
            for ours in mine:
                if self.holds(ours, theirs):
                    return theirs
                if self.holds(theirs, ours):
                    return ours
        return None
