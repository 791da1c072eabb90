"""Tables of the vocabulary."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.foundation.db import Base, Id, Texts, points_to, texts


class Field(Base):
    """A field of education that offers are listed under (own grouping, with its ISCED-F 2013 code)."""

    __tablename__ = "field"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    label: Mapped[Texts] = texts("label", 80)
    isced_f: Mapped[str] = mapped_column(String(4))


class Competence(Base):
    """A skill or knowledge concept, or a group of ESCO's hierarchy; `uri` is its ESCO URI where ESCO has it.

    `escos` are the languages ("da en") in which ESCO's own files named it: there its preferred label is ESCO's.
    A concept that only ESCO has stands in no field.
    """

    __tablename__ = "competence"
    __table_args__ = (
        CheckConstraint("kind IN ('skill', 'knowledge', 'group')", name="kind"),
        CheckConstraint("source IN ('esco', 'own')", name="source"),
    )

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(String(80), unique=True)
    uri: Mapped[str | None] = mapped_column(String(200), unique=True)
    kind: Mapped[str] = mapped_column(String(10))
    source: Mapped[str] = mapped_column(String(4))
    escos: Mapped[str] = mapped_column(String(5), default="", server_default="")
    field_key: Mapped[str | None] = mapped_column(String(40), ForeignKey("field.key"), index=True)
    label: Mapped[Texts] = texts("label", 200)  # the preferred labels, kept here so that lists need no join

    field: Mapped[Field | None] = relationship(lazy="raise")


class Label(Base):
    """One preferred or alternative label in one language, from ESCO or our own."""

    __tablename__ = "competence_label"
    __table_args__ = (
        CheckConstraint("lang IN ('da', 'en')", name="lang"),
        CheckConstraint("kind IN ('pref', 'alt')", name="kind"),
        CheckConstraint("source IN ('esco', 'own')", name="source"),
        UniqueConstraint("competence_id", "lang", "text"),
        Index(
            "uq_competence_label_pref",
            "competence_id",
            "lang",
            unique=True,
            sqlite_where=text("kind = 'pref'"),
            postgresql_where=text("kind = 'pref'"),
        ),
    )

    id: Mapped[Id]
    competence_id: Mapped[int] = points_to("competence.id")
    lang: Mapped[str] = mapped_column(String(2))
    kind: Mapped[str] = mapped_column(String(4))
    text: Mapped[str] = mapped_column(String(200))
    folded: Mapped[str] = mapped_column(String(220), index=True)
    source: Mapped[str] = mapped_column(String(4))

    competence: Mapped[Competence] = relationship(lazy="raise")


class Broader(Base):
    """One concept is broader than another (SKOS broader), as ESCO or we say."""

    __tablename__ = "competence_broader"
    __table_args__ = (CheckConstraint("source IN ('esco', 'own')", name="source"),)

    narrower_id: Mapped[int] = points_to("competence.id", primary_key=True, index=False)
    broader_id: Mapped[int] = points_to("competence.id", primary_key=True)
    source: Mapped[str] = mapped_column(String(4), default="own", server_default="own")


class Occupation(Base):
    """A job as ESCO or we name it; `escos` are the languages in which ESCO's own files named it."""

    __tablename__ = "occupation"

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(String(80), unique=True)
    uri: Mapped[str | None] = mapped_column(String(200), unique=True)
    escos: Mapped[str] = mapped_column(String(5), default="", server_default="")
    label: Mapped[Texts] = texts("label", 200)
    alternatives: Mapped[Texts] = texts("alternatives")  # our own synonyms, separated by |
    esco_alternatives: Mapped[Texts] = texts("esco_alternatives")  # those ESCO brought, likewise


class OccupationCompetence(Base):
    """A competence that an occupation needs, as ESCO or we say."""

    __tablename__ = "occupation_competence"
    __table_args__ = (CheckConstraint("source IN ('esco', 'own')", name="source"),)

    occupation_id: Mapped[int] = points_to("occupation.id", primary_key=True, index=False)
    competence_id: Mapped[int] = points_to("competence.id", primary_key=True)
    essential: Mapped[bool] = mapped_column(default=True)
    source: Mapped[str] = mapped_column(String(4), default="own", server_default="own")


class KeptLexicon(Base):
    """A lexicon of simple words that Danish compounds are taken apart into; the newest row is the one in use."""

    __tablename__ = "lexicon"

    id: Mapped[Id]
    version: Mapped[str] = mapped_column(String(16))
    made_at: Mapped[datetime]
    words: Mapped[str] = mapped_column(Text)  # as Lexicon.as_text writes them
