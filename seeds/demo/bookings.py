"""Bookings in every state: placed by invoice with names and without, withdrawn, expired, and held just now."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from marketplace.booking.rules import SeatName
from marketplace.booking.service.holding import book_seats, withdraw_draft
from marketplace.booking.service.placing import place_on_invoice
from marketplace.catalogue.service.runs import lock_run
from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.refs import new_ref
from marketplace.pricing.service.quoting import quotes_for_runs
from seeds.demo.runs import Happening
from seeds.demo.world import Organisation, RunMade, World

BOOKINGS = 300
POPULAR = 45  # runs that most bookings go to, so that some are nearly full


def happenings(world: World) -> Iterator[Happening]:
    """Bookings spread over the two months before the start day, as (days from start, deed)."""
    companies = list(world.companies.values())
    verified = [company for company in companies if company.verified]
    # The first company books more than others, so that its desk shows something.
    first = world.companies["maagekaer"]
    popular = world.chance.sample(world.runs, POPULAR)
    for number in range(BOOKINGS):
        run = world.chance.choice(popular if number % 5 < 3 else world.runs)
        company = first if number % 20 == 0 else world.chance.choice(verified)
        latest = -1 if run.enrol_by is None else min(-1, (run.enrol_by - world.start).days)
        when = world.chance.uniform(-80, latest) if latest > -80 else -80
        fate = "withdrawn" if number % 17 == 0 else "expired" if number % 23 == 0 else "placed"
        yield when, partial(book, world, company, run, fate)


def book(world: World, company: Organisation, run: RunMade, fate: str) -> None:
    """One company's seats on one run, and what becomes of them. A run that is full by then is passed over."""
    actor = company.people["admin"]
    wanted = min(world.chance.choice((1, 1, 2, 2, 3, 4)), len(company.employees))
    found = lock_run(run.ref)
    quotes = [one for one in quotes_for_runs([found], wanted, now=world.at)[run.ref] if not one.klip]
    # Most take what is cheapest for them; every fourth has its reasons for another plan.
    quote = quotes[-1 if world.tally.get("bestillinger", 0) % 4 == 3 else 0]
    try:
        booking = book_seats(
            actor, new_ref() + new_ref(), run.ref, quote.plan_ref, wanted, seen=quote.mark, now=world.at
        )
    except RuleBroken:
        world.count("forgæves bestillinger")
        return
    if fate == "withdrawn":
        withdraw_draft(actor, booking.ref, now=world.at)
    if fate == "placed":
        named = wanted if world.chance.random() < 0.6 else world.chance.randint(0, wanted)
        # One person has one seat per run, so names are drawn without repeats and tried in turn.
        taken = world.seated.setdefault(run.ref, set())
        free = [ref for ref in company.employees if ref not in taken]
        chosen = world.chance.sample(free, min(named, len(free)))
        taken.update(chosen)
        place_on_invoice(
            actor,
            booking.ref,
            names=[SeatName(employee_ref=ref) for ref in chosen],
            buyer_reference=f"Udd-{world.at.year}-{world.chance.randint(1, 400):03d}",
            ean=company.ean,
            department_ref=world.chance.choice(company.departments) if company.departments else "",
            now=world.at,
        )
        world.count("pladser")
    world.count("bestillinger")
