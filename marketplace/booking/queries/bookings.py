"""Reads of bookings, and of what a booking is made with."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import Select, exists, false, or_, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from marketplace.booking import policy
from marketplace.booking.models import Booking, BookingLine, Order, Seat
from marketplace.booking.queries.seats import RUN_TOLD
from marketplace.booking.rules import FINAL, GIVEN_BACK, SeatStatus
from marketplace.catalogue.models import OfferVersion, Run
from marketplace.catalogue.rules import VersionStatus
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import NotFound, require
from marketplace.foundation.paging import PER_PAGE, Page, page_of
from marketplace.organisations.models import Company, Department, Employee, Institution


def _told() -> tuple[ORMOption, ...]:
    """A booking with all its pages say: order, both parties, lines with run, version, offer, seats and people.

    Seats that were given back (lapsed, released) are left out of `line.seats`.
    """
    lines = selectinload(Booking.lines)
    named = lines.selectinload(BookingLine.seats.and_(Seat.status.not_in(GIVEN_BACK)))
    return (
        joinedload(Booking.order),
        joinedload(Booking.buyer).joinedload(Company.organisation),
        joinedload(Booking.seller).joinedload(Institution.organisation),
        lines.joinedload(BookingLine.run).options(*RUN_TOLD),
        named.joinedload(Seat.person),
        named.joinedload(Seat.employee),
    )


def is_offer_published(offer_id: int) -> bool:
    """Whether the public may buy an offer: one of its versions is published (and not suspended)."""
    return bool(
        session.scalar(
            select(exists().where(OfferVersion.offer_id == offer_id, OfferVersion.status == VersionStatus.PUBLISHED))
        )
    )


def find_order_by_key(actor: Actor, order_key: str) -> Booking:
    """The booking a form's key has made already; NotFound when it has made none."""
    found = order_by_key_or_none(actor, order_key)
    if found is None:
        raise NotFound
    return found


def order_by_key_or_none(actor: Actor, order_key: str) -> Booking | None:
    """The booking a form's key has made already."""
    return session.scalar(
        select(Booking)
        .join(Order, Order.id == Booking.order_id)
        .where(Booking.buyer_id == actor.organisation_id, Order.buyer_id == Booking.buyer_id, Order.key == order_key)
        .options(*_told())
    )


def _owned(actor: Actor) -> Select[Booking]:
    """Bookings of the actor's side: all of the buyer's, the placed ones of the seller's."""
    if actor.organisation_id is None or actor.desk not in ("company", "institution"):
        raise NotFound
    if actor.desk == "institution":
        return select(Booking).where(Booking.seller_id == actor.organisation_id, Booking.status.in_(FINAL))
    return select(Booking).where(Booking.buyer_id == actor.organisation_id)


def find_booking(actor: Actor, ref: str) -> Booking:
    """One booking of the actor's side with lines, runs and meetings, seats and the people named."""
    meetings = selectinload(Booking.lines).joinedload(BookingLine.run).selectinload(Run.meetings)
    found = session.scalar(_owned(actor).where(Booking.ref == ref).options(*_told(), meetings))
    if found is None:
        raise NotFound
    require(policy.may_see_bookings(actor))
    return found


def booking_under_lock(actor: Actor, ref: str) -> Booking:
    """One's own booking read anew and locked; its run is locked already, so that its seats stand still."""
    return session.scalars(
        _owned(actor)
        .where(Booking.ref == ref)
        .options(*_told())
        .with_for_update(of=Booking)
        .execution_options(populate_existing=True)
    ).one()


def bookings(actor: Actor, page: int, *, status: str = "", per_page: int = PER_PAGE) -> Page[Booking]:
    """Bookings of the actor's side, the newest first, with lines, runs and seats; perhaps of one status."""
    require(policy.may_see_bookings(actor))
    wanted = _owned(actor)
    if status:
        wanted = wanted.where(Booking.status == status)
    return page_of(wanted.order_by(Booking.id.desc()).options(*_told()), page, per_page)


def bookings_among(actor: Actor, refs: Collection[str]) -> dict[str, Booking]:
    """Those of these bookings that are of the actor's side, by ref, with lines, runs and seats."""
    require(policy.may_see_bookings(actor))
    found = session.scalars(_owned(actor).where(Booking.ref.in_(refs)).options(*_told())) if refs else ()
    return {one.ref: one for one in found}


def run_ref_of(booking: Booking) -> str:
    """The run a booking is for (one line, so one run)."""
    return booking.lines[0].run.ref


def seats_of_person(actor: Actor, person_id: int) -> list[Seat]:
    """The seats a company has bought for a person, the newest first, with run, place and booking."""
    require(actor.desk == "company" and policy.may_see_bookings(actor))
    own = (Seat.company_id == actor.organisation_id, Seat.person_id == person_id, Seat.status.not_in(GIVEN_BACK))
    told = (joinedload(Seat.run).options(*RUN_TOLD), joinedload(Seat.line).joinedload(BookingLine.booking))
    return list(session.scalars(select(Seat).where(*own).order_by(Seat.id.desc()).options(*told)).all())


def lines_ahead(actor: Actor, on: date, *, unnamed: bool = False, limit: int = 20) -> list[BookingLine]:
    """A company's placed lines on runs that begin on a day or later, soonest first; perhaps only with seats to name."""
    require(actor.desk == "company" and policy.may_see_bookings(actor))
    placed = BookingLine.booking.has((Booking.buyer_id == actor.organisation_id) & (Booking.status == "placed"))
    ahead = BookingLine.run.has((Run.starts_on >= on) | (Run.starts_on.is_(None) if unnamed else false()))
    wanted = select(BookingLine).join(BookingLine.run).where(placed, ahead)
    if unnamed:
        wanted = wanted.where(BookingLine.seats.any((Seat.status == SeatStatus.BOOKED) & Seat.person_id.is_(None)))
    told = (joinedload(BookingLine.run).options(*RUN_TOLD), joinedload(BookingLine.booking))
    seats = selectinload(BookingLine.seats.and_(Seat.status.not_in(GIVEN_BACK)))
    soonest = wanted.order_by(Run.starts_on.is_(None), Run.starts_on, Run.id).limit(limit)
    return list(session.scalars(soonest.options(*told, seats)).all())


def find_active_employee(company_id: int, on: date, *, ref: str = "", person_id: int | None = None) -> Employee:
    """An employee of the company, by ref or person, whose employment has not ended by a day."""
    found = active_employee_or_none(company_id, on, ref=ref, person_id=person_id)
    if found is None:
        raise NotFound
    return found


def active_employee_or_none(
    company_id: int, on: date, *, ref: str = "", person_id: int | None = None
) -> Employee | None:
    """An employee of the company, by ref or person, whose employment has not ended by a day, with the person."""
    return session.scalar(
        select(Employee)
        .where(
            Employee.company_id == company_id,
            Employee.ref == ref if ref else Employee.person_id == person_id,
            or_(Employee.ends_on.is_(None), Employee.ends_on >= on),
        )
        .order_by(Employee.id.desc())
        .limit(1)
        .options(joinedload(Employee.person))
    )


def find_department(company_id: int, ref: str) -> Department:
    """One of the company's departments."""
    found = session.scalar(select(Department).where(Department.company_id == company_id, Department.ref == ref))
    if found is None:
        raise NotFound
    return found
