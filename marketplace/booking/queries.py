"""Reads of bookings and seats."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from marketplace.booking import policy
from marketplace.booking.models import Booking, BookingLine, Order, Seat
from marketplace.booking.rules import FINAL, GIVEN_BACK, SEEN_BY_SELLER, TAKEN, Figures, SeatStatus
from marketplace.catalogue.models import Offer, OfferVersion, Run
from marketplace.catalogue.rules import VersionStatus
from marketplace.foundation.actor import Actor
from marketplace.foundation.clock import today
from marketplace.foundation.db import session
from marketplace.foundation.errors import NotFound, require
from marketplace.foundation.paging import PER_PAGE, Page, page_of
from marketplace.organisations.models import Company, Department, Employee, Institution

_RUN_TOLD = (
    joinedload(Run.version)
    .joinedload(OfferVersion.offer)
    .joinedload(Offer.institution)
    .joinedload(Institution.organisation),
    joinedload(Run.postcode),
)


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
        lines.joinedload(BookingLine.run).options(*_RUN_TOLD),
        named.joinedload(Seat.person),
        named.joinedload(Seat.employee),
    )


def live(now: datetime) -> ColumnElement[bool]:
    """Which seats are live: booked, attended, or held for a time that has not ended."""
    return or_(Seat.status.in_(TAKEN), and_(Seat.status == SeatStatus.HELD, Seat.held_until > now))


def count_live(run_id: int, now: datetime) -> int:
    """How many seats of a run are live; decided upon only with the run locked."""
    return session.scalar(select(func.count()).where(Seat.run_id == run_id, live(now))) or 0


def figures_for(runs: Sequence[Run], now: datetime) -> dict[int, Figures]:
    """How full runs are, by run id, in one query."""
    rows = session.execute(
        select(Seat.run_id, Seat.status == SeatStatus.HELD, func.count())
        .where(Seat.run_id.in_([run.id for run in runs]), live(now))
        .group_by(Seat.run_id, Seat.status == SeatStatus.HELD)
    )
    counted = {(run_id, bool(held)): count for run_id, held, count in rows}
    return {
        run.id: Figures(run.capacity, held=counted.get((run.id, True), 0), taken=counted.get((run.id, False), 0))
        for run in runs
    }


def places_left_for(runs: Sequence[Run], now: datetime) -> dict[int, int]:
    """How many places are left on runs, by run id, in one query. For showing; selling counts under the lock."""
    return {run_id: figures.left for run_id, figures in figures_for(runs, now).items()}


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
    """One booking of the actor's side with lines, runs, seats and the people named."""
    found = session.scalar(_owned(actor).where(Booking.ref == ref).options(*_told()))
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


def run_ref_of(booking: Booking) -> str:
    """The run a booking is for (one line, so one run)."""
    return booking.lines[0].run.ref


def seats_of_run(actor: Actor, run_ref: str) -> list[Seat]:
    """Who is booked on an institution's own run: seats with person and line, by company; held ones are not shown."""
    run_id = session.scalar(select(Run.id).where(Run.institution_id == actor.organisation_id, Run.ref == run_ref))
    if run_id is None or actor.desk != "institution":
        raise NotFound
    require(policy.may_see_seats(actor))
    return list(
        session.scalars(
            select(Seat)
            .where(Seat.run_id == run_id, Seat.status.in_(SEEN_BY_SELLER))
            .order_by(Seat.company_id, Seat.id)
            .options(
                joinedload(Seat.person),
                joinedload(Seat.line)
                .joinedload(BookingLine.booking)
                .joinedload(Booking.buyer)
                .joinedload(Company.organisation),
            )
        ).all()
    )


def my_seats(actor: Actor, now: datetime) -> list[Seat]:
    """A person's own seats, whoever bought them: what lies ahead by date, then continuous ones, then the past.

    With run, meetings, place, version, offer and institution.
    """
    if actor.person_id is None:
        raise NotFound
    seats = session.scalars(
        select(Seat)
        .where(Seat.person_id == actor.person_id, Seat.status.in_(SEEN_BY_SELLER))
        .options(joinedload(Seat.run).options(*_RUN_TOLD, selectinload(Run.meetings)))
    ).all()
    on = today(now)

    def place(seat: Seat) -> tuple[int, int, int]:
        last, first = seat.run.ends_on or seat.run.starts_on, seat.run.starts_on
        if last is None or first is None:
            return (1, 0, seat.id)
        return (0, first.toordinal(), seat.id) if last >= on else (2, -first.toordinal(), seat.id)

    return sorted(seats, key=place)


def find_my_seat(actor: Actor, ref: str) -> Seat:
    """One of a person's own seats, with all `my_seats` loads."""
    if actor.person_id is None:
        raise NotFound
    found = session.scalar(
        select(Seat)
        .where(Seat.person_id == actor.person_id, Seat.ref == ref, Seat.status.in_(SEEN_BY_SELLER))
        .options(joinedload(Seat.run).options(*_RUN_TOLD, selectinload(Run.meetings)))
    )
    if found is None:
        raise NotFound
    return found


def find_seat(actor: Actor, ref: str) -> Seat:
    """One of the company's own bought seats, with run and the person named."""
    found = session.scalar(
        select(Seat)
        .where(Seat.company_id == actor.organisation_id, Seat.ref == ref, Seat.line_id.is_not(None))
        .options(joinedload(Seat.run), joinedload(Seat.person))
    )
    if found is None or actor.desk != "company":
        raise NotFound
    require(policy.may_see_bookings(actor))
    return found


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


def has_seat_on(run_id: int, person_id: int, *, but_seat_id: int) -> bool:
    """Whether a person has another active seat on a run."""
    return bool(
        session.scalar(
            select(
                exists().where(
                    Seat.run_id == run_id,
                    Seat.person_id == person_id,
                    Seat.id != but_seat_id,
                    Seat.status.in_([*TAKEN, SeatStatus.HELD]),
                )
            )
        )
    )
