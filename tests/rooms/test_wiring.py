"""The wiring: every name on an errand row leads somewhere, and workers share what is to be done."""

from __future__ import annotations

import importlib
import inspect
import os
import subprocess
import sys
import textwrap
import typing
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from marketplace import wiring
from marketplace.foundation import errands, events
from marketplace.foundation.clock import now
from marketplace.foundation.db import Base, on_postgresql, session
from marketplace.foundation.errands import DONE_KEPT, Errand, Outside
from marketplace.foundation.events import Event, name_of
from marketplace.foundation.transaction import transaction
from tests.conftest import Clock

LISTENERS = [
    (event, listener)
    for wired in (wiring.AT_ONCE, wiring.AFTERWARDS)
    for event, listeners in wired.items()
    for listener in listeners
]


@pytest.mark.parametrize(("event", "listener"), LISTENERS, ids=lambda one: getattr(one, "__name__", ""))
def test_every_listener_can_be_found_by_the_name_on_its_errand(event: type[Event], listener: events.Listener) -> None:
    name = name_of(listener)
    module, function = name.rsplit(".", 1)
    assert getattr(importlib.import_module(f"marketplace.{module}"), function) is listener
    assert len(name) <= Errand.__table__.c.listener.type.length
    assert function.startswith("on_")
    hears = typing.get_type_hints(listener)
    assert hears["event"] is event
    assert hears["now"] is datetime


def test_no_two_listeners_share_a_name_and_none_is_wired_twice() -> None:
    counted = Counter(name_of(listener) for _, listener in LISTENERS)
    assert [name for name, times in counted.items() if times > 1] == []
    assert set(events.listeners) == {name_of(one) for many in wiring.AFTERWARDS.values() for one in many}


def test_every_listener_of_a_room_is_wired() -> None:
    wired = {name_of(listener) for _, listener in LISTENERS}
    for models in wiring.MODELS:
        room = models.__name__.rsplit(".", 2)[-2]
        try:
            module = importlib.import_module(f"marketplace.{room}.listeners")
        except ModuleNotFoundError:
            continue
        written = {name_of(one) for name, one in inspect.getmembers(module, inspect.isfunction) if name[:3] == "on_"}
        assert written <= wired


def test_every_fact_that_is_heard_is_one_that_somebody_tells() -> None:
    told = set()
    for path in wiring_sources():
        told |= {name for name in Event.kinds.values() if f"announce({name.__name__}(" in "".join(path.split())}
    assert {event for event, _ in LISTENERS} <= told


def wiring_sources() -> list[str]:
    root = os.path.dirname(wiring.__file__)
    return [
        open(os.path.join(folder, file), encoding="utf-8").read()  # read at once
        for folder, _, files in os.walk(root)
        for file in files
        if file.endswith(".py")
    ]


def test_every_task_can_be_done_and_every_repeating_one_is_a_task() -> None:
    assert set(wiring.REPEATING) <= set(wiring.TASKS)
    assert all(period >= timedelta(minutes=1) for period in wiring.REPEATING.values())
    for name, task in wiring.TASKS.items():
        for step in (task.prepare, task.send, task.note) if isinstance(task, Outside) else (task,):
            assert callable(step), name
        room, _, _ = name.partition(".")
        assert importlib.import_module(f"marketplace.{room}") if room != "errands" else errands


def test_every_table_belongs_to_a_room_that_is_wired() -> None:
    homes = {mapper.class_.__module__ for mapper in Base.registry.mappers}
    known = {models.__name__ for models in wiring.MODELS}
    assert {home for home in homes if not home.startswith("marketplace.foundation.")} <= known


def test_repeating_work_is_done_and_harms_nothing_in_an_empty_market(db: None, clock: Clock) -> None:
    for _ in range(2):
        errands.schedule_repeats(now())
        assert errands.work_all() == len(wiring.REPEATING)
        clock.move(days=1)
    assert {(one.status, one.fault) for one in session.scalars(select(Errand))} == {("done", "")}


def test_done_errands_are_forgotten_after_30_days_and_others_are_not(db: None, clock: Clock) -> None:
    with transaction():
        for key, status in (("old", "done"), ("dead", "dead"), ("waiting", "waiting")):
            errands.at(now() + timedelta(days=400), "errands.sweep_done", key, key=key)
            errand = session.scalars(select(Errand).where(Errand.key == key)).one()
            errand.status, errand.done_at = status, now() if status == "done" else None
    clock.move(seconds=DONE_KEPT.total_seconds())
    for left in ({"old", "dead", "waiting"}, {"dead", "waiting"}):
        with transaction():
            errands.sweep_done(now())
        assert set(session.scalars(select(Errand.key))) == left
        clock.move(seconds=1)


WORKER = """
    import sys
    from threading import Event
    from datetime import datetime, timedelta
    from marketplace.foundation import db, errands

    url, name, go = sys.argv[1:]
    db.use(db.connect(url))

    def task(ref, now):
        print(f"{name} {ref}", flush=True)
        Event().wait(0.02)  # long enough that two workers without SKIP LOCKED would wait in line for the same row

    errands.use({"share": task}, {})
    while datetime.now().timestamp() < float(go):
        pass
    errands.work_all()
"""


def run_two(script: str, url: str) -> list[str]:
    """Two processes that begin together; what each printed."""
    go = str(datetime.now(UTC).timestamp() + 3)
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(script), url, name, go],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in ("a", "b")
    ]
    said = [worker.communicate(timeout=120) for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0], said
    return [out for out, _ in said]


def test_two_workers_share_errands_and_do_each_once(fresh: str) -> None:
    many = 40
    with transaction():
        for number in range(many):
            errands.at(datetime(2026, 1, 1, tzinfo=UTC), "share", str(number))
    session.remove()
    done = [line.split() for out in run_two(WORKER, fresh) for line in out.splitlines()]
    assert Counter(ref for _, ref in done) == Counter(map(str, range(many)))
    rows = session.scalars(select(Errand)).all()
    assert {(row.status, row.fault, row.tries) for row in rows} == {("done", "", 0)}
    if on_postgresql():
        shares = Counter(name for name, _ in done)
        assert min(shares["a"], shares["b"]) >= many // 5, shares


REPEATS = """
    import sys
    from datetime import UTC, datetime, timedelta
    from marketplace.foundation import db, errands

    url, name, go = sys.argv[1:]
    db.use(db.connect(url))
    errands.use({"sweep": lambda ref, now: None}, {"sweep": timedelta(hours=1)})
    while datetime.now().timestamp() < float(go):
        pass
    for hour in range(60):
        errands.schedule_repeats(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hour))
        db.session.remove()
"""


def test_two_workers_write_each_repeating_errand_once_and_neither_stumbles(fresh: str) -> None:
    session.remove()
    run_two(REPEATS, fresh)
    assert len(session.scalars(select(Errand)).all()) == 60
