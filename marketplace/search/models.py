"""Tables of what people ask for: saved searches, what they have found, and counts of what was asked."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Person
from marketplace.competences.models import Competence
from marketplace.foundation.db import Base, Id, Ref, points_to
from marketplace.organisations.models import Company
from marketplace.search.rules.addresses import QUERY_MAX
from marketplace.search.rules.noted import KEPT_TEXT
from marketplace.search.rules.watches import TITLE_MAX

_REGIONS = "region IN ('', 'nordjylland', 'midtjylland', 'syddanmark', 'sjaelland', 'hovedstaden')"


class Watch(Base):
    """A saved search of one person in a company, who is told by mail when it finds something new."""

    __tablename__ = "watch"
    __table_args__ = (
        UniqueConstraint("company_id", "person_id", "mark", name="uq_watch_same"),
        CheckConstraint("status IN ('active', 'stopped')", name="status"),
        CheckConstraint("every IN ('at_once', 'daily', 'weekly')", name="every"),
        CheckConstraint("language IN ('da', 'en')", name="language"),
        Index("ix_watch_due", "status", "look_at"),
    )

    id: Mapped[Id]
    ref: Mapped[Ref]
    company_id: Mapped[int] = points_to("company.id")
    person_id: Mapped[int] = points_to("person.id")
    title: Mapped[str] = mapped_column(String(TITLE_MAX))
    query: Mapped[str] = mapped_column(String(QUERY_MAX))  # as addresses.kept_query writes it
    mark: Mapped[str] = mapped_column(String(64))  # SHA-256 of what decides which offers it finds
    language: Mapped[str] = mapped_column(String(2))  # the words were understood in
    every: Mapped[str] = mapped_column(String(8))
    status: Mapped[str] = mapped_column(String(8), default="active")
    hits: Mapped[int] = mapped_column(Integer, default=0)  # at the last look
    tellings: Mapped[int] = mapped_column(Integer, default=0)  # how often new hits were announced
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    looked_at: Mapped[datetime]
    look_at: Mapped[datetime]  # when it is looked for again
    told_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    link_until: Mapped[datetime]  # of the links in its mails that stop it

    company: Mapped[Company] = relationship(lazy="raise")
    person: Mapped[Person] = relationship(lazy="raise")


class WatchHit(Base):
    """An offer a saved search has found, so that nobody is told of it twice: not even when it comes back.

    `telling` is the number of the announcement it belongs to; 0 for what was there when the search was saved.
    """

    __tablename__ = "watch_hit"

    watch_id: Mapped[int] = mapped_column(ForeignKey("watch.id", ondelete="CASCADE"), primary_key=True)
    offer_ref: Mapped[str] = mapped_column(String(16), primary_key=True)
    telling: Mapped[int] = mapped_column(Integer, default=0)


class AskedByDay(Base):
    """How often a competence was asked for on a day, from a region, by a company (none: somebody not signed in).

    `hits` is the sum of offers found, `poor` how many of the times hardly anything was. No person, no words.
    """

    __tablename__ = "asked_by_day"
    __table_args__ = (
        Index(
            "uq_asked_by_day_company",
            *("day", "competence_id", "region", "company_id"),
            unique=True,
            sqlite_where=text("company_id IS NOT NULL"),
            postgresql_where=text("company_id IS NOT NULL"),
        ),
        Index(
            "uq_asked_by_day_nobody",
            *("day", "competence_id", "region"),
            unique=True,
            sqlite_where=text("company_id IS NULL"),
            postgresql_where=text("company_id IS NULL"),
        ),
        CheckConstraint(_REGIONS, name="region"),
    )

    id: Mapped[Id]
    day: Mapped[date]
    competence_id: Mapped[int] = points_to("competence.id")
    region: Mapped[str] = mapped_column(String(20), default="")  # "" where nobody said from where
    company_id: Mapped[int | None] = points_to("company.id")
    hits: Mapped[int] = mapped_column(Integer)
    times: Mapped[int] = mapped_column(Integer)
    poor: Mapped[int] = mapped_column(Integer)

    competence: Mapped[Competence] = relationship(lazy="raise")


class AskedText(Base):
    """Words that found hardly anything, once a day, from nobody in particular; kept 90 days."""

    __tablename__ = "asked_text"
    __table_args__ = (UniqueConstraint("day", "text", name="uq_asked_text_same"),)

    id: Mapped[Id]
    day: Mapped[date]
    text: Mapped[str] = mapped_column(String(KEPT_TEXT))
    times: Mapped[int] = mapped_column(Integer, default=1)
    at: Mapped[datetime]  # the first time that day
