"""The one place that reads the time, and Danish days and deadlines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def _system() -> datetime:
    return datetime.now(UTC)


_read: Callable[[], datetime] = _system


def now() -> datetime:
    """The present instant, in UTC. Doors, commands and the worker read it once and pass it on."""
    return _read()


def set_clock(read: Callable[[], datetime] | None) -> None:
    """Let tests and the demo loader decide what time it is; None gives the system clock back."""
    global _read
    _read = read or _system


def today(at: datetime) -> date:
    """The day in Copenhagen at an instant."""
    return at.astimezone(COPENHAGEN).date()


def local(at: datetime) -> datetime:
    """An instant as Copenhagen shows it."""
    return at.astimezone(COPENHAGEN)


def at_local(day: date, clock: time) -> datetime:
    """A Copenhagen wall-clock time as an instant (in a repeated hour: the first; in a skipped one: an hour later)."""
    return datetime.combine(day, clock, tzinfo=COPENHAGEN).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """A deadline "until the end of" a Danish day: the first instant after it."""
    return at_local(day + timedelta(days=1), time(0))


def has_passed(deadline: datetime, at: datetime) -> bool:
    """Whether an instant is at or after a deadline."""
    return at >= deadline
