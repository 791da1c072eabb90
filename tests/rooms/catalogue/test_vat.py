"""The seller's statements on VAT."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from marketplace.catalogue import queries
from marketplace.catalogue.service.vat import decide_vat
from marketplace.foundation.errors import NotAllowed, NotFound
from tests.factories.organisations import make_member
from tests.rooms.catalogue.conftest import House, make_house
from tests.rooms.catalogue.test_publishing import TODAY, approved, code_of, decide, published


def test_a_later_vat_decision_holds_from_its_day_on(house: House) -> None:
    version = published(house)
    decide(house.finance, version.offer.ref, "standard", date(2027, 1, 1))
    basis = {
        on: decision.basis
        for on in (date(2026, 11, 22), TODAY, date(2026, 12, 31), date(2027, 1, 1))
        if (decision := queries.vat_of(version.offer_id, on)) is not None
    }
    assert basis == {TODAY: "exempt", date(2026, 12, 31): "exempt", date(2027, 1, 1): "standard"}


def test_of_two_vat_decisions_for_one_day_the_newer_holds(house: House) -> None:
    version = published(house)
    decide(house.finance, version.offer.ref, "standard")
    decision = queries.vat_of(version.offer_id, TODAY)
    assert decision is not None
    assert decision.basis == "standard"


def test_what_was_sold_keeps_its_vat(house: House) -> None:
    version = published(house)
    facts = (version.offer.ref, "standard", "other", "Ny praksis", TODAY - timedelta(days=1))
    assert code_of(decide_vat, house.finance, *facts) == "catalogue.vat_backdated"


def test_only_publishers_and_finance_decide_vat(house: House) -> None:
    offer = approved(house).offer.ref
    for actor in (make_member(house.institution, "teacher"), make_member(None, "operator")):
        with pytest.raises(NotAllowed):
            decide(actor, offer)
    with pytest.raises(NotFound):
        decide(make_house("Egelund Akademi").finance, offer)
