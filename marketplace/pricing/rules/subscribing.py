"""The states of a subscription."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from marketplace.foundation.errors import Conflict


class SubscriptionStatus(StrEnum):
    ACTIVE = "active"
    ENDING = "ending"  # holds until the end of the period it was ended in
    ENDED = "ended"


S = SubscriptionStatus
SUBSCRIPTION_MOVES: Mapping[SubscriptionStatus, frozenset[SubscriptionStatus]] = {
    S.ACTIVE: frozenset({S.ENDING}),
    S.ENDING: frozenset({S.ENDED}),
    S.ENDED: frozenset(),
}


def check_subscription_move(now: str, to: SubscriptionStatus) -> None:
    """Refuse a move of a subscription that the table does not list."""
    if to not in SUBSCRIPTION_MOVES[SubscriptionStatus(now)]:
        raise Conflict("pricing.subscription_move", now=now, to=to.value)
