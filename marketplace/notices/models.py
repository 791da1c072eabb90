"""The table of messages: who is told what. The text is made when it is sent, from refs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Person
from marketplace.foundation.db import Base, Id, Ref, points_to


class Message(Base):
    """One mail to one person. `handed_over` means given to the mail server, never that it arrived."""

    __tablename__ = "message"
    __table_args__ = (
        CheckConstraint("status IN ('queued', 'handed_over', 'refused', 'bounced')", name="status"),
        CheckConstraint("language IN ('da', 'en')", name="language"),
    )

    id: Mapped[Id]
    ref: Mapped[Ref]
    person_id: Mapped[int] = points_to("person.id")
    kind: Mapped[str] = mapped_column(String(40))
    subject_ref: Mapped[str] = mapped_column(String(40), index=True)
    key: Mapped[str] = mapped_column(String(160), unique=True)  # one message per person, kind and cause
    language: Mapped[str] = mapped_column(String(2))
    status: Mapped[str] = mapped_column(String(12), default="queued", index=True)
    message_id: Mapped[str] = mapped_column(String(120), unique=True)  # RFC 5322; the same when repeated
    tries: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[datetime]
    handed_over_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None]
    bounced_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="raise")
