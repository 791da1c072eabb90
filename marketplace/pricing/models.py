"""Tables of price plans and terms, passes, subscriptions, full costs and funding schemes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, CheckConstraint, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Person
from marketplace.catalogue.models import Offer
from marketplace.foundation.db import Base, Id, Ore, Ref, Texts, points_to, texts
from marketplace.foundation.money import Money
from marketplace.organisations.models import Company, Employee, Institution
from marketplace.pricing.rules.costing import Costing, thawed_costing
from marketplace.pricing.rules.funding import Scheme
from marketplace.pricing.rules.plans import Extra, Plan, thawed_plan

_KINDS = (
    "kind IN ('per_seat', 'per_team', 'per_ects', 'per_module', 'subscription', 'pass', 'outcome', 'shared', 'agreed')"
)


class Terms(Base):
    """What cancelling costs and until when seats can be named; frozen onto the line when bought."""

    __tablename__ = "terms"
    __table_args__ = (CheckConstraint("naming_days >= 0", name="naming_days"),)

    id: Mapped[Id]
    ref: Mapped[Ref]
    institution_id: Mapped[int] = points_to("institution.id")
    name: Mapped[Texts] = texts("name", 120)
    ladder: Mapped[list[list[int]]] = mapped_column(JSON)  # [[days before first meeting, fee in percent], …] falling
    naming_days: Mapped[int] = mapped_column(Integer)  # days before the first meeting
    created_at: Mapped[datetime]


class PricePlan(Base):
    """How n seats are priced, or what a pass or subscription costs; belongs to exactly one offer, run or institution.

    A plan never changes: another price is another plan, and the one before is retired.
    """

    __tablename__ = "price_plan"
    __table_args__ = (
        CheckConstraint(_KINDS, name="kind"),
        CheckConstraint("funding_basis IN ('full_cost', 'open_education')", name="funding_basis"),
        CheckConstraint(
            "funding_basis = 'full_cost' OR kind IN ('per_seat', 'per_team', 'per_ects', 'per_module')",
            name="full_cost_only",
        ),
        CheckConstraint("status IN ('active', 'retired')", name="status"),
        CheckConstraint("institution_id IS NULL OR kind IN ('subscription', 'pass')", name="institutions_kinds"),
        CheckConstraint("institution_id IS NOT NULL OR kind <> 'subscription'", name="subscription"),
        CheckConstraint("(floor_by_id IS NULL) = (floor_reason = '')", name="floor_reason"),
        CheckConstraint(
            "(CASE WHEN institution_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN offer_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN run_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="one_owner",
        ),
        Index(
            "uq_price_plan_offer_kind",
            "offer_id",
            "kind",
            unique=True,
            sqlite_where=text("status = 'active'"),
            postgresql_where=text("status = 'active'"),
        ),
        Index(
            "uq_price_plan_run_kind",
            "run_id",
            "kind",
            unique=True,
            sqlite_where=text("status = 'active'"),
            postgresql_where=text("status = 'active'"),
        ),
    )

    id: Mapped[Id]
    ref: Mapped[Ref]
    institution_id: Mapped[int | None] = points_to("institution.id")
    offer_id: Mapped[int | None] = points_to("offer.id")
    run_id: Mapped[int | None] = points_to("run.id")
    name: Mapped[Texts] = texts("name", 120)  # of a pass or subscription for sale
    kind: Mapped[str] = mapped_column(String(16))
    funding_basis: Mapped[str] = mapped_column(String(16))
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)  # rules.frozen_plan, amounts net of VAT in øre
    extras: Mapped[list[list[Any]]] = mapped_column(JSON)  # [[text da, text en, øre net a seat, VAT basis, reason], …]
    terms_id: Mapped[int] = points_to("terms.id")
    calculation_id: Mapped[int | None] = points_to("cost_calculation.id")  # the full costs it was held against
    floor_reason: Mapped[str] = mapped_column(String(400), default="", server_default="")  # why it may lie under them
    floor_by_id: Mapped[int | None] = points_to("person.id")
    status: Mapped[str] = mapped_column(String(8), default="active")
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]

    terms: Mapped[Terms] = relationship(lazy="raise")
    calculation: Mapped[CostCalculation | None] = relationship(lazy="raise")
    floor_by: Mapped[Person | None] = relationship(lazy="raise")

    @property
    def plan(self) -> Plan:
        """Its figures."""
        return thawed_plan(self.figures)

    @property
    def extra_lines(self) -> tuple[Extra, ...]:
        """What is sold beside each seat."""
        return tuple(Extra(da, en, Money(net), basis, reason) for da, en, net, basis, reason in self.extras)


class PlanOpens(Base):
    """An offer that a pass or a subscription opens."""

    __tablename__ = "plan_opens"

    plan_id: Mapped[int] = points_to("price_plan.id", primary_key=True, index=False)
    offer_id: Mapped[int] = points_to("offer.id", primary_key=True)

    plan: Mapped[PricePlan] = relationship(lazy="raise")
    offer: Mapped[Offer] = relationship(lazy="raise")


class CostCalculation(Base):
    """The full costs of a run of an offer: planned, or counted afterwards beside the plan. Rows are only added."""

    __tablename__ = "cost_calculation"
    __table_args__ = (
        UniqueConstraint("offer_id", "no"),
        CheckConstraint("(run_id IS NULL) = (income IS NULL)", name="afterwards"),
    )

    id: Mapped[Id]
    ref: Mapped[Ref]
    offer_id: Mapped[int] = points_to("offer.id", index=False)
    no: Mapped[int] = mapped_column(Integer)  # 1, 2, … of the offer
    run_id: Mapped[int | None] = points_to("run.id")  # of a calculation afterwards
    planned_id: Mapped[int | None] = points_to("cost_calculation.id")  # the one it stands beside
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)  # rules.costing.frozen_costing; expected: real participants
    income: Mapped[Ore | None]  # afterwards: what the run brought in, net
    author_id: Mapped[int] = points_to("person.id")
    created_at: Mapped[datetime]

    offer: Mapped[Offer] = relationship(lazy="raise")
    author: Mapped[Person] = relationship(lazy="raise")
    planned: Mapped[CostCalculation | None] = relationship(lazy="raise", remote_side="CostCalculation.id")

    @property
    def costing(self) -> Costing:
        """Its figures."""
        return thawed_costing(self.figures)


class Pass(Base):
    """A company's klip with one institution; what is left is the sum of its entries."""

    __tablename__ = "pass_account"
    __table_args__ = (UniqueConstraint("buyer_id", "issuer_id"),)

    id: Mapped[Id]
    ref: Mapped[Ref]
    buyer_id: Mapped[int] = points_to("company.id", index=False)
    issuer_id: Mapped[int] = points_to("institution.id")
    created_at: Mapped[datetime]

    buyer: Mapped[Company] = relationship(lazy="raise")
    issuer: Mapped[Institution] = relationship(lazy="raise")


