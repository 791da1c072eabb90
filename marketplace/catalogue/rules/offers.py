"""What an offer states (domain.md section 6; Council Recommendation 2022/C 243/02), and when it may be published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from marketplace.catalogue.rules.codes import (
    ADMISSIONS,
    ASSESSMENTS,
    GRADINGS,
    LANGUAGES,
    LONG_TEXT,
    NQF_BASES,
    PARTICIPATIONS,
    PROFICIENCIES,
    QUALITY_ASSURANCES,
    VAT_BASES,
    VAT_REASONS,
    check_choice,
    check_length,
    is_said,
)
from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.texts import Texts

NOTHING = Texts()
MOST_HOURS_TENTHS = 20_000
MOST_ECTS_TENTHS = 600
MOST_OUTCOMES = 30
MOST_MODULES = 60
_LENGTHS = {
    "title": 200,
    "lead": 600,
    "about": LONG_TEXT,
    "target_group": 600,
    "assessment_text": 600,
    "supervision": 600,
    "admission_text": 600,
    "prerequisites": 600,
    "stackability": 600,
    "work_project": 600,
}


@dataclass(frozen=True)
class OutcomeFacts:
    """What a person can do afterwards; competences as (key, proficiency reached 1 to 4)."""

    text: Texts
    competences: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class OfferFacts:
    """All that a version of an offer states. Hours and ECTS in tenths; modules by ref of their version, in order."""

    field: str
    title: Texts
    lead: Texts = NOTHING
    about: Texts = NOTHING
    target_group: Texts = NOTHING
    language: str = "da"
    hours_total_tenths: int = 0
    hours_away_tenths: int = 0
    ects_tenths: int | None = None
    nqf_level: int | None = None
    nqf_basis: str | None = None
    assessment: str = ""
    assessment_text: Texts = NOTHING
    participation: str = ""
    supervision: Texts = NOTHING
    quality_assurance: str = "external_institution"
    grading: str = "pass_fail"
    admission: str = "none"
    admission_text: Texts = NOTHING
    prerequisites: Texts = NOTHING
    stackability: Texts = NOTHING
    work_project: Texts = NOTHING
    outcomes: tuple[OutcomeFacts, ...] = ()
    module_version_refs: tuple[str, ...] = ()


def check_offer(facts: OfferFacts) -> None:
    """Refuse what no draft may say; a draft may still be incomplete (see `missing_facts`)."""
    if not is_said(facts.title):
        raise RuleBroken("catalogue.title_missing", field="title")
    for name, most in _LENGTHS.items():
        check_length(name, getattr(facts, name), most)
    check_choice("language", facts.language, LANGUAGES)
    check_choice("assessment", facts.assessment, ("", *ASSESSMENTS))
    check_choice("participation", facts.participation, ("", *PARTICIPATIONS))
    check_choice("quality_assurance", facts.quality_assurance, QUALITY_ASSURANCES)
    check_choice("grading", facts.grading, GRADINGS)
    check_choice("admission", facts.admission, ADMISSIONS)
    for name in ("hours_total", "hours_away"):
        if not 0 <= getattr(facts, f"{name}_tenths") <= MOST_HOURS_TENTHS:
            raise RuleBroken("catalogue.hours_range", field=name, max=MOST_HOURS_TENTHS // 10)
    if facts.hours_away_tenths > facts.hours_total_tenths:
        raise RuleBroken("catalogue.hours_order", field="hours_away")
    if facts.ects_tenths is not None and not 0 < facts.ects_tenths <= MOST_ECTS_TENTHS:
        raise RuleBroken("catalogue.ects_range", field="ects", max=MOST_ECTS_TENTHS // 10)
    _check_level(facts)
    _check_outcomes(facts)
    if len(facts.module_version_refs) > MOST_MODULES:
        raise RuleBroken("catalogue.too_many", field="modules", max=MOST_MODULES)
    if len(set(facts.module_version_refs)) < len(facts.module_version_refs):
        raise RuleBroken("catalogue.module_twice", field="modules")


def _check_level(facts: OfferFacts) -> None:
    if facts.nqf_level is not None and not 1 <= facts.nqf_level <= 8:
        raise RuleBroken("catalogue.nqf_range", field="nqf_level")
    if facts.nqf_basis is not None:
        check_choice("nqf_basis", facts.nqf_basis, NQF_BASES)
    if (facts.nqf_level is None) != (facts.nqf_basis is None):
        raise RuleBroken("catalogue.nqf_not_whole", field="nqf_basis" if facts.nqf_basis is None else "nqf_level")


def _check_outcomes(facts: OfferFacts) -> None:
    if len(facts.outcomes) > MOST_OUTCOMES:
        raise RuleBroken("catalogue.too_many", field="outcomes", max=MOST_OUTCOMES)
    for outcome in facts.outcomes:
        check_length("outcomes", outcome.text, 600)
        if not is_said(outcome.text):
            raise RuleBroken("catalogue.outcome_empty", field="outcomes")
        keys = [key for key, _ in outcome.competences]
        if len(set(keys)) < len(keys):
            raise RuleBroken("catalogue.competence_twice", field="outcomes")
        if any(level not in PROFICIENCIES for _, level in outcome.competences):
            raise RuleBroken("catalogue.proficiency_range", field="outcomes")


def check_ects_right(ects_tenths: int | None, kind: str, may_award_ects: bool) -> None:
    """ECTS only where the right to award it is on file and verified; private providers state hours."""
    if ects_tenths is not None and (kind == "private" or not may_award_ects):
        raise RuleBroken("catalogue.ects_needs_right", field="ects")


class _Outcome(Protocol):
    @property
    def text(self) -> Any: ...

    @property
    def competences(self) -> Sequence[Any]: ...


class States(Protocol):
    """What `missing_facts` looks at: facts as given, or a version with its outcomes loaded."""

    @property
    def title(self) -> Any: ...

    @property
    def lead(self) -> Any: ...

    @property
    def target_group(self) -> Any: ...

    @property
    def hours_total_tenths(self) -> int: ...

    @property
    def assessment(self) -> str: ...

    @property
    def participation(self) -> str: ...

    @property
    def quality_assurance(self) -> str: ...

    @property
    def admission(self) -> str: ...

    @property
    def admission_text(self) -> Any: ...

    @property
    def outcomes(self) -> Sequence[_Outcome]: ...


def missing_facts(version: States) -> list[str]:
    """Codes (label group "offer_fact") of what must still be stated before review, in the order of the form."""
    stated = {
        "title": is_said(version.title),
        "lead": is_said(version.lead),
        "target_group": is_said(version.target_group),
        "outcomes": bool(version.outcomes),
        "outcome_competences": bool(version.outcomes) and all(outcome.competences for outcome in version.outcomes),
        "hours": version.hours_total_tenths > 0,
        "assessment": bool(version.assessment),
        "participation": bool(version.participation),
        "quality_assurance": bool(version.quality_assurance),
        "admission_text": version.admission == "none" or is_said(version.admission_text),
    }
    return [code for code, there in stated.items() if not there]


def check_reviewer(author_id: int, reviewer_id: int | None) -> None:
    """A second person reviews."""
    if reviewer_id == author_id:
        raise RuleBroken("catalogue.reviewer_is_author")


def check_vat(
    basis: str, reason_code: str, reason_text: str, valid_from: date, today: date, earlier_from: date | None
) -> None:
    """Refuse a VAT decision without a reason, or one that would change what is sold already."""
    check_choice("basis", basis, VAT_BASES)
    check_choice("reason_code", reason_code, VAT_REASONS)
    if not reason_text.strip():
        raise RuleBroken("catalogue.vat_reason_missing", field="reason_text")
    check_length("reason_text", Texts(reason_text), 600)
    if earlier_from is not None and valid_from < today:
        raise RuleBroken("catalogue.vat_backdated", field="valid_from")
