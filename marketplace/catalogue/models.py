"""Tables of modules, offers, their versions and runs."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Person
from marketplace.competences.models import Competence, Field
from marketplace.foundation.db import Base, Id, Ref, Texts, points_to, texts
from marketplace.geography.models import Postcode
from marketplace.organisations.models import Institution


class Module(Base):
    """A small reusable learning unit (nanomodule); what it says is in its versions."""

    __tablename__ = "module"

    id: Mapped[Id]
    ref: Mapped[Ref]
    institution_id: Mapped[int] = points_to("institution.id")
    field_key: Mapped[str] = mapped_column(String(40), ForeignKey("field.key"), index=True)
    created_at: Mapped[datetime]


class ModuleVersion(Base):
    """What a module is from one moment on; never changed once an offer version lists it."""

    __tablename__ = "module_version"
    __table_args__ = (
        UniqueConstraint("module_id", "no"),
        CheckConstraint("hours_tenths > 0", name="hours_positive"),
        CheckConstraint("language IN ('da', 'en')", name="language"),
    )

    id: Mapped[Id]
    ref: Mapped[Ref]
    module_id: Mapped[int] = points_to("module.id")
    no: Mapped[int] = mapped_column(Integer)
    title: Mapped[Texts] = texts("title", 200)
    summary: Mapped[Texts] = texts("summary", 400)
    body: Mapped[Texts] = texts("body")  # Markdown
    hours_tenths: Mapped[int] = mapped_column(Integer)
    language: Mapped[str] = mapped_column(String(2))
    author_id: Mapped[int | None] = points_to("person.id")
    created_at: Mapped[datetime]

    module: Mapped[Module] = relationship(lazy="raise")
    competences: Mapped[list[Competence]] = relationship(secondary="module_version_competence", lazy="raise")


class ModuleVersionCompetence(Base):
    """A competence that a module trains."""

    __tablename__ = "module_version_competence"

    module_version_id: Mapped[int] = points_to("module_version.id", primary_key=True, index=False)
    competence_id: Mapped[int] = points_to("competence.id", primary_key=True)


class Offer(Base):
    """A short assessed micro-credential as listed (OOAPI Course); its facts are in its versions."""

    __tablename__ = "offer"
    __table_args__ = (UniqueConstraint("institution_id", "external_id"),)

    id: Mapped[Id]
    ref: Mapped[Ref]
    institution_id: Mapped[int] = points_to("institution.id")
    private_to_id: Mapped[int | None] = points_to("company.id")  # a private offer is never listed or indexed
    field_key: Mapped[str] = mapped_column(String(40), ForeignKey("field.key"), index=True)
    external_id: Mapped[str | None] = mapped_column(String(80))
    created_at: Mapped[datetime]

    institution: Mapped[Institution] = relationship(lazy="raise")
    field: Mapped[Field] = relationship(lazy="raise")


class OfferVersion(Base):
    """A snapshot of an offer with all of domain.md section 6; immutable once published."""

    __tablename__ = "offer_version"
    __table_args__ = (
        UniqueConstraint("offer_id", "no"),
        Index(
            "uq_offer_version_published",
            "offer_id",
            unique=True,
            sqlite_where=text("status IN ('published', 'suspended')"),
            postgresql_where=text("status IN ('published', 'suspended')"),
        ),
        CheckConstraint(
            "status IN ('draft', 'in_review', 'approved', 'published', 'suspended', 'retired')", name="status"
        ),
        CheckConstraint("language IN ('da', 'en')", name="language"),
        CheckConstraint(
            "assessment IN ('', 'written', 'oral', 'practical', 'portfolio', 'project', 'case')", name="assessment"
        ),
        CheckConstraint("participation IN ('', 'onsite', 'online', 'blended', 'at_company')", name="participation"),
        CheckConstraint("grading IN ('seven_point', 'pass_fail')", name="grading"),
        CheckConstraint("admission IN ('none', 'declared', 'assessed')", name="admission"),
        CheckConstraint(
            "quality_assurance IN ('external_institution', 'external_certified', 'internal')", name="quality_assurance"
        ),
        CheckConstraint("nqf_level IS NULL OR nqf_level BETWEEN 1 AND 8", name="nqf_level"),
        CheckConstraint("nqf_basis IS NULL OR nqf_basis IN ('legal_act', 'placement_decision')", name="nqf_basis"),
        CheckConstraint("(nqf_level IS NULL) = (nqf_basis IS NULL)", name="nqf_whole"),
        CheckConstraint("ects_tenths IS NULL OR ects_tenths > 0", name="ects_positive"),
        CheckConstraint("hours_total_tenths >= 0 AND hours_away_tenths >= 0", name="hours"),
        CheckConstraint("reviewer_id IS NULL OR reviewer_id <> author_id", name="second_person"),
    )

    id: Mapped[Id]
    ref: Mapped[Ref]
    offer_id: Mapped[int] = points_to("offer.id")
    no: Mapped[int] = mapped_column(Integer)
    status: Mapped[str] = mapped_column(String(10), default="draft", index=True)

    title: Mapped[Texts] = texts("title", 200)
    lead: Mapped[Texts] = texts("lead", 600)
    about: Mapped[Texts] = texts("about")  # Markdown
    target_group: Mapped[Texts] = texts("target_group", 600)
    language: Mapped[str] = mapped_column(String(2), default="da")  # of teaching
    hours_total_tenths: Mapped[int] = mapped_column(Integer, default=0)
    hours_away_tenths: Mapped[int] = mapped_column(Integer, default=0)  # away from work: taught hours
    ects_tenths: Mapped[int | None] = mapped_column(Integer)  # only with the right to award on file
    nqf_level: Mapped[int | None] = mapped_column(SmallInteger)
    nqf_basis: Mapped[str | None] = mapped_column(String(20))
    assessment: Mapped[str] = mapped_column(String(12), default="")
    assessment_text: Mapped[Texts] = texts("assessment_text", 600)
    participation: Mapped[str] = mapped_column(String(12), default="")
    supervision: Mapped[Texts] = texts("supervision", 600)
    quality_assurance: Mapped[str] = mapped_column(String(24), default="external_institution")
    grading: Mapped[str] = mapped_column(String(12), default="pass_fail")
    admission: Mapped[str] = mapped_column(String(10), default="none")
    admission_text: Mapped[Texts] = texts("admission_text", 600)
    prerequisites: Mapped[Texts] = texts("prerequisites", 600)
    stackability: Mapped[Texts] = texts("stackability", 600)
    work_project: Mapped[Texts] = texts("work_project", 600)

    author_id: Mapped[int] = points_to("person.id")
    reviewer_id: Mapped[int | None] = points_to("person.id")
    review_note: Mapped[str] = mapped_column(String(2000), default="")
    created_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    approved_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    suspended_at: Mapped[datetime | None]
    suspended_by_operator: Mapped[bool] = mapped_column(default=False)  # then only the operator resumes it
    retired_at: Mapped[datetime | None]

    offer: Mapped[Offer] = relationship(lazy="raise")
    author: Mapped[Person] = relationship(lazy="raise", foreign_keys=[author_id])
    reviewer: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[reviewer_id])
    outcomes: Mapped[list[LearningOutcome]] = relationship(lazy="raise", order_by="LearningOutcome.position")
    modules: Mapped[list[VersionModule]] = relationship(lazy="raise", order_by="VersionModule.position")


class LearningOutcome(Base):
    """What a person can do afterwards."""

    __tablename__ = "learning_outcome"
    __table_args__ = (UniqueConstraint("version_id", "position"),)

    id: Mapped[Id]
    version_id: Mapped[int] = points_to("offer_version.id")
    position: Mapped[int] = mapped_column(Integer)
    text: Mapped[Texts] = texts("text", 600)

    competences: Mapped[list[LearningOutcomeCompetence]] = relationship(
        lazy="raise", order_by="LearningOutcomeCompetence.competence_id"
    )


class LearningOutcomeCompetence(Base):
    """A competence an outcome builds, and the proficiency reached (1 to 4)."""

    __tablename__ = "learning_outcome_competence"
    __table_args__ = (CheckConstraint("proficiency BETWEEN 1 AND 4", name="proficiency"),)

    outcome_id: Mapped[int] = points_to("learning_outcome.id", primary_key=True, index=False)
    competence_id: Mapped[int] = points_to("competence.id", primary_key=True)
    proficiency: Mapped[int] = mapped_column(SmallInteger)

    competence: Mapped[Competence] = relationship(lazy="raise")


class VersionModule(Base):
    """A module version that an offer version lists, in order."""

    __tablename__ = "version_module"
    __table_args__ = (UniqueConstraint("version_id", "position"),)

    version_id: Mapped[int] = points_to("offer_version.id", primary_key=True, index=False)
    module_version_id: Mapped[int] = points_to("module_version.id", primary_key=True)
    position: Mapped[int] = mapped_column(Integer)

    module_version: Mapped[ModuleVersion] = relationship(lazy="raise")


class VatDecision(Base):
    """The seller's statement on VAT for an offer; only ever added, the newest valid one holds."""

    __tablename__ = "vat_decision"
    __table_args__ = (CheckConstraint("basis IN ('exempt', 'standard')", name="basis"),)

    id: Mapped[Id]
    offer_id: Mapped[int] = points_to("offer.id")
    basis: Mapped[str] = mapped_column(String(10))
    reason_code: Mapped[str] = mapped_column(String(40))
    reason_text: Mapped[str] = mapped_column(String(600))
    decided_on: Mapped[date]
    decided_by_id: Mapped[int] = points_to("person.id")
    valid_from: Mapped[date]
    created_at: Mapped[datetime]

    decided_by: Mapped[Person] = relationship(lazy="raise")


