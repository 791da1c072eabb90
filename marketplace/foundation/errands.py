"""Errands: work that must happen after commit, at least once, whatever crashes in between.

An errand is a row written in the transaction that wants it. A worker takes it after commit. An inside
errand is one function in one transaction: if the process dies, the database undoes it and the errand is
due again. An errand that calls the outside world is three steps (`Outside`): prepare in a transaction,
send without one, note the answer in another; if the third never comes, the lease ends and it is done again.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index, Integer, String, delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.foundation import events
from marketplace.foundation.actor import Actor, acting_as
from marketplace.foundation.clock import now as read_clock
from marketplace.foundation.db import Base, Id, points_to, session
from marketplace.foundation.errors import NotFound
from marketplace.foundation.events import EventLog, fact_of
from marketplace.foundation.transaction import transaction

log = logging.getLogger(__name__)

MAX_TRIES = 8
LEASE = timedelta(minutes=2)
HANDFUL = 50  # errands taken before the worker looks up
DONE_KEPT = timedelta(days=30)  # a done errand also keeps its work from being asked for twice


class ErrandStatus(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    DEAD = "dead"


MOVES: dict[ErrandStatus, frozenset[ErrandStatus]] = {
    ErrandStatus.WAITING: frozenset({ErrandStatus.DONE, ErrandStatus.DEAD}),
    ErrandStatus.DEAD: frozenset({ErrandStatus.WAITING}),
    ErrandStatus.DONE: frozenset(),
}


class Errand(Base):
    """One piece of work to be done at or after `due_at`."""

    __tablename__ = "errand"
    __table_args__ = (
        CheckConstraint("status IN ('waiting', 'done', 'dead')", name="status"),
        Index("ix_errand_waiting", "due_at", "id"),
    )

    id: Mapped[Id]
    listener: Mapped[str] = mapped_column(String(120))
    event_id: Mapped[int | None] = points_to("event_log.id")
    ref: Mapped[str] = mapped_column(String(80))
    due_at: Mapped[datetime]
    key: Mapped[str] = mapped_column(String(200), unique=True)
    tries: Mapped[int] = mapped_column(Integer, default=0)
    status: Mapped[str] = mapped_column(String(10), default=ErrandStatus.WAITING, index=True)
    fault: Mapped[str] = mapped_column(String(200), default="")
    done_at: Mapped[datetime | None]

    event: Mapped[EventLog | None] = relationship(lazy="raise")


@dataclass(frozen=True)
class Outside:
    """An errand that calls the outside world, in three steps.

    `prepare(ref, now)` runs in a transaction and gives what to send (None: nothing to do any more);
    `send(ask)` runs without one; `note(ask, answer, now)` runs in a second transaction.
    """

    prepare: Callable[[str, datetime], Any]
    send: Callable[[Any], Any]
    note: Callable[[Any, Any, datetime], None]


Task = Callable[[str, datetime], None]

_tasks: Mapping[str, Task | Outside] = {}
_repeating: Mapping[str, timedelta] = {}


def use(tasks: Mapping[str, Task | Outside], repeating: Mapping[str, timedelta]) -> None:
    """Take the wiring: what each task name does, and which tasks come again and again."""
    global _tasks, _repeating
    _tasks, _repeating = tasks, repeating


def write_for_event(listener: str, row: EventLog) -> None:
    """One errand for one afterwards listener of one fact."""
    session.add(
        Errand(
            listener=listener,
            event_id=row.id,
            ref=str(row.id),
            due_at=row.at,
            key=f"event:{row.id}:{listener}",
            tries=0,
            status=ErrandStatus.WAITING,
        )
    )


def at(when: datetime, task: str, ref: str, *, key: str | None = None) -> None:
    """Have a task done at or after an instant, unless an errand with this key exists already."""
    name = key or f"at:{task}:{ref}:{when.isoformat()}"
    if session.scalar(select(Errand.id).where(Errand.key == name)) is None:
        session.add(
            Errand(listener=f"task:{task}", ref=ref, due_at=when, key=name, tries=0, status=ErrandStatus.WAITING)
        )
        session.flush()


def schedule_repeats(now: datetime) -> None:
    """Write the errand of the present period of every repeating task, once."""
    for task, period in _repeating.items():
        turn = int(now.timestamp() // period.total_seconds())
        starts = datetime.fromtimestamp(turn * period.total_seconds(), UTC)
        key = f"every:{task}:{turn}"
        if session.scalar(select(Errand.id).where(Errand.key == key)) is None:
            with suppress(IntegrityError), transaction():  # another worker may write it at the same moment
                at(starts, task, str(turn), key=key)


def pause_before(tries: int) -> timedelta:
    """Back-off after the n-th failure: 30 s, 2 min, 8 min … at most 6 hours."""
    return min(timedelta(seconds=30 * 4 ** max(tries - 1, 0)), timedelta(hours=6))


def _take(now: datetime) -> Errand | None:
    return session.scalars(
        select(Errand)
        .where(Errand.status == ErrandStatus.WAITING, Errand.due_at <= now)
        .order_by(Errand.due_at, Errand.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=Errand)
    ).first()


def _finish(errand: Errand, now: datetime) -> None:
    errand.status = ErrandStatus.DONE
    errand.done_at = now
    errand.fault = ""


def _work_outside(outside: Outside, errand_id: int, ask: Any) -> None:
    answer = outside.send(ask)
    with transaction():
        at_note = read_clock()
        outside.note(ask, answer, at_note)
        errand = session.get_one(Errand, errand_id, with_for_update=True)
        if errand.status == ErrandStatus.WAITING:
            _finish(errand, at_note)


def _note_failure(errand_id: int, fault: Exception, *, counted: bool) -> None:
    with transaction():
        errand = session.get_one(Errand, errand_id, with_for_update=True)
        if errand.status != ErrandStatus.WAITING:
            return
        errand.tries += 0 if counted else 1
        errand.fault = type(fault).__name__[:200]  # never the message: it may hold personal data
        if errand.tries >= MAX_TRIES:
            errand.status = ErrandStatus.DEAD
        else:
            errand.due_at = read_clock() + pause_before(errand.tries)


def work_one() -> bool:
    """Take one errand that is due and do it; False when nothing is due."""
    errand_id: int | None = None
    listener = ""
    outside: Outside | None = None
    ask: Any = None
    counted = False
    try:
        with transaction():
            now = read_clock()
            errand = _take(now)
            if errand is None:
                return False
            errand_id, listener = errand.id, errand.listener
            with acting_as(Actor.system(listener.rsplit(".", 1)[-1][:60])):
                if errand.event_id is not None:
                    row = session.get_one(EventLog, errand.event_id)
                    events.listeners[listener](fact_of(row), now)
                    _finish(errand, now)
                else:
                    task = _tasks[listener.removeprefix("task:")]
                    if isinstance(task, Outside):
                        outside = task
                        ask = task.prepare(errand.ref, now)
                        if ask is None:
                            outside = None
                            _finish(errand, now)
                        else:
                            errand.tries += 1
                            errand.due_at = now + LEASE
                            counted = True
                    else:
                        task(errand.ref, now)
                        _finish(errand, now)
        if outside is not None and errand_id is not None:
            with acting_as(Actor.system(listener.rsplit(".", 1)[-1][:60])):
                _work_outside(outside, errand_id, ask)
    except Exception as fault:  # any failure of one errand is noted on it; the worker goes on
        if errand_id is None:
            raise
        log.warning("errand failed", extra={"errand": errand_id, "listener": listener, "fault": type(fault).__name__})
        _note_failure(errand_id, fault, counted=counted)
    finally:
        session.remove()
    return True


def work_all(limit: int = 10_000) -> int:
    """Do everything that is due; how many errands were taken."""
    done = 0
    while done < limit and work_one():
        done += 1
    return done


def work_forever(stop: threading.Event, *, also: Callable[[], object] | None = None, pause: float = 1.0) -> None:
    """The worker's loop: what the app composes (`also`), repeats, a handful of errands; until told to stop.

    A long queue is taken in handfuls, so that what follows the facts (the search index) never waits behind it.
    """
    while not stop.is_set():
        taken = 0
        try:
            if also is not None:
                also()
            schedule_repeats(read_clock())
            taken = work_all(limit=HANDFUL)
        except Exception as fault:  # a database that is away for a moment must not end the worker
            log.error("the worker stumbled", extra={"fault": type(fault).__name__})
        session.remove()
        if taken < HANDFUL:
            stop.wait(pause)


def sweep_done(now: datetime) -> int:
    """Forget errands that were done more than 30 days ago; how many. The facts they came from stay."""
    swept = session.execute(delete(Errand).where(Errand.status == ErrandStatus.DONE, Errand.done_at < now - DONE_KEPT))
    return int(getattr(swept, "rowcount", 0))


def dead_list(limit: int = 100) -> list[Errand]:
    """Errands that were given up, newest first, for the operator."""
    return list(
        session.scalars(
            select(Errand).where(Errand.status == ErrandStatus.DEAD).order_by(Errand.id.desc()).limit(limit)
        )
    )


def count_waiting(now: datetime) -> int:
    """How many errands are due and not done: what an operator watches."""
    return session.scalar(select(func.count()).where(Errand.status == ErrandStatus.WAITING, Errand.due_at <= now)) or 0


def revive(errand_id: int, now: datetime) -> None:
    """Try a dead errand once more from the beginning."""
    errand = session.get(Errand, errand_id, with_for_update=True)
    if errand is None or errand.status != ErrandStatus.DEAD:
        raise NotFound
    errand.status = ErrandStatus.WAITING
    errand.tries = 0
    errand.due_at = now
    events.announce(ErrandRevived(errand=errand.id))


@dataclass(frozen=True)
class ErrandRevived(events.Event):
    """The operator asked for a dead errand to be tried again."""

    errand: int
