"""Prices are set by the seller, replaced and never changed, and are the same for every buyer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from sqlalchemy import select

from marketplace.foundation import clock
from marketplace.foundation.db import session
from marketplace.foundation.errors import NotAllowed, NotFound
from marketplace.foundation.events import EventLog
from marketplace.foundation.money import Money, kroner
from marketplace.foundation.texts import Texts
from marketplace.foundation.transaction import end_reading, transaction
from marketplace.pricing import queries
from marketplace.pricing.models import PricePlan
from marketplace.pricing.rules import PerSeat
from marketplace.pricing.service import opening, planning, quoting
from tests.conftest import Clock
from tests.factories.catalogue import make_offer, make_offer_version, make_run, make_vat_decision
from tests.factories.organisations import make_company, make_institution, make_member
from tests.factories.pricing import make_plan, make_priced_run, make_terms
from tests.factories.refusals import conflict, refused


def test_a_publisher_prices_an_offer_and_a_new_price_retires_the_old(db: None) -> None:
    seller = make_institution()
    offer, terms, publisher = make_offer(seller), make_terms(seller.id), make_member(seller, "publisher")
    for price in (kroner(9800), kroner(9900)):
        with transaction():
            plan = planning.set_seat_price(
                publisher,
                offer_ref=offer.ref,
                seat_price=price,
                funding_basis="full_cost",
                terms_ref=terms.ref,
                now=clock.now(),
            )
    assert queries.plans_of_offers([offer.id]) == {offer.id: [plan]}
    assert plan.plan == PerSeat(kroner(9900))
    told = queries.plans_of_offer(publisher, offer.ref)
    assert [(one.plan, one.status, one.retired_at is None) for one in told] == [
        (PerSeat(kroner(9900)), "active", True),
        (PerSeat(kroner(9800)), "retired", False),
    ]
    facts = session.scalars(select(EventLog).where(EventLog.kind == "price_set")).all()
    assert [fact.refs["offer"] for fact in facts] == [offer.ref, offer.ref]


def test_a_run_with_its_own_price_shows_only_that(db: None) -> None:
    run, offers = make_priced_run()
    sister = make_run(run.version)
    publisher = make_member(run.version.offer.institution, "publisher")
    terms = make_terms(run.institution_id)
    with transaction():
        own = planning.set_seat_price(
            publisher,
            run_ref=run.ref,
            seat_price=kroner(5000),
            funding_basis="open_education",
            terms_ref=terms.ref,
            now=clock.now(),
        )
    assert queries.plans_for_runs([run, sister]) == {run.id: [own], sister.id: [offers]}
    assert queries.plans_for_run(sister) == [offers]
    assert queries.plans_for_runs([]) == {}


@pytest.mark.parametrize("role", ["reviewer", "teacher"])
def test_only_publishers_and_finance_set_prices(db: None, role: str) -> None:
    seller = make_institution()
    offer, terms, actor = make_offer(seller), make_terms(seller.id), make_member(seller, role)
    with pytest.raises(NotAllowed), transaction():
        planning.set_seat_price(
            actor,
            offer_ref=offer.ref,
            seat_price=kroner(1),
            funding_basis="full_cost",
            terms_ref=terms.ref,
            now=clock.now(),
        )


def test_anothers_offer_run_and_terms_are_not_found(db: None) -> None:
    seller, other = make_institution(), make_institution()
    run, _ = make_priced_run()
    actor = make_member(seller, "publisher")
    own, own_terms, their_terms = make_offer(seller), make_terms(seller.id), make_terms(other.id)
    theirs = make_offer(other)
    for where, terms in (
        ({"offer_ref": theirs.ref}, own_terms),
        ({"run_ref": run.ref}, own_terms),
        ({"offer_ref": own.ref}, their_terms),
    ):
        with pytest.raises(NotFound), transaction():
            planning.set_seat_price(
                actor, **where, seat_price=kroner(1), funding_basis="full_cost", terms_ref=terms.ref, now=clock.now()
            )
    assert queries.plans_of_offer(actor, theirs.ref) == []


@pytest.mark.parametrize(
    ("price", "basis", "code"),
    [
        (Money(-1), "full_cost", "pricing.price_range"),
        (kroner(10_000_001), "full_cost", "pricing.price_range"),
        (kroner(1), "state_grant", "pricing.funding_basis"),
    ],
)
def test_an_impossible_price_is_refused(db: None, price: Money, basis: str, code: str) -> None:
    seller = make_institution()
    offer, terms, actor = make_offer(seller), make_terms(seller.id), make_member(seller, "finance")
    with refused(code), transaction():
        planning.set_seat_price(
            actor,
            offer_ref=offer.ref,
            seat_price=price,
            funding_basis=basis,
            terms_ref=terms.ref,
            now=clock.now(),
        )


def test_terms_are_added_and_listed(db: None) -> None:
    seller = make_institution()
    actor = make_member(seller, "publisher")
    with transaction():
        terms = planning.add_terms(
            actor, name=Texts("Korte", "Short"), ladder=[[7, 0], [0, 100]], naming_days=2, now=clock.now()
        )
    assert queries.terms_of(actor) == [terms]
    assert quoting.terms_of_sale(terms).ladder == ((7, 0), (0, 100))
    with refused("pricing.ladder_shape"), transaction():
        planning.add_terms(actor, name=Texts("Skæve"), ladder=[[7, 50], [0, 0]], naming_days=2, now=clock.now())
    with refused("pricing.terms_name"), transaction():
        planning.add_terms(actor, name=Texts(), ladder=[[0, 0]], naming_days=2, now=clock.now())
    with refused("pricing.terms_name"), transaction():
        planning.add_terms(actor, name=Texts("x" * 121), ladder=[[0, 0]], naming_days=2, now=clock.now())


def test_equal_buyers_see_equal_prices(db: None) -> None:
    run, plan = make_priced_run(basis="standard")
    small, large = make_company(size=3), make_company(size=4000)
    quotes = {quoting.quote_for(buyer, run, plan.ref, 4, now=clock.now()) for buyer in (small.id, large.id, None)}
    assert len(quotes) == 1
    assert quotes.pop().total == kroner(4 * 9800 * 5 // 4)


def test_vat_comes_from_the_decision_in_force(db: None, clock: Clock) -> None:
    version = make_offer_version()
    offer = version.offer
    plan, run = make_plan(offer), make_run(version)
    with refused("pricing.no_vat_decision"):
        quoting.quote_for(None, run, plan.ref, 1, now=clock.at)
    make_vat_decision(offer, "standard", valid_from=date(2026, 11, 24))
    with refused("pricing.no_vat_decision"):
        quoting.quote_for(None, run, plan.ref, 1, now=clock.at)
    make_vat_decision(offer, "exempt", valid_from=date(2026, 1, 1))
    assert quoting.quote_for(None, run, plan.ref, 1, now=clock.at).vat == Money(0)
    clock.move(hours=14)  # past midnight in Copenhagen
    later = quoting.quote_for(None, run, plan.ref, 1, now=clock.at)
    assert (later.vat, later.vat_percent, later.vat_reason) == (kroner(2450), 25, "Kursus mod vederlag")


def test_a_replaced_price_is_quoted_by_its_successor(db: None) -> None:
    run, old = make_priced_run()
    offer = run.version.offer
    before = quoting.quote_for(None, run, old.ref, 2, now=clock.now())
    with transaction():
        retired = session.get_one(PricePlan, old.id)
        retired.status, retired.retired_at = "retired", clock.now()
    with conflict("pricing.no_plan"):
        quoting.quote_for(None, run, old.ref, 2, now=clock.now())
    new = make_plan(offer, kroner(9900))
    after = quoting.quote_for(None, run, old.ref, 2, now=clock.now())
    assert after.plan_ref == new.ref
    assert after.mark != before.mark


def test_a_plan_of_something_else_is_not_found(db: None) -> None:
    run, _ = make_priced_run()
    _, foreign = make_priced_run()
    for ref in (foreign.ref, "nothing"):
        with pytest.raises(NotFound):
            quoting.quote_for(None, run, ref, 1, now=clock.now())


def test_a_private_run_is_priced_for_its_company_only(db: None) -> None:
    mine, other = make_company(), make_company()
    run, plan = make_priced_run(private_to_id=mine.id)
    assert quoting.quote_for(mine.id, run, plan.ref, 1, now=clock.now()).seats == 1
    for buyer in (other.id, None):
        with pytest.raises(NotFound):
            quoting.quote_for(buyer, run, plan.ref, 1, now=clock.now())


def test_a_run_opens_for_sale_once_it_has_a_price_and_its_vat_is_decided(db: None) -> None:
    version = make_offer_version()
    run = make_run(version, status="planned")
    ref, offer = run.ref, version.offer
    publisher = make_member(offer.institution, "publisher")
    outsider = make_member(make_institution(), "publisher")
    teacher = make_member(offer.institution, "teacher")
    with refused("pricing.no_plan"), transaction():
        opening.open_run(publisher, ref, now=clock.now())
    make_plan(offer)
    with refused("pricing.no_vat_decision"), transaction():
        opening.open_run(publisher, ref, now=clock.now())
    make_vat_decision(offer)
    for actor, no in ((outsider, NotFound), (teacher, NotAllowed)):
        with pytest.raises(no), transaction():
            opening.open_run(actor, ref, now=clock.now())
    with transaction():
        opened = opening.open_run(publisher, ref, now=clock.now())
    assert (opened.status, opened.opened_at) == ("open", clock.now())


@pytest.mark.parametrize("of_run", [False, True])
def test_of_prices_set_at_once_one_is_in_force(fresh: str, of_run: bool) -> None:
    seller = make_institution()
    run = make_run(make_offer_version(make_offer(seller)), status="planned")
    where = {"run_ref": run.ref} if of_run else {"offer_ref": run.version.offer.ref}
    actors, terms = [make_member(seller, "publisher") for _ in range(4)], make_terms(seller.id).ref
    end_reading()
    gate = Barrier(len(actors))

    def price(no: int) -> None:
        gate.wait()
        try:
            with transaction():
                planning.set_seat_price(
                    actors[no],
                    **where,
                    seat_price=kroner(1000 + no),
                    funding_basis="full_cost",
                    terms_ref=terms,
                    now=clock.now(),
                )
        finally:
            end_reading()

    with ThreadPoolExecutor(len(actors)) as pool:
        list(pool.map(price, range(len(actors))))
    kept = session.scalars(select(PricePlan.status).order_by(PricePlan.id)).all()
    assert kept == ["retired", "retired", "retired", "active"]
