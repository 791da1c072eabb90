"""Facts about prices."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.foundation.events import Event


@dataclass(frozen=True)
class PriceSet(Event):
    """An offer, or one run of it, has a new price plan (the earlier one of its kind is retired); without an offer: an
    institution sells a new pass or subscription."""

    offer: str
    run: str
    plan: str


@dataclass(frozen=True)
class PlanRetired(Event):
    """A price plan is no longer sold; `offer` is empty for a pass or subscription."""

    offer: str
    plan: str
