"""Tables of orders, bookings and seats."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Person
from marketplace.catalogue.models import ModuleVersion, Run
from marketplace.foundation.db import Base, Id, Ore, Ref, points_to
from marketplace.organisations.models import Company, Employee, Institution


class Order(Base):
    """Bookings placed in one click. `key` is made with the form, so a second click finds the first order."""

    __tablename__ = "order_group"

    id: Mapped[Id]
    ref: Mapped[Ref]
    buyer_id: Mapped[int] = points_to("company.id")
    key: Mapped[str] = mapped_column(String(40), unique=True)
    ordered_by_id: Mapped[int] = points_to("person.id")
    created_at: Mapped[datetime]


class Booking(Base):
    """What one buyer books from one seller."""

    __tablename__ = "booking"
    __table_args__ = (
        CheckConstraint(
            "status IN ('draft', 'awaiting_approval', 'awaiting_payment', 'placed', 'fulfilled', 'cancelled',"
            " 'declined', 'expired', 'withdrawn')",
            name="status",
        ),
    )

    id: Mapped[Id]
    ref: Mapped[Ref]
    order_id: Mapped[int] = points_to("order_group.id")
    buyer_id: Mapped[int] = points_to("company.id")
    seller_id: Mapped[int] = points_to("institution.id")
    department_id: Mapped[int | None] = points_to("department.id")
    status: Mapped[str] = mapped_column(String(20), default="draft", index=True)
    buyer_reference: Mapped[str] = mapped_column(String(80), default="")
    ean: Mapped[str] = mapped_column(String(13), default="")
    created_at: Mapped[datetime]
    approval_asked_at: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]
    placed_at: Mapped[datetime | None]
    placed_by_id: Mapped[int | None] = points_to("person.id")
    expired_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    fulfilled_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]

    order: Mapped[Order] = relationship(lazy="raise")
    buyer: Mapped[Company] = relationship(lazy="raise")
    seller: Mapped[Institution] = relationship(lazy="raise")
    lines: Mapped[list[BookingLine]] = relationship(lazy="raise", back_populates="booking", order_by="BookingLine.id")


class BookingLine(Base):
    """n seats on one run with the quote they were bought by, frozen."""

    __tablename__ = "booking_line"

    id: Mapped[Id]
    booking_id: Mapped[int] = points_to("booking.id")
    run_id: Mapped[int] = points_to("run.id")
    plan_id: Mapped[int] = points_to("price_plan.id")
    quote: Mapped[dict[str, Any]] = mapped_column(JSON)  # pricing.rules.Quote, frozen
    net: Mapped[Ore]
    vat: Mapped[Ore]
    total: Mapped[Ore]

    booking: Mapped[Booking] = relationship(lazy="raise", back_populates="lines")
    run: Mapped[Run] = relationship(lazy="raise")
    seats: Mapped[list[Seat]] = relationship(lazy="raise", back_populates="line", order_by="Seat.id")


class Seat(Base):
    """One place on one run, for one (perhaps not yet named) person."""

    __tablename__ = "seat"
    __table_args__ = (
        CheckConstraint(
            "status IN ('held', 'booked', 'attended', 'no_show', 'lapsed', 'released', 'cancelled', 'left')",
            name="status",
        ),
        CheckConstraint("held_for IN ('buyer', 'queue', 'pool', 'proposal')", name="held_for"),
        CheckConstraint("status <> 'held' OR held_until IS NOT NULL", name="held_until"),
        CheckConstraint("line_id IS NOT NULL OR held_for <> 'buyer'", name="line"),
        Index(
            "uq_seat_person",
            "run_id",
            "person_id",
            unique=True,
            sqlite_where=text("person_id IS NOT NULL AND status IN ('held', 'booked', 'attended')"),
            postgresql_where=text("person_id IS NOT NULL AND status IN ('held', 'booked', 'attended')"),
        ),
        Index("ix_seat_run_status", "run_id", "status"),
        Index("ix_seat_held_until", "status", "held_until"),
    )

    id: Mapped[Id]
    ref: Mapped[Ref]
    line_id: Mapped[int | None] = points_to("booking_line.id")
    run_id: Mapped[int] = points_to("run.id", index=False)
    company_id: Mapped[int] = points_to("company.id")
    employee_id: Mapped[int | None] = points_to("employee.id")
    person_id: Mapped[int | None] = points_to("person.id")
    status: Mapped[str] = mapped_column(String(10))
    held_until: Mapped[datetime | None]
    held_for: Mapped[str] = mapped_column(String(10), default="buyer")
    held_ref: Mapped[str | None] = mapped_column(String(16))
    created_at: Mapped[datetime]
    booked_at: Mapped[datetime | None]
    named_at: Mapped[datetime | None]
    lapsed_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]
    attended_at: Mapped[datetime | None]
    no_show_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]

    line: Mapped[BookingLine | None] = relationship(lazy="raise", back_populates="seats")
    run: Mapped[Run] = relationship(lazy="raise")
    person: Mapped[Person | None] = relationship(lazy="raise")
    employee: Mapped[Employee | None] = relationship(lazy="raise")


class ModuleTaken(Base):
    """A module that the person on a seat has begun, for plans that price each module; billed month by month."""

    __tablename__ = "module_taken"
    __table_args__ = (
        UniqueConstraint("seat_id", "module_version_id"),
        Index(
            "uq_module_taken_exam",
            "seat_id",
            unique=True,
            sqlite_where=text("module_version_id IS NULL"),
            postgresql_where=text("module_version_id IS NULL"),
        ),
    )

    id: Mapped[Id]
    seat_id: Mapped[int] = points_to("seat.id", index=False)
    module_version_id: Mapped[int | None] = points_to("module_version.id")  # none: the exam
    net: Mapped[Ore]
    taken_at: Mapped[datetime]
    billed_ref: Mapped[str | None] = mapped_column(String(40), index=True)  # what the invoice is for

    seat: Mapped[Seat] = relationship(lazy="raise")
    module_version: Mapped[ModuleVersion | None] = relationship(lazy="raise")
