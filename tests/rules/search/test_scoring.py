"""The score of a hit: monotone in each of the four facts, each of which can be switched off."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.foundation.errors import RuleBroken
from marketplace.search.rules import scoring
from marketplace.search.rules.asking import Near, Parts
from marketplace.search.rules.documents import NO_PRICE, NO_START, DocumentRun, OfferDocument
from marketplace.search.rules.scoring import BROADER, NARROWER, SHARES, Scored, Sought, Wanted, cover_of, total
from marketplace.search.rules.weighing import NEUTRAL, Signals, Weights, check_weights

TODAY = date(2026, 11, 27)
ROSKILDE = Near("4000", 55.64, 12.08)
RUN = DocumentRun("r1", "onsite", starts=20261215, postcode="4000", lat=55.64, lon=12.08, free=10, price=500_000)
OFFER = OfferDocument(
    "o1",
    1,
    "egelund",
    "sundhed",
    ("Klar tale", "Plain talk"),
    competences=("formidling", "klarsprog"),
    proficiencies=(3, 2),
    hours=150,
    price=500_000,
    runs=(RUN,),
)
NEED = Sought((Wanted("formidling"), Wanted("rekruttering")), 1, None, TODAY)
shares = st.floats(0, 1)
steps = st.integers(0, 3)
parts = st.builds(Parts, shares, shares, shares, shares)
weights = st.builds(Weights, steps, steps, steps, steps)
FACTS = tuple(SHARES)


def score(offer: OfferDocument, text: float, need: Sought, weigh: Weights, signals: Signals = NEUTRAL) -> Scored:
    """An offer scored by all its runs."""
    return scoring.score(offer, offer.runs, text, need, weigh, signals)


@given(parts, weights, st.sampled_from(FACTS), shares)
def test_a_better_part_never_gives_a_lower_score(low: Parts, weigh: Weights, fact: str, more: float) -> None:
    high = replace(low, **{fact: max(more, getattr(low, fact))})
    assert total(high, weigh) >= total(low, weigh) - 1e-12


@given(parts, weights, st.sampled_from(FACTS), shares)
def test_a_weight_of_nothing_switches_a_part_off(one: Parts, weigh: Weights, fact: str, other: float) -> None:
    off = replace(weigh, **{fact: 0})
    assert total(replace(one, **{fact: other}), off) == pytest.approx(total(one, off))


@given(parts, weights)
def test_a_score_lies_between_the_worst_and_the_best_part(one: Parts, weigh: Weights) -> None:
    assert -1e-9 <= total(one, weigh) <= 1 + 1e-9


@given(shares, shares)
def test_more_of_the_words_never_scores_lower(text: float, more: float) -> None:
    low, high = sorted((text, more))
    assert score(OFFER, low, NEED, Weights()).score <= score(OFFER, high, NEED, Weights()).score + 1e-12


@given(st.integers(0, 3_000_000), st.integers(0, 3_000_000))
def test_a_dearer_offer_never_scores_higher(price: int, other: int) -> None:
    low, high = sorted((price, other))
    cheap, dear = (replace(OFFER, price=p, runs=(replace(RUN, price=p),)) for p in (low, high))
    assert score(cheap, 0.5, NEED, Weights()).score >= score(dear, 0.5, NEED, Weights()).score


@given(st.integers(0, 4000), st.integers(0, 4000))
def test_more_hours_from_work_never_score_higher(hours: int, other: int) -> None:
    low, high = sorted((hours, other))
    short, long = (replace(OFFER, hours=h) for h in (low, high))
    assert score(short, 0.5, NEED, Weights()).score >= score(long, 0.5, NEED, Weights()).score


def test_a_match_clearly_better_is_not_passed_by_what_is_cheap_near_and_soon() -> None:
    apt = replace(OFFER, price=2_500_000, hours=400, prior=0.4, runs=(replace(RUN, starts=20270601, price=2_500_000),))
    handy = replace(OFFER, competences=(), proficiencies=(), prior=0.9)
    need = Sought((Wanted("formidling"),), 1, ROSKILDE, TODAY)
    assert score(apt, 0.8, need, Weights()).score > score(handy, 0.4, need, Weights()).score


def test_where_match_weighs_nothing_the_other_facts_decide() -> None:
    apt = replace(OFFER, price=2_500_000, runs=(replace(RUN, price=2_500_000),))
    cheap = replace(OFFER, price=100_000, runs=(replace(RUN, price=100_000),))
    only_price = Weights(kvalitet=0, pris=3, tid=0, match=0)
    assert score(cheap, 0.0, NEED, only_price).score > score(apt, 1.0, NEED, only_price).score


def test_nothing_weighs_means_nobody_is_better() -> None:
    assert score(OFFER, 1.0, NEED, Weights(0, 0, 0, 0)).score == 0.0


@pytest.mark.parametrize(
    ("reached", "wanted", "how", "share"),
    [
        ({"a": 3}, Wanted("a"), "exact", 1.0),
        ({"a": 3}, Wanted("a", proficiency=3), "exact", 1.0),
        ({"a": 4}, Wanted("a", proficiency=3), "exact", 1.0),
        ({"a": 2}, Wanted("a", proficiency=3), "exact", 0.75),
        ({"a": 1}, Wanted("a", proficiency=4), "exact", 0.25),
        ({"b": 3}, Wanted("a", narrower=frozenset({"b"})), "narrower", NARROWER),
        ({"b": 3}, Wanted("a", broader=frozenset({"b"})), "broader", BROADER),
        ({"b": 3}, Wanted("a"), "lacks", 0.0),
        ({"a": 1, "b": 4}, Wanted("a", proficiency=4, narrower=frozenset({"b"})), "narrower", NARROWER),
        ({"b": 3, "c": 3}, Wanted("a", narrower=frozenset({"c"}), broader=frozenset({"b"})), "narrower", NARROWER),
    ],
)
def test_how_a_competence_is_met(reached: dict[str, int], wanted: Wanted, how: str, share: float) -> None:
    cover = cover_of(reached, [wanted])
    assert getattr(cover, how) == ("a",)
    assert cover.share == pytest.approx(share)


def test_two_of_three_cover_more_than_one_and_weights_count() -> None:
    three = [Wanted("a"), Wanted("b"), Wanted("c", weight=2.0)]
    assert cover_of({"a": 3, "b": 3}, three).share == 0.5
    assert cover_of({"a": 3}, three).share == 0.25
    assert cover_of({"c": 3}, three).share == 0.5
    assert cover_of({"a": 3, "b": 3, "c": 3}, three).share == 1.0


def test_covers_and_lacks_are_said_in_the_order_of_the_need() -> None:
    scored = score(OFFER, 0.5, NEED, Weights())
    assert (scored.cover.covers, scored.cover.lacks) == (("formidling",), ("rekruttering",))
    assert ("covers", {"count": 1, "of": 2}) in scored.why


def test_the_run_to_judge_by_is_one_with_seats_then_the_near_and_soon_one() -> None:
    far = replace(RUN, ref="far", postcode="9900", lat=57.44, lon=10.53)
    full = replace(RUN, ref="full", free=0)
    offer = replace(OFFER, runs=(full, far, RUN))
    scored = score(offer, 0.5, replace(NEED, near=ROSKILDE, people=4), Weights())
    assert scored.run == RUN.ref
    assert scored.km == pytest.approx(0.0)
    assert {code for code, _ in scored.why} >= {"near", "soon", "seats"}


def test_an_online_run_is_near_everybody_and_has_no_distance() -> None:
    online = replace(RUN, participation="online", postcode="", starts=NO_START)
    near, away = replace(NEED, near=ROSKILDE), replace(RUN, postcode="9900", lat=57.44, lon=10.53)
    there = score(replace(OFFER, runs=(online,)), 0.5, near, Weights())
    assert there.km is None
    assert {code for code, _ in there.why} >= {"online", "any_time"}
    assert there.parts.tid > score(replace(OFFER, runs=(away,)), 0.5, near, Weights()).parts.tid


def test_an_offer_nobody_can_book_now_costs_the_most_time() -> None:
    assert score(replace(OFFER, runs=()), 0.5, NEED, Weights()).parts.tid == 0.0


def test_quality_answered_counts_instead_of_what_is_expected() -> None:
    expected, answered = score(OFFER, 0.5, NEED, Weights()), score(OFFER, 0.5, NEED, Weights(), Signals(quality=0.9))
    assert (expected.parts.kvalitet, answered.parts.kvalitet) == (OFFER.prior, 0.9)


def test_a_plan_for_all_counts_instead_of_the_seat_price() -> None:
    ten = replace(NEED, people=10)
    usual, planned = (
        score(OFFER, 0.5, ten, Weights(), signals) for signals in (Signals(), Signals(plan_net=2_000_000))
    )
    assert planned.parts.pris > usual.parts.pris


def test_what_all_of_them_cost_is_what_counts_not_so_many_times_one() -> None:
    team = replace(OFFER, runs=(replace(RUN, steps=((1, 0, 500_000), (4, 2_000_000, 0), (9, NO_PRICE, 0))),))
    for people, a_head in ((1, 500_000), (4, 500_000), (8, 250_000)):
        asked = replace(NEED, people=people)
        alike = score(replace(OFFER, runs=(replace(RUN, price=a_head),)), 0.5, asked, Weights())
        assert score(team, 0.5, asked, Weights()).parts.pris == alike.parts.pris
    none = replace(team, price=NO_PRICE, steps=())
    assert score(none, 0.5, replace(NEED, people=9), Weights()).parts.pris == 0.0


def test_an_offer_without_a_price_is_no_bargain() -> None:
    assert score(replace(OFFER, price=-1, runs=()), 0.5, NEED, Weights()).parts.pris == 0.0


@pytest.mark.parametrize("fact", FACTS)
@pytest.mark.parametrize("weight", [-1, 4])
def test_a_weight_has_four_steps(fact: str, weight: int) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_weights(replace(Weights(), **{fact: weight}))
    assert broken.value.code == "search.not_in_range"


@given(shares, shares)
def test_the_more_of_a_need_its_competences_stand_for_the_more_they_count(read: float, more: float) -> None:
    low, high = sorted((read, more))
    covers_all, covers_none = scoring.Cover(share=1.0), scoring.Cover(share=0.0)
    little, much = (replace(NEED, read=share) for share in (low, high))
    assert scoring.match(covers_all, 0.5, little) <= scoring.match(covers_all, 0.5, much) + 1e-12
    assert scoring.match(covers_none, 0.5, little) >= scoring.match(covers_none, 0.5, much) - 1e-12


@given(shares, shares, shares)
def test_a_match_lies_between_its_cover_and_its_words(cover: float, text: float, read: float) -> None:
    found = scoring.match(scoring.Cover(share=cover), text, replace(NEED, read=read))
    assert min(cover, text) - 1e-9 <= found <= max(cover, text) + 1e-9
