"""Tables of organisations and the people in them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Person
from marketplace.foundation.db import Base, Id, Ref, Texts, points_to, texts
from marketplace.foundation.refs import new_ref
from marketplace.geography.models import Postcode


class Organisation(Base):
    """A legal entity with a CVR number; it may sell (institution), buy (company) or both."""

    __tablename__ = "organisation"

    id: Mapped[Id]
    ref: Mapped[Ref]
    cvr: Mapped[str] = mapped_column(String(8), unique=True)
    name: Mapped[str] = mapped_column(String(160))
    street: Mapped[str] = mapped_column(String(160), default="")
    postcode_code: Mapped[str] = mapped_column(String(4), ForeignKey("postcode.code"), index=True)
    email: Mapped[str] = mapped_column(String(254), default="")
    phone: Mapped[str] = mapped_column(String(30), default="")
    web: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime]
    verified_at: Mapped[datetime | None]
    fictional: Mapped[bool] = mapped_column(default=False)

    postcode: Mapped[Postcode] = relationship(lazy="raise")


class Institution(Base):
    """The side of an organisation that publishes, sells and awards."""

    __tablename__ = "institution"
    __table_args__ = (
        CheckConstraint("kind IN ('university', 'university_college', 'business_academy', 'private')", name="kind"),
    )

    id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    prefix: Mapped[str] = mapped_column(String(8), unique=True)  # of its invoice numbers
    about: Mapped[Texts] = texts("about")
    may_award_ects: Mapped[bool] = mapped_column(default=False)  # the right is on file and verified
    bank_reg: Mapped[str] = mapped_column(String(4), default="")
    bank_account: Mapped[str] = mapped_column(String(10), default="")
    iban: Mapped[str] = mapped_column(String(34), default="")
    fik: Mapped[str] = mapped_column(String(8), default="")  # FIK creditor number (8 digits)
    payment_days: Mapped[int] = mapped_column(Integer, default=30)

    organisation: Mapped[Organisation] = relationship(lazy="raise")


class Company(Base):
    """The side of an organisation that buys for its employees."""

    __tablename__ = "company"

    id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    ean: Mapped[str] = mapped_column(String(13), default="")  # GLN where its e-invoices go
    size: Mapped[int] = mapped_column(Integer, default=1)  # number of employees as stated

    organisation: Mapped[Organisation] = relationship(lazy="raise")


class Accreditation(Base):
    """What vouches for an institution: body, what it covers, from when to when."""

    __tablename__ = "accreditation"
    __table_args__ = (CheckConstraint("kind IN ('accreditation', 'certification')", name="kind"),)

    id: Mapped[Id]
    ref: Mapped[Ref] = mapped_column(default=new_ref)
    institution_id: Mapped[int] = points_to("institution.id")
    kind: Mapped[str] = mapped_column(String(20))
    body: Mapped[Texts] = texts("body", 160)
    given_on: Mapped[date]
    ends_on: Mapped[date | None]
    verified_at: Mapped[datetime | None]


class Membership(Base):
    """One role of one person, for one organisation (none for the operator)."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("person_id", "organisation_id", "role"),
        CheckConstraint(
            "role IN ('admin', 'booker', 'approver', 'viewer', 'manager',"
            " 'publisher', 'reviewer', 'teacher', 'finance', 'operator')",
            name="role",
        ),
        CheckConstraint("(role = 'operator') = (organisation_id IS NULL)", name="operator_alone"),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = points_to("person.id")
    organisation_id: Mapped[int | None] = points_to("organisation.id")
    role: Mapped[str] = mapped_column(String(12))
    created_at: Mapped[datetime]

    person: Mapped[Person] = relationship(lazy="raise")
    organisation: Mapped[Organisation | None] = relationship(lazy="raise")


class Workplace(Base):
    """An address of a company (its P-number where known)."""

    __tablename__ = "workplace"

    id: Mapped[Id]
    ref: Mapped[Ref]
    company_id: Mapped[int] = points_to("company.id")
    name: Mapped[str] = mapped_column(String(120))
    street: Mapped[str] = mapped_column(String(160), default="")
    postcode_code: Mapped[str] = mapped_column(String(4), ForeignKey("postcode.code"), index=True)
    p_number: Mapped[str] = mapped_column(String(10), default="")

    postcode: Mapped[Postcode] = relationship(lazy="raise")


class Department(Base):
    """A cost centre of a company; departments may be nested."""

    __tablename__ = "department"
    __table_args__ = (UniqueConstraint("company_id", "name"),)

    id: Mapped[Id]
    ref: Mapped[Ref]
    company_id: Mapped[int] = points_to("company.id")
    parent_id: Mapped[int | None] = points_to("department.id")
    name: Mapped[str] = mapped_column(String(120))
    cost_centre: Mapped[str] = mapped_column(String(40), default="")


class Employee(Base):
    """One employment: a person in a company, from a day until (perhaps) another."""

    __tablename__ = "employee"
    __table_args__ = (
        Index(
            "uq_employee_active",
            "person_id",
            "company_id",
            unique=True,
            sqlite_where=text("ends_on IS NULL"),
            postgresql_where=text("ends_on IS NULL"),
        ),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
    )

    id: Mapped[Id]
    ref: Mapped[Ref]
    person_id: Mapped[int] = points_to("person.id")
    company_id: Mapped[int] = points_to("company.id")
    department_id: Mapped[int | None] = points_to("department.id")
    workplace_id: Mapped[int | None] = points_to("workplace.id")
    manager_id: Mapped[int | None] = points_to("employee.id")
    title: Mapped[str] = mapped_column(String(120), default="")
    number: Mapped[str] = mapped_column(String(30), default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]

    person: Mapped[Person] = relationship(lazy="raise")
    company: Mapped[Company] = relationship(lazy="raise")
    department: Mapped[Department | None] = relationship(lazy="raise")
    workplace: Mapped[Workplace | None] = relationship(lazy="raise")


class Invitation(Base):
    """A way in for a person: a link by mail, or a printed one-use code. Lasts 30 days."""

    __tablename__ = "invitation"
    __table_args__ = (CheckConstraint("status IN ('open', 'accepted', 'withdrawn')", name="status"),)

    id: Mapped[Id]
    ref: Mapped[Ref]
    person_id: Mapped[int] = points_to("person.id")
    organisation_id: Mapped[int | None] = points_to("organisation.id")
    invited_by_id: Mapped[int | None] = points_to("person.id")
    status: Mapped[str] = mapped_column(String(10), default="open")
    counter: Mapped[int] = mapped_column(Integer, default=0)
    code_hash: Mapped[str | None] = mapped_column(String(64), unique=True)  # of the printed code, keyed
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="raise", foreign_keys=[person_id])
    organisation: Mapped[Organisation | None] = relationship(lazy="raise")
