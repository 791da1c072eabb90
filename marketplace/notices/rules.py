"""States of a message, its kinds, and the paths its links lead to."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum

from marketplace.foundation.errors import Conflict


class MessageStatus(StrEnum):
    QUEUED = "queued"
    HANDED_OVER = "handed_over"
    REFUSED = "refused"
    BOUNCED = "bounced"


MOVES: Mapping[MessageStatus, frozenset[MessageStatus]] = {
    MessageStatus.QUEUED: frozenset({MessageStatus.HANDED_OVER, MessageStatus.REFUSED}),
    MessageStatus.HANDED_OVER: frozenset({MessageStatus.BOUNCED}),
    MessageStatus.REFUSED: frozenset(),
    MessageStatus.BOUNCED: frozenset(),
}


def check_move(now: str, to: MessageStatus) -> None:
    """Refuse a move of a message that the table does not list."""
    if to not in MOVES[MessageStatus(now)]:
        raise Conflict("notices.message_move", now=now, to=to.value)


class Kind(StrEnum):
    INVITATION = "invitation"
    NEW_PASSWORD = "new_password"  # noqa: S105  # the kind of a mail, not a secret
    BOOKING_PLACED = "booking_placed"
    BOOKING_RECEIVED = "booking_received"
    SEAT_NAMED = "seat_named"
    SEAT_UNNAMED = "seat_unnamed"
    RUN_CHANGED = "run_changed"
    RUN_CONFIRMED = "run_confirmed"
    WATCH_FOUND = "watch_found"
    APPROVAL_ASKED = "approval_asked"
    APPROVAL_ENDED = "approval_ended"


# What may change about a run without anybody who comes noticing.
_UNFELT = frozenset({"capacity", "minimum", "enrol_by", "private_to", "intake"})


def is_felt(what: Collection[str]) -> bool:
    """Whether a change of a run must be told to those who come: another time, place or form, not another capacity."""
    return not _UNFELT.issuperset(what)


# Where links in mails lead. A door test holds these against the routes that exist.
PATHS: Mapping[str, str] = {
    "invitation": "/konto/invitation/{ref}/{token}",
    "new_password": "/konto/ny-adgangskode/{ref}/{token}",
    "booking": "/hr/bestillinger/{ref}",
    "approval": "/hr/godkendelser/{ref}",
    "run": "/udbyder/hold/{ref}",
    "mine": "/mit/",
    "offers": "/forloeb",
    "offer": "/forloeb/{ref}",
    "stop_watch": "/konto/soegning/{ref}/{token}",
}
