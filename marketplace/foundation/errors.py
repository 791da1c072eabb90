"""The four ways a use case says no; doors translate them (404, 403, a form error, 409)."""

from __future__ import annotations

from typing import Any


class MarketError(Exception):
    """Base of everything a room raises on purpose."""


class NotFound(MarketError):
    """The thing does not exist, or belongs to another organisation (the two look the same)."""


class NotAllowed(MarketError):
    """The actor may see the thing but may not do this to it."""


class RuleBroken(MarketError):
    """A rule of the domain says no. `code` names the words, `facts` fill them in.

    `field` names the form field the message belongs to, when there is one.
    """

    def __init__(self, code: str, *, field: str | None = None, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.facts = facts


class Conflict(RuleBroken):
    """The world has moved since the page was shown: a stale price, seats gone, a second click."""


def require(allowed: bool) -> None:
    """Raise `NotAllowed` unless the policy said yes."""
    if not allowed:
        raise NotAllowed
