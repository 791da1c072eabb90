"""What is shown as understood."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from marketplace.competences.rules import SURE, Match, meant
from marketplace.foundation.texts import Texts


def a_match(key: str, score: float, *words: str, via: str = "label") -> Match:
    return Match(key, None, Texts(key, key), score, words, via)


def keys(*matches: Match) -> list[str]:
    return [one.key for one in meant(matches)]


def test_of_several_led_to_by_the_same_words_the_surest_is_understood() -> None:
    assert keys(
        a_match("styring-af-flere", 0.8, "projektledelse"),
        a_match("ledelse-af", 0.7, "projektledelse"),
        a_match("regneark", 0.6, "regneark"),
    ) == ["styring-af-flere", "regneark"]


def test_one_that_says_more_is_understood_beside_a_surer_one() -> None:
    assert keys(a_match("kampagner", 0.8, "kampagner"), a_match("maale", 0.7, "måle", "kampagner")) == [
        "kampagner",
        "maale",
    ]


def test_what_is_not_sure_is_not_understood_and_takes_no_words() -> None:
    assert keys(a_match("a", SURE - 0.01, "ord"), a_match("b", SURE - 0.02, "ord")) == []


def test_what_is_only_like_the_text_is_not_understood_however_high_its_score() -> None:
    assert keys(replace(a_match("a", 0.9, "ord"), answers=False), a_match("b", 0.8, "ord")) == ["b"]


def test_a_job_brings_all_it_needs_and_takes_no_word_from_others() -> None:
    assert keys(
        a_match("pleje", 0.7, "sygeplejerske", via="occupation"),
        a_match("journal", 0.7, "sygeplejerske", via="occupation"),
        a_match("sygepleje", 0.6, "sygeplejerske"),
    ) == ["pleje", "journal", "sygepleje"]


@given(st.lists(st.tuples(st.floats(0, 1), st.lists(st.sampled_from("abc"), max_size=3))))
def test_the_best_sure_match_is_always_understood_and_order_is_kept(raw: list[tuple[float, list[str]]]) -> None:
    matches = sorted((a_match(str(at), score, *words) for at, (score, words) in enumerate(raw)), key=lambda m: -m.score)
    found = meant(matches)
    sure = [one for one in matches if one.score >= SURE]
    assert found[:1] == sure[:1]
    assert found == [one for one in sure if one in found]
