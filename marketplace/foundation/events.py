"""Facts: written in the same transaction as the change they tell of, then heard by upper rooms.

`announce` (1) writes the fact to `event_log`, which is also the audit trail, (2) runs the at-once
listeners in wiring order, (3) writes one errand per afterwards listener. Facts carry references,
codes and numbers only; never a name, an address, free text or a token.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, String, and_, cast, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.foundation.actor import acting
from marketplace.foundation.clock import now as read_clock
from marketplace.foundation.db import Base, Id, on_postgresql, session


class Event:
    """Base of every fact. Subclasses are frozen dataclasses named in the past tense."""

    kinds: ClassVar[dict[str, type[Event]]] = {}
    kind: ClassVar[str] = ""

    def __init_subclass__(cls, **more: Any) -> None:
        super().__init_subclass__(**more)
        cls.kind = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()
        if Event.kinds.get(cls.kind, cls).__module__ != cls.__module__:
            raise TypeError(f"two facts are called {cls.kind}")
        Event.kinds[cls.kind] = cls


Listener = Callable[[Any, datetime], None]


class EventLog(Base):
    """The audit trail and the outbox's source: one row per fact, only ever added."""

    __tablename__ = "event_log"

    id: Mapped[Id]
    txid: Mapped[int] = mapped_column(BigInteger, index=True)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(60), index=True)
    refs: Mapped[dict[str, Any]] = mapped_column(JSON)
    actor: Mapped[str] = mapped_column(String(80))


_at_once: Mapping[type[Event], Sequence[Listener]] = {}
_afterwards: Mapping[type[Event], Sequence[Listener]] = {}
_write_errand: Callable[[str, EventLog], None] | None = None
listeners: dict[str, Listener] = {}


def name_of(listener: Callable[..., Any]) -> str:
    """How an errand row names its listener."""
    return f"{listener.__module__.removeprefix('marketplace.')}.{listener.__qualname__}"


def use(
    at_once: Mapping[type[Event], Sequence[Listener]],
    afterwards: Mapping[type[Event], Sequence[Listener]],
    write_errand: Callable[[str, EventLog], None],
) -> None:
    """Take the wiring: who hears which fact, at once and afterwards."""
    global _at_once, _afterwards, _write_errand
    _at_once, _afterwards, _write_errand = at_once, afterwards, write_errand
    listeners.clear()
    listeners.update({name_of(one): one for many in afterwards.values() for one in many})


def announce(event: Event) -> None:
    """Say that something has become true, in the transaction that made it true."""
    at = read_clock()
    row = EventLog(
        txid=cast(cast(func.pg_current_xact_id(), String), BigInteger) if on_postgresql() else 0,
        at=at,
        kind=event.kind,
        refs=asdict(event),  # type: ignore[call-overload]  # every fact is a dataclass, see the house test
        actor=acting().mark,
    )
    session.add(row)
    session.flush()
    for listener in _at_once.get(type(event), ()):
        listener(event, at)
    for listener in _afterwards.get(type(event), ()):
        if _write_errand is None:
            raise RuntimeError("facts are announced before the wiring is in place")
        _write_errand(name_of(listener), row)


def fact_of(row: EventLog) -> Event:
    """The fact a log row holds."""
    values = {key: tuple(value) if isinstance(value, list) else value for key, value in row.refs.items()}
    return Event.kinds[row.kind](**values)


@dataclass(frozen=True, slots=True, order=True)
class Cursor:
    """How far a follower has read: (transaction, row)."""

    txid: int = 0
    id: int = 0


def read_log(after: Cursor, limit: int = 500) -> list[tuple[Cursor, EventLog]]:
    """The next rows for a follower, in an order in which nothing can appear behind the cursor.

    On PostgreSQL row ids are given before commit, so a later id can be seen first; rows are read by
    (txid, id) and only below the oldest transaction still open. SQLite has one writer and orders by id.
    """
    wanted = select(EventLog).where(
        or_(EventLog.txid > after.txid, and_(EventLog.txid == after.txid, EventLog.id > after.id))
    )
    if on_postgresql():
        oldest = cast(cast(func.pg_snapshot_xmin(func.pg_current_snapshot()), String), BigInteger)
        wanted = wanted.where(EventLog.txid < oldest)
    rows = session.scalars(wanted.order_by(EventLog.txid, EventLog.id).limit(limit)).all()
    return [(Cursor(row.txid, row.id), row) for row in rows]


def log_end() -> Cursor:
    """Where the log ends now for a follower: everything up to here can be read, nothing appears before it."""
    wanted = select(EventLog.txid, EventLog.id)
    if on_postgresql():
        oldest = cast(cast(func.pg_snapshot_xmin(func.pg_current_snapshot()), String), BigInteger)
        wanted = wanted.where(EventLog.txid < oldest)
    last = session.execute(wanted.order_by(EventLog.txid.desc(), EventLog.id.desc()).limit(1)).one_or_none()
    return Cursor(last.txid, last.id) if last else Cursor()


def log_began() -> str:
    """When the log's first fact was told, "" before that: tells a follower that its database is another one now."""
    first = session.scalar(select(EventLog.at).order_by(EventLog.id).limit(1))
    return first.isoformat() if first else ""


def recent_facts(limit: int, before_id: int | None = None, kind: str = "") -> list[EventLog]:
    """The latest facts, newest first, for the operator: one kind or all, below a row already seen or from the top."""
    wanted = select(EventLog).order_by(EventLog.id.desc()).limit(limit)
    if before_id is not None:
        wanted = wanted.where(EventLog.id < before_id)
    if kind:
        wanted = wanted.where(EventLog.kind == kind)
    return list(session.scalars(wanted))


def kinds_told() -> list[str]:
    """Every kind of fact the market knows, in the order of the alphabet."""
    return sorted(Event.kinds)


_NEWEST = select(func.max(EventLog.id))  # built once: every public page asks it


def facts_mark() -> tuple[int, int]:
    """A mark that changes whenever a fact has become visible: what was made from the database before is then old.

    On PostgreSQL a fact with a lower id may be committed after one with a higher id, so the oldest transaction
    still open belongs to the mark.
    """
    if not on_postgresql():
        return session.scalar(_NEWEST) or 0, 0
    oldest = cast(cast(func.pg_snapshot_xmin(func.pg_current_snapshot()), String), BigInteger)
    row = session.execute(select(_NEWEST.scalar_subquery(), oldest)).one()
    return row[0] or 0, row[1]
