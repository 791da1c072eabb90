"""What the mails about purchases that wait for an approver say."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.accounts.models import Person
from marketplace.booking.models import Booking, BookingLine
from marketplace.foundation.clock import today
from marketplace.foundation.db import session
from marketplace.foundation.money import Money
from marketplace.foundation.words import day, money
from marketplace.foundation.words import gettext as _
from marketplace.notices.queries.runs import RUN_TOLD, run_facts
from marketplace.notices.queries.saying import Said, address
from marketplace.notices.rules import Kind
from marketplace.spending.models import Approval
from marketplace.spending.queries import approval_of_or_none, approvers
from marketplace.spending.rules import ApprovalStatus

NOT_APPROVED = ("declined", "expired")  # a booking its booker withdrew tells nobody


def approval_said(kind: Kind, ref: str, person: Person, language: str) -> Said | None:
    """That a booking waits for this approver, or that this booker's came to nothing; None when that is no longer so."""
    approval = session.scalar(
        select(Approval)
        .where(Approval.ref == ref)
        .options(joinedload(Approval.asked_by), joinedload(Approval.decided_by), joinedload(Approval.department))
    )
    booking = session.scalar(
        select(Booking)
        .where(Booking.ref == (approval.subject_ref if approval else ""))
        .options(
            selectinload(Booking.lines).joinedload(BookingLine.run).options(*RUN_TOLD),
            selectinload(Booking.lines).selectinload(BookingLine.seats),
        )
    )
    if approval is None or booking is None:
        return None
    line = booking.lines[0]
    run = run_facts(line.run, language)
    facts = {
        "run": run,
        "asked_by": approval.asked_by.name,
        "department": approval.department.name if approval.department else "",
        "amount": money(Money(approval.amount)),
    }
    if kind is Kind.APPROVAL_ASKED:
        if approval.status != ApprovalStatus.WAITING or person.id not in _who_may(approval):
            return None
        held = [seat.held_until for seat in line.seats if seat.held_until and seat.status == "held"]
        facts |= {
            "overrun": money(Money(approval.overrun)) if approval.overrun else "",
            "last_day": day(today(min(held) - timedelta(seconds=1))) if held else "",
        }
        subject = _("Venter på din godkendelse: %(title)s", title=run.title)
        return Said(subject, (_("Se og afgør"), address("approval", ref=ref)), facts)
    if booking.status not in NOT_APPROVED:
        return None
    facts |= {
        "decided_by": approval.decided_by.name if approval.decided_by else "",
        "reason": approval.reason,
    }
    subject = _("Ikke godkendt: %(title)s", title=run.title)
    return Said(subject, (_("Se bestillingen"), address("booking", ref=booking.ref)), facts)


def approved_by(company_id: int, booking_ref: str) -> str:
    """The name of whoever approved a booking; "" when nobody had to."""
    approval = approval_of_or_none(company_id, booking_ref)
    return approval.decided_by.name if approval and approval.decided_by else ""


def _who_may(approval: Approval) -> set[int]:
    return {one.id for one in approvers(approval.company_id, but_person_id=approval.asked_by_id)}
