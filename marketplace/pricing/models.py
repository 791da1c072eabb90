"""Tables of price plans and terms."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.foundation.db import Base, Id, Ore, Ref, Texts, points_to, texts


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
    """How n seats are priced; belongs to exactly one offer or run (later kinds: an institution)."""

    __tablename__ = "price_plan"
    __table_args__ = (
        CheckConstraint("kind IN ('per_seat')", name="kind"),
        CheckConstraint("funding_basis IN ('full_cost', 'open_education')", name="funding_basis"),
        CheckConstraint("status IN ('active', 'retired')", name="status"),
        CheckConstraint("seat_price >= 0", name="seat_price"),
        CheckConstraint(
            "(CASE WHEN institution_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN offer_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN run_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="one_owner",
        ),
    )

    id: Mapped[Id]
    ref: Mapped[Ref]
    institution_id: Mapped[int | None] = points_to("institution.id")
    offer_id: Mapped[int | None] = points_to("offer.id")
    run_id: Mapped[int | None] = points_to("run.id")
    kind: Mapped[str] = mapped_column(String(16))
    funding_basis: Mapped[str] = mapped_column(String(16))
    seat_price: Mapped[Ore]  # net of VAT, in øre
    terms_id: Mapped[int] = points_to("terms.id")
    status: Mapped[str] = mapped_column(String(8), default="active")
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]

    terms: Mapped[Terms] = relationship(lazy="raise")
