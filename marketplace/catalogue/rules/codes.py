"""The codes an offer states, and how long its texts may be."""

from __future__ import annotations

from collections.abc import Container

from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.texts import Texts

ASSESSMENTS = ("written", "oral", "practical", "portfolio", "project", "case")
PARTICIPATIONS = ("onsite", "online", "blended", "at_company")
GRADINGS = ("seven_point", "pass_fail")
ADMISSIONS = ("none", "declared", "assessed")
NQF_BASES = ("legal_act", "placement_decision")
QUALITY_ASSURANCES = ("external_institution", "external_certified", "internal")
LANGUAGES = ("da", "en")
VAT_BASES = ("exempt", "standard")
VAT_REASONS = (
    "teaching_exempt",
    "vocational_retraining",
    "single_subject_taxable",
    "private_provider_taxable",
    "other",
)
PROFICIENCIES = (1, 2, 3, 4)
LONG_TEXT = 20_000  # Markdown


def is_said(text: Texts) -> bool:
    """Whether a text says something in at least one language."""
    return bool(text.da.strip() or text.en.strip())


def check_length(field: str, text: Texts, most: int) -> None:
    """Refuse a text that is longer than its column."""
    longest = max(len(text.da), len(text.en))
    if longest > most:
        raise RuleBroken("catalogue.too_long", field=field, max=most, length=longest)


def check_choice(field: str, code: str, allowed: Container[str]) -> None:
    """Refuse a code that is not on its list."""
    if code not in allowed:
        raise RuleBroken("catalogue.unknown_choice", field=field)
