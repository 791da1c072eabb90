"""Tables of what a company's people must be able to do."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Person
from marketplace.competences.models import Competence
from marketplace.foundation.db import Base, Id, Ref, points_to
from marketplace.geography.models import Postcode
from marketplace.needs.rules import TEXT_MAX
from marketplace.organisations.models import Company


class Need(Base):
    """What a company's people must be able to do, in its own words, within its limits."""

    __tablename__ = "need"
    __table_args__ = (
        CheckConstraint("headcount >= 1", name="headcount"),
        CheckConstraint("budget >= 0", name="budget"),
        CheckConstraint("hours >= 0", name="hours"),
        CheckConstraint("done_by >= starts_on", name="done_after_start"),
    )

    id: Mapped[Id]
    ref: Mapped[Ref]
    company_id: Mapped[int] = points_to("company.id")
    kept_by_id: Mapped[int] = points_to("person.id")
    text: Mapped[str] = mapped_column(String(TEXT_MAX))
    headcount: Mapped[int | None] = mapped_column(Integer)
    postcode_code: Mapped[str | None] = mapped_column(String(4), ForeignKey("postcode.code"), index=True)
    budget: Mapped[int | None] = mapped_column(BigInteger)  # øre, net, for all
    hours: Mapped[int | None] = mapped_column(Integer)  # tenths, away from work, for each
    starts_on: Mapped[date | None]
    done_by: Mapped[date | None]
    revision: Mapped[int] = mapped_column(Integer, default=0)  # raised by every change, shown in the form
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    dropped_at: Mapped[datetime | None]

    company: Mapped[Company] = relationship(lazy="raise")
    kept_by: Mapped[Person] = relationship(lazy="raise")
    postcode: Mapped[Postcode | None] = relationship(lazy="raise")
    competences: Mapped[list[NeedCompetence]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="NeedCompetence.position"
    )


class NeedCompetence(Base):
    """One competence of a need: how well people can do it now, and how well they must (1 to 4)."""

    __tablename__ = "need_competence"
    __table_args__ = (
        UniqueConstraint("need_id", "competence_id"),
        CheckConstraint("now BETWEEN 1 AND 4", name="now"),
        CheckConstraint("wanted BETWEEN 1 AND 4", name="wanted"),
    )

    id: Mapped[Id]
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id", ondelete="CASCADE"), index=True)
    competence_id: Mapped[int] = points_to("competence.id")
    position: Mapped[int] = mapped_column(Integer)
    now: Mapped[int | None] = mapped_column(Integer)
    wanted: Mapped[int] = mapped_column(Integer)

    competence: Mapped[Competence] = relationship(lazy="raise")
