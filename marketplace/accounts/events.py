"""Facts about people and their sign-ins."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.foundation.events import Event


@dataclass(frozen=True)
class PersonCreated(Event):
    """A person is known to the market."""

    person: str


@dataclass(frozen=True)
class PasswordSet(Event):
    """A person has a new password; sessions from before it end."""

    person: str


@dataclass(frozen=True)
class NewPasswordAsked(Event):
    """A person asked for a link to a new password."""

    person: str
    counter: int


@dataclass(frozen=True)
class PersonChanged(Event):
    """A person's own facts changed (name, language, address)."""

    person: str
    what: str
