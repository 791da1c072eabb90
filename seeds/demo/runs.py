"""Runs around the start day: some over, some running, most to come; and what happens to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, time, timedelta
from functools import partial
from typing import Any

from marketplace.catalogue.rules.runs import MeetingFacts, RunFacts
from marketplace.catalogue.service.runs import plan_run
from marketplace.foundation.actor import Actor
from marketplace.foundation.clock import at_local
from marketplace.pricing.service.opening import open_run
from seeds.demo.world import RunMade, World

STREETS = ("Skolegade 4", "Campusvej 12, lokale 2.14", "Torvet 1, mødesalen", "Havnegade 30", "Kulturhuset, sal B")
Happening = tuple[float, Callable[[], object]]


def weekday(day: date) -> date:
    """The next day, from this one on, that people teach on: Monday to Thursday, not around Christmas."""
    while day.weekday() > 3 or (day.month, day.day) >= (12, 21) or (day.month, day.day) <= (1, 3):
        day += timedelta(days=1)
    return day


def times_of(facts: dict[str, Any], number: int) -> tuple[time, time]:
    """When a meeting begins and ends: together the meetings last the hours away from work that the offer states, and
    they lie where its text says (formiddag, eftermiddag, aften)."""
    minutes = 30 * max(4, round(2 * facts["hours_away"] / facts["meetings"]))
    text = facts["about_da"].lower()
    if minutes > 450:
        begins = 8 * 60
    elif "aften" in text and minutes <= 240:
        begins = 17 * 60
    elif minutes <= 270 and ("eftermiddag" in text or ("formiddag" not in text and number % 2)):
        begins = 12 * 60 + 30
    else:
        begins = 9 * 60
    return time(*divmod(begins, 60)), time(*divmod(begins + minutes, 60))


def make_runs(world: World, offers: list[tuple[str, str, dict[str, Any]]]) -> None:
    """One or two runs per offer, planned and opened 90 days before the start."""
    for number, (offer_ref, institution, facts) in enumerate(offers):
        if facts["meetings"] == 0:
            world.done(partial(_continuous, world, offer_ref, institution, facts))
            continue
        # Every ninth offer has a run behind it, every eleventh one under way; all have one or two ahead.
        starts = [world.chance.randint(14, 75)]
        if number % 4:
            starts.append(world.chance.randint(80, 190))
        if number % 9 == 0:
            starts.insert(0, -world.chance.randint(35, 60))
        elif number % 11 == 0:
            starts.insert(0, -world.chance.randint(3, 9))
        for turn, offset in enumerate(starts):
            places = facts["places"]
            postcode = places[turn % len(places)] if places else ""
            world.done(partial(_dated, world, offer_ref, institution, facts, offset, postcode, number))


def _dated(
    world: World, offer_ref: str, institution: str, facts: dict[str, Any], offset: int, postcode: str, number: int
) -> None:
    first = weekday(world.start + timedelta(days=offset))
    gap = 7 if facts["meetings"] <= 6 else 3
    days = [first]
    while len(days) < facts["meetings"]:
        days.append(weekday(days[-1] + timedelta(days=gap)))
    begins, ends = times_of(facts, number)
    enrol_by = first - timedelta(days=10 if offset < 40 else 21)
    participation = facts["participation"]
    if not postcode and participation in ("onsite", "blended"):
        participation = "online"
    # A planned run is not for sale yet; one in twenty of those far ahead waits.
    stays_planned = offset > 120 and world.chance.random() < 0.08
    made = plan_run(
        world.institutions[institution].people["publisher"],
        offer_ref,
        RunFacts(
            capacity=facts["capacity"],
            minimum=facts["minimum"],
            participation=participation,
            place=world.chance.choice(STREETS) if postcode else "",
            postcode=postcode,
            enrol_by=enrol_by,
            meetings=tuple(MeetingFacts(at_local(day, begins), at_local(day, ends)) for day in days),
        ),
        now=world.at,
    )
    world.count("hold")
    if stays_planned:
        return
    open_run(world.institutions[institution].people["publisher"], made.ref, now=world.at)
    world.runs.append(
        RunMade(
            made.ref,
            institution,
            days[0],
            days[-1],
            enrol_by,
            facts["capacity"],
            facts["minimum"],
            offer=offer_ref,
        )
    )


def _continuous(world: World, offer_ref: str, institution: str, facts: dict[str, Any]) -> None:
    actor = world.institutions[institution].people["publisher"]
    made = plan_run(
        actor,
        offer_ref,
        RunFacts(capacity=max(facts["capacity"], 60), minimum=0, participation="online", intake="continuous"),
        now=world.at,
    )
    open_run(actor, made.ref, now=world.at)
    world.count("hold")
    world.runs.append(RunMade(made.ref, institution, None, None, None, max(facts["capacity"], 60), 0, offer=offer_ref))


def happenings(
    world: World,
    confirm: Callable[..., object],
    start: Callable[..., object],
    complete: Callable[..., object],
    close: Callable[..., object],
) -> Iterator[Happening]:
    """What the calendar does to runs before the start day, as (days from start, deed)."""

    def deed(verb: Callable[..., object], actor: Actor, run: RunMade) -> object:
        return verb(actor, run.ref, now=world.at)

    for number, run in enumerate(world.runs):
        if run.starts_on is None or run.ends_on is None:
            continue
        actor = world.institutions[run.institution].people["publisher"]
        begins, ends = (run.starts_on - world.start).days, (run.ends_on - world.start).days
        if begins < 0 or number % 3 == 0:
            yield min(begins - 6, -8 + number % 5), partial(deed, confirm, actor, run)
        if begins < 0:
            yield begins + 0.8, partial(deed, start, actor, run)
        if ends < 0 and begins < 0:
            yield ends + 0.9, partial(deed, complete, actor, run)
            if number % 2:
                yield min(ends + 2, -1), partial(deed, close, actor, run)
