"""Moves of bookings and seats, and holds that have ended: what the other verbs of booking are made of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace.booking import queries, rules
from marketplace.booking.events import BookingEnded, HoldsEnded
from marketplace.booking.models import Booking, BookingLine, Seat
from marketplace.booking.rules import BookingStatus, SeatStatus
from marketplace.catalogue.models import Run
from marketplace.foundation.db import session
from marketplace.foundation.events import announce
from marketplace.foundation.refs import new_ref
from marketplace.spending.service.approving import withdraw_approval
from marketplace.spending.service.promising import give_back

ENDS_WITH_ITS_HOLD = (BookingStatus.DRAFT, BookingStatus.AWAITING_APPROVAL)
_BOOKING_INSTANTS = {
    BookingStatus.AWAITING_APPROVAL: "approval_asked_at",
    BookingStatus.DECLINED: "declined_at",
    BookingStatus.PLACED: "placed_at",
    BookingStatus.EXPIRED: "expired_at",
    BookingStatus.WITHDRAWN: "withdrawn_at",
    BookingStatus.FULFILLED: "fulfilled_at",
    BookingStatus.CANCELLED: "cancelled_at",
}


def move_booking(booking: Booking, to: BookingStatus, now: datetime) -> None:
    """Move a booking, with the instant of the move."""
    rules.check_booking_move(booking.status, to)
    booking.status = to
    setattr(booking, _BOOKING_INSTANTS[to], now)


def move_seat(seat: Seat, to: SeatStatus, now: datetime) -> None:
    """Move a seat, with the instant of the move."""
    rules.check_seat_move(seat.status, to)
    seat.status = to
    setattr(seat, f"{to.value}_at", now)


def lapse_ended_holds(run: Run, now: datetime, *, sparing: Booking | None = None) -> None:
    """Give the seats of ended holds back and end the bookings they belonged to, also those that wait for an approver.
    The run is locked.

    The bookings' rows need no lock of their own: whoever moves one locks its run first. The spared
    booking loses its seats too but is not ended: it is just now asking for them anew.
    """
    ended = session.scalars(
        select(Seat)
        .where(Seat.run_id == run.id, Seat.status == SeatStatus.HELD, Seat.held_until <= now)
        .execution_options(populate_existing=True)
    ).all()
    if not ended:
        return
    for seat in ended:
        move_seat(seat, SeatStatus.LAPSED, now)
    session.flush()
    announce(HoldsEnded(run=run.ref, seats=len(ended), why=SeatStatus.LAPSED.value))
    bookings = session.scalars(
        select(Booking)
        .join(BookingLine, BookingLine.booking_id == Booking.id)
        .where(
            BookingLine.id.in_({seat.line_id for seat in ended}),
            Booking.status.in_(ENDS_WITH_ITS_HOLD),
            Booking.id != (sparing.id if sparing else 0),
        )
        .order_by(Booking.id)
        .execution_options(populate_existing=True)
    ).unique()
    for booking in bookings:
        end_unplaced(booking, BookingStatus.EXPIRED, now)


def end_unplaced(booking: Booking, to: BookingStatus, now: datetime) -> None:
    """A booking comes to nothing before it was placed: nobody need approve it, and its budget is free again."""
    if booking.status == BookingStatus.AWAITING_APPROVAL:
        withdraw_approval(booking.ref, now=now)
        give_back(booking.ref, now=now)
    move_booking(booking, to, now)
    session.flush()
    announce(BookingEnded(booking=booking.ref, to=to.value))


def release(run: Run, seats: Sequence[Seat], now: datetime) -> None:
    """Let held seats go before their time. The run is locked."""
    for seat in seats:
        move_seat(seat, SeatStatus.RELEASED, now)
    session.flush()
    if seats:
        announce(HoldsEnded(run=run.ref, seats=len(seats), why=SeatStatus.RELEASED.value))


def hold_seats(
    line: BookingLine, run: Run, company_id: int, wanted: int, *, until: datetime, now: datetime
) -> list[Seat]:
    """Hold seats for a line; the caller has locked the run and found the places."""
    seats = [
        Seat(
            ref=new_ref(),
            line_id=line.id,
            run_id=run.id,
            company_id=company_id,
            status=SeatStatus.HELD,
            held_until=until,
            held_for="buyer",
            person=None,
            employee=None,
            created_at=now,
        )
        for _ in range(wanted)
    ]
    session.add_all(seats)
    session.flush()
    return seats


def live_holds(line: BookingLine, now: datetime) -> list[Seat]:
    """The seats a draft's line still holds, oldest first."""
    return list(
        session.scalars(
            select(Seat)
            .where(Seat.line_id == line.id, Seat.status == SeatStatus.HELD, Seat.held_until > now)
            .order_by(Seat.id)
            .options(joinedload(Seat.person))
            .execution_options(populate_existing=True)
        ).all()
    )


def places_left(run: Run, now: datetime) -> int:
    """How many seats may be sold now. The run is locked and its ended holds have lapsed."""
    return rules.places_left(run.capacity, queries.count_live(run.id, now))
