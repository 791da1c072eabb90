"""Placing a booking on invoice (seats booked, people named, the invoice issued: all or nothing), or asking first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from marketplace.booking import policy, queries, rules
from marketplace.booking.models import Booking
from marketplace.booking.rules import FINAL, BookingStatus, SeatName
from marketplace.booking.service.approving import wait_for_approver
from marketplace.booking.service.finishing import bill, held_or_held_anew, make_final
from marketplace.booking.service.holding import check_draft, own_booking_locked, told
from marketplace.booking.service.moves import lapse_ended_holds
from marketplace.booking.service.naming import name_seats
from marketplace.foundation.actor import Actor
from marketplace.foundation.errors import RuleBroken, require
from marketplace.organisations.rules import clean_ean
from marketplace.pricing.rules import check_same, thaw
from marketplace.spending.service.promising import promise, weigh


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

    The most it can come to is promised and spent from the department's budget. Above what is left of it, or above the
    amount from which purchases need one, the booking waits for an approver instead, with its seats held.
    The company must be verified. `names` are for the seats in order; empty ones are left for later. A draft
    whose hold has ended gets its seats anew when there are places at the same price, else Conflict
    "booking.hold_ended" (the sweep then expires it). A second call gives the placed (or waiting) booking
    unchanged.
    `seen` is the mark of the quote on the page: a colleague may have changed the draft since it was shown.
    """
    require(policy.may_book(actor))
    booking, run = own_booking_locked(actor, booking_ref)
    if booking.status in FINAL or booking.status == BookingStatus.AWAITING_APPROVAL:
        return booking
    lapse_ended_holds(run, now, sparing=booking)
    check_draft(booking)
    if booking.buyer.organisation.verified_at is None:
        raise RuleBroken("booking.needs_verification")
    reference, ean = buyer_reference.strip(), clean_ean(ean) if ean.strip() else ""
    department = queries.find_department(booking.buyer_id, department_ref) if department_ref else None
    rules.check_on_sale(run.status, offer_published=queries.is_offer_published(run.version.offer_id))
    quote = thaw(booking.lines[0].quote)
    if quote.invoiced:
        rules.check_invoice_address(ean=ean, reference=reference, buyers_ean=booking.buyer.ean)
    if seen:
        check_same(quote, seen)
    seats = held_or_held_anew(booking, run, quote, now)
    booking.buyer_reference, booking.ean = reference, ean
    booking.department_id = department.id if department else None
    weighed = weigh(actor, quote.ceiling, department, now=now)
    if weighed.waits:
        wait_for_approver(actor, booking, run, seats, names, weighed, department, now)
        return told(actor, booking)
    promise(booking.ref, actor, quote.ceiling, department, now=now)
    make_final(booking, quote, seats, actor.person_id, now)
    name_seats(actor, booking.ref, seats, run, names, now)
    bill(booking, run, quote, department, now)
    return told(actor, booking)
