"""Whom seats are for: named now or later, changed until the naming deadline."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from marketplace.accounts.queries import person_by_email_or_none
from marketplace.accounts.rules import email_norm
from marketplace.booking import policy, queries, rules
from marketplace.booking.events import SeatNamed, SeatUnnamed
from marketplace.booking.models import BookingLine, Seat
from marketplace.booking.rules import SeatName, SeatStatus
from marketplace.booking.service.moves import lapse_ended_holds
from marketplace.booking.service.paying import check_covered_people
from marketplace.catalogue.models import Run
from marketplace.catalogue.service.runs import lock_run
from marketplace.foundation.actor import Actor
from marketplace.foundation.clock import today
from marketplace.foundation.db import session
from marketplace.foundation.errors import Conflict, NotFound, RuleBroken, require
from marketplace.foundation.events import announce
from marketplace.organisations.models import Employee
from marketplace.organisations.service.employing import add_employee
from marketplace.pricing.rules import thaw


def name_seat(actor: Actor, seat_ref: str, who: SeatName, *, now: datetime) -> Seat:
    """Say whom a booked seat is for, or give it to a colleague instead, until the naming deadline.

    A name (with an address, or without one) that is no employee yet becomes one. Naming the same person
    again changes nothing.
    """
    require(policy.may_book(actor))
    seat, run = _own_seat_locked(actor, seat_ref, now)
    _check_nameable(seat, run, now)
    put_name(actor, seat, run, _booking_ref(seat), who, now=now)
    if seat.line is not None:
        check_covered_people(thaw(seat.line.quote), seat.company_id, seat.line.id, now)
    return seat


def unname_seat(actor: Actor, seat_ref: str, *, now: datetime) -> Seat:
    """Take the name off a booked seat, until the naming deadline; it can be named again."""
    require(policy.may_book(actor))
    seat, run = _own_seat_locked(actor, seat_ref, now)
    _check_nameable(seat, run, now)
    _take_name(seat, run, _booking_ref(seat))
    return seat


def name_seats(
    actor: Actor,
    booking_ref: str,
    seats: Sequence[Seat],
    run: Run,
    names: Sequence[SeatName],
    now: datetime,
    *,
    quietly: bool = False,
) -> None:
    """Say whom the seats of a booking are for, in order; empty names are left for later. The run is locked.

    `quietly`: nobody is told yet, because the seats may still come to nothing (see `tell_names`).
    """
    given = [(position, who) for position, who in enumerate(names, start=1) if who]
    if len(given) > len(seats):
        raise RuleBroken("booking.more_names", field="naming", seats=len(seats), names=len(given))
    pairs = zip(seats, given, strict=False)
    # In the order of the addresses: two bookings that make the same people known would else wait for each other.
    for seat, (position, who) in sorted(pairs, key=lambda pair: email_norm(pair[1][1].email)):
        put_name(actor, seat, run, booking_ref, who, now=now, position=position, quietly=quietly)


def put_name(
    actor: Actor,
    seat: Seat,
    run: Run,
    booking_ref: str,
    who: SeatName,
    *,
    now: datetime,
    position: int | None = None,
    quietly: bool = False,
) -> None:
    """Name a seat whose run is locked and whose person is loaded.

    `position` (from 1) tells a form with many names which one is refused.
    """
    employee = _employee(actor, who, now, position)
    if seat.person_id == employee.person_id:
        return
    if queries.has_seat_on(run.id, employee.person_id, but_seat_id=seat.id):
        raise _already_seated(employee, position)
    _take_name(seat, run, booking_ref)
    try:
        with session.begin_nested():
            seat.employee_id, seat.employee = employee.id, employee
            seat.person_id, seat.person = employee.person_id, employee.person
            seat.named_at = now
    except IntegrityError as twice:
        if _breaks_one_seat_each(twice):
            raise _already_seated(employee, position) from twice
        raise
    if not quietly:
        announce(SeatNamed(seat=seat.ref, run=run.ref, person=employee.person.ref, booking=booking_ref))


def tell_names(seats: Sequence[Seat], run: Run, booking_ref: str) -> None:
    """Say aloud whom seats are for that were named quietly: they are booked now. Their people are loaded."""
    for seat in seats:
        if seat.person is not None:
            announce(SeatNamed(seat=seat.ref, run=run.ref, person=seat.person.ref, booking=booking_ref))


def _already_seated(employee: Employee, position: int | None) -> RuleBroken:
    return RuleBroken("booking.already_seated", field="naming", name=employee.person.name, position=position)


def _breaks_one_seat_each(error: IntegrityError) -> bool:
    """Whether uq_seat_person said no; PostgreSQL names the index, SQLite its columns."""
    said = str(error.orig)
    return "uq_seat_person" in said or ("seat.run_id" in said and "seat.person_id" in said)


def _take_name(seat: Seat, run: Run, booking_ref: str) -> None:
    if seat.person is None:
        return
    person_ref = seat.person.ref
    seat.employee_id, seat.employee = None, None
    seat.person_id, seat.person = None, None
    seat.named_at = None
    session.flush()
    announce(SeatUnnamed(seat=seat.ref, run=run.ref, person=person_ref, booking=booking_ref))


def _booking_ref(seat: Seat) -> str:
    return seat.line.booking.ref if seat.line else ""


def _employee(actor: Actor, who: SeatName, now: datetime, position: int | None) -> Employee:
    company_id, on = actor.organisation_id, today(now)
    if company_id is None:
        raise NotFound
    if who.employee_ref:
        return queries.find_active_employee(company_id, on, ref=who.employee_ref)
    email = who.email.strip()
    known = person_by_email_or_none(email) if email else None
    if known is not None:
        employed = queries.active_employee_or_none(company_id, on, person_id=known.id)
        if employed is not None:
            return employed
    if not who.name.strip():
        raise RuleBroken("booking.name_missing", field="naming", position=position)
    try:
        added = add_employee(actor, name=who.name.strip(), email=email or None, starts_on=on, now=now)
    except RuleBroken as broken:  # the same sentence, at the name it belongs to
        raise RuleBroken(broken.code, field="naming", **{**broken.facts, "position": position}) from broken
    return queries.find_active_employee(company_id, on, ref=added.ref)


def _own_seat_locked(actor: Actor, seat_ref: str, now: datetime) -> tuple[Seat, Run]:
    run = lock_run(queries.find_seat(actor, seat_ref).run.ref)
    lapse_ended_holds(run, now)
    seat = session.scalars(
        select(Seat)
        .where(Seat.company_id == actor.organisation_id, Seat.ref == seat_ref)
        .options(
            joinedload(Seat.person),
            joinedload(Seat.employee),
            joinedload(Seat.run),
            joinedload(Seat.line).joinedload(BookingLine.booking),
        )
        .with_for_update(of=Seat)
        .execution_options(populate_existing=True)
    ).one()
    return seat, run


def _check_nameable(seat: Seat, run: Run, now: datetime) -> None:
    if seat.status != SeatStatus.BOOKED or seat.line is None:
        raise Conflict("booking.seat_not_booked")
    terms = thaw(seat.line.quote).terms
    ends = rules.naming_ends(run.intake, run.starts_on, terms.naming_days, seat.line.booking.placed_at)
    rules.check_naming(ends, now)