class PassEntry(Base):
    """Klip that came or went; only added. A purchase opens a lot, which the other entries point at."""

    __tablename__ = "pass_entry"
    __table_args__ = (
        CheckConstraint(
            "(kind = 'bought' AND klip > 0 AND lot_id IS NULL AND plan_id IS NOT NULL AND expires_on IS NOT NULL"
            " AND klip_price IS NOT NULL)"
            " OR (kind = 'spent' AND klip < 0 AND lot_id IS NOT NULL)"
            " OR (kind = 'given_back' AND klip > 0 AND lot_id IS NOT NULL)",
            name="kind",
        ),
        CheckConstraint("vat_at IN ('sale', 'use')", name="vat_at"),
        CheckConstraint("vat_basis IN ('exempt', 'standard')", name="vat_basis"),
    )

    id: Mapped[Id]
    pass_id: Mapped[int] = points_to("pass_account.id")
    kind: Mapped[str] = mapped_column(String(10))
    klip: Mapped[int] = mapped_column(Integer)
    lot_id: Mapped[int | None] = points_to("pass_entry.id")
    plan_id: Mapped[int | None] = points_to("price_plan.id")  # of a lot: what it opens
    expires_on: Mapped[date | None]  # of a lot: the last day it can be spent on
    klip_price: Mapped[Ore | None]  # of a lot: frozen at purchase; with VAT inside where it falls due at use
    vat_at: Mapped[str] = mapped_column(String(4))
    vat_basis: Mapped[str] = mapped_column(String(10))
    vat_percent: Mapped[int] = mapped_column(Integer)
    vat: Mapped[Ore]  # of this entry, falling due with it
    subject_ref: Mapped[str] = mapped_column(String(40))  # the purchase, or the line of a booking
    key: Mapped[str] = mapped_column(String(80), unique=True)  # the same key is the same entry
    person_id: Mapped[int | None] = points_to("person.id")
    at: Mapped[datetime]

    plan: Mapped[PricePlan | None] = relationship(lazy="raise")


