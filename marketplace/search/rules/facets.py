"""Filters and counts of a search, said once and plainly; the index must agree with them. Pure.

An offer answers when it passes the filters on itself, and one of its open runs passes all filters on runs. An offer
without an open run stands as one run that has no place, day or seat, with the form and price of the offer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from marketplace.geography.rules import distance_km
from marketplace.search.rules.asking import Ask, Near
from marketplace.search.rules.documents import NO_START, DocumentRun, OfferDocument, day_number

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
SEATS = ("free", "few", "full")  # for all who are to go, for some of them, for nobody
DISTANCES = (10, 25, 50, 100)  # km
GROUPS_OF_OFFER = ("field", "level", "ects", "language", "hours", "kind", "accredited")
GROUPS_OF_RUN = ("region", "participation", "start", "seats", "distance")
GROUPS = (*GROUPS_OF_OFFER, *GROUPS_OF_RUN)


def ects_bucket(tenths: int) -> str:
    """The bucket a number of ECTS (in tenths) falls in."""
    return _bucket(ECTS_BUCKETS, tenths)


def hours_bucket(tenths: int) -> str:
    """The bucket a number of hours away from work (in tenths) falls in."""
    return _bucket(HOURS_BUCKETS, tenths)


def _bucket(buckets: Mapping[str, tuple[int, int]], tenths: int) -> str:
    return next(name for name, (least, most) in buckets.items() if least <= tenths <= most)


def months_after(day: date, months: int) -> date:
    """The same day some months later, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


@dataclass(frozen=True, slots=True)
class Windows:
    """The start windows as days of one particular day; a run begins in all windows whose end it does not pass."""

    ends: Mapping[str, int]

    @classmethod
    def of(cls, day: date) -> Windows:
        """The windows as they are on a day."""
        return cls({name: day_number(months_after(day, months)) for name, months in START_MONTHS.items()})

    def values(self, run: DocumentRun) -> tuple[str, ...]:
        """The windows a run begins in; none for an offer without an open run."""
        if not run.ref:
            return ()
        if run.starts == NO_START:
            return ("any",)
        return tuple(name for name, end in self.ends.items() if run.starts <= end) or ("later",)


def runs_of(document: OfferDocument) -> tuple[DocumentRun, ...]:
    """The open runs, or the one that stands for an offer without any."""
    return document.runs or (DocumentRun("", document.participation, price=document.price),)


def seats_value(run: DocumentRun, people: int) -> tuple[str, ...]:
    """How the free seats of a run do for so many people."""
    if not run.ref:
        return ()
    return ("free",) if run.free >= people else ("few",) if run.free > 0 else ("full",)


def km_from(near: Near, run: DocumentRun) -> float | None:
    """How far it is to a run; None for one that is held nowhere."""
    return distance_km(near.lat, near.lon, run.lat, run.lon) if run.placed else None


def is_within(near: Near, run: DocumentRun, km: int) -> bool:
    """Whether nobody has to travel further than so many kilometres; an online run needs no travel."""
    if not run.placed:
        return run.participation == "online"
    return distance_km(near.lat, near.lon, run.lat, run.lon) <= km


def offer_values(document: OfferDocument) -> Mapping[str, tuple[str, ...]]:
    """Where an offer itself counts in each filter group."""
    return {
        "field": (document.field,),
        "level": (str(document.level),) if document.level else (),
        "ects": (ects_bucket(document.ects),),
        "language": (document.language,),
        "hours": (hours_bucket(document.hours),),
        "kind": (document.institution_kind,) if document.institution_kind else (),
        "accredited": (document.accredited,) if document.accredited else (),
    }


def run_values(run: DocumentRun, ask: Ask, windows: Windows) -> Mapping[str, tuple[str, ...]]:
    """Where a run counts in each filter group."""
    near = ask.near
    return {
        "region": (run.region,) if run.region else (),
        "participation": (run.participation,) if run.participation else (),
        "start": windows.values(run),
        "seats": seats_value(run, ask.people),
        "distance": tuple(str(km) for km in DISTANCES if near is not None and is_within(near, run, km)),
    }


