"""What a search over some offers must give, said once more and plainly: no columns, no engine, one offer at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from marketplace.geography.rules import alphabetical, distance_km
from marketplace.search.rules import NO_START, Ask, DocumentRun, Near, OfferDocument

Values = tuple[str, ...]
NOWHERE = 1 << 62
FILTERS: Mapping[str, str] = {
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
ALL_VALUES: Mapping[str, Sequence[object]] = {
    "level": range(1, 9),
    "ects": ("none", "1-2", "2-3", "3-5"),
    "hours": ("none", "1-8", "8-16", "16-37", "37-"),
    "start": ("1m", "3m", "6m", "later", "any"),
    "accredited": ("accredited", "certified", "new"),
    "seats": ("free", "few", "full"),
    "distance": (10, 25, 50, 100),
}


def runs_of(document: OfferDocument) -> tuple[DocumentRun, ...]:
    return document.runs or (DocumentRun("", document.participation, price=document.price, steps=document.steps),)


def cost(run: DocumentRun, people: int) -> int:
    """What so many seats come to, counted step by step; below zero where they cannot be bought."""
    flat, each = (0, run.price) if run.price >= 0 else (-1, 0)
    for seats, more_flat, more_each in run.steps:
        if people >= seats:
            flat, each = more_flat, more_each
    return flat + each * people


def bucket(tenths: int, bounds: Mapping[str, int]) -> str:
    return next(name for name, most in bounds.items() if tenths <= most)


def later(day: date, months: int) -> int:
    """The day some months later as a number; a day that a month has not is its last one, which sorts the same."""
    month = day.month - 1 + months
    return (day.year + month // 12) * 10_000 + (month % 12 + 1) * 100 + day.day


def starts_in(run: DocumentRun, window: str, day: date) -> bool:
    if not run.ref:
        return False
    if window == "any":
        return run.starts == NO_START
    if run.starts == NO_START:
        return False
    months = {"1m": 1, "3m": 3, "6m": 6}
    return run.starts > later(day, 6) if window == "later" else run.starts <= later(day, months[window])


def seats_are(run: DocumentRun, value: str, people: int) -> bool:
    if not run.ref:
        return False
    return {"free": run.free >= people, "few": 0 < run.free < people, "full": run.free < people and run.free < 1}[value]


def km(near: Near | None, run: DocumentRun) -> float | None:
    if near is None or not run.postcode:
        return None
    return distance_km(near.lat, near.lon, run.lat, run.lon)


def is_within(near: Near, run: DocumentRun, most: int) -> bool:
    away = km(near, run)
    return run.participation == "online" and not run.postcode if away is None else away <= most


def offer_passes(one: OfferDocument, ask: Ask) -> bool:
    ects = bucket(one.ects, {"none": 0, "1-2": 20, "2-3": 30, "3-5": 10**6})
    hours = bucket(one.hours, {"none": 0, "1-8": 80, "8-16": 160, "16-37": 370, "37-": 10**6})
    return all(
        (
            not ask.fields or one.field in ask.fields,
            not ask.languages or one.language in ask.languages,
            not ask.levels or one.level in ask.levels,
            not ask.ects or ects in ask.ects,
            not ask.hours or hours in ask.hours,
            not ask.kinds or one.institution_kind in ask.kinds,
            not ask.accredited or one.accredited in ask.accredited,
            not ask.institution or one.institution == ask.institution,
            not ask.institutions or one.institution in ask.institutions,
            not ask.competence or ask.competence in one.competences,
        )
    )


def run_passes(run: DocumentRun, ask: Ask, day: date) -> bool:
    people = ask.headcount or 1
    price = cost(run, people)
    return all(
        (
            not ask.regions or run.region in ask.regions,
            not ask.participations or run.participation in ask.participations,
            not ask.municipality or run.municipality == ask.municipality,
            not ask.starts or any(starts_in(run, window, day) for window in ask.starts),
            not ask.seats or any(seats_are(run, value, people) for value in ask.seats),
            ask.price_to is None or 0 <= price <= ask.price_to,
            ask.near is None or ask.within_km is None or is_within(ask.near, run, ask.within_km),
            ask.done_by is None or is_done(run, ask.done_by, day),
        )
    )


def is_done(run: DocumentRun, by: date, day: date) -> bool:
    if not run.ref or by < day:
        return False
    last = run.ends or run.starts
    return run.starts == NO_START or last <= int(by.strftime("%Y%m%d"))


def passing_runs(one: OfferDocument, ask: Ask, day: date) -> list[DocumentRun]:
    return [run for run in runs_of(one) if run_passes(run, ask, day)]


def passes(ask: Ask, day: date) -> Callable[[OfferDocument], bool]:
    return lambda one: offer_passes(one, ask) and bool(passing_runs(one, ask, day))


def counts(documents: Sequence[OfferDocument], ask: Ask, day: date) -> dict[str, dict[str, int]]:
    """Each value's count by asking the whole search with it as its group's only filter."""
    found: dict[str, dict[str, int]] = {}
    for group, name in FILTERS.items():
        of_group = {}
        for value in values_of(group, documents, ask):
            alone = replace(ask, **{name: value if group == "distance" else (value,)})  # type: ignore[arg-type]
            of_group[str(value)] = sum(map(passes(alone, day), documents))
        found[group] = {value: many for value, many in of_group.items() if many}
    return found


def values_of(group: str, documents: Iterable[OfferDocument], ask: Ask) -> Iterable[object]:
    if group == "distance" and ask.near is None:
        return ()
    by_offer: Mapping[str, Callable[[OfferDocument], str]] = {
        "field": lambda one: one.field,
        "language": lambda one: one.language,
        "kind": lambda one: one.institution_kind,
    }
    by_run: Mapping[str, Callable[[DocumentRun], str]] = {
        "region": lambda run: run.region,
        "participation": lambda run: run.participation,
    }
    if group in by_offer:
        return {by_offer[group](one) for one in documents} - {""}
    if group in by_run:
        return {by_run[group](run) for one in documents for run in runs_of(one)} - {""}
    return ALL_VALUES[group]


def in_order(documents: Iterable[OfferDocument], ask: Ask, day: date) -> list[str]:
    """The refs of those that pass, in the order asked for."""

    def key(one: OfferDocument) -> tuple[object, ...]:
        runs = passing_runs(one, ask, day)
        start = min(run.starts for run in runs)
        away = [km(ask.near, run) for run in runs]
        title = (one.title[1] or one.title[0]) if ask.language == "en" else (one.title[0] or one.title[1])
        first: Mapping[str, object] = {
            "best": start,
            "price": min((price for run in runs if (price := cost(run, ask.headcount or 1)) >= 0), default=NOWHERE),
            "start": start,
            "hours": one.hours,
            "quality": -round(one.prior * 1000),
            "distance": min((int(one * 1000) for one in away if one is not None), default=NOWHERE),
            "title": alphabetical(title).encode()[:32],
        }
        return first[ask.sort], start, one.ref

    return [one.ref for one in sorted(filter(passes(ask, day), documents), key=key)]
