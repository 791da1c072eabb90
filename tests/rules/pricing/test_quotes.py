"""A quote adds up, explains itself, survives freezing, and its mark tells every change."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.foundation.errors import Conflict
from marketplace.foundation.money import Money, kroner
from marketplace.pricing import rules
from marketplace.pricing.rules import Extra, PerSeat, Quote, Sale, SellersVat, TermsOfSale, thaw
from marketplace.pricing.rules.vat import VAT_RATES
from tests.factories.refusals import refused

PRICE = kroner(9800)
TERMS = TermsOfSale(((30, 0), (14, 50), (0, 100)), 7)
EXEMPT = SellersVat("exempt", 0, "Undervisning efter momsloven § 13")
STANDARD = SellersVat("standard", 25, "Kursus mod vederlag")


SALE = Sale("plan", 1, "run", "version", "full_cost", PerSeat(PRICE), EXEMPT, TERMS)


def quote(seats: int = 3, seat_price: Money = PRICE, vat: SellersVat = EXEMPT, **over: Any) -> Quote:
    return rules.quote(replace(SALE, plan=PerSeat(seat_price), vat=vat, **over), seats)


def test_an_exempt_price_explains_itself() -> None:
    assert quote().steps == (
        ("seats", {"n": 3, "each": kroner(9800), "amount": kroner(29400)}),
        ("vat_exempt", {"reason": "Undervisning efter momsloven § 13"}),
        ("total", {"amount": kroner(29400)}),
    )


def test_a_price_with_vat_explains_itself() -> None:
    assert quote(seats=2, seat_price=Money(333), vat=STANDARD).steps == (
        ("seats", {"n": 2, "each": Money(333), "amount": Money(666)}),
        ("vat", {"percent": 25, "of": Money(666), "amount": Money(167)}),
        ("total", {"amount": Money(833)}),
    )


@pytest.mark.parametrize(("net", "vat"), [(1, 0), (2, 1), (6, 2), (666, 167), (1_000_000_000, 250_000_000)])
def test_vat_is_rounded_half_up(net: int, vat: int) -> None:
    assert quote(seats=1, seat_price=Money(net), vat=STANDARD).vat == Money(vat)


@given(seats=st.integers(1, 500), each=st.integers(0, 1_000_000_000), percent=st.integers(0, 30))
def test_a_quote_adds_up_and_rounds_once(seats: int, each: int, percent: int) -> None:
    vat = SellersVat("standard" if percent else "exempt", percent, "")
    made = quote(seats=seats, seat_price=Money(each), vat=vat)
    exact = Decimal(seats * each) * percent / 100
    assert made.net == Money(seats * each)
    assert made.vat.minor == int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    assert made.total == made.net + made.vat == made.steps[-1][1]["amount"]


@given(seats=st.integers(1, 500), each=st.integers(0, 1_000_000_000), vat=st.sampled_from([EXEMPT, STANDARD]))
def test_a_frozen_quote_thaws_to_the_same(seats: int, each: int, vat: SellersVat) -> None:
    made = quote(seats=seats, seat_price=Money(each), vat=vat)
    again = thaw(json.loads(json.dumps(made.frozen())))
    assert again == made
    assert again.mark == made.mark


OTHER: dict[str, Any] = {
    "plan_ref": "plan2",
    "plan_id": 2,
    "run_ref": "run2",
    "version_ref": "version2",
    "funding_basis": "open_education",
    "plan": PerSeat(kroner(9801)),
    "vat": SellersVat("exempt", 0, "anden grund"),
    "terms": TermsOfSale(((30, 0), (0, 100)), 7),
    "extras": (Extra("frokost", "lunch", kroner(95), "standard"),),
    "standard_percent": 25,
    "ects_tenths": 50,
    "modules": 4,
}


def test_every_fact_of_a_sale_is_tried() -> None:
    assert OTHER.keys() == {field.name for field in fields(Sale)}


@pytest.mark.parametrize("name", OTHER)
def test_the_mark_covers_everything_the_buyer_relies_on(name: str) -> None:
    assert rules.quote(replace(SALE, **{name: OTHER[name]}), 3).mark != quote().mark


def test_the_mark_covers_the_seats() -> None:
    assert quote(4).mark != quote().mark


def test_a_quote_kept_before_there_were_other_plans_is_read_as_a_price_per_seat() -> None:
    kept = {
        "plan_ref": "plan",
        "plan_id": 1,
        "run_ref": "run",
        "version_ref": "version",
        "funding_basis": "full_cost",
        "seats": 3,
        "seat_price": 980_000,
        "net": 2_940_000,
        "vat_basis": "exempt",
        "vat_percent": 0,
        "vat_reason": EXEMPT.reason,
        "vat": 0,
        "total": 2_940_000,
        "terms": {"ladder": [[30, 0], [14, 50], [0, 100]], "naming_days": 7},
    }
    assert thaw(kept) == quote()


def test_the_mark_covers_the_naming_days() -> None:
    assert quote(terms=TermsOfSale(TERMS.ladder, 8)).mark != quote().mark


def test_a_stale_price_is_refused_with_both_totals_and_the_new_quote() -> None:
    now = quote(seat_price=kroner(9900))
    with pytest.raises(Conflict) as refused:
        rules.check_same(now, quote().mark)
    assert refused.value.code == "booking.stale_price"
    assert refused.value.facts == {"now": kroner(29700), "before": kroner(29400), "quote": now}
    rules.check_same(now, now.mark)


@pytest.mark.parametrize("seen", ["", "-", "abc", "x-1e9", "x--5", "x-" + "9" * 40, "ab-١٢"])
def test_a_mark_that_cannot_be_read_is_stale_and_nothing_worse(seen: str) -> None:
    with pytest.raises(Conflict):
        rules.check_same(quote(), seen)


@pytest.mark.parametrize("seats", [-1, 0, 501])
def test_from_1_to_500_seats_are_priced(seats: int) -> None:
    with refused("pricing.seats_range"):
        quote(seats=seats)


@pytest.mark.parametrize(
    ("price", "allowed"),
    [(Money(-1), False), (Money(0), True), (kroner(10_000_000), True), (Money(1_000_000_001), False)],
)
def test_a_seat_costs_from_nothing_to_ten_million(price: Money, allowed: bool) -> None:
    if allowed:
        rules.check_plan(PerSeat(price))
    else:
        with refused("pricing.price_range"):
            rules.check_plan(PerSeat(price))


def test_another_currency_is_no_seat_price() -> None:
    with refused("pricing.price_range"):
        rules.check_plan(PerSeat(Money(100, "EUR")))


def test_the_vat_percent_is_read_from_the_dated_list() -> None:
    assert rules.vat_percent("standard", date(2026, 11, 23)) == 25
    assert rules.vat_percent("standard", date(1992, 1, 1)) == 25
    assert rules.vat_percent("exempt", date(2026, 11, 23)) == 0
    with pytest.raises(ValueError, match="1991"):
        rules.vat_percent("standard", date(1991, 12, 31))


def test_every_vat_rate_says_where_it_stands_and_the_newest_is_first() -> None:
    assert all(rate.source and rate.as_of for rate in VAT_RATES)
    days = [rate.valid_from for rate in VAT_RATES]
    assert days == sorted(set(days), reverse=True)
