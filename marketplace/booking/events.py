"""Facts about bookings and seats."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.foundation.events import Event


@dataclass(frozen=True)
class SeatsHeld(Event):
    """Seats are held for a company while it decides."""

    booking: str
    run: str
    seats: int


@dataclass(frozen=True)
class PlanChosen(Event):
    """A draft is priced by another plan."""

    booking: str
    plan: str


@dataclass(frozen=True)
class HoldsEnded(Event):
    """Held seats of a run were given back: their time had passed, or the buyer let them go."""

    run: str
    seats: int
    why: str  # lapsed | released


@dataclass(frozen=True)
class BookingPlaced(Event):
    """A booking is final: its seats are booked."""

    booking: str
    buyer: str
    seller: str
    seats: int
    total: int


@dataclass(frozen=True)
class BookingEnded(Event):
    """A booking came to nothing before it was placed."""

    booking: str
    to: str  # expired | withdrawn | declined


@dataclass(frozen=True)
class SeatNamed(Event):
    """A seat is for this person."""

    seat: str
    run: str
    person: str
    booking: str


@dataclass(frozen=True)
class SeatUnnamed(Event):
    """A seat is no longer for this person, before the run began."""

    seat: str
    run: str
    person: str
    booking: str


@dataclass(frozen=True)
class ModuleBegun(Event):
    """The person on a seat has taken a module that is priced by itself; `module` is empty for the exam."""

    seat: str
    module: str
    net: int


@dataclass(frozen=True)
class ModulesBilled(Event):
    """The modules taken on a booking's seats up to a month's end are invoiced; nothing where they cost nothing."""

    booking: str
    modules: int
    net: int


@dataclass(frozen=True)
class BalanceBilled(Event):
    """What was left to pay for a seat is invoiced, because its credential was issued."""

    seat: str
    net: int
