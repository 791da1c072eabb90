"""Plain functions that make things for tests, through tables or services; they join an open transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from marketplace.foundation.db import session
from marketplace.foundation.transaction import in_transaction, transaction


@contextmanager
def within() -> Iterator[None]:
    """Join the open transaction, or open one for this thing alone."""
    if in_transaction():
        yield
        session.flush()
    else:
        with transaction():
            yield
