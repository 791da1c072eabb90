"""Errands: done after commit, once each, and never lost, whatever is killed in between."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from marketplace import wiring
from marketplace.accounts.events import PersonCreated
from marketplace.foundation import errands, events
from marketplace.foundation.clock import now
from marketplace.foundation.db import session
from marketplace.foundation.errands import Errand, Outside
from marketplace.foundation.events import Cursor, EventLog, announce, read_log
from marketplace.foundation.transaction import transaction
from tests.conftest import Clock
from tests.settling import settle

heard: list[str] = []


def on_person_created(event: PersonCreated, at: datetime) -> None:
    heard.append(event.person)


def on_person_created_failing(event: PersonCreated, at: datetime) -> None:
    raise ValueError("a name that must not be kept")


@pytest.fixture(autouse=True)
def _own_wiring() -> Iterator[None]:
    heard.clear()
    yield
    wiring.wire()


def hear(listener: Any) -> None:
    events.use({}, {PersonCreated: [listener]}, errands.write_for_event)


def only_errand() -> Errand:
    return session.scalars(select(Errand)).one()


def test_a_fact_and_its_errand_vanish_with_a_failed_transaction(db: None) -> None:
    hear(on_person_created)
    with pytest.raises(ZeroDivisionError), transaction():
        announce(PersonCreated(person="abc"))
        raise ZeroDivisionError
    assert session.scalars(select(EventLog)).all() == []
    assert session.scalars(select(Errand)).all() == []


def test_a_listener_hears_a_fact_after_commit_and_once(fresh: str) -> None:
    hear(on_person_created)
    with transaction():
        announce(PersonCreated(person="abc"))
        assert heard == []
    assert errands.work_all() == 1
    assert errands.work_all() == 0
    assert heard == ["abc"]


def test_a_failing_errand_waits_longer_each_time_and_ends_on_the_dead_list(fresh: str, clock: Clock) -> None:
    hear(on_person_created_failing)
    with transaction():
        announce(PersonCreated(person="abc"))
    waits = []
    for _ in range(errands.MAX_TRIES):
        assert errands.work_one()
        errand = only_errand()
        waits.append(errand.due_at - clock.at)
        clock.at = max(errand.due_at, clock.at)
        session.rollback()
    assert waits[:3] == [timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=8)]
    dead = [(one.id, one.listener, one.fault) for one in errands.dead_list()]
    assert [fault for _, _, fault in dead] == ["ValueError"]
    assert not errands.work_one()

    hear(on_person_created)
    events.listeners[dead[0][1]] = on_person_created
    with transaction():
        errands.revive(dead[0][0], now())
    assert errands.work_one()
    assert heard == ["abc"]


def test_an_outside_errand_sends_without_a_transaction_and_notes_the_answer(fresh: str) -> None:
    steps: list[str] = []

    def send(ask: str) -> str:
        assert not session().in_transaction()
        steps.append(f"sent {ask}")
        return "taken"

    def note(ask: str, answer: str, at: datetime) -> None:
        steps.append(f"{answer} {ask}")

    errands.use({"post": Outside(lambda ref, at: ref.upper(), send, note)}, {})
    with transaction():
        errands.at(now(), "post", "abc")
        errands.at(now(), "post", "abc")
    errands.work_all()
    assert steps == ["sent ABC", "taken ABC"]
    assert only_errand().status == "done"


def test_an_outside_errand_whose_note_never_came_is_done_again_after_its_lease(fresh: str, clock: Clock) -> None:
    sent: list[str] = []

    def send(ask: str) -> str:
        sent.append(ask)
        if len(sent) == 1:
            raise SystemExit  # stands for a process that ends between sending and noting
        return "taken"

    errands.use({"post": Outside(lambda ref, at: ref, send, lambda ask, answer, at: None)}, {})
    with transaction():
        errands.at(now(), "post", "abc")
    with pytest.raises(SystemExit):
        errands.work_one()
    assert not errands.work_one()
    clock.move(seconds=errands.LEASE.total_seconds())
    assert errands.work_one()
    assert sent == ["abc", "abc"]


def test_a_repeating_task_has_one_errand_per_period(fresh: str, clock: Clock) -> None:
    turns: list[str] = []
    errands.use({"sweep": lambda ref, at: turns.append(ref)}, {"sweep": timedelta(hours=1)})
    for minutes in (0, 10, 61):
        clock.move(minutes=minutes)
        errands.schedule_repeats(now())
        errands.schedule_repeats(now())
        errands.work_all()
    assert len(turns) == len(set(turns)) == 2


KILLED = """
    import os, signal, sys
    from marketplace import wiring
    from marketplace.foundation import db, errands, events
    from marketplace.foundation.actor import Actor
    from marketplace.accounts.events import PersonCreated
    from marketplace.accounts.models import Person
    from marketplace.foundation.clock import now

    def listener(event, at):
        db.session.add(Person(ref=event.person, name="x", language="da", created_at=at))
        db.session.flush()
        if sys.argv[2] == "die":
            os.kill(os.getpid(), signal.SIGKILL)

    listener.__module__ = "marketplace.test"
    listener.__qualname__ = "listener"
    events.use({}, {PersonCreated: [listener]}, errands.write_for_event)
    db.use(db.connect(sys.argv[1]))
    print(errands.work_all())
"""


def test_a_worker_killed_in_the_middle_of_an_errand_loses_nothing_and_repeats_nothing(fresh: str) -> None:
    def listener(event: PersonCreated, at: datetime) -> None:
        raise AssertionError("only the worker process does this")

    listener.__module__, listener.__qualname__ = "marketplace.test", "listener"
    hear(listener)
    with transaction():
        announce(PersonCreated(person="abc"))
    session.remove()

    script = [sys.executable, "-c", textwrap.dedent(KILLED), fresh]
    killed = subprocess.run([*script, "die"], capture_output=True, cwd=os.getcwd(), timeout=60)
    assert killed.returncode == -signal.SIGKILL, (killed.stderr, only_errand().fault)
    assert only_errand().status == "waiting"
    session.remove()

    # The errand was taken at the system's own clock, so the second worker needs no waiting.
    done = subprocess.run([*script, "live"], capture_output=True, cwd=os.getcwd(), timeout=60, text=True)
    assert done.stdout.strip() == "1", done.stderr
    assert only_errand().status == "done"
    assert session.connection().exec_driver_sql("SELECT count(*) FROM person WHERE ref = 'abc'").scalar() == 1


def test_a_follower_reads_facts_in_order_and_never_twice(fresh: str) -> None:
    events.use({}, {}, errands.write_for_event)
    for ref in "abc":
        with transaction():
            announce(PersonCreated(person=ref))
    settle()
    first = read_log(Cursor(), limit=2)
    rest = read_log(first[-1][0])
    assert [row.refs["person"] for _, row in first + rest] == ["a", "b", "c"]


def test_the_worker_looks_up_between_handfuls_of_a_long_queue(fresh: str) -> None:
    stop, seen, done = threading.Event(), [], []

    def also() -> None:
        seen.append(len(done))
        if len(done) >= 2 * errands.HANDFUL:
            stop.set()

    errands.use({"count": lambda ref, at: done.append(ref)}, {})
    with transaction():
        for number in range(2 * errands.HANDFUL):
            errands.at(now(), "count", f"{number}")
    errands.work_forever(stop, also=also, pause=0.01)
    assert seen[:3] == [0, errands.HANDFUL, 2 * errands.HANDFUL]
