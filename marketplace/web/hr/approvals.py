"""Purchases that wait for an approver: the list, and one with its yes and no."""

from __future__ import annotations

from datetime import date

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from marketplace.booking.models import Booking
from marketplace.booking.queries import bookings_among, find_booking
from marketplace.booking.service.approving import approve_booking, decline_booking
from marketplace.foundation import clock
from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.money import Money
from marketplace.foundation.transaction import transaction
from marketplace.foundation.words import gettext as _
from marketplace.foundation.words import language
from marketplace.pricing.rules import thaw
from marketplace.spending import queries
from marketplace.spending.policy import may_approve
from marketplace.spending.rules import ApprovalStatus
from marketplace.web.hr import shown
from marketplace.web.hr.budget_forms import ApproveForm, DeclineForm
from marketplace.web.shell import prices
from marketplace.web.shell.errors import refuse
from marketplace.web.shell.forms import Form
from marketplace.web.shell.guards import actor
from marketplace.web.shell.pager import page_number, page_url
from marketplace.web.shell.pages import page


def approvals() -> ResponseReturnValue:
    found = queries.approvals(actor(), page_number())
    return page(
        "hr/approvals/approvals.html",
        title=_("Godkendelser"),
        found=found,
        bookings=bookings_among(actor(), [one.subject_ref for one in found.items]),
        waiting=queries.count_waiting(actor()),
        may_approve=may_approve(actor()),
        page_url=page_url,
    )


def approval(ref: str) -> ResponseReturnValue:
    return _show(ref)


def approve(ref: str) -> ResponseReturnValue:
    form = ApproveForm()
    subject = queries.find_approval(actor(), ref).subject_ref
    try:
        with transaction():
            approve_booking(actor(), subject, seen=form.overrun, now=clock.now())
    except RuleBroken as broken:
        return _show(ref, form, refuse(form, broken))
    flash(_("Købet er godkendt og bestilt. Bestilleren får besked."), "ok")
    return redirect(url_for("hr.approvals"), 303)


def decline(ref: str) -> ResponseReturnValue:
    form = DeclineForm()
    subject = queries.find_approval(actor(), ref).subject_ref
    if not form.validate():
        return _show(ref, form, 422)
    try:
        with transaction():
            decline_booking(actor(), subject, reason=form.reason.data or "", now=clock.now())
    except RuleBroken as broken:
        return _show(ref, form, refuse(form, broken))
    flash(_("I har sagt nej. Pladserne er givet fri, og bestilleren får besked."), "ok")
    return redirect(url_for("hr.approvals"), 303)


def _show(ref: str, refused: Form | None = None, status: int = 200) -> tuple[str, int]:
    """One approval; `refused` is the yes or the no that came back with an error."""
    who, now = actor(), clock.now()
    found = queries.find_approval(who, ref)
    booking = find_booking(who, found.subject_ref)
    line = booking.lines[0]
    quote = thaw(line.quote)
    waits = found.status == ApprovalStatus.WAITING
    purse = queries.purse_without(found, now)
    own = found.asked_by_id == who.person_id
    return page(
        "hr/approvals/approval.html",
        title=line.run.version.title.said(language()),
        status=status,
        approval=found,
        booking=booking,
        run=line.run,
        bill=prices.bill(quote),
        later=prices.later(quote),
        quote=quote,
        names=[seat.person.name for seat in line.seats if seat.person],
        last=last_day_held(booking),
        year=clock.today(now).year,
        purse=purse if waits and found.department else None,
        overrun=purse.overrun(Money(found.amount)) if waits else Money(found.overrun),
        may_decide=waits and may_approve(who) and not own,
        own=own,
        refused=refused,
        yes=refused if isinstance(refused, ApproveForm) else ApproveForm(),
        no=refused if isinstance(refused, DeclineForm) else DeclineForm(),
    )


def last_day_held(booking: Booking) -> date | None:
    """The last day a waiting booking keeps its seats."""
    held = [seat.held_until for seat in booking.lines[0].seats if seat.held_until and seat.status == "held"]
    return shown.last_day(min(held)) if held else None
