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


@dataclass(frozen=True)
class CostsCalculated(Event):
    """The full costs of an offer's runs have been calculated; prices are held against this one from now on."""

    offer: str
    calculation: str
    no: int


@dataclass(frozen=True)
class CostsCounted(Event):
    """What a run came to has been counted after it was over, beside its plan."""

    offer: str
    run: str
    calculation: str


@dataclass(frozen=True)
class PassBought(Event):
    """A company has bought klip of an institution; `purchase` is what its invoice is for."""

    account: str
    purchase: str
    plan: str
    klip: int
    total: int


@dataclass(frozen=True)
class KlipSpent(Event):
    """Klip of a pass were spent on a booking."""

    account: str
    subject: str
    klip: int


@dataclass(frozen=True)
class KlipGivenBack(Event):
    """Klip of a booking are back on their pass, with their old expiry."""

    account: str
    subject: str
    klip: int


@dataclass(frozen=True)
class SubscriptionBegun(Event):
    """A company subscribes for so many employees."""

    subscription: str
    plan: str
    seats: int


@dataclass(frozen=True)
class SubscriptionSeatsChanged(Event):
    """Employees were put on a subscription, or taken off it."""

    subscription: str
    added: int
    removed: int


@dataclass(frozen=True)
class SubscriptionMoved(Event):
    """A subscription ends with its running period, or has ended."""

    subscription: str
    to: str  # ending | ended


@dataclass(frozen=True)
class SubscriptionBilled(Event):
    """A period of a subscription is over and billed; without an invoice where nobody was on it."""

    subscription: str
    period: int
    net: int


@dataclass(frozen=True)
class FundingSchemeKept(Event):
    """A funding scheme was written, or written anew."""

    scheme: str
    percent: int


@dataclass(frozen=True)
class FundingSchemeMoved(Event):
    """A funding scheme is shown to all, or hidden."""

    scheme: str
    to: str  # shown | hidden
