"""Telling people: one message per person and cause, handed over after commit."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace.accounts.models import Person
from marketplace.accounts.queries import find_person
from marketplace.booking.models import Booking, Seat
from marketplace.catalogue.models import Run
from marketplace.foundation import errands
from marketplace.foundation.db import session
from marketplace.foundation.documents.letters import Letter
from marketplace.foundation.errands import Outside
from marketplace.foundation.refs import new_ref
from marketplace.notices import asking, queries
from marketplace.notices.models import Message
from marketplace.notices.queries.approvals import NOT_APPROVED
from marketplace.notices.rules import Kind, MessageStatus, check_move
from marketplace.organisations.models import Invitation, Membership
from marketplace.search.queries.watches import watch_or_none
from marketplace.spending.models import Approval
from marketplace.spending.queries import approvers

HAND_OVER = "notices.hand_over"


def tell(person: Person, kind: Kind, subject_ref: str, cause: str, *, now: datetime) -> Message | None:
    """Queue one message; None for a person without an address. The same cause tells a person once."""
    if person.email_norm is None:
        return None
    key = f"{kind}:{person.ref}:{cause}"
    known = session.scalars(select(Message).where(Message.key == key)).one_or_none()
    if known is not None:
        return known
    ref = new_ref()
    message = Message(
        ref=ref,
        person_id=person.id,
        kind=kind,
        subject_ref=subject_ref,
        key=key,
        language=person.language,
        status=MessageStatus.QUEUED,
        message_id=f"<{ref}@kompetencetorvet>",
        tries=0,
        created_at=now,
    )
    session.add(message)
    session.flush()
    errands.at(now, HAND_OVER, ref)
    return message


def prepare(ref: str, now: datetime) -> Letter | None:
    """First step of handing over: the letter, or None when it went already or there is nothing left to say."""
    message = queries.find_message(ref)
    if message is None or message.status != MessageStatus.QUEUED:
        return None
    letter = queries.letter_for(message, now)
    if letter is None:
        _move(message, MessageStatus.REFUSED, now)
        return None
    message.tries += 1
    return letter


def note(letter: Letter, taken: bool, now: datetime) -> None:
    """Last step: what the post said. A crash before this sends the letter again under the same Message-ID."""
    message = session.scalars(
        select(Message).where(Message.message_id == letter.message_id).with_for_update()
    ).one_or_none()
    if message is not None and message.status == MessageStatus.QUEUED:
        _move(message, MessageStatus.HANDED_OVER if taken else MessageStatus.REFUSED, now)


HANDING_OVER = Outside(prepare, asking.hand_over, note)


def _move(message: Message, to: MessageStatus, now: datetime) -> None:
    check_move(message.status, to)
    message.status = to
    if to is MessageStatus.HANDED_OVER:
        message.handed_over_at = now
    elif to is MessageStatus.REFUSED:
        message.refused_at = now
    else:
        message.bounced_at = now


def tell_invited(invitation_ref: str, *, now: datetime) -> None:
    """Mail the way in to a person who was invited."""
    invitation = session.scalars(
        select(Invitation).where(Invitation.ref == invitation_ref).options(joinedload(Invitation.person))
    ).one()
    tell(invitation.person, Kind.INVITATION, invitation_ref, f"{invitation_ref}:{invitation.counter}", now=now)


def tell_new_password(person_ref: str, counter: int, *, now: datetime) -> None:
    """Mail the link for choosing a password."""
    tell(find_person(person_ref), Kind.NEW_PASSWORD, str(counter), str(counter), now=now)


def tell_booking_placed(booking_ref: str, *, now: datetime) -> None:
    """Tell the one who booked, and the seller's publishers, that a booking is placed."""
    booking = session.scalars(select(Booking).where(Booking.ref == booking_ref)).one()
    if booking.placed_by_id is not None:
        tell(session.get_one(Person, booking.placed_by_id), Kind.BOOKING_PLACED, booking_ref, booking_ref, now=now)
    staff = select(Membership.person_id).where(
        Membership.organisation_id == booking.seller_id, Membership.role == "publisher"
    )
    for person in session.scalars(select(Person).where(Person.id.in_(staff)).order_by(Person.id)):
        tell(person, Kind.BOOKING_RECEIVED, booking_ref, booking_ref, now=now)


def tell_seat(seat_ref: str, person_ref: str, *, named: bool, now: datetime) -> None:
    """Tell a person that a seat is theirs, or no longer is."""
    seat = session.scalars(select(Seat).where(Seat.ref == seat_ref)).one()
    kind = Kind.SEAT_NAMED if named else Kind.SEAT_UNNAMED
    tell(find_person(person_ref), kind, seat_ref, f"{seat_ref}:{seat.named_at or now}", now=now)


def tell_run(run_ref: str, kind: Kind, cause: str, *, now: datetime) -> None:
    """Tell everybody on a run, and those who ordered, what has become of it."""
    run = session.scalars(select(Run).where(Run.ref == run_ref)).one()
    for person in queries.people_of_run(run.id):
        tell(person, kind, run_ref, cause, now=now)


def tell_watch(watch_ref: str, telling: int, *, now: datetime) -> None:
    """Tell who saved a search that it has found something new: one announcement, one mail."""
    watch = watch_or_none(watch_ref)
    if watch is not None:
        cause = f"{watch_ref}:{telling}"
        tell(watch.person, Kind.WATCH_FOUND, cause, cause, now=now)


def tell_approvers(approval_ref: str, *, now: datetime) -> None:
    """Tell everybody who may say yes to a purchase that it waits for them."""
    approval = session.scalars(select(Approval).where(Approval.ref == approval_ref)).one()
    for person in approvers(approval.company_id, but_person_id=approval.asked_by_id):
        tell(person, Kind.APPROVAL_ASKED, approval_ref, approval_ref, now=now)


def tell_not_approved(approval_ref: str, *, now: datetime) -> None:
    """Tell who asked that an approver said no, or that nobody said anything in time."""
    approval = session.scalars(
        select(Approval).where(Approval.ref == approval_ref).options(joinedload(Approval.asked_by))
    ).one()
    ended = select(Booking.id).where(Booking.ref == approval.subject_ref, Booking.status.in_(NOT_APPROVED))
    if session.scalar(ended) is not None:
        tell(approval.asked_by, Kind.APPROVAL_ENDED, approval_ref, approval_ref, now=now)
