"""One's own seats: the next step, coming meetings, each seat, calendars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from flask import Response, url_for
from flask.typing import ResponseReturnValue

from marketplace.booking.models import Seat
from marketplace.booking.queries import find_my_seat, my_seats
from marketplace.catalogue.models import Meeting
from marketplace.foundation import clock
from marketplace.foundation.documents.calendar import Entry, to_ics
from marketplace.foundation.words import gettext as _
from marketplace.foundation.words import language
from marketplace.organisations.queries import organisations_by_id
from marketplace.web.shell.guards import actor, signed_in_or_none
from marketplace.web.shell.pages import page

OVER = ("completed", "graded", "closed", "cancelled")
SOON = 6  # days of meetings on the overview


@dataclass(frozen=True, slots=True)
class Coming:
    """One meeting of one of my seats."""

    seat: Seat
    meeting: Meeting
    on: date


def overview() -> ResponseReturnValue:
    now = clock.now()
    seats = my_seats(actor(), now)
    ahead = [seat for seat in seats if _is_ahead(seat, now)]
    coming = _coming(ahead, now)
    days = [(on, list(those)) for on, those in groupby(coming, key=lambda one: one.on)]
    person = signed_in_or_none()
    return page(
        "employee/mine/overview.html",
        title=_("Hej %(name)s", name=person.name.split()[0]) if person and person.name else _("Mit overblik"),
        next=coming[0] if coming else None,
        anytime=next((seat for seat in ahead if seat.run.starts_on is None), None),
        days=days[:SOON],
        more=len(days) > SOON,
        ahead=ahead,
        earlier=[seat for seat in seats if not _is_ahead(seat, now)],
        companies=organisations_by_id(seat.company_id for seat in seats),
        on=clock.today(now),
    )


def seat(ref: str) -> ResponseReturnValue:
    found = find_my_seat(actor(), ref)
    now = clock.now()
    return page(
        "employee/mine/seat.html",
        title=found.run.version.title.said(language()),
        seat=found,
        run=found.run,
        version=found.run.version,
        institution=found.run.version.offer.institution.organisation,
        company=organisations_by_id([found.company_id])[found.company_id],
        on=clock.today(now),
        at=now,
    )


def calendar() -> ResponseReturnValue:
    now = clock.now()
    found = [entry for seat in my_seats(actor(), now) if seat.status == "booked" for entry in _entries(seat)]
    return _ics("mine-forloeb.ics", found, _("Mine forløb"), now)


def seat_calendar(ref: str) -> ResponseReturnValue:
    found = find_my_seat(actor(), ref)
    return _ics(f"forloeb-{ref}.ics", _entries(found), found.run.version.title.said(language()), clock.now())


def _is_ahead(seat: Seat, now: datetime) -> bool:
    """Whether there is still something to come to: the run is not over, and its last day has not passed."""
    last = seat.run.ends_on or seat.run.starts_on
    live = seat.status == "booked" or (seat.status == "attended" and seat.run.status not in OVER)
    return live and seat.run.status not in OVER and (last is None or last >= clock.today(now))


def _coming(seats: Sequence[Seat], now: datetime) -> list[Coming]:
    found = [
        Coming(seat, meeting, clock.today(meeting.starts_at))
        for seat in seats
        for meeting in seat.run.meetings
        if meeting.ends_at > now
    ]
    return sorted(found, key=lambda one: one.meeting.starts_at)


def _entries(seat: Seat) -> list[Entry]:
    run = seat.run
    where = ", ".join(part for part in (run.place, run.postcode.city if run.postcode else "") if part)
    return [
        Entry(
            uid=f"{meeting.ref}@kompetencetorvet",
            title=run.version.title.said(language()),
            starts_at=meeting.starts_at,
            ends_at=meeting.ends_at,
            place=meeting.place or where or (_("Online") if run.participation == "online" else ""),
            text=run.version.offer.institution.organisation.name,
            url=url_for("employee.seat", ref=seat.ref, _external=True),
            changed_at=meeting.changed_at,
            cancelled=run.status == "cancelled",
        )
        for meeting in run.meetings
    ]


def _ics(name: str, entries: Sequence[Entry], title: str, now: datetime) -> Response:
    return Response(
        to_ics(entries, name=title, now=now),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
