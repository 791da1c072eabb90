"""What makes a booking final: its seats booked, its invoice issued."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace.booking import queries, rules
from marketplace.booking.events import BookingPlaced
from marketplace.booking.models import Booking, BookingLine, Seat
from marketplace.booking.rules import BookingStatus, SeatStatus
from marketplace.booking.service.holding import check_selling
from marketplace.booking.service.moves import hold_seats, live_holds, move_booking, move_seat, places_left
from marketplace.booking.service.paying import pay_otherwise
from marketplace.catalogue.models import Run
from marketplace.foundation.db import session
from marketplace.foundation.errors import Conflict
from marketplace.foundation.events import announce
from marketplace.foundation.words import gettext as _
from marketplace.foundation.words import span, speaking
from marketplace.organisations.models import Department
from marketplace.payments.rules import DueLineFacts
from marketplace.payments.service import issue_invoice
from marketplace.pricing.rules import Quote, QuoteLine
from marketplace.pricing.service.quoting import quote_for
from marketplace.spending.service.promising import spend


def held_or_held_anew(booking: Booking, run: Run, quote: Quote, now: datetime) -> list[Seat]:
    """The seats a booking holds; those whose hold has ended anew, with their names, when there are places at the
    same price, else Conflict "booking.hold_ended". The run is locked."""
    line = booking.lines[0]
    held = live_holds(line, now)
    missing = quote.seats - len(held)
    if missing == 0:
        return held
    still = quote_for(booking.buyer_id, run, quote.plan_ref, quote.seats, now=now)
    if still.mark != quote.mark or places_left(run, now) < missing:
        raise Conflict("booking.hold_ended")
    check_selling(run, now)
    anew = hold_seats(line, run, booking.buyer_id, missing, until=rules.hold_ends(now), now=now)
    _name_again(line, anew, now)
    return [*held, *anew]


def _name_again(line: BookingLine, anew: Sequence[Seat], now: datetime) -> None:
    """Seats that lapsed while their booking waited were for somebody; so are those in their place."""
    lapsed = session.scalars(
        select(Seat)
        .where(Seat.line_id == line.id, Seat.status == SeatStatus.LAPSED, Seat.person_id.is_not(None))
        .order_by(Seat.id.desc())
        .options(joinedload(Seat.person), joinedload(Seat.employee))
        .limit(len(anew))
    ).all()
    for seat, before in zip(anew, reversed(lapsed), strict=False):
        if not queries.has_seat_on(line.run_id, before.person_id or 0, but_seat_id=seat.id):
            seat.employee_id, seat.employee = before.employee_id, before.employee
            seat.person_id, seat.person = before.person_id, before.person
            seat.named_at = now
            session.flush()


def make_final(booking: Booking, quote: Quote, seats: Sequence[Seat], by_id: int | None, now: datetime) -> None:
    """Book the seats a booking holds, for good. The run and the booking are locked."""
    for seat in seats:
        move_seat(seat, SeatStatus.BOOKED, now)
    booking.placed_by_id = by_id
    move_booking(booking, BookingStatus.PLACED, now)
    session.flush()
    spend(booking.ref, now=now)
    announce(
        BookingPlaced(
            booking=booking.ref,
            buyer=booking.buyer.organisation.ref,
            seller=booking.seller.organisation.ref,
            seats=len(seats),
            total=quote.total.minor,
        )
    )


def bill(booking: Booking, run: Run, quote: Quote, department: Department | None, now: datetime) -> None:
    """Spend the klip it costs and issue the invoice of what falls due at once, if anything does.

    The last thing to do, with the names on the seats: it locks the numbers.
    """
    pay_otherwise(booking, run, quote, now)
    due = _due(run, quote, department, booking.buyer_reference)
    if due:
        issue_invoice(
            payer_id=booking.buyer_id,
            seller_id=booking.seller_id,
            purpose_ref=booking.ref,
            lines=due,
            buyer_reference=booking.buyer_reference,
            ean=booking.ean,
            now=now,
        )


def _due(run: Run, quote: Quote, department: Department | None, reference: str) -> list[DueLineFacts]:
    """What falls due at once; nothing for seats that klip or a subscription pay, or whose modules fall due as taken."""
    with speaking("da"):  # an invoice is a Danish voucher, whatever language the buyer reads
        when = span(run.starts_on, run.ends_on or run.starts_on) if run.starts_on else _("løbende start")
        title = f"{run.version.title.said('da')}, {when}"
        return [
            DueLineFacts(
                text=f"{title}: {words}" if (words := _what(line)) else title,
                quantity=line.quantity,
                unit_net=line.unit,
                vat_basis=line.vat.basis,
                vat_percent=line.vat.percent,
                vat_reason=line.vat.reason,
                cost_centre=department.cost_centre if department else "",
                order_reference=reference,
            )
            for line in quote.lines
            if not line.paid_otherwise
        ]


def _what(line: QuoteLine) -> str:
    """What a line of an invoice is, beside seats at their price."""
    if line.code in ("agreed", "extra"):
        return line.text_da or line.text_en
    if line.code == "team":
        return _("hold på op til %(size)s", size=dict(line.figures)["size"])
    return {"extra_seats": _("pladser mere"), "deposit": _("depositum")}.get(line.code, "")
