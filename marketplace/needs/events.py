"""Facts about needs. Their words stay in the need."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.foundation.events import Event


@dataclass(frozen=True)
class NeedKept(Event):
    """A company wrote down what its people must be able to do."""

    need: str
    organisation: str
    competences: tuple[str, ...]


@dataclass(frozen=True)
class NeedChanged(Event):
    """A need has other words, competences, levels or limits."""

    need: str
    organisation: str
    what: tuple[str, ...]


@dataclass(frozen=True)
class NeedDropped(Event):
    """A need was deleted; for 30 days it can be brought back."""

    need: str
    organisation: str


@dataclass(frozen=True)
class NeedBroughtBack(Event):
    """A deleted need stands on the list again."""

    need: str
    organisation: str
