"""What needs somebody today, and what starts next."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from marketplace.booking.models import Booking, BookingLine, Seat
from marketplace.booking.policy import may_book, may_see_bookings
from marketplace.booking.queries import bookings, lines_ahead
from marketplace.booking.rules import has_lapsed
from marketplace.foundation import clock
from marketplace.foundation.actor import Actor
from marketplace.foundation.words import clock as at_clock
from marketplace.foundation.words import day, language, money, ngettext
from marketplace.foundation.words import gettext as _
from marketplace.organisations.queries import company_of
from marketplace.pricing.policy import may_see_purchases
from marketplace.pricing.queries.passes import expiring_soon
from marketplace.pricing.rules import thaw
from marketplace.spending.queries import count_waiting
from marketplace.web.hr.shown import last_day, naming_deadline, start_of
from marketplace.web.shell.guards import actor
from marketplace.web.shell.pages import page

NEAR = timedelta(days=7)
SOON = timedelta(days=60)  # how long before their end klip are pointed out


def today() -> ResponseReturnValue:
    who, now = actor(), clock.now()
    on = clock.today(now)
    company = company_of(who)
    sees = may_see_bookings(who)
    drafts = bookings(who, 1, status="draft", per_page=10).items if sees else []
    unnamed = lines_ahead(who, on, unnamed=True) if sees else []
    starts = lines_ahead(who, on, limit=8) if sees else []
    things = [
        *_to_approve(count_waiting(who) if sees else 0),
        *_held(drafts, now, may_book(who)),
        *_to_name(unnamed, now, may_book(who)),
        *(_to_spend(who, on) if may_see_purchases(who) else []),
    ]
    if company.organisation.verified_at is None:
        things.append(_unverified())
    title = ngettext("Én ting venter på jer", "%(num)s ting venter på jer", len(things))
    return page(
        "hr/today/today.html",
        title=title if things else _("Intet venter på jer"),
        company=company,
        on=on,
        things=things,
        starts=starts,
        sees=sees,
    )


def _to_approve(waiting: int) -> list[dict[str, str]]:
    if not waiting:
        return []
    return [
        {
            "state": _("Venter"),
            "kind": "warn",
            "title": ngettext("%(num)s køb venter på dit ja", "%(num)s køb venter på dit ja", waiting),
            "text": _("Det er over en grænse eller et budget. Pladserne holdes kun nogle dage."),
            "href": url_for("hr.approvals"),
            "action": _("Se og afgør"),
        }
    ]


def _to_spend(who: Actor, on: date) -> list[dict[str, str]]:
    return [
        {
            "state": _("Senest %(day)s", day=day(lot.entry.expires_on, year=False)) if lot.entry.expires_on else "",
            "kind": "warn",
            "title": ngettext("%(num)s klip falder snart bort", "%(num)s klip falder snart bort", lot.left),
            "text": _("De gælder hos %(name)s.", name=account.issuer.organisation.name),
            "href": url_for("hr.pass_entries", ref=account.ref),
            "action": _("Se klippene"),
        }
        for account, lot in expiring_soon(who, on, on + SOON)
    ]


def _held(drafts: Any, now: datetime, may_act: bool) -> list[dict[str, str]]:
    return [_draft(draft, seats[0], len(seats), may_act) for draft in drafts if (seats := _live(draft, now))]


def _live(draft: Booking, now: datetime) -> list[Seat]:
    return [seat for seat in draft.lines[0].seats if not has_lapsed(seat.held_until, now)]


def _draft(draft: Booking, seat: Seat, seats: int, may_act: bool) -> dict[str, str]:
    quote = thaw(draft.lines[0].quote)
    title = draft.lines[0].run.version.title.said(language())
    until = at_clock(seat.held_until) if seat.held_until else ""
    return {
        "state": _("I dag"),
        "kind": "stop",
        "title": ngettext(
            "Bestil %(num)s plads til %(total)s",
            "Bestil %(num)s pladser til %(total)s",
            seats,
            total=money(quote.total),
        ),
        "text": _("%(title)s. Pladserne holdes til %(until)s.", title=title, until=until),
        "href": url_for("hr.book" if may_act else "hr.booking", ref=draft.ref),
        "action": _("Gør bestillingen færdig") if may_act else _("Se bestillingen"),
    }


def _to_name(lines: list[BookingLine], now: datetime, may_act: bool) -> list[dict[str, str]]:
    things = []
    for line in lines:
        ends = naming_deadline(line.booking, line.run, thaw(line.quote))
        if ends is not None and ends <= now:
            continue
        missing = sum(1 for seat in line.seats if seat.status == "booked" and seat.person_id is None)
        last = last_day(ends)
        things.append(
            {
                "state": _("Senest %(day)s", day=day(last, year=False)) if last else _("Uden frist"),
                "kind": "warn" if ends is not None and ends - now <= NEAR else "",
                "title": ngettext("%(num)s plads mangler navn", "%(num)s pladser mangler navn", missing),
                "text": f"{line.run.version.title.said(language())}, {start_of(line.run)}.",
                "href": url_for("hr.booking", ref=line.booking.ref),
                "action": _("Skriv navne") if may_act else _("Se bestillingen"),
            }
        )
    return things


def _unverified() -> dict[str, str]:
    return {
        "state": _("Venter"),
        "kind": "info",
        "title": _("I venter på godkendelse"),
        "text": _("Operatøren ser på jeres CVR-nummer. I kan søge og holde pladser nu, og betale på faktura bagefter."),
        "href": url_for("hr.company"),
        "action": _("Se jeres oplysninger"),
    }