def wanted(ask: Ask) -> dict[str, frozenset[str]]:
    """The values asked for in each filter group that is in use; distance stands by itself, see `is_within`."""
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


def offer_fits(document: OfferDocument, ask: Ask) -> bool:
    """Whether an offer passes the limits on itself that are not counted: institution and competence."""
    if ask.institution and document.institution != ask.institution:
        return False
    if ask.institutions and document.institution not in ask.institutions:
        return False
    return not ask.competence or ask.competence in document.competences


def run_fits(run: DocumentRun, ask: Ask, day: int) -> bool:
    """Whether a run passes the limits that are not counted: price, municipality, and being over in time."""
    if ask.price_to is not None and not 0 <= run.price * ask.people <= ask.price_to:
        return False
    if ask.municipality and run.municipality != ask.municipality:
        return False
    return ask.done_by is None or _is_done(run, day_number(ask.done_by), day)


def _is_done(run: DocumentRun, by: int, day: int) -> bool:
    if not run.ref or by < day:
        return False
    # With continuous intake the pace is the learner's own.
    return run.starts == NO_START or (run.ends or run.starts) <= by


def fits_distance(run: DocumentRun, ask: Ask) -> bool:
    """Whether a run passes the limit of distance."""
    return ask.near is None or ask.within_km is None or is_within(ask.near, run, ask.within_km)


def fitting(ask: Ask, day: date) -> Callable[[OfferDocument], bool]:
    """The test whether an offer passes all filters of a search on a day."""
    values, windows, number = wanted(ask), Windows.of(day), day_number(day)
    of_offer = [(group, values[group]) for group in GROUPS_OF_OFFER if group in values]
    of_run = [(group, values[group]) for group in GROUPS_OF_RUN if group in values]

    def passes(document: OfferDocument) -> bool:
        mine = offer_values(document)
        if not offer_fits(document, ask) or any(asked.isdisjoint(mine[group]) for group, asked in of_offer):
            return False
        return any(run_passes(run) for run in runs_of(document))

    def run_passes(run: DocumentRun) -> bool:
        if not run_fits(run, ask, number) or not fits_distance(run, ask):
            return False
        its = run_values(run, ask, windows)
        return not any(asked.isdisjoint(its[group]) for group, asked in of_run)

    return passes


# The field of a search that holds each group's own filter.
ASK_FIELDS: Mapping[str, str] = {
    "field": "fields",
    "level": "levels",
    "ects": "ects",
    "language": "languages",
    "hours": "hours",
    "kind": "kinds",
    "accredited": "accredited",
    "region": "regions",
    "participation": "participations",
    "start": "starts",
    "seats": "seats",
    "distance": "within_km",
}


def without_group(ask: Ask, group: str) -> Ask:
    """The search without a group's own filter."""
    nothing: object = None if group == "distance" else ()
    return replace(ask, **{ASK_FIELDS[group]: nothing})  # type: ignore[arg-type]  # the field's own empty value


def with_value(ask: Ask, group: str, value: str) -> Ask:
    """The search with one value as a group's only filter."""
    only: object = int(value) if group == "distance" else (int(value),) if group == "level" else (value,)
    return replace(ask, **{ASK_FIELDS[group]: only})  # type: ignore[arg-type]  # the field's own kind of value


def count_facets(documents: Sequence[OfferDocument], ask: Ask, day: date) -> dict[str, dict[str, int]]:
    """For each filter group, how many offers each value alone would leave, the other groups' filters kept.

    This is the meaning of the counts, not the way they are found: it asks the filters once for each value.
    """
    windows = Windows.of(day)
    counts: dict[str, dict[str, int]] = {}
    for group in GROUPS:
        seen = Counter(
            value
            for document in documents
            for value in {
                *offer_values(document).get(group, ()),
                *(one for run in runs_of(document) for one in run_values(run, ask, windows).get(group, ())),
            }
        )
        found = {}
        for value in seen:
            passes = fitting(with_value(ask, group, value), day)
            found[value] = sum(map(passes, documents))
        counts[group] = {value: count for value, count in found.items() if count}
    return counts
