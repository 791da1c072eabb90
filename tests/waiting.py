"""One person's change is not yet kept when another's begins: what the second then meets."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

from sqlalchemy import text

from marketplace.foundation.db import on_postgresql, session
from marketplace.foundation.errors import MarketError
from marketplace.foundation.transaction import end_reading, transaction

TURNS = 500  # of 20 ms


def while_held(first: Callable[[], object], second: Callable[[], object], then: Callable[[], object] = bool) -> Any:
    """Do `first`, and keep it (after `then`) only when `second`, in a thread and transaction of its own, waits for it.

    What `second` gives, or the refusal it met. SQLite has one writer, so there the second begins afterwards anyway.
    """

    def beside() -> object:
        try:
            with transaction():
                return second()
        except MarketError as refusal:
            return refusal
        finally:
            end_reading()

    with ThreadPoolExecutor(1) as pool:
        with transaction():
            first()
            answer = pool.submit(beside)
            if on_postgresql():
                _until_somebody_waits(answer.done)
            then()
        return answer.result(timeout=30)


def _until_somebody_waits(over: Callable[[], bool]) -> None:
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    for _ in range(TURNS):
        session.execute(text("SELECT pg_stat_clear_snapshot()"))  # one transaction sees one picture, else
        if over() or session.scalar(waiting):
            return
        Event().wait(0.02)
    raise AssertionError("nobody came to wait")
