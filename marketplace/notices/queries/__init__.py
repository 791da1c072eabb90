"""What a message says right now: read from the rooms below when it is sent."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.accounts.models import Person
from marketplace.accounts.queries import reset_link_or_none
from marketplace.booking.models import Booking, BookingLine, Seat
from marketplace.booking.rules import naming_ends
from marketplace.catalogue.models import Run
from marketplace.foundation.clock import today
from marketplace.foundation.db import session
from marketplace.foundation.documents.letters import Letter, render
from marketplace.foundation.money import Money
from marketplace.foundation.words import day, money, ngettext, speaking
from marketplace.foundation.words import gettext as _
from marketplace.notices import gateway
from marketplace.notices.models import Message
from marketplace.notices.queries.approvals import approval_said, approved_by
from marketplace.notices.queries.runs import RUN_TOLD, run_facts
from marketplace.notices.queries.saying import Said, address
from marketplace.notices.queries.watches import watch_said
from marketplace.notices.rules import Kind
from marketplace.organisations.models import Company
from marketplace.organisations.queries import invitation_for, invitation_link
from marketplace.organisations.rules import is_spent
from marketplace.pricing.rules import thaw

LIVE = ("booked", "attended")  # a seat that waits for an approver tells nobody yet
# The states of a run in which a message about it is still true.
_TRUE_WHILE = {
    Kind.RUN_CHANGED: ("open", "confirmed", "running"),
    Kind.RUN_CONFIRMED: ("confirmed", "running"),
}


def find_message(ref: str) -> Message | None:
    """A message, locked, with its person."""
    return session.scalars(
        select(Message).where(Message.ref == ref).options(joinedload(Message.person)).with_for_update(of=Message)
    ).one_or_none()


def letter_for(message: Message, now: datetime) -> Letter | None:
    """The letter of a message as things are now; None when there is no longer anything to say."""
    person = message.person
    if person.email_norm is None:
        return None
    with speaking(message.language):
        said = _says(message, person, now)
        if said is None:
            return None
        around = {
            "language": message.language,
            "subject": said.subject,
            "greeting": _("Hej %(name)s", name=person.name),
            "action": said.action,
            "foot": _("Kompetencetorvet sender mails om det, du er med i. %(site)s", site=gateway.site_url()),
            **said.facts,
        }
        return Letter(
            to=person.email_norm,
            name=person.name,
            subject=said.subject,
            text=render(f"mail/{message.kind}.txt", **around),
            html=render(f"mail/{message.kind}.html", **around),
            message_id=message.message_id,
            language=message.language,
        )


def _says(message: Message, person: Person, now: datetime) -> Said | None:
    kind = Kind(message.kind)
    if kind is Kind.INVITATION:
        return _invitation(message.subject_ref, now)
    if kind is Kind.NEW_PASSWORD:
        return _new_password(person, message.subject_ref, now)
    if kind in (Kind.BOOKING_PLACED, Kind.BOOKING_RECEIVED):
        return _booking(kind, message.subject_ref, message.language)
    if kind in (Kind.SEAT_NAMED, Kind.SEAT_UNNAMED):
        return _seat(kind, message.subject_ref, person, message.language)
    if kind in (Kind.APPROVAL_ASKED, Kind.APPROVAL_ENDED):
        return approval_said(kind, message.subject_ref, person, message.language)
    if kind is Kind.WATCH_FOUND:
        return watch_said(message.subject_ref, person, now)
    return _run(kind, message.subject_ref, person, message.language)


def _invitation(ref: str, now: datetime) -> Said | None:
    invitation = invitation_for(ref)
    if is_spent(invitation.status, invitation.expires_at, now):
        return None
    token = invitation_link(invitation)[1]
    return Said(
        subject=_("Du er inviteret til Kompetencetorvet"),
        action=(_("Tag imod invitationen"), address("invitation", ref=ref, token=token)),
        facts={
            "organisation": invitation.organisation.name if invitation.organisation else "",
            "last_day": day(today(invitation.expires_at - timedelta(seconds=1))),
        },
    )


def _new_password(person: Person, counter: str, now: datetime) -> Said | None:
    link = reset_link_or_none(person.ref, int(counter), now)
    if link is None:
        return None
    return Said(
        subject=_("Vælg en adgangskode"),
        action=(_("Vælg adgangskode"), address("new_password", ref=person.ref, token=link.token)),
        facts={},
    )


def _booking(kind: Kind, ref: str, language: str) -> Said | None:
    booking = session.scalars(
        select(Booking)
        .where(Booking.ref == ref, Booking.status.in_(("placed", "fulfilled")))
        .options(
            joinedload(Booking.buyer).joinedload(Company.organisation),
            selectinload(Booking.lines).selectinload(BookingLine.seats),
            selectinload(Booking.lines).joinedload(BookingLine.run).options(*RUN_TOLD),
        )
    ).one_or_none()
    if booking is None or not booking.lines:
        return None
    line = booking.lines[0]
    seats = [seat for one in booking.lines for seat in one.seats if seat.status in ("booked", "attended")]
    run = line.run
    ends = naming_ends(run.intake, run.starts_on, thaw(line.quote).terms.naming_days, booking.placed_at)
    total = money(Money(sum(one.total for one in booking.lines)))
    title = line.run.version.title.said(language)
    facts = {
        "run": run_facts(line.run, language),
        "seats": len(seats),
        "total": total,
        "unnamed": sum(seat.person_id is None for seat in seats),
        "naming_day": day(ends - timedelta(seconds=1)) if ends else "",
        "buyer": booking.buyer.organisation.name,
        "approved_by": approved_by(booking.buyer_id, booking.ref),
    }
    if kind is Kind.BOOKING_PLACED:
        return Said(_("Bestilt: %(title)s", title=title), (_("Se bestillingen"), address("booking", ref=ref)), facts)
    subject = ngettext(
        "%(num)s plads bestilt: %(title)s", "%(num)s pladser bestilt: %(title)s", len(seats), title=title
    )
    return Said(subject, (_("Se holdet"), address("run", ref=line.run.ref)), facts)


def _seat(kind: Kind, ref: str, person: Person, language: str) -> Said | None:
    seat = session.scalars(
        select(Seat).where(Seat.ref == ref).options(joinedload(Seat.run).options(*RUN_TOLD))
    ).one_or_none()
    if seat is None:
        return None
    still_theirs = seat.person_id == person.id and seat.status in LIVE
    if still_theirs is (kind is Kind.SEAT_UNNAMED):
        return None  # named and unnamed again before the mail went: the later message tells
    if kind is Kind.SEAT_UNNAMED and not _was_told(person, ref):
        return None  # who never heard of the seat need not hear that it is gone
    company = session.get_one(Company, seat.company_id, options=[joinedload(Company.organisation)])
    run = run_facts(seat.run, language)
    facts = {"run": run, "company": company.organisation.name}
    if kind is Kind.SEAT_NAMED:
        return Said(_("Du er meldt til: %(title)s", title=run.title), (_("Se dit forløb"), address("mine")), facts)
    return Said(_("Du er ikke længere meldt til: %(title)s", title=run.title), None, facts)


def _was_told(person: Person, seat_ref: str) -> bool:
    told = select(Message.id).where(
        Message.person_id == person.id,
        Message.subject_ref == seat_ref,
        Message.kind == Kind.SEAT_NAMED,
        Message.handed_over_at.is_not(None),
    )
    return session.scalar(told.limit(1)) is not None


def _run(kind: Kind, ref: str, person: Person, language: str) -> Said | None:
    run = session.scalars(
        select(Run).where(Run.ref == ref, Run.status.in_(_TRUE_WHILE[kind])).options(*RUN_TOLD)
    ).one_or_none()
    if run is None or person.id not in {one.id for one in people_of_run(run.id)}:
        return None
    facts = {"run": run_facts(run, language)}
    title = run.version.title.said(language)
    subject = (
        _("Ændret: %(title)s", title=title) if kind is Kind.RUN_CHANGED else _("Gennemføres: %(title)s", title=title)
    )
    seated = session.scalar(select(Seat.id).where(Seat.run_id == run.id, Seat.person_id == person.id).limit(1))
    return Said(subject, (_("Se dit forløb"), address("mine")) if seated else None, facts)


def people_of_run(run_id: int) -> list[Person]:
    """Everybody who holds a seat on a run, and everybody who ordered seats on it; each once."""
    seated = select(Seat.person_id).where(Seat.run_id == run_id, Seat.status.in_(LIVE))
    ordered = (
        select(Booking.placed_by_id)
        .join(BookingLine, BookingLine.booking_id == Booking.id)
        .join(Seat, Seat.line_id == BookingLine.id)
        .where(Seat.run_id == run_id, Seat.status.in_(LIVE))
    )
    return list(session.scalars(select(Person).where(Person.id.in_(seated.union(ordered))).order_by(Person.id)))


def messages_about(person_id: int, limit: int = 50) -> list[Message]:
    """What a person has been told lately, newest first."""
    return list(
        session.scalars(select(Message).where(Message.person_id == person_id).order_by(Message.id.desc()).limit(limit))
    )
