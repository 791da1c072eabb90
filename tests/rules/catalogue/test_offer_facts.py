"""What an offer may and must state."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from marketplace.catalogue import rules
from marketplace.catalogue.rules import ModuleFacts, OfferFacts, OutcomeFacts
from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.labels import LABELS
from marketplace.foundation.texts import Texts

WHOLE = OfferFacts(
    field="sundhed",
    title=Texts("Sundhedskommunikation i praksis", "Health communication in practice"),
    lead=Texts("Bliv forstået."),
    target_group=Texts("Sygeplejersker"),
    hours_total_tenths=830,
    hours_away_tenths=280,
    assessment="oral",
    participation="onsite",
    outcomes=(OutcomeFacts(Texts("Skriver klart"), (("klarsprog", 3),)),),
)


def _refused(**over: Any) -> tuple[str, str | None]:
    with pytest.raises(RuleBroken) as broken:
        rules.check_offer(replace(WHOLE, **over))
    return broken.value.code, broken.value.field


def test_a_whole_offer_misses_nothing() -> None:
    rules.check_offer(WHOLE)
    assert rules.missing_facts(WHOLE) == []


def test_an_empty_draft_may_be_kept_and_says_all_that_is_missing() -> None:
    empty = OfferFacts(field="sundhed", title=Texts("Et forløb"))
    rules.check_offer(empty)
    assert rules.missing_facts(empty) == [
        "lead",
        "target_group",
        "outcomes",
        "outcome_competences",
        "hours",
        "assessment",
        "participation",
    ]


def test_every_missing_fact_has_its_word() -> None:
    nothing = replace(
        WHOLE,
        title=Texts(),
        lead=Texts(),
        target_group=Texts(),
        outcomes=(),
        hours_total_tenths=0,
        assessment="",
        participation="",
        quality_assurance="",
        admission="declared",
    )
    assert rules.missing_facts(nothing) == list(LABELS["offer_fact"])


def test_an_outcome_without_competence_is_missing_one() -> None:
    outcomes = (*WHOLE.outcomes, OutcomeFacts(Texts("Fortæller om det")))
    assert rules.missing_facts(replace(WHOLE, outcomes=outcomes)) == ["outcome_competences"]


def test_an_admission_requirement_is_said_in_words() -> None:
    assert rules.missing_facts(replace(WHOLE, admission="assessed")) == ["admission_text"]
    assert rules.missing_facts(replace(WHOLE, admission="assessed", admission_text=Texts("", "Two years"))) == []


@pytest.mark.parametrize(
    ("over", "code", "field"),
    [
        ({"title": Texts(" ", "")}, "catalogue.title_missing", "title"),
        ({"title": Texts("a" * 10_000)}, "catalogue.too_long", "title"),
        ({"title": Texts("a", "b" * 201)}, "catalogue.too_long", "title"),
        ({"lead": Texts("a" * 601)}, "catalogue.too_long", "lead"),
        ({"about": Texts("a" * 20_001)}, "catalogue.too_long", "about"),
        ({"language": "sv"}, "catalogue.unknown_choice", "language"),
        ({"assessment": "guess"}, "catalogue.unknown_choice", "assessment"),
        ({"participation": "by_post"}, "catalogue.unknown_choice", "participation"),
        ({"quality_assurance": ""}, "catalogue.unknown_choice", "quality_assurance"),
        ({"hours_total_tenths": -10}, "catalogue.hours_range", "hours_total"),
        ({"hours_total_tenths": 10**12}, "catalogue.hours_range", "hours_total"),
        ({"hours_away_tenths": 840}, "catalogue.hours_order", "hours_away"),
        ({"ects_tenths": 0}, "catalogue.ects_range", "ects"),
        ({"ects_tenths": 601}, "catalogue.ects_range", "ects"),
        ({"nqf_level": 9, "nqf_basis": "legal_act"}, "catalogue.nqf_range", "nqf_level"),
        ({"nqf_level": 5}, "catalogue.nqf_not_whole", "nqf_basis"),
        ({"nqf_basis": "legal_act"}, "catalogue.nqf_not_whole", "nqf_level"),
        ({"nqf_level": 5, "nqf_basis": "hearsay"}, "catalogue.unknown_choice", "nqf_basis"),
        ({"outcomes": (OutcomeFacts(Texts()),)}, "catalogue.outcome_empty", "outcomes"),
        ({"outcomes": (OutcomeFacts(Texts("x"), (("a", 5),)),)}, "catalogue.proficiency_range", "outcomes"),
        ({"outcomes": (OutcomeFacts(Texts("x"), (("a", 1), ("a", 2))),)}, "catalogue.competence_twice", "outcomes"),
        ({"outcomes": WHOLE.outcomes * 31}, "catalogue.too_many", "outcomes"),
        ({"module_version_refs": ("m1", "m1")}, "catalogue.module_twice", "modules"),
    ],
)
def test_what_no_draft_may_say(over: dict[str, Any], code: str, field: str) -> None:
    assert _refused(**over) == (code, field)


def test_a_text_that_is_too_long_is_told_how_long_it_may_be() -> None:
    with pytest.raises(RuleBroken) as broken:
        rules.check_offer(replace(WHOLE, title=Texts("a" * 10_000)))
    assert broken.value.facts == {"max": 200, "length": 10_000}


@pytest.mark.parametrize(
    ("ects", "kind", "right", "allowed"),
    [
        (30, "university", True, True),
        (30, "university", False, False),
        (30, "private", True, False),
        (30, "private", False, False),
        (None, "private", False, True),
    ],
)
def test_ects_only_where_the_right_to_award_is_on_file(ects: int | None, kind: str, right: bool, allowed: bool) -> None:
    if allowed:
        rules.check_ects_right(ects, kind, right)
        return
    with pytest.raises(RuleBroken) as broken:
        rules.check_ects_right(ects, kind, right)
    assert (broken.value.code, broken.value.field) == ("catalogue.ects_needs_right", "ects")


def test_a_second_person_reviews() -> None:
    rules.check_reviewer(1, 2)
    with pytest.raises(RuleBroken):
        rules.check_reviewer(1, 1)


TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (("half", "other", "why", TODAY, TODAY, None), "catalogue.unknown_choice"),
        (("exempt", "because", "why", TODAY, TODAY, None), "catalogue.unknown_choice"),
        (("exempt", "teaching_exempt", " ", TODAY, TODAY, None), "catalogue.vat_reason_missing"),
        (("exempt", "teaching_exempt", "x" * 601, TODAY, TODAY, None), "catalogue.too_long"),
        (("exempt", "teaching_exempt", "why", date(2026, 11, 22), TODAY, date(2026, 1, 1)), "catalogue.vat_backdated"),
    ],
)
def test_a_vat_decision_needs_its_reason_and_never_reaches_back(facts: Any, code: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        rules.check_vat(*facts)
    assert broken.value.code == code


def test_the_first_vat_decision_may_begin_earlier() -> None:
    rules.check_vat("exempt", "teaching_exempt", "why", date(2026, 1, 1), TODAY, None)


@pytest.mark.parametrize("hours", [0, -5, 2001])
def test_a_module_lasts_a_sensible_time(hours: int) -> None:
    facts = ModuleFacts(Texts("Et modul"), Texts(), Texts(), hours, "da", ())
    with pytest.raises(RuleBroken) as broken:
        rules.check_module(facts)
    assert (broken.value.code, broken.value.field) == ("catalogue.hours_range", "hours")
