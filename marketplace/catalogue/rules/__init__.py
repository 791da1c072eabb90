"""States, facts and checks of offers, runs and VAT decisions."""

from __future__ import annotations

from marketplace.catalogue.rules.codes import (
    ADMISSIONS,
    ASSESSMENTS,
    GRADINGS,
    NQF_BASES,
    PARTICIPATIONS,
    PROFICIENCIES,
    QUALITY_ASSURANCES,
    VAT_BASES,
    VAT_REASONS,
)
from marketplace.catalogue.rules.modules import ModuleFacts, check_module
from marketplace.catalogue.rules.offers import (
    OfferFacts,
    OutcomeFacts,
    check_ects_right,
    check_offer,
    check_reviewer,
    check_vat,
    missing_facts,
)
from marketplace.catalogue.rules.runs import (
    MeetingFacts,
    RunFacts,
    check_capacity,
    check_opening,
    check_run,
    first_day,
    last_day,
)
from marketplace.catalogue.rules.states import (
    BOOKABLE,
    RUN_MOVES,
    RUN_OVER,
    VERSION_MOVES,
    Intake,
    RunStatus,
    VersionStatus,
    check_run_move,
    check_version_move,
)

__all__ = [
    "ADMISSIONS",
    "ASSESSMENTS",
    "BOOKABLE",
    "GRADINGS",
    "NQF_BASES",
    "PARTICIPATIONS",
    "PROFICIENCIES",
    "QUALITY_ASSURANCES",
    "RUN_MOVES",
    "RUN_OVER",
    "VAT_BASES",
    "VAT_REASONS",
    "VERSION_MOVES",
    "Intake",
    "MeetingFacts",
    "ModuleFacts",
    "OfferFacts",
    "OutcomeFacts",
    "RunFacts",
    "RunStatus",
    "VersionStatus",
    "check_capacity",
    "check_ects_right",
    "check_module",
    "check_offer",
    "check_opening",
    "check_reviewer",
    "check_run",
    "check_run_move",
    "check_vat",
    "check_version_move",
    "first_day",
    "last_day",
    "missing_facts",
]
