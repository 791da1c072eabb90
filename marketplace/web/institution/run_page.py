"""One run: its facts, what can be done now, and who is booked; also as CSV and on paper."""

from __future__ import annotations

import csv
from io import StringIO

from flask import make_response
from flask.typing import ResponseReturnValue

from marketplace.booking import policy as booking_policy
from marketplace.booking.models import Seat
from marketplace.booking.queries import figures_for, seats_of_run
from marketplace.booking.rules import Figures, check_begun, check_ended
from marketplace.catalogue.models import Run
from marketplace.catalogue.queries import find_run, vat_of
from marketplace.catalogue.rules import RUN_MOVES, RUN_OVER, Intake, RunStatus
from marketplace.foundation.actor import Actor
from marketplace.foundation.clock import now, today
from marketplace.foundation.errors import require
from marketplace.foundation.labels import label
from marketplace.foundation.words import gettext as _
from marketplace.foundation.words import language
from marketplace.pricing import policy as pricing_policy
from marketplace.pricing.queries import plans_for_run
from marketplace.pricing.service.costing import HELD
from marketplace.web.institution.forms import CapacityForm
from marketplace.web.institution.prices import shown_price
from marketplace.web.institution.shared import refusal
from marketplace.web.shell.guards import actor
from marketplace.web.shell.pages import page


def run(ref: str) -> ResponseReturnValue:
    """One run as its institution sees it."""
    return show_run(ref)


def show_run(
    ref: str, *, refused: str = "", form: CapacityForm | None = None, status: int = 200
) -> ResponseReturnValue:
    """The page of a run; `refused` says why what was just tried could not be done. 12 statements at most."""
    who, at = actor(), now()
    found = find_run(who, ref)
    figures = figures_for([found], at)[found.id]
    sees_seats = booking_policy.may_see_seats(who)
    plans = plans_for_run(found)
    decision = vat_of(found.version.offer_id, today(at))
    return page(
        "institution/run_page/run.html",
        title=found.version.title.said(language()),
        status=status,
        refused=refused,
        run=found,
        figures=figures,
        seats=seats_of_run(who, ref) if sees_seats else [],
        sees_seats=sees_seats,
        price=shown_price(plans, decision, today(at), found.version_id),
        prices=pricing_policy.may_price(who),
        countable=found.status in HELD,
        vat=decision,
        form=form or CapacityForm(formdata=None, data={"capacity": found.capacity}),
        runs_it=booking_policy.may_run(who),
        moves=_moves(who, found, figures),
        over=found.status in RUN_OVER,
    )


def _moves(who: Actor, found: Run, figures: Figures) -> dict[str, str]:
    """What can be done to the run now, each with why not (empty: it can be done)."""
    if not booking_policy.may_run(who):
        return {}
    at = now()
    to = RUN_MOVES[Intake(found.intake)][RunStatus(found.status)]
    first = min((meeting.starts_at for meeting in found.meetings), default=None)
    moves: dict[str, str] = {}
    if found.status == RunStatus.PLANNED:
        moves["open"] = ""
    if RunStatus.CONFIRMED in to:
        moves["confirm"] = ""
    if RunStatus.RUNNING in to:
        moves["start"] = refusal(check_begun, found.starts_on, first, at)
    if RunStatus.COMPLETED in to:
        moves["complete"] = refusal(check_ended, found.ends_on, at)
    if found.status == RunStatus.COMPLETED or RunStatus.CLOSED in to:
        moves["close"] = ""
    if RunStatus.CANCELLED in to:
        moves["cancel"] = (
            _("Holdet kan kun aflyses her, når ingen har plads. Kontakt først de virksomheder, der står på listen.")
            if figures.live
            else ""
        )
    return moves


def _who(seat: Seat) -> str:
    return seat.person.name if seat.person is not None else _("uden navn")


def _company(seat: Seat) -> str:
    return seat.line.booking.buyer.organisation.name if seat.line is not None else ""


def _plain(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def csv_file(ref: str) -> ResponseReturnValue:
    """Who is booked, as CSV: semicolons and a byte order mark, as Danish spreadsheets expect."""
    seats = seats_of_run(actor(), ref)
    text = StringIO()
    rows = csv.writer(text, delimiter=";", lineterminator="\r\n")
    rows.writerow([_("Virksomhed"), _("Navn"), _("Status")])
    rows.writerows([_plain(_company(seat)), _plain(_who(seat)), label("seat_status", seat.status)] for seat in seats)
    answer = make_response("\ufeff" + text.getvalue())
    answer.mimetype = "text/csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="deltagere-{ref}.csv"'
    return answer


def attendance(ref: str) -> ResponseReturnValue:
    """A list to print and sign, with a column per meeting."""
    require(booking_policy.may_see_seats(actor()))
    found = find_run(actor(), ref)
    return page(
        "institution/run_page/attendance.html",
        title=_("Deltagerliste: %(title)s", title=found.version.title.said(language())),
        run=found,
        seats=seats_of_run(actor(), ref),
    )
