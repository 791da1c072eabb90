"""What the pages of a booking say beside its own facts: dated fees, deadlines, calendar entries."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from flask import url_for

from marketplace.booking.models import Booking
from marketplace.booking.rules import naming_ends
from marketplace.catalogue.models import Run
from marketplace.foundation.clock import today
from marketplace.foundation.documents.calendar import Entry
from marketplace.foundation.money import Money
from marketplace.foundation.words import day, language, money, until
from marketplace.foundation.words import gettext as _
from marketplace.pricing.rules import Quote, ladder_steps


def last_day(deadline: datetime | None) -> date | None:
    """The last day of a deadline that ends with a day."""
    return today(deadline - timedelta(seconds=1)) if deadline else None


def naming_deadline(booking: Booking, run: Run, quote: Quote) -> datetime | None:
    """Until when seats can be named; None: at any time."""
    return naming_ends(run.intake, run.starts_on, quote.terms.naming_days, booking.placed_at)


def free_until(run: Run, quote: Quote, on: date) -> date | None:
    """The last day on which cancelling costs nothing, while it lies ahead."""
    free = [step.until_on for step in ladder_steps(quote.terms, run.starts_on, quote.total) if step.percent == 0]
    return max(free) if free and max(free) >= on else None


def ladder(run: Run, quote: Quote, on: date) -> list[dict[str, Any]]:
    """What cancelling all seats costs, by date, for the ladder part; days gone by are left out."""
    steps = [step for step in ladder_steps(quote.terms, run.starts_on, quote.total) if step.until_on >= on]
    return [
        {
            "when": until(step.until_on),
            "cost": _("%(percent)s %% af klippene", percent=step.percent) if quote.klip else money(step.fee),
            "note": _("hele prisen") if step.percent == 100 else "",
            "kind": "" if step.percent == 0 else "full" if step.percent == 100 else "half",
            "now": step.from_on is None or step.from_on <= on,
        }
        for step in steps
    ]


def price_note(price: Money, quote: Quote) -> str:
    """A price per seat with its VAT, as one reads it aloud."""
    if quote.vat_basis == "exempt":
        return _("%(price)s pr. plads, momsfrit", price=money(price))
    return _("%(price)s pr. plads plus moms", price=money(price))


def start_of(run: Run) -> str:
    """When a run begins, for a line of text."""
    return _("start %(day)s", day=day(run.starts_on)) if run.starts_on else _("løbende start")


def entries(run: Run) -> list[Entry]:
    """A run's meetings for a calendar."""
    where = ", ".join(part for part in (run.place, run.postcode.city if run.postcode else "") if part)
    return [
        Entry(
            uid=f"{meeting.ref}@kompetencetorvet",
            title=run.version.title.said(language()),
            starts_at=meeting.starts_at,
            ends_at=meeting.ends_at,
            place=meeting.place or where or (_("Online") if run.participation == "online" else ""),
            text=run.version.offer.institution.organisation.name,
            url=url_for("public.offer", ref=run.version.offer.ref, _external=True),
            changed_at=meeting.changed_at,
            cancelled=run.status == "cancelled",
        )
        for meeting in run.meetings
    ]
