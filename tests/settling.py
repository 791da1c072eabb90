"""Waiting until a follower may read everything that was told."""

from __future__ import annotations

from threading import Event
from time import monotonic

from sqlalchemy import func, select

from marketplace.foundation.db import on_postgresql, session
from marketplace.foundation.events import EventLog

PATIENCE = 60.0  # seconds


def settle() -> None:
    """Wait for the transactions of other tests.

    PostgreSQL counts transactions for the whole server, so one that is open in another test's database holds a
    follower back here too. The follower is right to wait; a test that looks at once must wait with it.
    """
    if not on_postgresql():
        return
    last = session.scalar(select(func.max(EventLog.txid))) or 0
    until = monotonic() + PATIENCE
    while monotonic() < until:
        session.rollback()
        oldest = session.connection().exec_driver_sql("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        if oldest.scalar_one() > last:
            session.rollback()
            return
        Event().wait(0.05)
    raise AssertionError("another transaction on this PostgreSQL server has been open for too long")
