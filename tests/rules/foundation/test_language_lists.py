"""The word lists that come with the product are whole, and are read as they say."""

from __future__ import annotations

from importlib.resources import files

import pytest

from marketplace.foundation.language import lists
from marketplace.foundation.language.folding import words_of

FOLDER = files("marketplace.foundation.language").joinpath("lists")
NAMES = sorted(place.name for place in FOLDER.iterdir() if place.name.endswith((".txt", ".tsv")))


@pytest.mark.parametrize("name", NAMES)
def test_a_list_says_first_what_it_holds_and_has_no_line_twice(name: str) -> None:
    lines = FOLDER.joinpath(name).read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("# ")
    held = [line for line in lines if not line.startswith("#")]
    assert held
    assert all(line == line.strip() and line for line in held)
    assert len(held) == len(set(held))


def test_words_are_folded_as_texts_are() -> None:
    for word in (*lists.compound_parts(), *lists.never_split(), *lists.stop_words("da"), *lists.stop_words("en")):
        assert words_of(word) == [word]


def test_the_glossary_leads_from_danish_to_english() -> None:
    assert "occupational health" not in lists.glossary()
    assert "colour" in lists.glossary()["farve"]
    assert all(english for english in lists.glossary().values())


@pytest.mark.parametrize("language", ["da", "en"])
def test_words_that_mean_the_same_come_in_sets(language: str) -> None:
    assert all(len(set(words)) > 1 for words in lists.same(language))


def test_every_group_of_skills_has_a_danish_name_and_words() -> None:
    groups = lists.skill_groups()
    assert len({group.uri for group in groups}) == len(groups) > 600
    assert len({group.code for group in groups}) == len(groups)
    assert all(group.uri.startswith("http://data.europa.eu/esco/") and group.label_da for group in groups)
    upper = next(group for group in groups if group.code == "S1")
    assert {"forhandling", "undervisning"} <= set(upper.words)


def test_english_words_are_joined_and_parted_by_the_same_list() -> None:
    assert lists.joined_pairs()["health", "care"] == "healthcare"
    assert lists.split_words()["healthcare"] == ("health", "care")
