"""Who listens to whom: the one page to read. Rooms listen to rooms below them only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from marketplace.foundation import errands, events
from marketplace.foundation.errands import Outside, Task
from marketplace.foundation.events import Event, Listener

# In the same transaction as the fact, in this order.
AT_ONCE: dict[type[Event], Sequence[Listener]] = {}

# After commit, one errand each: at least once, retried, kept on the dead list when given up.
AFTERWARDS: dict[type[Event], Sequence[Listener]] = {}

# What errands with a date, and repeating ones, are called.
TASKS: dict[str, Task | Outside] = {}
REPEATING: dict[str, timedelta] = {}


def wire() -> None:
    """Put the wiring in place; safe to call again."""
    events.use(AT_ONCE, AFTERWARDS, errands.write_for_event)
    errands.use(TASKS, REPEATING)
