"""Klip: those that expire first go first, and those that come back keep their expiry."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.foundation.money import Money, kroner
from marketplace.pricing.rules.passes import (
    Lot,
    Taken,
    VatAt,
    balance,
    expires_on,
    give_back,
    spend,
    vat_at,
    vat_within,
)
from tests.factories.refusals import conflict, refused

TODAY = date(2026, 11, 27)
OLD, NEW, GONE = (
    Lot(1, 3, date(2026, 12, 31)),
    Lot(2, 10, date(2027, 6, 30)),
    Lot(3, 5, date(2026, 11, 26)),
)


def test_the_oldest_expiry_goes_first_and_expired_klip_are_gone() -> None:
    assert balance([NEW, GONE, OLD], TODAY) == 13
    assert spend([NEW, GONE, OLD], 5, TODAY) == [Taken(1, 3), Taken(2, 2)]


def test_a_klip_holds_through_its_last_day() -> None:
    assert balance([OLD], date(2026, 12, 31)) == 3
    assert balance([OLD], date(2027, 1, 1)) == 0
    with conflict("pricing.too_few_klip") as refusal:
        spend([OLD], 1, date(2027, 1, 1))
    assert refusal.value.facts == {"left": 0, "asked": 1}


@pytest.mark.parametrize("klip", [0, -1])
def test_no_klip_cannot_be_spent(klip: int) -> None:
    with refused("pricing.klip_range"):
        spend([NEW], klip, TODAY)


def test_klip_go_back_to_their_own_lots() -> None:
    spent = [Taken(1, 3), Taken(2, 2)]
    assert give_back(spent, 3) == [Taken(2, 2), Taken(1, 1)]
    with conflict("pricing.klip_not_spent"):
        give_back(spent, 6)


lots = st.lists(
    st.builds(
        Lot, st.integers(1, 10**6), st.integers(0, 50), st.integers(-50, 400).map(lambda n: TODAY + timedelta(n))
    ),
    unique_by=lambda lot: lot.id,
    max_size=8,
)


@given(lots=lots, data=st.data())
def test_spending_and_giving_back_never_makes_or_loses_a_klip(lots: list[Lot], data: st.DataObject) -> None:
    there = balance(lots, TODAY)
    if there == 0:
        return
    klip = data.draw(st.integers(1, there))
    taken = spend(lots, klip, TODAY)
    left = {lot.id: lot.left for lot in lots}
    assert sum(one.klip for one in taken) == klip
    assert all(one.klip <= left[one.lot] for one in taken)
    back = data.draw(st.integers(1, klip))
    returned = give_back(taken, back)
    assert sum(one.klip for one in returned) == back
    had = Counter({one.lot: one.klip for one in taken})
    assert all(one.klip <= had[one.lot] for one in returned)


def test_vat_falls_due_at_sale_where_all_offers_share_a_basis() -> None:
    assert vat_at(["exempt", "exempt"]) is VatAt.SALE
    assert vat_at(["standard"]) is VatAt.SALE
    assert vat_at(["exempt", "standard"]) is VatAt.USE


def test_vat_within_a_price() -> None:
    assert vat_within(kroner(1000), 25) == kroner(200)
    assert vat_within(Money(1), 25) == Money(0)
    assert vat_within(kroner(1000), 0) == Money(0)


def test_a_pass_holds_for_whole_months() -> None:
    assert expires_on(date(2026, 8, 31), 6) == date(2027, 2, 28)
