"""What a company may say about its needs."""

from __future__ import annotations

from datetime import date

import pytest

from marketplace.needs.rules import (
    MOST_COMPETENCES,
    TEXT_MAX,
    Limits,
    Proficiency,
    Wanted,
    changed_names,
    check_competences,
    check_limits,
    check_text,
    check_unchanged,
    is_gap,
)
from tests.factories.refusals import conflict, refused


def test_a_need_has_words_but_not_too_many() -> None:
    assert check_text("  skrive klart \n") == "skrive klart"
    with refused("needs.text_missing"):
        check_text(" \n ")
    check_text("x" * TEXT_MAX)
    with refused("needs.text_long"):
        check_text("x" * (TEXT_MAX + 1))


@pytest.mark.parametrize(
    "limits",
    [
        Limits(),
        Limits(headcount=1, budget=0, hours=0),
        Limits(headcount=9_999, budget=10**9, hours=100_000),
        Limits(starts_on=date(2027, 1, 4), done_by=date(2027, 1, 4)),
        Limits(done_by=date(2027, 1, 4)),
    ],
)
def test_limits_that_can_be_met(limits: Limits) -> None:
    check_limits(limits)


@pytest.mark.parametrize(
    ("limits", "field"),
    [
        (Limits(headcount=0), "headcount"),
        (Limits(headcount=10_000), "headcount"),
        (Limits(budget=-1), "budget"),
        (Limits(budget=10**9 + 1), "budget"),
        (Limits(hours=-1), "hours"),
        (Limits(hours=100_001), "hours"),
    ],
)
def test_limits_that_nothing_could_meet(limits: Limits, field: str) -> None:
    with refused("needs.out_of_range") as broken:
        check_limits(limits)
    assert broken.value.field == field


def test_nothing_is_finished_before_it_starts() -> None:
    with refused("needs.done_before_start"):
        check_limits(Limits(starts_on=date(2027, 1, 4), done_by=date(2027, 1, 3)))


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ([Wanted("a"), Wanted("b", 1, 4)], ""),
        ([Wanted("a"), Wanted("a")], "needs.competence_twice"),
        ([Wanted("z")], "needs.unknown_competence"),
        ([Wanted("a", wanted=5)], "needs.level_range"),
        ([Wanted("a", wanted=0)], "needs.level_range"),
        ([Wanted("a", now=0)], "needs.level_range"),
        ([Wanted(str(no)) for no in range(MOST_COMPETENCES + 1)], "needs.too_many_competences"),
    ],
)
def test_competences_exist_once_and_have_a_level(wanted: list[Wanted], code: str) -> None:
    if code:
        with refused(code):
            check_competences(wanted, {"a", "b"})
    else:
        check_competences(wanted, {"a", "b"})


def test_a_form_of_another_revision_is_a_conflict() -> None:
    check_unchanged(3, 3)
    with conflict("needs.changed_meanwhile"):
        check_unchanged(4, 3)


@pytest.mark.parametrize(("now", "wanted", "gap"), [(None, 1, True), (2, 3, True), (3, 3, False), (4, 3, False)])
def test_a_gap_is_what_people_cannot_do_yet(now: int | None, wanted: int, gap: bool) -> None:
    assert is_gap(Wanted("a", now, wanted)) is gap


def test_levels_are_the_four_of_the_scale() -> None:
    assert [level.value for level in Proficiency] == [1, 2, 3, 4]


def test_what_changed_is_told_by_name() -> None:
    assert changed_names({"a": 1, "b": 2}, {"b": 3, "a": 1, "c": 0}) == ("b", "c")
