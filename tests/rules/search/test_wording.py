"""What the words of a need are found by, in both languages."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from marketplace.foundation.language.analysis import asked_words
from marketplace.foundation.language.lexicon import EMPTY
from marketplace.search.rules.scoring import backed
from marketplace.search.rules.wording import asks_for_any, enough, language_of, put_right, terms_of, weight_of


def terms(text: str, language: str) -> dict[str, float]:
    return {term: weight for word in asked_words(text, EMPTY).words for term, weight in terms_of(word, language, EMPTY)}


def test_a_danish_word_is_found_by_its_english_one_too_at_a_lower_weight() -> None:
    found = terms("affald", "da")
    assert found["affald"] == 1.0
    assert 0 < found["wast"] < 1


def test_an_english_word_is_found_by_its_danish_one_too() -> None:
    assert 0 < terms("waste", "en")["affald"] < 1


def test_the_language_is_that_of_most_words_else_the_usual_one() -> None:
    assert language_of(asked_words("afgrøde affald advokat", EMPTY).words, "en") == "da"
    assert language_of(asked_words("waste crop lawyer", EMPTY).words, "da") == "en"
    assert language_of((), "en") == "en"


def test_words_for_the_sort_of_course_weigh_less_than_its_subject() -> None:
    sort, subject = asked_words("introduktion regnskab", EMPTY).words
    assert weight_of(sort) < weight_of(subject)


@given(st.integers(0, 400))
def test_longer_needs_are_met_in_smaller_parts_and_never_by_nothing(words: int) -> None:
    one, longer = enough(words), enough(words + 1)
    assert one.met >= longer.met > 0
    assert one.least >= longer.least > 0
    assert one.met >= one.least


def test_words_without_a_need_ask_for_all_only_where_they_say_so() -> None:
    assert asks_for_any(["alle", "kurser"])
    assert not asks_for_any(["some"])


@given(st.lists(st.tuples(st.floats(0, 1), st.sampled_from("ab")), max_size=30))
def test_a_field_backs_its_offers_without_changing_their_order(pairs: list[tuple[float, str]]) -> None:
    texts, fields = [text for text, _ in pairs], [field for _, field in pairs]
    found = backed(texts, fields)
    assert all(0 <= text <= 1 + 1e-9 for text in found)
    for one, (text, field) in zip(found, pairs, strict=True):
        for other, (less, same) in zip(found, pairs, strict=True):
            assert not (field == same and text > less) or one >= other - 1e-12


def test_only_the_pieces_that_nobody_knows_are_put_right() -> None:
    known = {"nordkap"}
    assert put_right("ledlse  i nordkap", "ledelse  i norkap", known.__contains__) == "ledelse  i nordkap"
    assert put_right("nordkap", "norkap", known.__contains__) == ""
    for typed, meant in (("TEMO", "demo"), ("studio", "rstudio"), ("observationel", "observation"), ("ledr", "leder")):
        assert put_right(typed, meant, known.__contains__) == ""
    assert put_right("a b", "ab", known.__contains__) == ""  # other pieces: nobody can say what stands for what
