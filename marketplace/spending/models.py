"""Tables of budgets, promises and approvals."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Person
from marketplace.foundation.db import Base, Id, Ore, Ref, points_to
from marketplace.organisations.models import Department


class Budget(Base):
    """What a department may spend in a calendar year; one without a row is not limited, a budget of zero is zero."""

    __tablename__ = "budget"
    __table_args__ = (
        UniqueConstraint("department_id", "year"),
        CheckConstraint("amount >= 0", name="amount"),
        CheckConstraint("year BETWEEN 2000 AND 2100", name="year"),
    )

    id: Mapped[Id]
    ref: Mapped[Ref]
    company_id: Mapped[int] = points_to("company.id")
    department_id: Mapped[int] = points_to("department.id", index=False)
    year: Mapped[int] = mapped_column(Integer)
    amount: Mapped[Ore]  # with VAT, as invoiced
    changed_by_id: Mapped[int] = points_to("person.id")
    changed_at: Mapped[datetime]

    department: Mapped[Department] = relationship(lazy="raise")


class Promise(Base):
    """An amount set aside for a purchase, spent when it is placed, given back when it comes to nothing.

    A part of a spent promise that comes back is a row of its own that points at it.
    """

    __tablename__ = "promise"
    __table_args__ = (
        CheckConstraint("status IN ('promised', 'spent', 'given_back')", name="status"),
        CheckConstraint("amount >= 0", name="amount"),
        CheckConstraint("part_of_id IS NULL OR status = 'given_back'", name="part"),
        Index(
            "uq_promise_subject",
            "subject_ref",
            unique=True,
            sqlite_where=text("part_of_id IS NULL AND status <> 'given_back'"),
            postgresql_where=text("part_of_id IS NULL AND status <> 'given_back'"),
        ),
    )

    id: Mapped[Id]
    ref: Mapped[Ref]
    subject_ref: Mapped[str] = mapped_column(String(40))  # the purchase, in the selling room's words
    company_id: Mapped[int] = points_to("company.id")
    department_id: Mapped[int | None] = points_to("department.id")
    budget_id: Mapped[int | None] = points_to("budget.id")
    part_of_id: Mapped[int | None] = points_to("promise.id")
    key: Mapped[str | None] = mapped_column(String(80), unique=True)  # of a part: the same key is the same part
    amount: Mapped[Ore]  # the most the purchase can come to, with VAT
    overrun: Mapped[Ore]  # how much of it an approver let go above the budget
    status: Mapped[str] = mapped_column(String(10))
    promised_at: Mapped[datetime]
    spent_at: Mapped[datetime | None]
    given_back_at: Mapped[datetime | None]


class ApprovalLimit(Base):
    """From which amount purchases need an approver: for a department, or for all departments without a limit of their
    own (and purchases for none)."""

    __tablename__ = "approval_limit"
    __table_args__ = (
        CheckConstraint("above >= 0", name="above"),
        UniqueConstraint("company_id", "department_id"),
        Index(
            "uq_approval_limit_company",
            "company_id",
            unique=True,
            sqlite_where=text("department_id IS NULL"),
            postgresql_where=text("department_id IS NULL"),
        ),
    )

    id: Mapped[Id]
    company_id: Mapped[int] = points_to("company.id", index=False)
    department_id: Mapped[int | None] = points_to("department.id")
    above: Mapped[Ore]  # with VAT; purchases above it wait
    changed_by_id: Mapped[int] = points_to("person.id")
    changed_at: Mapped[datetime]


class Approval(Base):
    """A purchase that waits for an approver, and what became of it."""

    __tablename__ = "approval"
    __table_args__ = (
        CheckConstraint("status IN ('waiting', 'approved', 'declined', 'withdrawn')", name="status"),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> asked_by_id", name="second_person"),
        CheckConstraint("overrun >= 0", name="overrun"),
        Index(
            "uq_approval_waiting",
            "subject_ref",
            unique=True,
            sqlite_where=text("status = 'waiting'"),
            postgresql_where=text("status = 'waiting'"),
        ),
    )

    id: Mapped[Id]
    ref: Mapped[Ref]
    subject_ref: Mapped[str] = mapped_column(String(40))
    company_id: Mapped[int] = points_to("company.id")
    department_id: Mapped[int | None] = points_to("department.id")
    amount: Mapped[Ore]
    overrun: Mapped[Ore]  # how far it goes above the budget, as it stood when it was asked
    status: Mapped[str] = mapped_column(String(10))
    asked_by_id: Mapped[int] = points_to("person.id")
    asked_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = points_to("person.id")
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(400), default="")

    asked_by: Mapped[Person] = relationship(lazy="raise", foreign_keys=[asked_by_id])
    decided_by: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[decided_by_id])
    department: Mapped[Department | None] = relationship(lazy="raise")
