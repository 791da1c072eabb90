"""Klip under real concurrency: a pass never goes below zero, the same click spends once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from marketplace.catalogue.models import Offer
from marketplace.foundation import clock as the_clock
from marketplace.foundation.actor import Actor
from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.refs import new_ref
from marketplace.foundation.transaction import end_reading, transaction
from marketplace.pricing.models import PricePlan
from marketplace.pricing.queries.for_sale import pass_quote
from marketplace.pricing.queries.passes import klip_left
from marketplace.pricing.service.passing import buy_pass, give_klip_back, spend_klip
from tests.factories.booking import a_booker
from tests.factories.catalogue import make_offer, make_offer_version, make_vat_decision
from tests.factories.pricing import make_for_sale, make_pass
from tests.waiting import while_held

Sold = tuple[Actor, Offer, PricePlan]


@pytest.fixture
def sold(fresh: str) -> Sold:
    """A pass of 10 klip has been bought."""
    actor, offer = a_booker(), make_offer()
    make_offer_version(offer)
    make_vat_decision(offer)
    plan = make_for_sale(offer)
    make_pass(actor, plan)
    return actor, offer, plan


def left(actor: Actor, offer: Offer) -> int:
    return klip_left(actor.organisation_id, offer.id, the_clock.today(the_clock.now()))


def spend(actor: Actor, offer: Offer, klip: int, subject: str) -> int:
    spent = spend_klip(
        buyer_id=actor.organisation_id or 0,
        issuer_id=offer.institution_id,
        offer_id=offer.id,
        klip=klip,
        subject_ref=subject,
        key=subject,
        now=the_clock.now(),
    )
    return -sum(one.klip for one in spent)


def test_who_comes_second_waits_and_sees_what_the_first_has_left(sold: Sold) -> None:
    actor, offer, _plan = sold
    answer = while_held(lambda: spend(actor, offer, 7, "first"), lambda: spend(actor, offer, 4, "second"))
    assert isinstance(answer, RuleBroken)
    assert (answer.code, answer.facts["left"]) == ("pricing.too_few_klip", 3)
    assert left(actor, offer) == 3


def test_the_same_click_twice_at_once_spends_once(sold: Sold) -> None:
    actor, offer, _plan = sold
    assert while_held(lambda: spend(actor, offer, 7, "click"), lambda: spend(actor, offer, 7, "click")) == 7
    assert left(actor, offer) == 3


def test_giving_back_twice_at_once_gives_back_once(sold: Sold) -> None:
    actor, offer, _plan = sold
    with transaction():
        spend(actor, offer, 6, "booking")

    def back(key: str) -> int:
        return len(give_klip_back("booking", 6, key=key, now=the_clock.now()))

    answer = while_held(lambda: back("one"), lambda: back("another"))
    assert isinstance(answer, RuleBroken)
    assert (answer.code, left(actor, offer)) == ("pricing.klip_not_spent", 10)


def test_the_first_two_purchases_at_once_are_two_lots_of_one_pass(fresh: str, sold: Sold) -> None:
    _someone, offer, plan = sold
    actor = a_booker()
    mark = pass_quote(plan, the_clock.today(the_clock.now())).mark

    def buy() -> int:
        return buy_pass(actor, plan.ref, key=new_ref(), seen=mark, now=the_clock.now()).pass_id

    accounts: list[int] = []
    second = while_held(lambda: accounts.append(buy()), buy)
    assert [second] == accounts
    assert left(actor, offer) == 20


def test_twelve_bookings_at_once_never_spend_more_than_there_is(sold: Sold) -> None:
    actor, offer, _plan = sold

    def one(no: int) -> int | str:
        try:
            with transaction():
                return spend(actor, offer, 1 + no % 3, f"booking-{no}")
        except RuleBroken as refusal:
            return refusal.code
        finally:
            end_reading()

    with ThreadPoolExecutor(6) as pool:
        said = list(pool.map(one, range(12)))
    assert {code for code in said if isinstance(code, str)} == {"pricing.too_few_klip"}
    spent = sum(klip for klip in said if isinstance(klip, int))
    assert (spent + left(actor, offer), left(actor, offer) in (0, 1, 2)) == (10, True)
