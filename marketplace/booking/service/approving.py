"""Bookings that wait for an approver: asked when they are ordered, approved, declined."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from marketplace.booking import queries, rules
from marketplace.booking.models import Booking, Seat
from marketplace.booking.rules import FINAL, BookingStatus, SeatName
from marketplace.booking.service.finishing import bill, held_or_held_anew, make_final
from marketplace.booking.service.holding import own_booking_locked, told
from marketplace.booking.service.moves import end_unplaced, lapse_ended_holds, live_holds, move_booking, release
from marketplace.booking.service.naming import name_seats, tell_names
from marketplace.catalogue.models import Run
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import require
from marketplace.foundation.money import Money
from marketplace.organisations.models import Department
from marketplace.pricing.rules import thaw
from marketplace.spending.policy import may_approve
from marketplace.spending.rules import Weighed
from marketplace.spending.service.approving import ask_approval, decide
from marketplace.spending.service.promising import promise


def wait_for_approver(
    actor: Actor,
    booking: Booking,
    run: Run,
    seats: Sequence[Seat],
    names: Sequence[SeatName],
    weighed: Weighed,
    department: Department | None,
    now: datetime,
) -> None:
    """Let an order wait: its seats are held and named until the deadline, and what the budget has left is promised.

    The run and the booking are locked. An order above the budget promises nothing until an approver lets it.
    """
    rules.check_enrolment(run.enrol_by, now)
    until = rules.approval_ends(now, run.enrol_by)
    for seat in seats:
        seat.held_until = until
    name_seats(actor, booking.ref, seats, run, names, now, quietly=True)
    if not weighed.overrun:
        promise(booking.ref, actor, weighed.amount, department, now=now)
    move_booking(booking, BookingStatus.AWAITING_APPROVAL, now)
    session.flush()
    ask_approval(actor, booking.ref, weighed, department, now=now)


def approve_booking(actor: Actor, booking_ref: str, *, seen: Money, now: datetime) -> Booking:
    """Say yes to a booking that waits: it is placed as if the one who asked had placed it now.

    `seen` is how far above the budget the page said it goes; a colleague who used of the budget meanwhile makes it
    more: Conflict "spending.overrun_grown". Saying yes to a placed booking changes nothing. Seats whose hold has ended
    are held anew when there are places at the same price, else Conflict "booking.hold_ended".
    """
    require(may_approve(actor))
    booking, run = own_booking_locked(actor, booking_ref)
    if booking.status in FINAL:
        return booking
    lapse_ended_holds(run, now, sparing=booking)
    asked = decide(actor, booking.ref, approved=True, now=now)
    rules.check_on_sale(run.status, offer_published=queries.is_offer_published(run.version.offer_id))
    line = booking.lines[0]
    quote = thaw(line.quote)
    department = session.get(Department, booking.department_id) if booking.department_id else None
    seats = held_or_held_anew(booking, run, quote, now)
    promise(booking.ref, actor, quote.ceiling, department, let_go=seen, now=now)
    make_final(booking, quote, seats, asked.asked_by_id, now)
    tell_names(seats, run, booking.ref)
    bill(booking, run, quote, department, now)
    return told(actor, booking)


def decline_booking(actor: Actor, booking_ref: str, *, reason: str, now: datetime) -> Booking:
    """Say no to a booking that waits, with a reason: its seats and its budget are free at once. Again: no change."""
    require(may_approve(actor))
    booking, run = own_booking_locked(actor, booking_ref)
    if booking.status == BookingStatus.DECLINED:
        return booking
    lapse_ended_holds(run, now, sparing=booking)
    decide(actor, booking.ref, approved=False, reason=reason, now=now)
    release(run, live_holds(booking.lines[0], now), now)
    end_unplaced(booking, BookingStatus.DECLINED, now)
    return told(actor, booking)
