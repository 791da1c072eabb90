"""The demo market, made through the services from fixed dice and a start day."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from marketplace.booking.service.running import close_run, complete_run, confirm_run, start_run
from marketplace.booking.service.sweeping import release_lapsed_holds
from marketplace.catalogue.queries.figures import public_counts
from marketplace.foundation.clock import now, set_clock
from marketplace.foundation.transaction import end_reading, transaction
from marketplace.organisations.queries import public_institutions
from seeds.demo import bookings, offers, organisations, plans, runs, spending
from seeds.demo.world import World

SIGN_INS = "demo_sign_ins.json"


class NotEmpty(SystemExit):
    """The database already holds a market."""


def load(start: date, instance: Path, *, once: bool) -> Iterator[str]:
    """Make the market in an empty database; yields lines of progress, then the sign-ins."""
    if public_institutions():
        if not once:
            raise NotEmpty("There is a market in this database already; the demo market wants an empty one.")
        yield "the demo market is there already"
    else:
        end_reading()
        yield from _make(start, instance)
    yield from shown_sign_ins(instance)


def _make(start: date, instance: Path) -> Iterator[str]:
    began = time.monotonic()
    world = World.on(start)
    try:
        world.turn_clock(-130)
        organisations.make_operator(world)
        organisations.make_institutions(world)
        yield _progress("institutioner og operatør", began)
        organisations.make_companies(world)
        spending.make_approver(world)
        yield _progress("virksomheder og medarbejdere", began)
        world.turn_clock(-110)
        terms = offers.make_terms(world)
        made = []
        for field in offers.fields():
            made += offers.make_offers(world, field, terms)
            yield _progress(f"forløb: {field}", began)
        plans.sell_passes_and_subscriptions(world, made, terms)
        world.turn_clock(-90)
        runs.make_runs(world, made)
        agreed_run = plans.agree_on_a_run(world, made, terms)
        yield _progress("hold", began)
        _live(world, agreed_run)
        yield _progress("bestillinger", began)
    finally:
        set_clock(None)
        end_reading()
    instance.mkdir(parents=True, exist_ok=True)
    (instance / SIGN_INS).write_text(json.dumps(world.sign_ins, ensure_ascii=False, indent=2))
    counts = public_counts(now())
    end_reading()
    yield ", ".join(f"{count} {what}" for what, count in world.tally.items())
    yield f"{counts.offers} forløb kan findes nu"


def _live(world: World, agreed_run: str) -> None:
    """Let the weeks before the start day pass, each deed in its own transaction, in the order of time."""
    deeds = [
        *runs.happenings(world, confirm_run, start_run, complete_run, close_run),
        *bookings.happenings(world),
        *spending.happenings(world, agreed_run),
    ]
    deeds.sort(key=lambda deed: deed[0])
    for days, deed in deeds:
        whole = int(days // 1)
        minutes = int((days - whole) * 12 * 60)  # a day of deeds is from 8 to 20
        world.turn_clock(whole, hour=8 + minutes // 60, minute=minutes % 60)
        with transaction():
            deed()
    world.turn_clock(0, hour=0)
    spending.bill_subscriptions(world)
    plans.tell_of_a_scheme(world)
    while True:
        with transaction():
            if not release_lapsed_holds(world.at):
                break


def _progress(what: str, began: float) -> str:
    return f"  {time.monotonic() - began:5.1f} s  {what}"


def shown_sign_ins(instance: Path) -> Iterator[str]:
    """One sign-in per role, as lines for the terminal."""
    path = instance / SIGN_INS
    if path.exists():
        yield "Log ind / sign in:"
        for one in json.loads(path.read_text()):
            yield f"  {one['email']:44} {one['password']:18} {one['text_da']}"
