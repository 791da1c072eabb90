"""What a company may say about what its people must be able to do. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from marketplace.foundation.errors import Conflict, RuleBroken

TEXT_MAX = 2_000
MOST_COMPETENCES = 40
MOST_PEOPLE = 9_999
MOST_MONEY = 10**9  # øre: 10 million kroner
MOST_HOURS = 100_000  # tenths
DROPPED_LAST = timedelta(days=30)  # a deleted need can be brought back for so long


class Proficiency(IntEnum):
    """How well somebody can do something; never compared with the levels of the qualifications framework."""

    KNOWS_OF = 1
    WITH_SUPPORT = 2
    ALONE = 3
    GUIDES_OTHERS = 4


WANTED_AT_FIRST = Proficiency.ALONE  # what is asked for where nobody has said how well


@dataclass(frozen=True, slots=True)
class Wanted:
    """One competence of a need: how well people can do it now (None: not said), and how well they must."""

    key: str
    now: int | None = None
    wanted: int = WANTED_AT_FIRST


@dataclass(frozen=True, slots=True)
class Limits:
    """What a need must stay within; None is no limit. `budget` is øre for all, `hours` tenths away from work each."""

    headcount: int | None = None
    postcode: str = ""
    budget: int | None = None
    hours: int | None = None
    starts_on: date | None = None
    done_by: date | None = None


def check_text(text: str) -> str:
    """The words of a need; RuleBroken when there are none, or too many."""
    clean = text.strip()
    if not clean:
        raise RuleBroken("needs.text_missing", field="text")
    if len(clean) > TEXT_MAX:
        raise RuleBroken("needs.text_long", field="text", most=TEXT_MAX, size=len(clean))
    return clean


def check_limits(limits: Limits) -> None:
    """Refuse limits that nothing could meet."""
    _check_range("headcount", limits.headcount, 1, MOST_PEOPLE)
    _check_range("budget", limits.budget, 0, MOST_MONEY)
    _check_range("hours", limits.hours, 0, MOST_HOURS)
    if limits.starts_on and limits.done_by and limits.done_by < limits.starts_on:
        raise RuleBroken("needs.done_before_start", field="done_by", starts_on=limits.starts_on)


def _check_range(field: str, value: int | None, least: int, most: int) -> None:
    if value is not None and not least <= value <= most:
        raise RuleBroken("needs.out_of_range", field=field)


def check_competences(wanted: Sequence[Wanted], known: Collection[str]) -> None:
    """Refuse competences that do not exist, stand twice, are too many, or whose level is no level."""
    keys = [one.key for one in wanted]
    if len(keys) > MOST_COMPETENCES:
        raise RuleBroken("needs.too_many_competences", field="competences", most=MOST_COMPETENCES)
    if len(set(keys)) < len(keys):
        raise RuleBroken("needs.competence_twice", field="competences")
    if not set(keys) <= set(known):
        raise RuleBroken("needs.unknown_competence", field="competences")
    levels = {level for one in wanted for level in (one.now, one.wanted) if level is not None}
    if not levels <= set(Proficiency):
        raise RuleBroken("needs.level_range", field="competences")


def check_unchanged(revision: int, seen: int) -> None:
    """Refuse to write over what somebody else has changed since the form was shown."""
    if revision != seen:
        raise Conflict("needs.changed_meanwhile")


def is_gap(wanted: Wanted) -> bool:
    """Whether something is missing: people cannot do it yet as well as they must."""
    return wanted.now is None or wanted.now < wanted.wanted


def changed_names(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[str, ...]:
    """What is different, by name, in the order of the alphabet."""
    return tuple(sorted(name for name, value in after.items() if before.get(name) != value))
