"""Placing a booking on invoice: seats booked, people named, the invoice issued, all or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from marketplace.accounts.rules import email_norm
from marketplace.booking import policy, queries, rules
from marketplace.booking.events import BookingPlaced
from marketplace.booking.models import Booking, Seat
from marketplace.booking.rules import FINAL, BookingStatus, SeatName, SeatStatus
from marketplace.booking.service.holding import check_draft, check_selling, own_booking_locked, told
from marketplace.booking.service.moves import (
    hold_seats,
    lapse_ended_holds,
    live_holds,
    move_booking,
    move_seat,
    places_left,
)
from marketplace.booking.service.naming import put_name
from marketplace.catalogue.models import Run
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import Conflict, RuleBroken, require
from marketplace.foundation.events import announce
from marketplace.foundation.words import gettext as _
from marketplace.foundation.words import span, speaking
from marketplace.organisations.models import Department
from marketplace.organisations.rules import clean_ean
from marketplace.payments.rules import DueLineFacts
from marketplace.payments.service import issue_invoice
from marketplace.pricing.rules import Quote, QuoteLine, check_same, thaw
from marketplace.pricing.service.quoting import quote_for

PAID_OTHERWISE = frozenset({"klip", "covered"})


def place_on_invoice(
    actor: Actor,
    booking_ref: str,
    *,
    names: Sequence[SeatName] = (),
    buyer_reference: str = "",
    ean: str = "",
    department_ref: str = "",
    seen: str = "",
    now: datetime,
) -> Booking:
    """Make a draft final: its seats are booked at the price that was shown, and the invoice is issued.

    The company must be verified. `names` are for the seats in order; empty ones are left for later. A draft
    whose hold has ended gets its seats anew when there are places at the same price, else Conflict
    "booking.hold_ended" (the sweep then expires it). A second call gives the placed booking unchanged.
    `seen` is the mark of the quote on the page: a colleague may have changed the draft since it was shown.
    """
    require(policy.may_book(actor))
    booking, run = own_booking_locked(actor, booking_ref)
    if booking.status in FINAL:
        return booking
    lapse_ended_holds(run, now, sparing=booking)
    check_draft(booking)
    if booking.buyer.organisation.verified_at is None:
        raise RuleBroken("booking.needs_verification")
    reference, ean = buyer_reference.strip(), clean_ean(ean) if ean.strip() else ""
    rules.check_invoice_address(ean=ean, reference=reference, buyers_ean=booking.buyer.ean)
    department = queries.find_department(booking.buyer_id, department_ref) if department_ref else None
    rules.check_on_sale(run.status, offer_published=queries.is_offer_published(run.version.offer_id))
    line = booking.lines[0]
    quote = thaw(line.quote)
    if seen:
        check_same(quote, seen)
    seats = _held_or_held_anew(booking, run, quote, now)
    for seat in seats:
        move_seat(seat, SeatStatus.BOOKED, now)
    booking.buyer_reference, booking.ean = reference, ean
    booking.department_id = department.id if department else None
    booking.placed_by_id = actor.person_id
    move_booking(booking, BookingStatus.PLACED, now)
    session.flush()
    announce(
        BookingPlaced(
            booking=booking.ref,
            buyer=booking.buyer.organisation.ref,
            seller=booking.seller.organisation.ref,
            seats=len(seats),
            total=quote.total.minor,
        )
    )
    _name(actor, booking, seats, run, names, now)
    due = _due(run, quote, department, reference)
    if due:
        issue_invoice(
            payer_id=booking.buyer_id,
            seller_id=booking.seller_id,
            purpose_ref=booking.ref,
            lines=due,
            buyer_reference=reference,
            ean=ean,
            now=now,
        )
    return told(actor, booking)


def _held_or_held_anew(booking: Booking, run: Run, quote: Quote, now: datetime) -> list[Seat]:
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
    return [*held, *anew]


def _name(
    actor: Actor, booking: Booking, seats: Sequence[Seat], run: Run, names: Sequence[SeatName], now: datetime
) -> None:
    given = [(position, who) for position, who in enumerate(names, start=1) if who]
    if len(given) > len(seats):
        raise RuleBroken("booking.more_names", field="naming", seats=len(seats), names=len(given))
    pairs = zip(seats, given, strict=False)
    # In the order of the addresses: two bookings that make the same people known would else wait for each other.
    for seat, (position, who) in sorted(pairs, key=lambda pair: email_norm(pair[1][1].email)):
        put_name(actor, seat, run, booking.ref, who, now=now, position=position)


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
            if line.code not in PAID_OTHERWISE
        ]


def _what(line: QuoteLine) -> str:
    """What a line of an invoice is, beside seats at their price."""
    if line.code in ("agreed", "extra"):
        return line.text_da or line.text_en
    if line.code == "team":
        return _("hold på op til %(size)s", size=dict(line.figures)["size"])
    return {"extra_seats": _("pladser mere"), "deposit": _("depositum")}.get(line.code, "")
