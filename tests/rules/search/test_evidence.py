"""What the competences read from a need are worth: by how surely, from which words, and of how many."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.foundation.texts import Texts
from marketplace.search.rules.asking import Understood
from marketplace.search.rules.evidence import share_read, worth_of


def read(key: str, *words: str, score: float = 0.6) -> Understood:
    """A competence read from words; from none: chosen."""
    return Understood(key, Texts(key, key), score, words)


def test_competences_read_from_the_same_words_share_their_weight() -> None:
    worth = worth_of(
        [read("hygiejne", "chef"), read("opbevaring", "chef"), read("første lederrolle", "kollega", "chef")]
    )
    assert worth == {"hygiejne": 0.3, "opbevaring": 0.3, "første lederrolle": 0.6}


def test_competences_that_were_chosen_each_weigh_by_themselves() -> None:
    assert worth_of([read("a", score=1.0), read("b", score=1.0)]) == {"a": 1.0, "b": 1.0}


@pytest.mark.parametrize(
    ("understood", "words", "share"),
    [
        ([read("sql", "SQL")], 1, 1.0),
        ([read("sql", "SQL")], 4, 0.25),
        ([read("a", "plan"), read("b", "plan")], 4, 0.25),  # a word counts once
        ([read("a", "miljø- og", "energiledelse")], 1, 1.0),  # more words typed than asked
        ([read("sql", "SQL"), read("chosen")], 3, 0.5),
        ([read("chosen")], 0, 1.0),
        ([], 3, 0.0),
        ([], 0, 1.0),
    ],
)
def test_the_share_of_a_need_that_was_read(understood: list[Understood], words: int, share: float) -> None:
    assert share_read(understood, words) == pytest.approx(share)


@given(st.lists(st.sampled_from([read("a", "x"), read("b", "x", "y"), read("c"), read("d", "z")])), st.integers(0, 9))
def test_the_share_lies_between_nothing_and_all(understood: list[Understood], words: int) -> None:
    assert 0.0 <= share_read(understood, words) <= 1.0
