"""`flask invoices …`: what falls due with time."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import date, datetime

import click
from flask.cli import AppGroup

from marketplace.booking.service.paying import bill_modules, modules_due
from marketplace.foundation.actor import Actor, acting_as
from marketplace.foundation.clock import end_of_day, now, today
from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.problems import problem
from marketplace.foundation.transaction import end_reading, transaction
from marketplace.pricing.rules.periods import months_on
from marketplace.pricing.service.billing import bill_next_period, subscriptions_due

invoices = AppGroup("invoices", help="Invoices that fall due with time: subscriptions, modules taken.")

EVERY = 5.0  # seconds between two words of progress
Found = tuple[list[str], int | None]


@invoices.command("run")
@click.option("--month", default="", help="bill what was over by the end of this month (YYYY-MM); else by today")
def run(month: str) -> None:
    """Invoice subscription periods that are over and modules taken in months that are over.

    May be run again and stopped half way: what is invoiced is not invoiced twice. Progress is told on stderr; the
    last line says how many invoices were due, and how many could not be made (then the command fails).
    """
    at = now()
    until = _until(month, today(at))
    with acting_as(Actor.system("invoices")):
        periods = _all(
            "subscriptions", lambda after: subscriptions_due(until, after), lambda ref: _periods(ref, until, at)
        )
        before = end_of_day(date.fromordinal(until.replace(day=1).toordinal() - 1))
        modules = _all("bookings", lambda after: modules_due(before, after), lambda ref: _modules(ref, before, at))
    failed = periods[1] + modules[1]
    click.echo(
        f"{periods[0]} periods of subscriptions and the modules of {modules[0]} bookings invoiced, {failed} failed"
    )
    if failed:
        raise SystemExit(1)


def _until(month: str, on: date) -> date:
    """The day up to (not with) which is billed: today, or the first after the month when that is earlier."""
    if not month:
        return on
    found = re.fullmatch(r"(20[0-9]{2})-(0[1-9]|1[0-2])", month)
    if not found:
        raise click.BadParameter("write the month as 2026-11", param_hint="--month")
    return min(on, months_on(date(int(found[1]), int(found[2]), 1), 1))


def _periods(ref: str, until: date, at: datetime) -> int:
    billed = 0
    while _one(lambda: bill_next_period(ref, until, now=at)):
        billed += 1
    return billed


def _modules(ref: str, before: datetime, at: datetime) -> int:
    return int(_one(lambda: bill_modules(ref, before, now=at)))


def _one(bill: Callable[[], bool]) -> bool:
    try:
        with transaction():
            return bill()
    finally:
        end_reading()  # nothing of the last one stays in memory


def _all(what: str, find: Callable[[int], Found], bill: Callable[[str], int]) -> tuple[int, int]:
    """Bill everything that is due, a handful of refs at a time: (how many were billed, how many failed)."""
    billed = failed = 0
    after: int | None = 0
    said = time.monotonic()
    while after is not None:
        due, after = find(after)
        end_reading()
        for ref in due:
            try:
                billed += bill(ref)
            except RuleBroken as broken:
                failed += 1
                click.echo(f"{what} {ref}: {problem(broken)}", err=True)
            if time.monotonic() - said > EVERY:
                said = time.monotonic()
                click.echo(f"{what}: {billed} invoiced", err=True)
    return billed, failed
