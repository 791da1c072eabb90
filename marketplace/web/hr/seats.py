"""Whom the seats of a placed booking are for."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.booking.queries import find_seat
from marketplace.booking.service.naming import name_seat, unname_seat
from marketplace.foundation import clock
from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.transaction import transaction
from marketplace.foundation.words import gettext as _
from marketplace.web.hr.bookings import show_booking
from marketplace.web.hr.forms import NameForm
from marketplace.web.hr.names import known_people, read_name
from marketplace.web.shell.errors import refuse, status_of
from marketplace.web.shell.guards import actor


def name(ref: str) -> ResponseReturnValue:
    find_seat(actor(), ref)
    form = NameForm()
    if not form.validate_on_submit():
        return _again(ref, form, status_of(form))
    now = clock.now()
    on = clock.today(now)
    try:
        who = read_name(actor(), form.who.data or "", known_people(actor(), on), on)
        with transaction():
            seat = name_seat(actor(), ref, who, now=now)
            booking_ref = seat.line.booking.ref if seat.line else ""
            named = seat.person.name if seat.person else ""
    except RuleBroken as broken:
        broken.field = "who"
        return _again(ref, form, refuse(form, broken))
    flash(_("Pladsen er til %(name)s, som får besked.", name=named), "ok")
    return redirect(url_for("hr.booking", ref=booking_ref, _anchor="seats"), 303)


def unname(ref: str) -> ResponseReturnValue:
    with transaction():
        seat = unname_seat(actor(), ref, now=clock.now())
        booking_ref = seat.line.booking.ref if seat.line else ""
    flash(_("Navnet er taget af pladsen."), "ok")
    return redirect(url_for("hr.booking", ref=booking_ref, _anchor="seats"), 303)


def _again(ref: str, form: NameForm, status: int) -> tuple[str, int]:
    """The booking's page with what was typed for this seat; the form says which booking it stood on."""
    return show_booking(request.form.get("booking", ""), (ref, form), status)
