"""Places, holds, moves of bookings and seats, and until when seats can be named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from marketplace.catalogue.rules import BOOKABLE, Intake
from marketplace.foundation.clock import end_of_day, has_passed, today
from marketplace.foundation.errors import Conflict, RuleBroken
from marketplace.payments.rules import check_invoice_address as check_invoice_address

HOLD_LASTS = timedelta(minutes=20)
APPROVAL_LASTS = 5  # working days, Monday to Friday
KEY_SHORTEST, KEY_LONGEST = 8, 40
MAX_CAPACITY = 100_000
CANCEL_REASONS = ("low_numbers", "provider", "force_majeure")


class BookingStatus(StrEnum):
    DRAFT = "draft"
    AWAITING_APPROVAL = "awaiting_approval"
    AWAITING_PAYMENT = "awaiting_payment"
    PLACED = "placed"
    FULFILLED = "fulfilled"
    CANCELLED = "cancelled"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


B = BookingStatus
BOOKING_MOVES: Mapping[BookingStatus, frozenset[BookingStatus]] = {
    B.DRAFT: frozenset({B.AWAITING_APPROVAL, B.AWAITING_PAYMENT, B.PLACED, B.EXPIRED, B.WITHDRAWN}),
    B.AWAITING_APPROVAL: frozenset({B.AWAITING_PAYMENT, B.PLACED, B.DECLINED, B.EXPIRED, B.WITHDRAWN}),
    B.AWAITING_PAYMENT: frozenset({B.PLACED, B.EXPIRED}),
    B.EXPIRED: frozenset({B.PLACED}),  # late money: seats held anew under the lock
    B.PLACED: frozenset({B.FULFILLED, B.CANCELLED}),
    B.FULFILLED: frozenset(),
    B.CANCELLED: frozenset(),
    B.DECLINED: frozenset(),
    B.WITHDRAWN: frozenset(),
}
FINAL = frozenset({B.PLACED, B.FULFILLED, B.CANCELLED})  # what the seller sees


class SeatStatus(StrEnum):
    HELD = "held"
    BOOKED = "booked"
    ATTENDED = "attended"
    NO_SHOW = "no_show"
    LAPSED = "lapsed"
    RELEASED = "released"
    CANCELLED = "cancelled"
    LEFT = "left"


S = SeatStatus
SEAT_MOVES: Mapping[SeatStatus, frozenset[SeatStatus]] = {
    S.HELD: frozenset({S.BOOKED, S.LAPSED, S.RELEASED}),
    S.BOOKED: frozenset({S.ATTENDED, S.NO_SHOW, S.CANCELLED}),
    S.ATTENDED: frozenset({S.LEFT}),
    S.NO_SHOW: frozenset(),
    S.LAPSED: frozenset(),
    S.RELEASED: frozenset(),
    S.CANCELLED: frozenset(),
    S.LEFT: frozenset(),
}
TAKEN = frozenset({S.BOOKED, S.ATTENDED})  # live for good; a held seat is live until its time has passed
GIVEN_BACK = frozenset({S.LAPSED, S.RELEASED})  # held once, never bought
SEEN_BY_SELLER = frozenset({S.BOOKED, S.ATTENDED, S.NO_SHOW, S.LEFT})


def check_booking_move(now: str, to: BookingStatus) -> None:
    """Refuse a move of a booking that the table does not list."""
    if to not in BOOKING_MOVES[BookingStatus(now)]:
        raise Conflict("booking.booking_move", now=now, to=to.value)


def check_seat_move(now: str, to: SeatStatus) -> None:
    """Refuse a move of a seat that the table does not list."""
    if to not in SEAT_MOVES[SeatStatus(now)]:
        raise Conflict("booking.seat_move", now=now, to=to.value)


def hold_ends(now: datetime) -> datetime:
    """Until when a draft keeps its seats."""
    return now + HOLD_LASTS


def approval_ends(now: datetime, enrol_by: date | None) -> datetime:
    """Until when a booking that waits for an approver keeps its seats: the end of the fifth working day after today,
    but not beyond the enrolment day."""
    last, left = today(now), APPROVAL_LASTS
    while left:
        last += timedelta(days=1)
        left -= last.weekday() < 5
    return end_of_day(last if enrol_by is None else min(last, enrol_by))


def has_lapsed(held_until: datetime | None, now: datetime) -> bool:
    """Whether a hold has ended: it is live only while its end lies ahead."""
    return held_until is None or has_passed(held_until, now)


def places_left(capacity: int, live: int) -> int:
    """How many more seats may be sold; none while capacity is below the live seats."""
    return max(0, capacity - live)


def over_by(capacity: int, live: int) -> int:
    """By how many live seats a run is above its capacity, after it was lowered."""
    return max(0, live - capacity)


@dataclass(frozen=True, slots=True)
class Figures:
    """How full a run is: seats held while buyers decide, and seats taken."""

    capacity: int
    held: int = 0
    taken: int = 0

    @property
    def live(self) -> int:
        return self.held + self.taken

    @property
    def left(self) -> int:
        return places_left(self.capacity, self.live)

    @property
    def over(self) -> int:
        return over_by(self.capacity, self.live)


@dataclass(frozen=True, slots=True)
class Tally:
    """What has become of the seats a line bought: always unnamed + named + cancelled + used = bought."""

    unnamed: int
    named: int
    cancelled: int
    used: int

    @property
    def bought(self) -> int:
        return self.unnamed + self.named + self.cancelled + self.used


def tally(seats: Iterable[tuple[str, bool]]) -> Tally:
    """Count seats given as (status, whether a person is named). Seats never bought (held, lapsed, released) are out."""
    counts = {"unnamed": 0, "named": 0, "cancelled": 0, "used": 0}
    for status, named in seats:
        if status == S.BOOKED:
            counts["named" if named else "unnamed"] += 1
        elif status == S.CANCELLED:
            counts["cancelled"] += 1
        elif status in (S.ATTENDED, S.NO_SHOW, S.LEFT):
            counts["used"] += 1
    return Tally(**counts)


def check_on_sale(status: str, *, offer_published: bool) -> None:
    """A run sells while it is open or confirmed and its offer is published."""
    if status not in BOOKABLE or not offer_published:
        raise Conflict("booking.run_closed")


def check_enrolment(enrol_by: date | None, now: datetime) -> None:
    """New seats are sold until the end of the enrolment day; continuous intake may have none."""
    if enrol_by is not None and has_passed(end_of_day(enrol_by), now):
        raise Conflict("booking.enrolment_ended", until=enrol_by)


def check_places(wanted: int, left: int) -> None:
    """All wanted seats or none: a run never sells above its capacity."""
    if left <= 0:
        raise Conflict("booking.run_full", field="wanted", left=0, asked=wanted)
    if wanted > left:
        raise Conflict("booking.too_few_places", field="wanted", left=left, asked=wanted)


def check_key(order_key: str) -> None:
    """The key a form carries, so that a second click finds the first order."""
    if not KEY_SHORTEST <= len(order_key) <= KEY_LONGEST:
        raise RuleBroken("booking.order_key")


@dataclass(frozen=True, slots=True)
class SeatName:
    """Whom a seat is for: an employee by ref, or a name (with an address, or without one)."""

    employee_ref: str = ""
    name: str = ""
    email: str = ""

    def __bool__(self) -> bool:
        return bool(self.employee_ref or self.name.strip() or self.email.strip())


def naming_ends(intake: str, starts_on: date | None, naming_days: int, placed_at: datetime | None) -> datetime | None:
    """The instant from which seats can no longer be named; None: at any time (continuous intake).

    The end of the day `naming_days` before the first meeting; never before the end of the day of placing,
    so that nobody pays for seats that could not be named at all.
    """
    if intake == Intake.CONTINUOUS or starts_on is None:
        return None
    last = starts_on - timedelta(days=naming_days)
    if placed_at is not None:
        last = max(last, today(placed_at))
    return end_of_day(last)


def check_naming(ends: datetime | None, now: datetime) -> None:
    """Refuse naming after its deadline."""
    if ends is not None and has_passed(ends, now):
        raise RuleBroken("booking.naming_ended", until=today(ends - timedelta(seconds=1)))


def check_begun(starts_on: date | None, first_meeting_at: datetime | None, now: datetime) -> None:
    """A run starts when its first meeting is reached (its first day, when no meeting is listed)."""
    reached = has_passed(first_meeting_at, now) if first_meeting_at else starts_on is None or today(now) >= starts_on
    if not reached:
        raise RuleBroken("booking.run_not_begun", on=starts_on)


def check_ended(ends_on: date | None, now: datetime) -> None:
    """A run is completed on its last day at the earliest."""
    if ends_on is not None and today(now) < ends_on:
        raise RuleBroken("booking.run_not_ended", on=ends_on)


def check_capacity(capacity: int, minimum: int) -> None:
    """Capacity is at least 1 and not below the minimum; it may go below the seats already taken."""
    if not 1 <= capacity <= MAX_CAPACITY:
        raise RuleBroken("booking.capacity_range", field="capacity", most=MAX_CAPACITY)
    if capacity < minimum:
        raise RuleBroken("booking.capacity_below_minimum", field="capacity", minimum=minimum)
