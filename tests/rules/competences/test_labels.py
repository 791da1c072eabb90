"""How labels are compared and read from rows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.competences import rules
from marketplace.foundation.errors import RuleBroken


@pytest.mark.parametrize(
    ("typed", "label", "kind", "expected"),
    [
        ("sund", "sundhed", "pref", (0, 0)),
        ("viden", "formidle viden", "pref", (0, 1)),
        ("sund", "sundhed", "alt", (1, 0)),
        ("iden", "formidle viden", "pref", None),
    ],
)
def test_a_label_answers_by_its_own_or_a_words_beginning(
    typed: str, label: str, kind: str, expected: tuple[int, int] | None
) -> None:
    assert rules.rank(typed, label, kind) == expected


def test_hyphens_and_danish_letters_do_not_part_what_people_type() -> None:
    assert rules.folded("IT-sikkerhed på Åen") == "it sikkerhed paa aaen"


@given(st.text(max_size=250))
def test_a_folded_label_always_fits_its_column_and_folds_to_itself(text: str) -> None:
    once = rules.folded(text)
    assert len(once) <= 220
    assert rules.folded(once) == once.strip()


def test_phrases_come_longest_first_and_from_the_left() -> None:
    assert [phrase for _, _, phrase in rules.phrases(["a", "b", "c"])] == ["a b c", "a b", "b c", "a", "b", "c"]


def _row(**over: str) -> dict[str, str]:
    return {
        "key": "x",
        "label_da": "hygiejne",
        "label_en": "hygiene",
        "alt_da": "",
        "alt_en": "",
        "esco_uri": "",
        **over,
    }


def test_only_the_preferred_english_label_of_an_esco_concept_is_escos() -> None:
    labels = rules.labels_in(_row(esco_uri="http://data.europa.eu/esco/skill/1", alt_en="cleanliness"))
    assert {(one.lang, one.kind): one.source for one in labels} == {
        ("da", "pref"): "own",
        ("en", "pref"): "esco",
        ("en", "alt"): "own",
    }


def test_a_concept_without_esco_uri_has_only_our_own_labels() -> None:
    assert {one.source for one in rules.labels_in(_row(alt_da="renlighed"))} == {"own"}


def test_a_synonym_that_says_nothing_new_is_left_out() -> None:
    labels = rules.labels_in(_row(alt_da="Hygiejne|renlighed|Renlighed"))
    assert [one.text for one in labels if one.kind == "alt"] == ["renlighed"]


def test_a_concept_needs_a_label_in_both_languages() -> None:
    with pytest.raises(RuleBroken) as broken:
        rules.labels_in(_row(label_da=" "))
    assert broken.value.code == "competences.label_missing"


@pytest.mark.parametrize("links", [{"a": ["a"]}, {"a": ["b"], "b": ["a"]}, {"a": ["b"], "b": ["c"], "c": ["d", "a"]}])
def test_links_that_run_in_a_circle_are_refused(links: dict[str, list[str]]) -> None:
    with pytest.raises(RuleBroken) as broken:
        rules.check_no_circle(links)
    assert broken.value.code == "competences.circle"


def test_two_ways_up_to_the_same_concept_are_no_circle() -> None:
    rules.check_no_circle({"a": ["b", "c"], "b": ["d"], "c": ["d"]})
