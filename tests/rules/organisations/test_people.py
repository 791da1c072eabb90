"""Roles, circles of managers, and the life of an invitation."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.foundation.errors import RuleBroken
from marketplace.organisations import rules
from marketplace.organisations.rules import InvitationStatus, Role

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_every_role_belongs_to_one_desk() -> None:
    assert {role: rules.side_of(role) for role in Role} == {
        **dict.fromkeys(rules.COMPANY_ROLES, "company"),
        **dict.fromkeys(rules.INSTITUTION_ROLES, "institution"),
        Role.OPERATOR: "operator",
    }


@pytest.mark.parametrize(("role", "side"), [("publisher", "company"), ("operator", "institution"), ("king", "company")])
def test_a_role_of_another_desk_is_refused(role: str, side: str) -> None:
    with pytest.raises(RuleBroken, match="role_unknown"):
        rules.clean_role(role, side)


@pytest.mark.parametrize(
    ("one", "above", "circle"),
    [(1, None, False), (1, 1, True), (1, 2, False), (3, 1, True), (2, 1, True), (1, 9, False)],
)
def test_nobody_stands_above_themselves(one: int, above: int | None, circle: bool) -> None:
    above_of = {1: 2, 2: 3, 3: None}
    assert rules.makes_circle(one, above, {key: value for key, value in above_of.items() if key != one}) is circle


@given(st.dictionaries(st.integers(1, 8), st.none() | st.integers(1, 8)), st.integers(1, 8), st.integers(1, 8))
def test_looking_for_a_circle_always_ends(above_of: dict[int, int | None], one: int, above: int) -> None:
    assert rules.makes_circle(one, above, above_of) in (True, False)


def test_an_employment_may_end_on_its_first_day_but_not_before() -> None:
    rules.check_employment(date(2026, 11, 1), date(2026, 11, 1))
    with pytest.raises(RuleBroken, match="ends_before_start"):
        rules.check_employment(date(2026, 11, 1), date(2026, 10, 31))


MOVES = [(one, to) for one in InvitationStatus for to in InvitationStatus]


@pytest.mark.parametrize(("one", "to"), MOVES)
def test_an_unlisted_move_of_an_invitation_is_refused(one: InvitationStatus, to: InvitationStatus) -> None:
    listed = {("open", "accepted"), ("open", "withdrawn"), ("withdrawn", "open")}
    if (one, to) in listed:
        assert rules.moved(one, to) is to
    else:
        with pytest.raises(RuleBroken, match="invitation_spent"):
            rules.moved(one, to)


def test_an_invitation_is_spent_when_used_or_after_thirty_days() -> None:
    ends = NOON + rules.INVITATION_LASTS
    assert timedelta(days=30) == rules.INVITATION_LASTS
    assert not rules.is_spent("open", ends, ends - timedelta(seconds=1))
    assert rules.is_spent("open", ends, ends)
    assert rules.is_spent("accepted", ends, NOON)
    assert rules.is_spent("withdrawn", ends, NOON)
