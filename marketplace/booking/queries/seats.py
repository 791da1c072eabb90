"""Reads of seats: how full runs are, who sits where, and one's own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.booking import policy
from marketplace.booking.models import Booking, BookingLine, Seat
from marketplace.booking.rules import SEEN_BY_SELLER, TAKEN, BookingStatus, Figures, SeatStatus
from marketplace.catalogue.models import Offer, OfferVersion, Run, VersionModule
from marketplace.foundation.actor import Actor
from marketplace.foundation.clock import today
from marketplace.foundation.db import session
from marketplace.foundation.errors import NotFound, require
from marketplace.foundation.money import Money
from marketplace.organisations.models import Company, Institution

# A run with what lists say of it: version, offer, institution, place.
RUN_TOLD = (
    joinedload(Run.version)
    .joinedload(OfferVersion.offer)
    .joinedload(Offer.institution)
    .joinedload(Institution.organisation),
    joinedload(Run.postcode),
)


def live(now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """Which seats are live: booked, attended, or held for a time that has not ended."""
    return or_(Seat.status.in_(TAKEN), and_(Seat.status == SeatStatus.HELD, Seat.held_until > now))


# Built once: every list and every offer asks it.
_FIGURES = (
    select(Seat.run_id, Seat.status, func.count())
    .where(Seat.run_id.in_(bindparam("run_ids")), live(bindparam("now")))
    .group_by(Seat.run_id, Seat.status)
)


def count_live(run_id: int, now: datetime) -> int:
    """How many seats of a run are live; decided upon only with the run locked."""
    return session.scalar(select(func.count()).where(Seat.run_id == run_id, live(now))) or 0


def count_covered(run_id: int, buyer_id: int, plan_id: int, now: datetime, *, but_line_id: int = 0) -> int:
    """How many live seats of a run a company has by a subscription's plan; decided upon only with the run locked."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Seat)
            .join(BookingLine, BookingLine.id == Seat.line_id)
            .where(
                Seat.run_id == run_id,
                Seat.company_id == buyer_id,
                BookingLine.plan_id == plan_id,
                BookingLine.id != but_line_id,
                live(now),
            )
        )
        or 0
    )


class HasRoom(Protocol):
    """A run, or a line of a list that stands for one: its id and how many it takes."""

    @property
    def id(self) -> int: ...

    @property
    def capacity(self) -> int: ...


def figures_for(runs: Sequence[HasRoom], now: datetime) -> dict[int, Figures]:
    """How full runs are, by run id, in one query."""
    rows = session.execute(_FIGURES, {"run_ids": [run.id for run in runs], "now": now})
    held: Counter[int] = Counter()
    taken: Counter[int] = Counter()
    for run_id, status, count in rows:
        (held if status == SeatStatus.HELD else taken)[run_id] += count
    return {run.id: Figures(run.capacity, held=held[run.id], taken=taken[run.id]) for run in runs}


def places_left_for(runs: Sequence[HasRoom], now: datetime) -> dict[int, int]:
    """How many places are left on runs, by run id, in one query. For showing; selling counts under the lock."""
    return {run_id: figures.left for run_id, figures in figures_for(runs, now).items()}


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


def brought_in(actor: Actor, run_ref: str) -> tuple[int, Money]:
    """How many seats of an institution's own run are booked, and what they were placed for, net of VAT.

    What falls due later (modules, balances) and what klip and subscriptions pay for is not among it. 3 statements.
    """
    run_id = session.scalar(select(Run.id).where(Run.institution_id == actor.organisation_id, Run.ref == run_ref))
    if run_id is None or actor.desk != "institution":
        raise NotFound
    seats = session.scalar(
        select(func.count()).select_from(Seat).where(Seat.run_id == run_id, Seat.status.in_(SEEN_BY_SELLER))
    )
    net = session.scalar(
        select(func.coalesce(func.sum(BookingLine.net), 0))
        .join(Booking, Booking.id == BookingLine.booking_id)
        .where(BookingLine.run_id == run_id, Booking.status.in_((BookingStatus.PLACED, BookingStatus.FULFILLED)))
    )
    return seats or 0, Money(int(net or 0))


def my_seats(actor: Actor, now: datetime) -> list[Seat]:
    """A person's own seats, whoever bought them: what lies ahead by date, then continuous ones, then the past.

    With run, meetings, place, version, offer and institution.
    """
    if actor.person_id is None:
        raise NotFound
    seats = session.scalars(
        select(Seat)
        .where(Seat.person_id == actor.person_id, Seat.status.in_(SEEN_BY_SELLER))
        .options(joinedload(Seat.run).options(*RUN_TOLD, selectinload(Run.meetings)))
    ).all()
    on = today(now)

    def place(seat: Seat) -> tuple[int, int, int]:
        last, first = seat.run.ends_on or seat.run.starts_on, seat.run.starts_on
        if last is None or first is None:
            return (1, 0, seat.id)
        return (0, first.toordinal(), seat.id) if last >= on else (2, -first.toordinal(), seat.id)

    return sorted(seats, key=place)


def find_my_seat(actor: Actor, ref: str) -> Seat:
    """One of a person's own seats, with all `my_seats` loads and what the version teaches."""
    if actor.person_id is None:
        raise NotFound
    version = joinedload(Seat.run).joinedload(Run.version)
    outcomes = version.selectinload(OfferVersion.outcomes)
    modules = version.selectinload(OfferVersion.modules).joinedload(VersionModule.module_version)
    found = session.scalar(
        select(Seat)
        .where(Seat.person_id == actor.person_id, Seat.ref == ref, Seat.status.in_(SEEN_BY_SELLER))
        .options(joinedload(Seat.run).options(*RUN_TOLD, selectinload(Run.meetings)), outcomes, modules)
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
