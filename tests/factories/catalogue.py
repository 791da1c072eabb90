"""Offers, versions, VAT decisions and runs for tests, written straight into the tables."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from marketplace.accounts.models import Person
from marketplace.catalogue.models import (
    LearningOutcome,
    LearningOutcomeCompetence,
    Meeting,
    Offer,
    OfferVersion,
    Run,
    VatDecision,
)
from marketplace.competences.models import Competence, Field
from marketplace.foundation import clock
from marketplace.foundation.db import session
from marketplace.foundation.refs import new_ref
from marketplace.foundation.texts import Texts
from marketplace.organisations.models import Institution
from tests.factories import within
from tests.factories.organisations import make_institution, make_person

FIRST_DAY = date(2027, 2, 3)
LAST_DAY = date(2027, 3, 10)


def make_field(key: str = "sundhed", **over: Any) -> Field:
    with within():
        found = session.get(Field, key)
        if found is None:
            found = Field(**{"key": key, "label": Texts("Sundhed", "Health"), "isced_f": "0910", **over})
            session.add(found)
    return found


def make_competence(key: str = "", **over: Any) -> Competence:
    with within():
        field = make_field(over.pop("field_key", "sundhed"))
        facts: dict[str, Any] = {
            "key": key or f"competence-{new_ref()}",
            "kind": "skill",
            "source": "own",
            "field_key": field.key,
            "label": Texts("formidle sundhedsviden", "communicate health knowledge"),
        }
        made = Competence(**{**facts, **over})
        session.add(made)
    return made


def make_offer(institution: Institution | None = None, **over: Any) -> Offer:
    with within():
        institution = institution or make_institution()
        field = make_field(over.pop("field_key", "sundhed"))
        made = Offer(
            **{
                "ref": new_ref(),
                "institution_id": institution.id,
                "institution": institution,
                "field_key": field.key,
                "field": field,
                "created_at": clock.now(),
                **over,
            }
        )
        session.add(made)
    return made


def make_offer_version(offer: Offer | None = None, status: str = "published", **over: Any) -> OfferVersion:
    """A version with everything domain.md section 6 asks for and one outcome tied to one competence."""
    with within():
        offer = offer or make_offer(over.pop("institution", None))
        author: Person = over.pop("author", None) or make_person("Jonas Forfatter")
        competence = over.pop("competence", None) or make_competence()
        at = clock.now()
        facts: dict[str, Any] = {
            "ref": new_ref(),
            "no": 1,
            "status": status,
            "title": Texts("Sundhedskommunikation i praksis", "Health communication in practice"),
            "lead": Texts("Bliv forstået af borgerne.", "Be understood by citizens."),
            "about": Texts("Et kort forløb.", "A short course."),
            "target_group": Texts("Sygeplejersker", "Nurses"),
            "hours_total_tenths": 280,
            "hours_away_tenths": 140,
            "assessment": "case",
            "assessment_text": Texts("En case fra egen praksis.", "A case from your own practice."),
            "participation": "onsite",
            "author_id": author.id,
            "created_at": at,
            "published_at": at if status == "published" else None,
        }
        made = OfferVersion(offer_id=offer.id, offer=offer, author=author, **{**facts, **over})
        session.add(made)
        session.flush()
        outcome = LearningOutcome(
            version_id=made.id, position=1, text=Texts("Kan formidle sundhedsviden.", "Can communicate health.")
        )
        session.add(outcome)
        session.flush()
        session.add(LearningOutcomeCompetence(outcome_id=outcome.id, competence_id=competence.id, proficiency=3))
    return made


def make_vat_decision(offer: Offer, basis: str = "exempt", **over: Any) -> VatDecision:
    with within():
        decided_by = over.pop("decided_by", None) or make_person("Fie Finans")
        facts: dict[str, Any] = {
            "offer_id": offer.id,
            "basis": basis,
            "reason_code": "teaching_exempt" if basis == "exempt" else "private_provider_taxable",
            "reason_text": "Undervisning efter momsloven § 13" if basis == "exempt" else "Kursus mod vederlag",
            "decided_on": date(2026, 1, 5),
            "decided_by_id": decided_by.id,
            "valid_from": date(2026, 1, 5),
            "created_at": clock.now(),
        }
        made = VatDecision(**{**facts, **over})
        session.add(made)
    return made


def make_run(version: OfferVersion | None = None, capacity: int = 12, status: str = "open", **over: Any) -> Run:
    """A run of a published version: open, dated 3 Feb to 10 Mar 2027, enrolment until 4 Jan 2027, two meetings.

    `continuous=True` gives one with continuous intake and no dates.
    """
    with within():
        version = version or make_offer_version()
        offer = session.get_one(Offer, version.offer_id)
        dated = not over.pop("continuous", False)
        facts: dict[str, Any] = {
            "ref": new_ref(),
            "version_id": version.id,
            "institution_id": offer.institution_id,
            "intake": "dated" if dated else "continuous",
            "status": status,
            "capacity": capacity,
            "minimum": 0,
            "participation": "onsite",
            "place": "Campus Fjordby, lokale 2",
            "postcode_code": "8000",
            "enrol_by": date(2027, 1, 4) if dated else None,
            "starts_on": FIRST_DAY if dated else None,
            "ends_on": LAST_DAY if dated else None,
            "created_at": clock.now(),
        }
        made = Run(version=version, **{**facts, **over})
        session.add(made)
        session.flush()
        for day in {made.starts_on, made.ends_on} - {None}:
            make_meeting(made, day)
    return made


def make_meeting(run: Run, day: date, hours: int = 6, **over: Any) -> Meeting:
    """A meeting from 9:00 in Copenhagen in winter (8:00 UTC)."""
    with within():
        starts = datetime(day.year, day.month, day.day, 8, 0, tzinfo=UTC)
        facts: dict[str, Any] = {
            "ref": new_ref(),
            "starts_at": starts,
            "ends_at": starts + timedelta(hours=hours),
            "changed_at": clock.now(),
        }
        made = Meeting(run_id=run.id, **{**facts, **over})
        session.add(made)
    return made
