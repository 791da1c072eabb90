"""Hits of one institution do not stand as a wall."""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from marketplace.search.rules.varying import IN_A_ROW, NEARLY, REACH, varied


class Hit(NamedTuple):
    no: int
    institution: str
    score: float
    title: str = ""


def ordered(hits: list[Hit]) -> list[Hit]:
    return varied(
        hits, lambda hit: hit.institution, lambda hit: hit.score, lambda one, other: one.title == other.title != ""
    )


@st.composite
def ranked(draw: st.DrawFn) -> list[Hit]:
    scores = sorted(draw(st.lists(st.floats(0, 1), max_size=40)), reverse=True)
    return [
        Hit(no, draw(st.sampled_from("abc")), score, draw(st.sampled_from("xy"))) for no, score in enumerate(scores)
    ]


@given(ranked())
def test_it_is_a_permutation_and_the_first_stays_first(hits: list[Hit]) -> None:
    found = ordered(hits)
    assert sorted(found) == sorted(hits)
    assert found[:1] == hits[:1]


@given(ranked())
def test_hits_of_one_institution_and_title_keep_their_order(hits: list[Hit]) -> None:
    found = ordered(hits)
    for institution in "abc":
        for title in "xy":
            mine = [hit.no for hit in found if (hit.institution, hit.title) == (institution, title)]
            assert mine == sorted(mine)


@given(ranked())
def test_nothing_passes_a_hit_that_is_clearly_better(hits: list[Hit]) -> None:
    found = ordered(hits)
    for place, hit in enumerate(found):
        passed = [later for later in found[place + 1 :] if later.no < hit.no]
        assert all(hit.score >= NEARLY * later.score for later in passed[:1])


def test_a_third_hit_in_a_row_gives_way_to_another_institution() -> None:
    hits = [Hit(no, "a", 0.9) for no in range(4)] + [Hit(4, "b", 0.85)]
    assert [hit.no for hit in ordered(hits)] == [0, 1, 4, 2, 3]


def test_near_identical_hits_of_one_institution_are_parted_at_once() -> None:
    hits = [Hit(0, "a", 0.9, "x"), Hit(1, "a", 0.9, "x"), Hit(2, "a", 0.9, "y")]
    assert [hit.no for hit in ordered(hits)] == [0, 2, 1]


def test_a_clearly_worse_hit_does_not_pass() -> None:
    hits = [Hit(no, "a", 0.9) for no in range(4)] + [Hit(4, "b", 0.5)]
    assert ordered(hits) == hits


def test_one_institution_alone_keeps_its_order() -> None:
    hits = [Hit(no, "a", 1 - no / 100) for no in range(30)]
    assert ordered(hits) == hits


def test_others_far_down_are_left_there() -> None:
    hits = [Hit(no, "a", 0.9) for no in range(REACH + IN_A_ROW + 5)] + [Hit(99, "b", 0.9)]
    assert [hit.no for hit in ordered(hits)[: IN_A_ROW + 1]] == [0, 1, 2]
