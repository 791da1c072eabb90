"""Tables of people and their sign-ins."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.foundation.db import Base, Id, Ref, points_to


class Person(Base):
    """A human being, who exists before signing in and outlives every employment."""

    __tablename__ = "person"
    __table_args__ = (CheckConstraint("language IN ('da', 'en')", name="language"),)

    id: Mapped[Id]
    ref: Mapped[Ref]
    name: Mapped[str] = mapped_column(String(120))
    email_norm: Mapped[str | None] = mapped_column(String(254), unique=True)
    # Given with a printed code and not yet shown to be the person's own: nobody else may rely on it.
    email_unproven: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str] = mapped_column(String(2), default="da")
    created_at: Mapped[datetime]


class SignIn(Base):
    """A person's password (argon2) and the state of a link for a new one."""

    __tablename__ = "sign_in"

    id: Mapped[Id]
    person_id: Mapped[int] = points_to("person.id", unique=True, index=False)
    password_hash: Mapped[str] = mapped_column(String(200))
    changed_at: Mapped[datetime]
    reset_counter: Mapped[int] = mapped_column(Integer, default=0)
    reset_expires_at: Mapped[datetime | None]
    session_counter: Mapped[int] = mapped_column(Integer, default=0)  # raised by a new password: old sessions end

    person: Mapped[Person] = relationship(lazy="raise")


class SignInAttempt(Base):
    """A try to sign in; address and place are keyed hashes, so that the table names nobody."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        Index("ix_sign_in_attempt_address_at", "address_mark", "at"),
        Index("ix_sign_in_attempt_place_at", "place_mark", "at"),
    )

    id: Mapped[Id]
    address_mark: Mapped[str] = mapped_column(String(64))
    place_mark: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    succeeded: Mapped[bool]
