"""Facts about saved searches. What was asked leaves no fact: it is counted, and belongs to nobody."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.foundation.events import Event


@dataclass(frozen=True)
class WatchSaved(Event):
    """Somebody saved a search; `hits` were there already and are not told of."""

    watch: str
    organisation: str
    hits: int


@dataclass(frozen=True)
class WatchChanged(Event):
    """A saved search has another title, or is told of at another pace."""

    watch: str
    organisation: str
    what: tuple[str, ...]


@dataclass(frozen=True)
class WatchStopped(Event):
    """Nobody is told of new hits any more.

    `why` is asked (at the desk), link (in a mail), gone (the person left or has no role) or unreadable.
    """

    watch: str
    organisation: str
    why: str


@dataclass(frozen=True)
class WatchResumed(Event):
    """New hits are told of again; what came while it was stopped is not."""

    watch: str
    organisation: str


@dataclass(frozen=True)
class WatchDropped(Event):
    """A saved search is deleted, with what it had found."""

    watch: str
    organisation: str


@dataclass(frozen=True)
class WatchFound(Event):
    """A saved search found offers it had not found before; `telling` numbers the announcements of one search."""

    watch: str
    hits: int
    telling: int
