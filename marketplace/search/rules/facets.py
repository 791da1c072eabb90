"""The filter groups of a search, their values, and what a filter means. Pure.

An offer answers when it passes the filters on itself, and one of its open runs passes all filters on runs: a course
near by in March and the same course far away next week are not a course near by next week. An offer without an open
run stands as one run that has no place, day or seat, with the form and price of the offer.

Each value's count says how many offers it would leave as the only one of its group, the other groups' filters kept.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from marketplace.geography.rules import distance_km
from marketplace.search.rules.asking import Ask, Near
from marketplace.search.rules.documents import DocumentRun, OfferDocument, day_number

# Inclusive bounds in tenths.
ECTS_BUCKETS: Mapping[str, tuple[int, int]] = {"none": (0, 0), "1-2": (1, 20), "2-3": (21, 30), "3-5": (31, 10**6)}
HOURS_BUCKETS: Mapping[str, tuple[int, int]] = {
    "none": (0, 0),  # nothing of it takes people away from work
    "1-8": (1, 80),
    "8-16": (81, 160),
    "16-37": (161, 370),
    "37-": (371, 10**6),
}
START_MONTHS: Mapping[str, int] = {"1m": 1, "3m": 3, "6m": 6}  # begins no later than so many months from today
START_WINDOWS = (*START_MONTHS, "later", "any")  # any: continuous intake
ACCREDITED = ("accredited", "certified", "new")  # what vouches for the institution; new: nothing yet
SEATS = ("free", "few", "full")  # on one run for all who are to go, for some of them, for nobody
DISTANCES = (10, 25, 50, 100)  # km, each with those before it; a run online is within all of them
GROUPS_OF_OFFER = ("field", "level", "ects", "language", "hours", "kind", "accredited")
GROUPS_OF_RUN = ("region", "participation", "start", "seats", "distance")
GROUPS = (*GROUPS_OF_OFFER, *GROUPS_OF_RUN)


def wanted(ask: Ask) -> dict[str, frozenset[str]]:
    """The values asked for in each filter group that is in use; distance has none, see `Ask.within_km`."""
    asked = {
        "field": ask.fields,
        "region": ask.regions,
        "participation": ask.participations,
        "language": ask.languages,
        "level": tuple(str(level) for level in ask.levels),
        "ects": ask.ects,
        "hours": ask.hours,
        "kind": ask.kinds,
        "start": ask.starts,
        "accredited": ask.accredited,
        "seats": ask.seats,
    }
    return {group: frozenset(values) for group, values in asked.items() if values}


def months_after(day: date, months: int) -> date:
    """The same day some months later, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True)
class Windows:
    """The last day of each start window, counted from a day; what begins after all of them begins later."""

    ends: Mapping[str, int]

    @classmethod
    def of(cls, day: date) -> Windows:
        """The windows as they are on a day."""
        return cls({name: day_number(months_after(day, months)) for name, months in START_MONTHS.items()})


def runs_of(document: OfferDocument) -> tuple[DocumentRun, ...]:
    """The open runs, or the one that stands for an offer without any."""
    return document.runs or (DocumentRun("", document.participation, price=document.price, steps=document.steps),)


def km_from(near: Near, run: DocumentRun) -> float | None:
    """How far it is to a run; None for one that is held nowhere."""
    return distance_km(near.lat, near.lon, run.lat, run.lon) if run.placed else None
