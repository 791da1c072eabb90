"""What schemes may give towards a price: never more than the price, never what does not hold, never a promise."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.money import Money, kroner
from marketplace.foundation.texts import Texts
from marketplace.pricing.rules import (
    ByPass,
    Extra,
    PerModule,
    PerSeat,
    Plan,
    Quote,
    Sale,
    SellersVat,
    TermsOfSale,
    quote,
)
from marketplace.pricing.rules.funding import Scheme, check_scheme, estimate, is_stale, support

TODAY = date(2026, 11, 23)
SCHEME = Scheme(
    Texts("Fonden", "The fund"),
    Texts("For alle.", "For all."),
    percent=100,
    most_a_head=kroner(4000),
    only_open_education=False,
    only_small=False,
    source="https://fonden.example/regler",
    as_of=date(2026, 11, 2),
)


SEAT_PRICE = PerSeat(kroner(9800))


def quoted(plan: Plan = SEAT_PRICE, seats: int = 4, *, basis: str = "full_cost", **over: Any) -> Quote:
    sale = Sale("plan", 1, "run", "version", basis, plan, SellersVat("exempt", 0, ""), TermsOfSale(((0, 100),), 7))
    return quote(replace(sale, **over), seats)


@pytest.mark.parametrize(
    ("change", "basis", "size", "given_a_head"),
    [
        ({}, "full_cost", None, kroner(4000)),
        ({"most_a_head": None}, "full_cost", 3, kroner(9800)),
        ({"percent": 30}, "full_cost", 3, kroner(2940)),
        ({"percent": 0}, "full_cost", 3, None),
        ({"percent": 0, "most_a_head": None}, "full_cost", 3, None),
        ({"only_open_education": True}, "full_cost", 3, None),
        ({"only_open_education": True}, "open_education", 3, kroner(4000)),
        ({"only_small": True}, "full_cost", 249, kroner(4000)),
        ({"only_small": True}, "full_cost", 250, None),
        ({"only_small": True}, "full_cost", None, None),
    ],
)
def test_support_for_a_seat(change: dict[str, Any], basis: str, size: int | None, given_a_head: Money | None) -> None:
    assert support(replace(SCHEME, **change), kroner(9800), basis, size) == given_a_head


def test_an_estimate_counts_the_largest_scheme_alone_and_names_the_others() -> None:
    second = replace(SCHEME, name=Texts("Den anden", "The other"), percent=10)
    told = estimate(quoted(), [second, SCHEME], 12, TODAY)
    assert told is not None
    assert (told.listed, told.net) == (kroner(39_200), kroner(23_200))
    assert [(one.scheme.name.da, one.amount) for one in told.supports] == [
        ("Fonden", kroner(16_000)),
        ("Den anden", kroner(3_920)),
    ]


def test_vat_and_extras_are_not_supported() -> None:
    plan, vat = PerSeat(kroner(1000)), SellersVat("standard", 25, "")
    told = estimate(
        quoted(plan, 2, vat=vat, extras=(Extra("Mad", "Food", kroner(300), "standard"),), standard_percent=25),
        [replace(SCHEME, most_a_head=None)],
        12,
        TODAY,
    )
    assert told is not None
    assert (told.listed, told.best.amount, told.net) == (kroner(3250), kroner(2000), kroner(1250))


def test_what_falls_due_later_is_supported_too_and_what_klip_pay_is_not() -> None:
    told = estimate(quoted(PerModule(kroner(900), kroner(300)), 2, modules=3), [SCHEME], 12, TODAY)
    assert told is not None
    assert (told.listed, told.net) == (kroner(6000), kroner(0))
    assert estimate(quoted(ByPass(3)), [SCHEME], 12, TODAY) is None
    assert estimate(quoted(), [], 12, TODAY) is None


@given(
    st.integers(1, 2_000_000),
    st.integers(1, 500),
    st.integers(0, 100),
    st.none() | st.integers(1, 3_000_000),
    st.sampled_from(["exempt", "standard"]),
)
def test_the_net_is_never_below_nothing_nor_above_the_list_price(
    price: int, seats: int, percent: int, most: int | None, vat: str
) -> None:
    scheme = replace(SCHEME, percent=percent, most_a_head=None if most is None else Money(most))
    vat_of_seller = SellersVat(vat, 25 if vat == "standard" else 0, "")
    told = estimate(quoted(PerSeat(Money(price)), seats, vat=vat_of_seller), [scheme], None, TODAY)
    if told is not None:
        assert 0 <= told.net.minor < told.listed.minor


@pytest.mark.parametrize(
    ("as_of", "stale"),
    [
        (date(2025, 11, 22), True),
        (date(2025, 11, 23), False),
        (date(2026, 11, 23), False),
        (date(2024, 2, 29), True),
    ],
)
def test_what_was_read_more_than_twelve_months_ago_is_stale(as_of: date, stale: bool) -> None:
    assert is_stale(as_of, TODAY) is stale
    told = estimate(quoted(), [replace(SCHEME, as_of=as_of)], 12, TODAY)
    assert told is not None
    assert told.best.stale is stale, "shown all the same, with the mark"


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"name": Texts("Fonden", " ")}, "pricing.scheme_text", "name_en"),
        ({"name": Texts("x" * 121, "The fund")}, "pricing.scheme_text", "name_da"),
        ({"rule": Texts("", "For all.")}, "pricing.scheme_text", "rule_da"),
        ({"rule": Texts("For alle.", "x" * 1001)}, "pricing.scheme_text", "rule_en"),
        ({"percent": -1}, "pricing.scheme_percent", "percent"),
        ({"percent": 101}, "pricing.scheme_percent", "percent"),
        ({"most_a_head": kroner(0)}, "pricing.scheme_amount", "most_a_head"),
        ({"most_a_head": kroner(-1)}, "pricing.scheme_amount", "most_a_head"),
        ({"most_a_head": kroner(10_000_001)}, "pricing.scheme_amount", "most_a_head"),
        ({"as_of": date(2026, 11, 24)}, "pricing.scheme_as_of", "as_of"),
        *(
            ({"source": source}, "pricing.scheme_source", "source")
            for source in (
                "",
                "http://fonden.example",
                "https://",
                "https://fonden",
                "https://[::1",
                "https://en mellemrum.example",
                "https://fonden.example/\n",
                "https://bruger@fonden.example",
                "javascript:alert(1)",
                "https://fonden.example/" + "x" * 300,
            )
        ),
    ],
)
def test_what_cannot_stand_on_a_page_is_refused(change: dict[str, Any], code: str, field: str) -> None:
    check_scheme(SCHEME, TODAY)
    with pytest.raises(RuleBroken) as refused:
        check_scheme(replace(SCHEME, **change), TODAY)
    assert (refused.value.code, refused.value.field) == (code, field)