class Subscription(Base):
    """A company's subscription to the offers one plan of an institution opens, priced by employee and period."""

    __tablename__ = "subscription"
    __table_args__ = (
        CheckConstraint("status IN ('active', 'ending', 'ended')", name="status"),
        CheckConstraint("period IN ('month', 'quarter', 'year')", name="period"),
        CheckConstraint("(status = 'active') = (past_on IS NULL)", name="past_on"),
        CheckConstraint("vat_basis IN ('exempt', 'standard')", name="vat_basis"),
        CheckConstraint("billed >= 0", name="billed"),
    )

    id: Mapped[Id]
    ref: Mapped[Ref]
    buyer_id: Mapped[int] = points_to("company.id")
    issuer_id: Mapped[int] = points_to("institution.id")
    plan_id: Mapped[int] = points_to("price_plan.id")
    department_id: Mapped[int | None] = points_to("department.id")
    status: Mapped[str] = mapped_column(String(8), default="active")
    began_on: Mapped[date]
    past_on: Mapped[date | None]  # the first day it no longer holds
    period: Mapped[str] = mapped_column(String(8))
    period_price: Mapped[Ore]  # an employee and period, net; frozen at purchase
    vat_basis: Mapped[str] = mapped_column(String(10))
    vat_percent: Mapped[int] = mapped_column(Integer)
    vat_reason: Mapped[str] = mapped_column(String(600), default="")
    buyer_reference: Mapped[str] = mapped_column(String(80), default="")
    ean: Mapped[str] = mapped_column(String(13), default="")
    key: Mapped[str] = mapped_column(String(40), unique=True)  # made with the form: a second click finds the first
    billed: Mapped[int] = mapped_column(Integer, default=0)  # periods invoiced so far
    ordered_by_id: Mapped[int] = points_to("person.id")
    created_at: Mapped[datetime]
    ending_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    plan: Mapped[PricePlan] = relationship(lazy="raise")
    buyer: Mapped[Company] = relationship(lazy="raise")
    issuer: Mapped[Institution] = relationship(lazy="raise")
    seats: Mapped[list[SubscriptionSeat]] = relationship(lazy="raise", order_by="SubscriptionSeat.id")


class SubscriptionSeat(Base):
    """An employee on a subscription, from a day up to (not with) another."""

    __tablename__ = "subscription_seat"
    __table_args__ = (
        CheckConstraint("past_on IS NULL OR past_on >= first_on", name="past_after_first"),
        Index(
            "uq_subscription_seat_employee",
            "subscription_id",
            "employee_id",
            unique=True,
            sqlite_where=text("past_on IS NULL"),
            postgresql_where=text("past_on IS NULL"),
        ),
    )

    id: Mapped[Id]
    ref: Mapped[Ref]
    subscription_id: Mapped[int] = points_to("subscription.id")
    employee_id: Mapped[int] = points_to("employee.id")
    first_on: Mapped[date]
    past_on: Mapped[date | None]
    created_at: Mapped[datetime]

    employee: Mapped[Employee] = relationship(lazy="raise")


class FundingScheme(Base):
    """Support a company may seek: information with its source and the day it was looked up, never a promise."""

    __tablename__ = "funding_scheme"
    __table_args__ = (
        CheckConstraint("status IN ('shown', 'hidden')", name="status"),
        CheckConstraint("percent BETWEEN 0 AND 100", name="percent"),
        CheckConstraint("most_a_head IS NULL OR most_a_head >= 0", name="most_a_head"),
        CheckConstraint("source LIKE 'https://%'", name="source"),
    )

    id: Mapped[Id]
    ref: Mapped[Ref]
    key: Mapped[str] = mapped_column(String(40), unique=True)  # seeds find their row by it
    name: Mapped[Texts] = texts("name", 120)
    rule: Mapped[Texts] = texts("rule", 1000)  # who may have it, for what, and how
    percent: Mapped[int] = mapped_column(Integer)  # of the price before VAT that it may cover
    most_a_head: Mapped[Ore | None]  # per employee, in øre
    only_open_education: Mapped[bool] = mapped_column(Boolean, default=False)
    only_small: Mapped[bool] = mapped_column(Boolean, default=False)  # companies under 250 employees
    source: Mapped[str] = mapped_column(String(300))  # the link
    as_of: Mapped[date]  # the day the source was read
    status: Mapped[str] = mapped_column(String(8), default="shown")
    changed_by_id: Mapped[int | None] = points_to("person.id")  # none: as the reference tables say
    changed_at: Mapped[datetime]

    changed_by: Mapped[Person | None] = relationship(lazy="raise")

    @property
    def scheme(self) -> Scheme:
        """Its figures and words."""
        return Scheme(
            self.name,
            self.rule,
            self.percent,
            None if self.most_a_head is None else Money(self.most_a_head),
            self.only_open_education,
            self.only_small,
            self.source,
            self.as_of,
        )
