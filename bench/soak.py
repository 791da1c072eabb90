"""A long fight for few seats: processes book, change, withdraw, name and place for SOAK_MINUTES (default 5), on the
database SOAK_DATABASE_URL names (PostgreSQL; it must be empty) or on a SQLite file of its own. Then the invariants
are checked on what stands. Run by hand; figures go to docs/benchmarks.md.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random

from sqlalchemy import text

from bench.measure import machine
from marketplace import wiring
from marketplace.booking.rules import SeatName
from marketplace.booking.service.holding import book_seats, change_wanted, withdraw_draft
from marketplace.booking.service.placing import place_on_invoice
from marketplace.booking.service.sweeping import release_lapsed_holds
from marketplace.foundation import clock, links
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import Base, connect, session, use
from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.refs import new_ref
from marketplace.foundation.transaction import transaction
from tests.factories.booking import a_booker, the_mark
from tests.factories.pricing import make_priced_run

RUNS, COMPANIES, PROCESSES, CAPACITY = 6, 12, 6, 300


def open_market(url: str) -> None:
    """Point this process at the database."""
    wiring.wire()
    links.use("a secret for the soak only")
    use(connect(url))


def deed(chance: Random, actor: Actor, run: str, plan: str, marks: dict[int, str]) -> str:
    """One buyer's short story; says how it ended."""
    wanted = chance.randint(1, 4)
    try:
        with transaction():
            booking = book_seats(actor, new_ref() + new_ref(), run, plan, wanted, seen=marks[wanted], now=clock.now())
            ref = booking.ref
        if chance.random() < 0.3:
            other = chance.randint(1, 4)
            with transaction():
                change_wanted(actor, ref, other, seen=marks[other], now=clock.now())
        if chance.random() < 0.55:
            with transaction():
                withdraw_draft(actor, ref, now=clock.now())
            return "withdrawn"
        if chance.random() < 0.5:
            return "left to lapse"
        names = [SeatName(name=f"Soak {new_ref()}")] if chance.random() < 0.5 else []
        with transaction():
            place_on_invoice(
                actor, ref, names=names, buyer_reference="soak", ean="", department_ref="", now=clock.now()
            )
    except RuleBroken as broken:
        return broken.code
    return "placed"


def fight(url: str, seed: int, until: float, bookers: list[Actor], targets: list[tuple[str, str, dict[int, str]]],
          answers: multiprocessing.Queue[Counter[str]]) -> None:  # fmt: skip
    """One process: stories until the time is up."""
    open_market(url)
    chance, said = Random(seed), Counter[str]()  # noqa: S311  # dice, not secrets
    while time.time() < until:
        run, plan, marks = chance.choice(targets)
        said[deed(chance, chance.choice(bookers), run, plan, marks)] += 1
        if chance.random() < 0.02:
            with transaction():
                release_lapsed_holds(clock.now())
    session.remove()
    answers.put(said)


FAULTS = {
    "runs above capacity": """SELECT count(*) FROM (SELECT run.id FROM run JOIN seat ON seat.run_id = run.id
        WHERE seat.status IN ('booked', 'attended') OR (seat.status = 'held' AND seat.held_until > :now)
        GROUP BY run.id, run.capacity HAVING count(*) > run.capacity) AS over""",
    "placed bookings whose seats are not what was paid for": """SELECT count(*) FROM booking
        JOIN booking_line AS line ON line.booking_id = booking.id JOIN price_plan ON price_plan.id = line.plan_id
        WHERE booking.status = 'placed' AND line.net <> CAST(price_plan.figures ->> 'seat_price' AS INTEGER) *
            (SELECT count(*) FROM seat
        WHERE seat.line_id = line.id AND seat.status = 'booked')""",
    "gaps or doubles in invoice numbers": """SELECT count(*) FROM (SELECT seller_id FROM invoice
        GROUP BY seller_id, prefix HAVING max(number) <> count(*) OR min(number) <> 1) AS broken""",
    "placed bookings without one invoice": """SELECT count(*) FROM booking WHERE status = 'placed' AND
        (SELECT count(*) FROM invoice JOIN amount_due ON amount_due.id = invoice.amount_due_id
        WHERE amount_due.purpose_ref = booking.ref) <> 1""",
    "people with two live seats on a run": """SELECT count(*) FROM (SELECT run_id, person_id FROM seat
        WHERE person_id IS NOT NULL AND status IN ('held', 'booked', 'attended')
        GROUP BY run_id, person_id HAVING count(*) > 1) AS twice""",
}


def main() -> int:
    """Fight, count, check; 1 when an invariant does not hold."""
    minutes = float(os.environ.get("SOAK_MINUTES", "5"))
    with tempfile.TemporaryDirectory() as folder:
        url = os.environ.get("SOAK_DATABASE_URL") or f"sqlite:///{Path(folder) / 'soak.db'}"
        open_market(url)
        Base.metadata.create_all(session.get_bind())  # type: ignore[arg-type]
        bookers = [a_booker() for _ in range(COMPANIES)]
        targets = []
        for _ in range(RUNS):
            run, plan = make_priced_run(capacity=CAPACITY)
            targets.append((run.ref, plan.ref, {n: the_mark(bookers[0], run, plan, n) for n in range(1, 5)}))
        session.remove()
        answers: multiprocessing.Queue[Counter[str]] = multiprocessing.get_context("spawn").Queue()
        until = time.time() + minutes * 60
        workers = [
            multiprocessing.get_context("spawn").Process(
                target=fight, args=(url, seed, until, bookers, targets, answers)
            )
            for seed in range(PROCESSES)
        ]
        for worker in workers:
            worker.start()
        said = sum((answers.get() for _ in workers), Counter[str]())
        for worker in workers:
            worker.join()
        print(f"soak: {machine()}, {session.get_bind().dialect.name}, {PROCESSES} processes, {minutes:g} minutes")
        for code, times in said.most_common():
            print(f"  {code:<36} {times:>8}")
        print(f"  {'stories a second':<36} {said.total() / minutes / 60:>8.1f}")
        faults = {what: session.execute(text(sql), {"now": clock.now()}).scalar_one() for what, sql in FAULTS.items()}
        for what, count in faults.items():
            print(f"  {what:<52} {count:>4}")
        session.remove()
    return 1 if any(faults.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
