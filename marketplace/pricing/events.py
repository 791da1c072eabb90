"""Facts about prices."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.foundation.events import Event


@dataclass(frozen=True)
class PriceSet(Event):
    """An offer (or one run of it) has a new price plan; the earlier one is retired."""

    offer: str
    run: str
    plan: str
