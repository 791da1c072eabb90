"""What holds of every text, however odd: the chain never fails, and the index and a question read a word alike."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from marketplace.foundation.language import lists
from marketplace.foundation.language.analysis import asked_words, index_terms
from marketplace.foundation.language.compounds import LINKS
from marketplace.foundation.language.folding import fold, words_of
from marketplace.foundation.language.lexicon import EMPTY, Lexicon, grow
from marketplace.foundation.language.reading import tokens
from marketplace.foundation.language.stems import stem

languages = st.sampled_from(["da", "en"])
anything = st.text(max_size=120)
danish = st.text("abcdefghijklmnoprstuvyæøå", min_size=2, max_size=14)
signs = st.text("ab c-.&+#@:/;,!?\n•·\u00ad\u200b\u202e'’0123456789æøåÆØÅ", max_size=60)


LEXICON = grow(())
HEADWORDS = sorted(word for word in lists.glossary() if " " not in word)


def test_every_letter_there_is_folds_once_and_for_all() -> None:
    for code in range(0x3400):  # alphabets; what follows are signs for words and syllables
        folded = fold(f"a{chr(code)}b")
        assert fold(folded) == folded, hex(code)


@given(anything)
@example("ǅ ﬁ ﬃ ŉ İ ẞ ſ ㎏ ½ ①")
def test_folding_what_is_folded_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert words_of(" ".join(words_of(text))) == words_of(text)


@given(st.one_of(anything, signs), languages)
@example("e-", "da")
@example("ikke", "da")
@example("uden uden uden at at", "da")
@example("miljø- og", "da")
@example("a@b.c https:// www. .dk", "en")
def test_no_text_is_too_odd_to_be_read(text: str, language: str) -> None:
    terms = index_terms(text, language, LEXICON)
    asked = asked_words(text, LEXICON)
    read = [token.word for token in tokens(text)]
    assert all(0 < term.weight <= 1 and 0 <= term.position < len(read) for term in terms)
    assert all(term.text and term.text == fold(term.text) and " " not in term.text for term in terms)
    assert all(word.terms and 0 < max(term.weight for term in word.terms) <= 1 for word in asked.words)
    assert [word.position for word in asked.words] == sorted({word.position for word in asked.words})


@given(st.lists(st.sampled_from(lists.compound_parts()), min_size=2, max_size=4), st.sampled_from(LINKS))
def test_the_parts_of_a_word_stand_in_it_with_only_linking_letters_between(words: list[str], link: str) -> None:
    word = link.join(words)
    spans = LEXICON.spans(word)
    assert LEXICON.parts(word) == tuple(word[start:end] for start, end in spans)
    if spans:
        assert len(spans) > 1
        assert spans[0][0] == 0
        assert spans[-1][1] == len(word)
        assert all(word[end:start] in LINKS for (_, end), (start, _) in pairwise(spans))


@given(danish)
def test_parts_are_known_words(word: str) -> None:
    for part in LEXICON.parts(fold(word))[:-1]:
        assert part in LEXICON.words or part + "e" in LEXICON.words or part in lists.never_split()


@given(st.one_of(danish, st.sampled_from(HEADWORDS)), languages)
def test_every_word_finds_itself(word: str, language: str) -> None:
    held = {term.text for term in index_terms(word, language, LEXICON) if term.weight == 1.0}
    for asked in asked_words(word, LEXICON).words:
        if held:
            assert held & {term.text for term in asked.terms if term.weight == 1.0}


@given(anything, languages)
def test_a_word_keeps_its_place_whatever_the_lexicon_knows(text: str, language: str) -> None:
    def wholes(known: Lexicon) -> list[int]:
        return [term.position for term in index_terms(text, language, known) if term.weight == 1.0]

    assert wholes(EMPTY) == wholes(LEXICON)


@given(st.text("abcdefghijklmnoprstuvyæøå", min_size=1, max_size=20), languages)
def test_a_stem_is_folded_and_never_empty(word: str, language: str) -> None:
    folded = fold(word)
    assert stem(folded, language)
    assert stem(folded, language) == fold(stem(folded, language))


@settings(deadline=None, max_examples=5)
@given(st.lists(st.tuples(languages, anything), max_size=5))
def test_a_lexicon_grows_the_same_whatever_order_the_texts_come_in(texts: list[tuple[str, str]]) -> None:
    grown = grow(texts)
    assert grow(reversed(texts)).as_text() == grown.as_text()
    again = Lexicon.from_text(grown.as_text())
    assert (again.words, again.version) == (grown.words, grown.version)


@pytest.mark.parametrize("text", ["svejse " * 8000, "a" * 50_000, "a-" * 25_000, "æ\u0301" * 20_000, "." * 50_000])
def test_fifty_thousand_signs_are_bounded_work(text: str) -> None:
    assert len(asked_words(text, LEXICON).words) <= 400
