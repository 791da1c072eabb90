"""What passes and subscriptions cost: marks, VAT, and changes that come to what the bill says afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.foundation.money import ZERO, Money, kroner, total
from marketplace.pricing.rules import PassForSale, Period, SellersVat, SubscriptionForSale
from marketplace.pricing.rules.for_sale import (
    Change,
    PassQuote,
    SubscriptionQuote,
    check_employees,
    check_sale_key,
    check_seen,
    parts_of,
    preview_change,
)
from marketplace.pricing.rules.passes import VatAt
from marketplace.pricing.rules.periods import Span, period_no
from marketplace.pricing.rules.subscribing import SUBSCRIPTION_MOVES, SubscriptionStatus, check_subscription_move
from tests.factories.refusals import conflict, refused

TAXED, EXEMPT = SellersVat("standard", 25, "Kursus"), SellersVat("exempt", 0, "Undervisning")
PASS = PassQuote("plan", PassForSale(kroner(500), 10, 12), VatAt.SALE, TAXED)
SUBSCRIPTION = SubscriptionQuote("plan", SubscriptionForSale(kroner(310), Period.MONTH), TAXED)
DAY = st.dates(date(2026, 1, 1), date(2028, 12, 31))
PRICE = st.integers(1, 5_000_000).map(Money)


def bill(price: Money, whole: Span, seats: list[tuple[date, date | None]]) -> Money:
    return total([part.net for part in parts_of(price, whole, seats)])


def test_a_pass_has_its_vat_at_sale_or_inside() -> None:
    assert (PASS.net, PASS.vat_amount, PASS.total) == (kroner(5000), kroner(1250), kroner(6250))
    at_use = replace(PASS, vat_at=VatAt.USE, vat=SellersVat("exempt", 0, "ved brug"))
    assert (at_use.vat_amount, at_use.total) == (ZERO, kroner(5000))
    assert PASS.expires_on(date(2027, 2, 28)) == date(2028, 2, 28)


@pytest.mark.parametrize(
    "other",
    [
        replace(PASS, plan=PassForSale(kroner(501), 10, 12)),
        replace(PASS, plan=PassForSale(kroner(500), 11, 12)),
        replace(PASS, plan=PassForSale(kroner(500), 10, 11)),
        replace(PASS, vat=EXEMPT),
        replace(PASS, vat_at=VatAt.USE),
        replace(PASS, plan_ref="another"),
    ],
)
def test_whatever_a_buyer_relied_on_is_in_the_mark(other: PassQuote) -> None:
    check_seen(PASS, PASS.mark)
    with conflict("pricing.stale_sale"):
        check_seen(PASS, other.mark)


def test_a_subscription_says_its_price_with_vat_and_marks_it() -> None:
    assert SUBSCRIPTION.with_vat(kroner(310)) == Money(38_750)
    others = [
        replace(SUBSCRIPTION, vat=EXEMPT),
        replace(SUBSCRIPTION, plan=SubscriptionForSale(kroner(310), Period.YEAR)),
    ]
    assert len({SUBSCRIPTION.mark, *(one.mark for one in others)}) == 3


@given(PRICE, DAY, st.sampled_from(Period), st.integers(0, 400), st.integers(1, 9))
def test_a_change_costs_what_it_was_said_to(price: Money, began: date, period: Period, after: int, many: int) -> None:
    whole = period_no(began, period, 0)
    on = min(began + timedelta(days=after), whole.last)
    had: list[tuple[date, date | None]] = [(began, None)] * many
    comes = preview_change(price, whole, on, coming=many)
    goes = preview_change(price, whole, on, going=many)
    assert bill(price, whole, [*had, *[(on, None)] * many]) - bill(price, whole, had) == comes.rest
    assert bill(price, whole, [(began, on + timedelta(days=1))] * many) - bill(price, whole, had) == goes.rest
    assert (comes.each_period, goes.each_period) == (price * many, -(price * many))
    assert comes.rest >= ZERO >= goes.rest


@given(PRICE, DAY, st.sampled_from(Period), st.lists(st.integers(0, 366), max_size=6))
def test_an_employee_who_comes_and_goes_pays_at_most_the_whole(
    price: Money, began: date, period: Period, cuts: list[int]
) -> None:
    whole = period_no(began, period, 0)
    days = sorted({whole.first, whole.past, *(whole.first + timedelta(days=cut) for cut in cuts)})
    spans: list[tuple[date, date | None]] = list(pairwise(days))
    assert bill(price, whole, spans) == price
    assert ZERO <= bill(price, whole, spans[::2]) <= price


def test_employees_with_the_same_days_stand_on_one_line() -> None:
    whole = Span(date(2026, 12, 1), date(2027, 1, 1))
    seats = [(date(2026, 11, 1), None), (date(2026, 12, 1), None), (date(2026, 12, 31), None)]
    parts = parts_of(kroner(310), whole, [*seats, (date(2027, 1, 1), None), (date(2026, 1, 1), date(2026, 12, 1))])
    assert [(part.days, part.employees, part.net) for part in parts] == [
        (whole, 2, kroner(620)),
        (Span(date(2026, 12, 31), date(2027, 1, 1)), 1, kroner(10)),
    ]
    assert preview_change(kroner(310), whole, date(2026, 12, 31), going=1) == Change(ZERO, -kroner(310))


def test_keys_and_employees_have_bounds() -> None:
    for key in ("x" * 7, "x" * 41, ""):
        with refused("pricing.sale_key"):
            check_sale_key(key)
    for many in (0, 501):
        with refused("pricing.employees_range"):
            check_employees(["x"] * many)
    check_sale_key("x" * 8)
    check_employees(["x"] * 500)


@pytest.mark.parametrize("now", SubscriptionStatus)
@pytest.mark.parametrize("to", SubscriptionStatus)
def test_a_subscription_moves_as_the_table_says(now: SubscriptionStatus, to: SubscriptionStatus) -> None:
    if to in SUBSCRIPTION_MOVES[now]:
        check_subscription_move(now, to)
    else:
        with conflict("pricing.subscription_move"):
            check_subscription_move(now, to)
