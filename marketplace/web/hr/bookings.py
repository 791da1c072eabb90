"""The company's bookings: the list, one booking, and what can be taken away from it."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from marketplace.booking import queries
from marketplace.booking.policy import may_book
from marketplace.booking.rules import BookingStatus, has_lapsed
from marketplace.foundation import clock
from marketplace.foundation.documents.calendar import to_ics
from marketplace.foundation.labels import choices, label
from marketplace.foundation.words import gettext as _
from marketplace.foundation.words import language
from marketplace.organisations.queries import departments
from marketplace.payments.policy import may_see_invoices
from marketplace.payments.queries import invoice_for
from marketplace.pricing.rules import thaw
from marketplace.spending.policy import may_approve
from marketplace.spending.queries import approval_of_or_none, approvers
from marketplace.web.hr import shown
from marketplace.web.hr.forms import NameForm
from marketplace.web.hr.names import known_people
from marketplace.web.hr.sheets import csv_file, ics_file
from marketplace.web.shell import prices
from marketplace.web.shell.guards import actor
from marketplace.web.shell.pager import page_number, page_url
from marketplace.web.shell.pages import page

# The states a company meets so far, in the order of the filter.
SHOWN_STATES = (
    BookingStatus.DRAFT,
    BookingStatus.AWAITING_APPROVAL,
    BookingStatus.PLACED,
    BookingStatus.FULFILLED,
    BookingStatus.DECLINED,
    BookingStatus.EXPIRED,
    BookingStatus.WITHDRAWN,
    BookingStatus.CANCELLED,
)
CHANGING = ("open", "confirmed", "running", "planned")


def bookings() -> ResponseReturnValue:
    asked = request.args.get("status", "")
    status = asked if asked in SHOWN_STATES else ""
    states = [(code, word) for code, word in choices("booking_status") if code in SHOWN_STATES]
    return page(
        "hr/bookings/bookings.html",
        title=_("Bestillinger"),
        found=queries.bookings(actor(), page_number(), status=status),
        status_asked=status,
        states=states,
        page_url=page_url,
    )


def booking(ref: str) -> ResponseReturnValue:
    return show_booking(ref)


def show_booking(ref: str, refused: tuple[str, NameForm] | None = None, status: int = 200) -> tuple[str, int]:
    """The page of a booking; `refused` is the form of one seat (by ref) that came back with errors."""
    who, now = actor(), clock.now()
    on = clock.today(now)
    found = queries.find_booking(who, ref)
    line = found.lines[0]
    quote = thaw(line.quote)
    ends = shown.naming_deadline(found, line.run, quote)
    placed = found.status == BookingStatus.PLACED
    may_name = placed and may_book(who) and line.run.status in CHANGING and (ends is None or ends > now)
    department = next((one for one in departments(who) if one.id == found.department_id), None)
    waits = found.status == BookingStatus.AWAITING_APPROVAL
    asked = approval_of_or_none(found.buyer_id, found.ref) if found.approval_asked_at else None
    live = [seat for seat in line.seats if seat.status == "held" and not has_lapsed(seat.held_until, now)]
    held_until = min((seat.held_until for seat in live if seat.held_until), default=None)
    return page(
        "hr/bookings/booking.html",
        title=line.run.version.title.said(language()),
        status=status,
        booking=found,
        line=line,
        run=line.run,
        quote=quote,
        bill=prices.bill(quote),
        later=prices.later(quote),
        price_note=shown.price_note(quote.seat_price, quote),
        department=department,
        naming_last=shown.last_day(ends),
        naming_open=ends is None or ends > now,
        may_name=may_name,
        may_book=may_book(who),
        held_until=held_until,
        last_held=shown.last_day(held_until),
        asked=asked,
        approvers=[one.name for one in approvers(found.buyer_id, but_person_id=asked.asked_by_id)]
        if asked and waits
        else [],
        may_decide=waits and may_approve(who) and asked is not None and asked.asked_by_id != who.person_id,
        names=[seat.person.name for seat in line.seats if seat.person],
        steps=shown.ladder(line.run, quote, on) if placed else [],
        invoice=invoice_for(found.ref) if found.placed_at and may_see_invoices(who) else None,
        known=[one.written for one in known_people(who, on)] if may_name else [],
        refused_seat=refused[0] if refused else "",
        refused_form=refused[1] if refused else None,
    )


def booking_csv(ref: str) -> ResponseReturnValue:
    found = queries.find_booking(actor(), ref)
    heading = [_("Plads"), _("Status"), _("Navn"), _("Mail"), _("Forløb"), _("Første dag"), _("Sidste dag")]
    rows = (
        [
            number,
            label("seat_status", seat.status),
            seat.person.name if seat.person else "",
            seat.person.email_norm if seat.person else "",
            line.run.version.title.said(language()),
            line.run.starts_on,
            line.run.ends_on,
        ]
        for line in found.lines
        for number, seat in enumerate(line.seats, start=1)
    )
    return csv_file(f"pladser-{found.ref}.csv", heading, rows)


def calendar(ref: str) -> ResponseReturnValue:
    found = queries.find_booking(actor(), ref)
    run = found.lines[0].run
    content = to_ics(shown.entries(run), name=run.version.title.said(language()), now=clock.now())
    return ics_file(f"forloeb-{found.ref}.ics", content)
