"""Rows of a catalogue that is imported: what is read, what is guessed, what is a fault."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.catalogue.rules import OutcomeFacts
from marketplace.catalogue.rules.importing import HIDDEN, ImportedOffer, Reading, opening, read_row, same_offer
from marketplace.catalogue.rules.outcomes import pieces_of
from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.texts import Texts

KNOWN = {"skrive klart": "klarsprog", "klarsprog": "klarsprog", "http://esco/1": "rekruttering"}
READING = Reading(KNOWN, frozenset({"hr", "sundhed"}), "sundhed")
ROW: dict[str, Any] = {"id": "k1", "title_da": "Klar tale", "language": "da"}


def read(**over: object) -> ImportedOffer:
    return read_row({**ROW, **over}, READING)


def test_a_row_needs_no_more_than_an_id_and_a_title() -> None:
    offer = read()
    assert (offer.external_id, offer.facts.title, offer.facts.field) == ("k1", Texts("Klar tale"), "sundhed")
    assert (offer.price, offer.runs, offer.facts.outcomes) == (None, (), ())


def test_texts_without_an_ending_are_in_the_rows_language() -> None:
    assert read_row({"id": "k", "title": "Talk", "language": "en"}, READING).facts.title == Texts("", "Talk")
    assert read_row({"external_id": "k", "name": "Tale"}, READING).facts.title == Texts("Tale", "")


def test_a_hidden_title_stands_nowhere() -> None:
    offer = read_row({**ROW, "title_en": "Plain talk"}, Reading(KNOWN, frozenset({"hr"}), "hr", frozenset({"title"})))
    assert offer.facts.title == HIDDEN
    assert "Klar" not in repr(offer)
    assert "Plain" not in repr(offer)


def test_a_long_description_begins_as_the_summary_and_goes_on_after_it() -> None:
    text = "Første sætning. " * 60
    facts = read(desc_da=text).facts
    assert facts.lead.da.endswith("sætning.")
    assert len(facts.lead.da) <= 600
    assert f"{facts.lead.da} {facts.about.da}" == text.strip()


@given(st.text(alphabet="ab .\n", max_size=2000))
def test_nothing_of_a_description_is_lost(text: str) -> None:
    lead, rest = opening(text)
    assert len(lead) <= 600
    assert (lead + rest).split() == text.split() or "".join((lead + rest).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("level", "read_as"),
    [("EQF6", 6), ("NQF 4", 4), (5, 5), ("7.0", 7), ("undergraduate", None), ("nan", None), ("9", None), (None, None)],
)
def test_levels(level: object, read_as: int | None) -> None:
    assert read(level=level, level_basis="legal_act").facts.nqf_level == read_as


def test_a_level_without_a_basis_counts_only_in_a_trial() -> None:
    assert read(level=6).facts.nqf_level is None
    trial = read_row({**ROW, "level": 6}, Reading(KNOWN, frozenset({"hr"}), "hr", trial=True)).facts
    assert (trial.nqf_level, trial.nqf_basis) == (6, "placement_decision")


def test_outcomes_as_one_text_become_single_ones() -> None:
    outcomes = read(outcomes="Efter kurset kan I:\n\n(1) skrive klart.\n- læse højt; synge\n\n").facts.outcomes
    assert [one.text.da for one in outcomes] == ["Efter kurset kan I:", "skrive klart.", "læse højt;", "synge"]


def test_outcomes_with_competences_by_label_uri_and_key() -> None:
    stated = [
        {"text_da": "Skriver", "competences": ["Skrive  klart", {"uri": "http://esco/1", "proficiency": 4}]},
        {"text_en": "Writes", "competences": [{"key": "klarsprog", "proficiency": 2}]},
    ]
    assert read(outcomes=stated).facts.outcomes == (
        OutcomeFacts(Texts("Skriver"), (("klarsprog", 3), ("rekruttering", 4))),
        OutcomeFacts(Texts("", "Writes"), (("klarsprog", 2),)),
    )


def test_skills_the_vocabulary_knows_are_built_and_the_others_stay_as_text() -> None:
    offer = read(skills=["Skrive klart", "Trylleri"])
    assert offer.facts.outcomes == (OutcomeFacts(Texts("Skrive klart, Trylleri"), (("klarsprog", 3),)),)
    assert offer.unknown == ("Trylleri",)


def test_runs_and_a_price() -> None:
    offer = read(
        price="4.800,50".replace(".", ""),
        vat="exempt",
        postcode="4000",
        runs=[{"starts": "2027-03-01", "ends": "2027-03-15", "capacity": 12}, {"participation": "online"}],
    )
    dated, any_time = offer.runs
    assert offer.price == 480_050
    assert (dated.postcode, dated.capacity, dated.enrol_by) == ("4000", 12, date(2027, 2, 22))
    assert (any_time.intake, any_time.postcode) == ("continuous", "")


@pytest.mark.parametrize(
    ("over", "code", "field"),
    [
        ({"id": ""}, "catalogue.row_no_id", "id"),
        ({"id": "x" * 81}, "catalogue.too_long", "id"),
        ({"title_da": ""}, "catalogue.title_missing", "title"),
        ({"title_da": "x" * 201}, "catalogue.too_long", "title"),
        ({"title_da": ["x"]}, "catalogue.row_not_text", "title_da"),
        ({"title_da": "\ud800"}, "catalogue.row_not_text", "title_da"),
        ({"language": "zh"}, "catalogue.unknown_choice", "language"),
        ({"ects": "mange"}, "catalogue.row_not_number", "ects"),
        ({"ects": 90}, "catalogue.row_out_of_range", "ects"),
        ({"outcomes": ["\ud800"]}, "catalogue.row_not_text", "outcomes"),
        ({"ects": -1}, "catalogue.row_out_of_range", "ects"),
        ({"hours": float("inf")}, "catalogue.row_out_of_range", "hours"),
        ({"price": -5}, "catalogue.row_out_of_range", "price"),
        ({"participation": "by post"}, "catalogue.unknown_choice", "participation"),
        ({"outcomes": 7}, "catalogue.row_outcomes", "outcomes"),
        ({"outcomes": [{"text": "a", "competences": ["trylleri"]}]}, "catalogue.unknown_competence", "outcomes"),
        ({"outcomes": [{"text": "a", "competences": [{"key": "klarsprog", "proficiency": 9}]}]},
         "catalogue.proficiency_range", "outcomes"),
        ({"outcomes": [{"text": ""}]}, "catalogue.outcome_empty", "outcomes"),
        ({"skills": "a, b"}, "catalogue.row_skills", "skills"),
        ({"runs": "soon"}, "catalogue.row_runs", "runs"),
        ({"runs": [{"starts": "1. marts"}]}, "catalogue.row_no_day", "starts"),
        ({"runs": [{"starts": "2027-03-01"}]}, "catalogue.postcode_missing", "postcode"),
    ],
)  # fmt: skip
def test_a_fault_names_its_field(over: dict[str, object], code: str, field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        read(**over)
    assert (broken.value.code, broken.value.field) == (code, field)


@pytest.mark.parametrize("row", [None, 3, "text", [], True])
def test_a_row_is_an_object(row: object) -> None:
    with pytest.raises(RuleBroken) as broken:
        read_row(row, READING)
    assert broken.value.code == "catalogue.row_no_object"


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
_fields = st.sampled_from(
    ["title_da", "title", "level", "ects", "hours", "language", "outcomes", "skills", "runs", "price", "field", "vat"]
)


@given(st.dictionaries(_fields, _json, max_size=5))
def test_whatever_stands_in_a_row_is_an_offer_or_a_fault(over: dict[str, Any]) -> None:
    offer = None
    with suppress(RuleBroken):
        offer = read(**over)
    assert offer is None or same_offer(offer.facts, read(**json.loads(json.dumps(over))).facts)


def test_pieces_are_never_too_long() -> None:
    assert [len(piece) for piece in pieces_of("x" * 1500)] == [600, 600, 300]
