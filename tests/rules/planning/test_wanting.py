"""What is the same outcome, what an offer covers, and which limits mean something."""

from __future__ import annotations

from datetime import date

import pytest

from marketplace.planning.rules.wanting import Limits, Need, Outcome, Place, Wanted, check_limits, check_wanted
from tests.factories.refusals import refused
from tests.rules.planning.market import BELOW, a_need


@pytest.mark.parametrize(
    ("one", "other", "held"),
    [
        ("a3", "a3", True),
        ("a3", "a2", True),
        ("a2", "a3", False),
        ("a3", "b3", True),  # b is narrower than a
        ("a3", "b4", False),
        ("b3", "a3", False),  # what is narrower does not hold what is broader
        ("a3", "x1", True),  # two steps down
        ("a3", "c1", False),
    ],
)
def test_an_outcome_holds_the_same_or_a_narrower_one_at_no_more_proficiency(one: str, other: str, held: bool) -> None:
    need = Need((Wanted("a"), Wanted("c")), BELOW)
    assert need.holds(Outcome(one[0], int(one[1])), Outcome(other[0], int(other[1]))) is held


@pytest.mark.parametrize(
    ("outcomes", "wanted", "covered"),
    [
        ("a1", "a0", "a"),  # no proficiency is stated
        ("a2", "a3", ""),
        ("a3", "a3", "a"),
        ("a4", "a3", "a"),
        ("b3", "a3", "a"),  # a part of it counts, as on the list of offers
        ("b2", "a3", ""),
        ("a3", "b3", ""),  # the broader one does not, as long as nobody asked for it
        ("a3", "a3 b3", "ab"),  # but whoever has bought it holds the narrower one
        ("a2", "a2 b3", "a"),
        ("c4", "a0", ""),
    ],
)
def test_an_offer_covers_what_it_reaches(outcomes: str, wanted: str, covered: str) -> None:
    need = Need(tuple(Wanted(word[0], 1, int(word[1])) for word in wanted.split()), BELOW)
    given = [Outcome(word[0], int(word[1])) for word in outcomes.split()]
    assert need.covered_by(given) == frozenset(covered)


def test_only_outcomes_that_matter_are_kept_each_at_its_highest() -> None:
    need = a_need("a", below=True)
    given = [Outcome("a", 1), Outcome("d", 4), Outcome("x", 2), Outcome("a", 3)]
    assert need.related(given) == (Outcome("a", 3), Outcome("x", 2))


NEAR = Place(56.0, 10.0)


@pytest.mark.parametrize(
    ("limits", "code", "field"),
    [
        (Limits(budget=-1), "planning.budget_range", "budget"),
        (Limits(budget=10**13), "planning.budget_range", "budget"),
        (Limits(hours=-1), "planning.hours_range", "hours"),
        (Limits(within_km=-1, near=NEAR), "planning.within_km_range", "within_km"),
        (Limits(within_km=2000, near=NEAR), "planning.within_km_range", "within_km"),
        (Limits(within_km=50), "planning.distance_from", "postcode"),
        (Limits(headcount=0), "planning.headcount_range", "headcount"),
        (Limits(headcount=501), "planning.headcount_range", "headcount"),
        (Limits(not_before=date(2027, 3, 2), done_by=date(2027, 3, 1)), "planning.dates_order", "done_by"),
    ],
)
def test_limits_that_mean_nothing_are_refused_on_their_field(limits: Limits, code: str, field: str) -> None:
    with refused(code) as broken:
        check_limits(limits)
    assert broken.value.field == field


def test_limits_at_their_edges_are_taken() -> None:
    check_limits(Limits(headcount=500, budget=0, hours=0, near=NEAR, within_km=1000))
    check_limits(Limits(not_before=date(2027, 3, 1), done_by=date(2027, 3, 1)))


def test_wanted_competences_stand_once_each_and_no_more_than_forty() -> None:
    assert check_wanted([Wanted("b"), Wanted("a"), Wanted("b", 2)]) == (Wanted("a"), Wanted("b", 2))
    with refused("planning.too_many_wanted"):
        check_wanted(Wanted(str(at)) for at in range(41))
    with pytest.raises(ValueError, match="weight"):
        check_wanted([Wanted("a", 0)])
