"""Each kind of plan: what n seats cost, that it adds up and moves the right way, and which figures make no price."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.foundation.money import Money, kroner
from marketplace.pricing import rules
from marketplace.pricing.rules import (
    Agreed,
    AgreedLine,
    ByPass,
    Covered,
    Extra,
    Outcome,
    PassForSale,
    PerEcts,
    Period,
    PerModule,
    PerSeat,
    PerTeam,
    Plan,
    Priced,
    Quote,
    Sale,
    SellersVat,
    Shared,
    SubscriptionForSale,
    TermsOfSale,
    Tier,
    list_price,
    thaw,
)
from marketplace.pricing.rules.kinds import check_funding_basis
from tests.factories.refusals import refused

TERMS = TermsOfSale(((30, 0), (0, 100)), 7)
EXEMPT = SellersVat("exempt", 0, "momsloven § 13")
STANDARD = SellersVat("standard", 25, "kursus")
SALE = Sale("plan", 1, "run", "version", "full_cost", PerSeat(kroner(1)), EXEMPT, TERMS, (), 25, 50, 4)

VOLUME = PerSeat(kroner(3500), (Tier(3, kroner(3200)), Tier(10, kroner(2900))))
GRADUATED = replace(VOLUME, graduated=True)
TEAM = PerTeam(kroner(30_000), 8, kroner(2500), 14)
AGREED = Agreed((AgreedLine("Tilpasning", 1, kroner(12_000)), AgreedLine("Undervisningsdag", 3, kroner(15_000))), 20)


def quote(plan: Plan, seats: int, vat: SellersVat = EXEMPT, *, committed: int = 0, **over: Any) -> Quote:
    return rules.quote(replace(SALE, plan=plan, vat=vat, **over), seats, committed=committed)


@pytest.mark.parametrize(
    ("plan", "seats", "net", "ceiling"),
    [
        (VOLUME, 2, 7000, 7000),
        (VOLUME, 3, 9600, 9600),  # all seats at the tier of 3
        (VOLUME, 10, 29_000, 29_000),
        (GRADUATED, 3, 10_200, 10_200),  # two at 3,500, one at 3,200
        (GRADUATED, 11, 35_200, 35_200),  # two, seven, two
        (TEAM, 1, 30_000, 30_000),
        (TEAM, 8, 30_000, 30_000),
        (TEAM, 10, 35_000, 35_000),
        (PerEcts(kroner(1200)), 4, 24_000, 24_000),  # 5 ECTS
        (PerModule(kroner(900), kroner(600)), 2, 0, 8400),  # 2 x (4 modules and an exam)
        (Outcome(kroner(2000), kroner(9000)), 3, 6000, 27_000),
        (AGREED, 12, 57_000, 57_000),
        (ByPass(2), 3, 0, 0),
        (Covered(), 3, 0, 0),
    ],
)
def test_what_n_seats_cost(plan: Plan, seats: int, net: int, ceiling: int) -> None:
    made = quote(plan, seats)
    assert (made.net, made.total, made.ceiling) == (kroner(net), kroner(net), kroner(ceiling))
    assert made.kind == plan.kind


def test_a_tier_says_which_it_is() -> None:
    assert quote(VOLUME, 4).steps[0] == (
        "tier",
        {"n": 4, "each": kroner(3200), "amount": kroner(12_800), "from": 3, "to": 9},
    )


def test_klip_are_counted_for_all_seats() -> None:
    assert quote(ByPass(2), 3).klip == 6


def test_a_class_price_is_split_by_those_who_commit_and_its_ceiling_by_the_fewest() -> None:
    plan = Shared(kroner(60_000), 8, 12)
    alone = quote(plan, 3, committed=3)
    assert (alone.net, alone.ceiling) == (kroner(22_500), kroner(22_500))  # as if the class had its minimum
    full = quote(plan, 3, committed=12)
    assert (full.net, full.ceiling) == (kroner(15_000), kroner(22_500))
    with refused("pricing.above_limit"):
        quote(plan, 3, committed=13)


def test_an_extra_has_its_own_vat_beside_an_exempt_price() -> None:
    made = quote(PerSeat(kroner(1000)), 4, extras=(Extra("Forplejning", "Catering", kroner(200), "standard"),))
    assert [step for step, _facts in made.steps] == ["seats", "extra", "vat_exempt", "vat", "total"]
    assert (made.net, made.vat, made.total) == (kroner(4800), kroner(200), kroner(5000))
    assert made.seat_price == kroner(1000)


# -- properties ------------------------------------------------------------------------------------------------

amounts = st.integers(0, 10_000_000_00).map(Money)
whole = st.integers(0, 10_000_000).map(kroner)
sizes = st.integers(1, 500)


@st.composite
def tiered(draw: st.DrawFn, *, graduated: bool) -> PerSeat:
    prices = sorted(draw(st.lists(amounts, min_size=1, max_size=6)), key=lambda one: -one.minor)
    steps = sorted(draw(st.sets(st.integers(2, 500), min_size=len(prices) - 1, max_size=len(prices) - 1)))
    tiers = tuple(Tier(seats, price) for seats, price in zip(steps, prices[1:], strict=True))
    return PerSeat(prices[0], tiers, graduated)


@st.composite
def outcomes(draw: st.DrawFn) -> Outcome:
    price = draw(st.integers(1, 10_000_000))
    return Outcome(kroner(draw(st.integers(0, price))), kroner(price))


@st.composite
def teams(draw: st.DrawFn) -> PerTeam:
    size = draw(sizes)
    return PerTeam(draw(amounts), size, draw(amounts), draw(st.integers(size, 500)))


@st.composite
def classes(draw: st.DrawFn) -> Shared:
    least = draw(sizes)
    return Shared(draw(st.integers(1, 10_000_000_00).map(Money)), least, draw(st.integers(least, 500)))


lines = st.builds(AgreedLine, st.just("linje"), st.integers(1, 100), amounts)
plans = st.one_of(
    tiered(graduated=False),
    tiered(graduated=True),
    teams(),
    st.integers(1, 1_000_000_00).map(lambda rate: PerEcts(Money(rate))),
    st.builds(PerModule, whole, whole),
    outcomes(),
    classes(),
    st.builds(Agreed, st.lists(lines, min_size=1, max_size=5).map(tuple), sizes),
    st.integers(1, 1000).map(ByPass),
    st.just(Covered()),
)
extras = st.lists(
    st.builds(Extra, st.just("mad"), st.just("food"), st.integers(1, 100_000).map(Money), st.just("standard")),
    max_size=2,
).map(tuple)
vats = st.sampled_from([EXEMPT, STANDARD])


def most(plan: Plan) -> int:
    return Priced(plan).most


@given(plan=plans, seats=sizes, vat=vats, extra=extras, ects=st.integers(1, 600), modules=st.integers(1, 40))
def test_every_plan_adds_up_and_survives_freezing(
    plan: Plan, seats: int, vat: SellersVat, extra: Any, ects: int, modules: int
) -> None:
    rules.check_plan(plan)
    made = quote(plan, min(seats, most(plan)), vat, extras=extra, ects_tenths=ects, modules=modules)
    assert made.net == Money(sum(line.net.minor for line in made.lines))
    assert made.total == made.net + made.vat
    assert made.vat.minor == sum(part.vat.minor for part in made.vats)
    assert sum(part.net.minor for part in made.vats) == made.net.minor
    assert made.ceiling >= made.total >= Money(0)
    again = thaw(json.loads(json.dumps(made.frozen())))
    assert again == made
    assert again.mark == made.mark
    assert again.ceiling == made.ceiling


@given(plan=plans, seats=st.integers(1, 499))
def test_more_seats_never_cost_less_but_by_volume(plan: Plan, seats: int) -> None:
    if isinstance(plan, PerSeat) and plan.tiers and not plan.graduated:
        return
    if isinstance(plan, Shared):
        return  # the class costs the same however many seats of it one company takes; see its own property
    if seats < most(plan):
        assert quote(plan, seats).ceiling <= quote(plan, seats + 1).ceiling


@given(plan=tiered(graduated=False), seats=st.integers(1, 499))
def test_a_seat_never_costs_more_among_more_seats(plan: PerSeat, seats: int) -> None:
    assert quote(plan, seats).seat_price >= quote(plan, seats + 1).seat_price


@given(plan=tiered(graduated=True), seats=sizes)
def test_graduated_tiers_price_each_seat_once(plan: PerSeat, seats: int) -> None:
    steps = [Tier(1, plan.seat_price), *plan.tiers]
    each = [[step.seat_price for step in steps if step.seats <= seat][-1] for seat in range(1, seats + 1)]
    made = quote(plan, seats)
    assert made.net == Money(sum(price.minor for price in each))
    assert sum(line.quantity for line in made.lines) == seats


@given(plan=classes(), committed=sizes, more=sizes)
def test_a_share_falls_as_others_commit_and_never_passes_its_ceiling(plan: Shared, committed: int, more: int) -> None:
    few, many = sorted((min(committed, plan.maximum), min(more, plan.maximum)))
    first, later = quote(plan, 1, committed=few), quote(plan, 1, committed=many)
    assert later.net <= first.net
    assert first.ceiling == later.ceiling >= first.total
    everyone = quote(plan, many, committed=many).net
    if many >= plan.minimum:
        assert abs(everyone.minor - plan.class_price.minor) <= Decimal(many) / 2  # half an øre a seat at most


@given(plan=st.builds(PerModule, whole, whole), seats=st.integers(1, 20), modules=st.integers(1, 10), vat=vats)
def test_modules_billed_one_by_one_come_to_the_ceiling(
    plan: PerModule, seats: int, modules: int, vat: SellersVat
) -> None:
    made = quote(plan, seats, vat, modules=modules)
    rate = Decimal(vat.percent) / 100
    bills = [*[plan.module_price] * (seats * modules), *[plan.exam_fee] * seats]
    assert made.ceiling.minor == sum((bill + bill.share(rate)).minor for bill in bills)


@given(plan=outcomes(), seats=st.integers(1, 50), vat=vats)
def test_deposit_and_balances_come_to_the_price(plan: Outcome, seats: int, vat: SellersVat) -> None:
    made = quote(plan, seats, vat)
    rate = Decimal(vat.percent) / 100
    assert made.ceiling == plan.seat_price * seats + (plan.seat_price * seats).share(rate)
    assert made.ceiling == made.total + Money((plan.balance + plan.balance.share(rate)).minor * seats)


# -- figures that make no price --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("plan", "code"),
    [
        (PerSeat(kroner(10), (Tier(1, kroner(9)),)), "pricing.tiers_rise"),
        (PerSeat(kroner(10), (Tier(5, kroner(9)), Tier(5, kroner(8)))), "pricing.tiers_rise"),
        (PerSeat(kroner(10), (Tier(5, kroner(9)), Tier(3, kroner(8)))), "pricing.tiers_rise"),
        (PerSeat(kroner(10), (Tier(5, kroner(11)),)), "pricing.tiers_fall"),
        (PerSeat(kroner(10), (Tier(501, kroner(9)),)), "pricing.people_range"),
        (PerSeat(kroner(10), (Tier(2, Money(-1)),)), "pricing.price_range"),
        (PerSeat(kroner(20), tuple(Tier(n, kroner(9)) for n in range(2, 14))), "pricing.too_many_lines"),
        (PerTeam(Money(-1), 8, kroner(1), 10), "pricing.price_range"),
        (PerTeam(kroner(1), 0, kroner(1), 10), "pricing.people_range"),
        (PerTeam(kroner(1), 8, kroner(1), 7), "pricing.team_limit"),
        (PerEcts(Money(0)), "pricing.price_range"),
        (PerModule(Money(99_950), kroner(1)), "pricing.whole_kroner"),
        (PerModule(kroner(1), Money(1)), "pricing.whole_kroner"),
        (PerModule(kroner(-1), kroner(1)), "pricing.price_range"),
        (SubscriptionForSale(Money(0), Period.MONTH), "pricing.price_range"),
        (PassForSale(Money(0), 10, 12), "pricing.price_range"),
        (PassForSale(kroner(100), 0, 12), "pricing.klip_range"),
        (PassForSale(kroner(100), 10, 61), "pricing.valid_months"),
        (ByPass(0), "pricing.klip_range"),
        (ByPass(1001), "pricing.klip_range"),
        (Outcome(kroner(11), kroner(10)), "pricing.deposit_above_price"),
        (Outcome(kroner(0), kroner(0)), "pricing.price_range"),
        (Outcome(Money(50), kroner(10)), "pricing.whole_kroner"),
        (Shared(kroner(1), 8, 7), "pricing.class_limit"),
        (Shared(Money(0), 1, 7), "pricing.price_range"),
        (Agreed((), 5), "pricing.too_many_lines"),
        (Agreed((AgreedLine(" ", 1, kroner(1)),), 5), "pricing.line_text"),
        (Agreed((AgreedLine("x", 0, kroner(1)),), 5), "pricing.quantity_range"),
        (Agreed((AgreedLine("x", 1, kroner(1)),), 0), "pricing.people_range"),
    ],
)
def test_figures_that_make_no_price_are_refused(plan: Plan, code: str) -> None:
    with refused(code):
        rules.check_plan(plan)


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        (Extra("", " ", kroner(1), "standard"), "pricing.extra_text"),
        (Extra("x" * 121, "", kroner(1), "standard"), "pricing.extra_text"),
        (Extra("mad", "", Money(0), "standard"), "pricing.price_range"),
        (Extra("mad", "", kroner(1), "reduced"), "pricing.extra_vat"),
        (Extra("bog", "", kroner(1), "exempt"), "pricing.extra_reason"),
    ],
)
def test_extras_that_cannot_be_sold_are_refused(extra: Extra, code: str) -> None:
    with refused(code):
        rules.check_extras([extra])


@pytest.mark.parametrize("kind", ["subscription", "pass", "outcome", "shared", "agreed"])
def test_these_kinds_never_rest_on_open_education(kind: str) -> None:
    check_funding_basis("full_cost", rules.PlanKind(kind))
    with refused("pricing.full_cost_only"):
        check_funding_basis("open_education", rules.PlanKind(kind))
    with refused("pricing.funding_basis"):
        check_funding_basis("taximeter", rules.PlanKind(kind))


@pytest.mark.parametrize("ects", [None, 0])
def test_a_price_per_ects_needs_credits(ects: int | None) -> None:
    with refused("pricing.no_ects"):
        quote(PerEcts(kroner(1)), 1, ects_tenths=ects)


def test_a_price_per_module_needs_modules() -> None:
    with refused("pricing.no_modules"):
        quote(PerModule(kroner(1), kroner(1)), 1, modules=0)


@pytest.mark.parametrize("plan", [PassForSale(kroner(100), 10, 12), SubscriptionForSale(kroner(100), Period.YEAR)])
def test_what_is_sold_by_itself_prices_no_seats(plan: Plan) -> None:
    with refused("pricing.not_for_seats"):
        quote(plan, 1)


@pytest.mark.parametrize(("plan", "limit"), [(TEAM, 14), (AGREED, 20)])
def test_a_room_has_a_limit(plan: Plan, limit: int) -> None:
    quote(plan, limit)
    with refused("pricing.above_limit"):
        quote(plan, limit + 1)


# -- lists -----------------------------------------------------------------------------------------------------


def test_a_list_shows_the_cheapest_plan_for_those_who_are_to_go() -> None:
    both = [PerSeat(kroner(4000)), TEAM]
    few, many = list_price(both, 2), list_price(both, 10)
    assert few is not None
    assert many is not None
    assert (few.kind, few.net, few.each, few.plans) == ("per_seat", kroner(8000), kroner(4000), 2)
    assert (many.kind, many.net, many.each) == ("per_team", kroner(35_000), kroner(3500))


def test_a_list_leaves_out_plans_that_have_no_price_and_tells_of_klip_alone() -> None:
    assert list_price([], 3) is None
    assert list_price([PerEcts(kroner(1000))], 3) is None
    assert list_price([Shared(kroner(60_000), 8, 12)], 3) is None
    assert list_price([TEAM], 15) is None
    alone = list_price([ByPass(2)], 3)
    assert alone is not None
    assert (alone.net, alone.each, alone.klip) == (None, None, 2)
