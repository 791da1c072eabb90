"""What the processes of the race tests do: each has its own connection and really commits."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from multiprocessing.context import ForkServerContext
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace import wiring
from marketplace.booking.service import holding
from marketplace.booking.service.placing import place_on_invoice
from marketplace.catalogue.models import OfferVersion, Run
from marketplace.foundation import db, links
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.transaction import transaction
from marketplace.payments.service import issue_invoice
from tests.factories.payments import a_line

# Each racer is forked from a clean process that has read the code once and opened nothing.
RACERS: ForkServerContext = multiprocessing.get_context("forkserver")
RACERS.set_forkserver_preload([__name__])


def race(url: str, act: Callable[..., str], each: list[tuple[Any, ...]]) -> list[str]:
    """Run one process per tuple of arguments, started together; their answers in any order."""
    start, answers = RACERS.Barrier(len(each)), RACERS.Queue()
    meet = RACERS.Barrier(len(each))
    racers = [RACERS.Process(target=_run, args=(url, start, meet, answers, act, one)) for one in each]
    for racer in racers:
        racer.start()
    said = [answers.get(timeout=90) for _ in racers]
    for racer in racers:
        racer.join(timeout=30)
    return said


def _run(url: str, start: Any, meet: Any, answers: Any, act: Callable[..., str], arguments: tuple[Any, ...]) -> None:
    try:
        wiring.wire()
        links.use("a secret for tests only")
        db.use(db.connect(url))
        start.wait(timeout=60)
        answers.put(act(meet, *arguments))
    except RuleBroken as refusal:
        answers.put(refusal.code)
    except BaseException as fault:
        answers.put(f"{type(fault).__name__}: {fault}")
        raise


def _unlocked(run_ref: str) -> Run:
    """What lock_run would be without its lock."""
    return session.scalars(
        select(Run).where(Run.ref == run_ref).options(joinedload(Run.version).joinedload(OfferVersion.offer))
    ).one()


def hold_last_seats(
    meet: Any,
    actor: Actor,
    key: str,
    run_ref: str,
    plan_ref: str,
    wanted: int,
    seen: str,
    now: datetime,
    locked: bool,
    patience: float,
) -> str:
    """Book seats, pausing between counting and holding until all racers have counted.

    With the lock (and with SQLite's one writer) nobody else can come to count: then the pause ends after
    `patience` seconds and the race goes on.
    """
    count = holding.places_left

    def count_and_meet(run: Run, at: datetime) -> int:
        left = count(run, at)
        with suppress(threading.BrokenBarrierError):  # nobody came: the others wait for the lock
            meet.wait(timeout=patience)
        return left

    holding.places_left = count_and_meet
    if not locked:
        holding.lock_run = _unlocked
    with transaction():
        return f"held {holding.book_seats(actor, key, run_ref, plan_ref, wanted, seen=seen, now=now).ref}"


def hold_and_place(
    meet: Any, actor: Actor, keys: list[str], run_ref: str, plan_ref: str, seen: str, now: datetime
) -> str:
    """Book one seat again and again, each placed on invoice, until the run is full; how many were had."""
    had = 0
    for key in keys:
        try:
            with transaction():
                ref = holding.book_seats(actor, key, run_ref, plan_ref, 1, seen=seen, now=now).ref
            with transaction():
                place_on_invoice(actor, ref, now=now)
        except RuleBroken as refusal:
            return f"{had} then {refusal.code}"
        had += 1
    return f"{had}"


def click(meet: Any, actor: Actor, key: str, run_ref: str, plan_ref: str, wanted: int, seen: str, now: datetime) -> str:
    """One click on the booking form."""
    with transaction():
        return holding.book_seats(actor, key, run_ref, plan_ref, wanted, seen=seen, now=now).ref


def place_once(meet: Any, actor: Actor, booking_ref: str, now: datetime) -> str:
    """One click on "place"."""
    with transaction():
        return place_on_invoice(actor, booking_ref, now=now).status


def invoice_many(meet: Any, seller_id: int, payer_id: int, purposes: list[str], now: datetime) -> str:
    """Issue invoices one after another; every third is undone after it took its number."""
    numbers = []
    for place, purpose in enumerate(purposes):
        try:
            with transaction():
                made = issue_invoice(
                    payer_id=payer_id,
                    seller_id=seller_id,
                    purpose_ref=purpose,
                    lines=[a_line()],
                    buyer_reference="",
                    ean="",
                    now=now,
                )
                if place % 3 == 2:
                    raise RuleBroken("undone")
            numbers.append(str(made.number))
        except RuleBroken:
            continue
    return " ".join(numbers)
