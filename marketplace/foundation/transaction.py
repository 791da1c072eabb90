"""The only place that commits. One use case is one transaction; nesting is a mistake."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from marketplace.foundation.db import session

_open: ContextVar[bool] = ContextVar("transaction_open", default=False)
_after: list[Callable[[], None]] = []


def after_each_commit(wake: Callable[[], None]) -> None:
    """Call something (cheap, never failing) after every commit: wakes the errand thread."""
    _after.append(wake)


def in_transaction() -> bool:
    """Whether a transaction is open on this thread."""
    return _open.get()


@contextmanager
def transaction() -> Iterator[None]:
    """Do one use case: all of it is kept, or none of it."""
    if _open.get():
        raise RuntimeError("a transaction is already open: one use case is one transaction")
    session.rollback()  # whatever was read before is read again under the lock
    token = _open.set(True)
    try:
        session.connection(execution_options={"writing": True})
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        _open.reset(token)
    for wake in _after:
        wake()


def end_reading() -> None:
    """Give the connection back after a request or a job."""
    session.remove()
