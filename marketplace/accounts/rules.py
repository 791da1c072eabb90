"""How e-mail addresses are compared and how long passwords must be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

PASSWORD_MIN = 10
PASSWORD_MAX = 200
RESET_LASTS = timedelta(hours=2)


def email_norm(typed: str) -> str:
    """An address as it is compared and stored: no spaces around it, case-folded."""
    return typed.strip().casefold()


@dataclass(frozen=True, slots=True)
class Tries:
    """Failed sign-ins lately: for this address, and from this place."""

    for_address: int
    from_place: int


TRIES_WINDOW = timedelta(minutes=15)
TRIES_PER_ADDRESS = 5
TRIES_PER_PLACE = 50


def may_try(tries: Tries) -> bool:
    """Whether one more sign-in may be tried now."""
    return tries.for_address < TRIES_PER_ADDRESS and tries.from_place < TRIES_PER_PLACE


def reset_has_expired(expires_at: datetime | None, now: datetime) -> bool:
    """Whether the link for a new password is too old, used, or was never asked for."""
    return expires_at is None or now >= expires_at
