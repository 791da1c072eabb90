"""Drafts: seats held for a company for 20 minutes while it decides."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from marketplace.booking import policy, queries, rules
from marketplace.booking.events import PlanChosen, SeatsHeld
from marketplace.booking.models import Booking, BookingLine, Order
from marketplace.booking.rules import BookingStatus
from marketplace.booking.service.moves import (
    end_unplaced,
    hold_seats,
    lapse_ended_holds,
    live_holds,
    places_left,
    release,
)
from marketplace.booking.service.paying import check_covered
from marketplace.catalogue.models import Run
from marketplace.catalogue.service.runs import lock_run
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import Conflict, NotFound, require
from marketplace.foundation.events import announce
from marketplace.foundation.refs import new_ref
from marketplace.pricing.rules import Quote, check_same, check_seats, thaw
from marketplace.pricing.service.quoting import quote_for


def book_seats(
    actor: Actor, order_key: str, run_ref: str, plan_ref: str, wanted: int, *, seen: str, now: datetime
) -> Booking:
    """Open a booking: seats held for the actor's company for 20 minutes, until it is placed or lapses.

    `order_key` is made with the form: the same key gives the same booking, and is a conflict with another
    content. `seen` is the mark of the quote the buyer saw; a stale one is refused with the new quote.
    """
    require(policy.may_book(actor))
    rules.check_key(order_key)
    check_seats(wanted)
    run = lock_run(run_ref)
    check_sees(actor, run)
    earlier = queries.order_by_key_or_none(actor, order_key)
    if earlier is not None:
        return _same_click(earlier, run, plan_ref, wanted)
    lapse_ended_holds(run, now)
    check_selling(run, now)
    quote = quote_for(actor.organisation_id, run, plan_ref, wanted, now=now)
    check_same(quote, seen)
    rules.check_places(wanted, places_left(run, now))
    check_covered(run, actor.organisation_id, quote, now)
    booking = _draft(actor, order_key, run, now)
    line = BookingLine(booking_id=booking.id, run_id=run.id)
    freeze(line, quote)
    session.add(line)
    session.flush()
    hold_seats(line, run, booking.buyer_id, wanted, until=rules.hold_ends(now), now=now)
    announce(SeatsHeld(booking=booking.ref, run=run.ref, seats=wanted))
    return told(actor, booking)


def change_wanted(actor: Actor, booking_ref: str, wanted: int, *, seen: str, now: datetime) -> Booking:
    """Another number of seats on a draft: priced anew and checked anew; the hold's end stays as it was.

    A draft whose hold has just ended gets its seats anew when there are places.
    """
    require(policy.may_book(actor))
    check_seats(wanted)
    booking, run = own_booking_locked(actor, booking_ref)
    lapse_ended_holds(run, now, sparing=booking)
    check_draft(booking)
    line = booking.lines[0]
    check_selling(run, now)
    quote = quote_for(actor.organisation_id, run, thaw(line.quote).plan_ref, wanted, now=now)
    check_same(quote, seen)
    check_covered(run, actor.organisation_id, quote, now, but_line_id=line.id)
    held = live_holds(line, now)
    if wanted > len(held):
        rules.check_places(wanted, places_left(run, now) + len(held))
        until = held[0].held_until if held else None
        more = wanted - len(held)
        hold_seats(line, run, booking.buyer_id, more, until=until or rules.hold_ends(now), now=now)
        announce(SeatsHeld(booking=booking.ref, run=run.ref, seats=more))
    release(run, held[wanted:], now)
    freeze(line, quote)
    session.flush()
    return told(actor, booking)


def change_plan(actor: Actor, booking_ref: str, plan_ref: str, *, now: datetime) -> Booking:
    """Another of the run's price plans on a draft: the same seats priced anew, held until when they were.

    Nothing is ordered by it: the page shows what it now comes to, and placing tells that price from another.
    """
    require(policy.may_book(actor))
    booking, run = own_booking_locked(actor, booking_ref)
    lapse_ended_holds(run, now, sparing=booking)
    check_draft(booking)
    check_selling(run, now)
    line = booking.lines[0]
    quote = quote_for(actor.organisation_id, run, plan_ref, thaw(line.quote).seats, now=now)
    check_covered(run, actor.organisation_id, quote, now, but_line_id=line.id)
    freeze(line, quote)
    announce(PlanChosen(booking=booking.ref, plan=quote.plan_ref))
    return told(actor, booking)


def withdraw_draft(actor: Actor, booking_ref: str, *, now: datetime) -> Booking:
    """Let a draft, or a booking that waits for an approver, go: its seats are free at once, its budget too.

    Any booker of the company may, also for a colleague who asked. Withdrawing it again changes nothing.
    """
    require(policy.may_book(actor))
    booking, run = own_booking_locked(actor, booking_ref)
    if booking.status == BookingStatus.WITHDRAWN:
        return booking
    lapse_ended_holds(run, now, sparing=booking)
    if booking.status != BookingStatus.AWAITING_APPROVAL:
        check_draft(booking)
    release(run, live_holds(booking.lines[0], now), now)
    end_unplaced(booking, BookingStatus.WITHDRAWN, now)
    return told(actor, booking)


def check_sees(actor: Actor, run: Run) -> None:
    """A private run, or a run of a private offer, does not exist for other companies."""
    if {run.private_to_id, run.version.offer.private_to_id} - {None, actor.organisation_id}:
        raise NotFound


def check_selling(run: Run, now: datetime) -> None:
    """New seats are sold while the run and its offer are on sale and enrolment is open."""
    rules.check_on_sale(run.status, offer_published=queries.is_offer_published(run.version.offer_id))
    rules.check_enrolment(run.enrol_by, now)


def check_draft(booking: Booking) -> None:
    """What is done to drafts is done to drafts only; an expired one says that its hold has ended."""
    if booking.status == BookingStatus.EXPIRED:
        raise Conflict("booking.hold_ended")
    if booking.status != BookingStatus.DRAFT:
        raise Conflict("booking.not_draft")


def freeze(line: BookingLine, quote: Quote) -> None:
    """Put a quote onto a line: after placing it never changes."""
    line.plan_id = quote.plan_id
    line.quote = quote.frozen()
    line.net, line.vat, line.total = quote.net.minor, quote.vat.minor, quote.total.minor


def own_booking_locked(actor: Actor, booking_ref: str) -> tuple[Booking, Run]:
    """One's own booking and its run, both locked and fresh: the run first, always."""
    run_ref = queries.run_ref_of(queries.find_booking(actor, booking_ref))
    run = lock_run(run_ref)
    return queries.booking_under_lock(actor, booking_ref), run


def told(actor: Actor, booking: Booking) -> Booking:
    """The booking as it now stands, with everything its page says."""
    session.flush()
    return queries.booking_under_lock(actor, booking.ref)


def _draft(actor: Actor, order_key: str, run: Run, now: datetime) -> Booking:
    order = Order(
        ref=new_ref(),
        buyer_id=actor.organisation_id,
        key=order_key,
        ordered_by_id=actor.person_id,
        created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(order)
    except IntegrityError as taken:  # the key was used at the same moment for another run, or by another company
        raise Conflict("booking.key_used") from taken
    booking = Booking(
        ref=new_ref(),
        order_id=order.id,
        buyer_id=actor.organisation_id,
        seller_id=run.institution_id,
        status=BookingStatus.DRAFT,
        created_at=now,
    )
    session.add(booking)
    session.flush()
    return booking


def _same_click(earlier: Booking, run: Run, plan_ref: str, wanted: int) -> Booking:
    line = earlier.lines[0]
    first = thaw(line.quote)
    if (line.run_id, first.plan_ref, first.seats) != (run.id, plan_ref, wanted):
        raise Conflict("booking.key_used", booking=earlier.ref)
    return earlier