class Run(Base):
    """One delivery of an offer version: place, meetings, capacity, minimum, deadline."""

    __tablename__ = "run"
    __table_args__ = (
        CheckConstraint(
            "status IN ('planned', 'open', 'confirmed', 'running', 'completed', 'graded', 'closed', 'cancelled')",
            name="status",
        ),
        CheckConstraint("intake IN ('dated', 'continuous')", name="intake"),
        CheckConstraint("capacity > 0", name="capacity"),
        CheckConstraint("minimum >= 0 AND minimum <= capacity", name="minimum"),
        CheckConstraint("participation IN ('onsite', 'online', 'blended', 'at_company')", name="participation"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint("intake = 'continuous' OR (starts_on IS NOT NULL AND enrol_by IS NOT NULL)", name="dated"),
        CheckConstraint(
            "cancel_reason IS NULL OR cancel_reason IN ('low_numbers', 'provider', 'force_majeure')",
            name="cancel_reason",
        ),
    )

    id: Mapped[Id]
    ref: Mapped[Ref]
    version_id: Mapped[int] = points_to("offer_version.id")
    institution_id: Mapped[int] = points_to("institution.id")
    private_to_id: Mapped[int | None] = points_to("company.id")
    intake: Mapped[str] = mapped_column(String(10))
    status: Mapped[str] = mapped_column(String(10), default="planned", index=True)
    capacity: Mapped[int] = mapped_column(Integer)
    minimum: Mapped[int] = mapped_column(Integer)
    participation: Mapped[str] = mapped_column(String(12))
    place: Mapped[str] = mapped_column(String(160), default="")  # building and street
    postcode_code: Mapped[str | None] = mapped_column(String(4), ForeignKey("postcode.code"), index=True)
    enrol_by: Mapped[date | None]  # until the end of this Danish day
    starts_on: Mapped[date | None] = mapped_column(index=True)  # of the first meeting; kept here for lists
    ends_on: Mapped[date | None]
    created_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    graded_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    cancel_reason: Mapped[str | None] = mapped_column(String(16))

    version: Mapped[OfferVersion] = relationship(lazy="raise")
    postcode: Mapped[Postcode | None] = relationship(lazy="raise")
    meetings: Mapped[list[Meeting]] = relationship(lazy="raise", order_by="Meeting.starts_at")


class Meeting(Base):
    """One time a run meets."""

    __tablename__ = "meeting"
    __table_args__ = (CheckConstraint("ends_at > starts_at", name="ends_after_start"),)

    id: Mapped[Id]
    ref: Mapped[Ref]
    run_id: Mapped[int] = points_to("run.id")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(String(160), default="")  # where it differs from the run's
    changed_at: Mapped[datetime]
