"""Full costs are calculated beforehand, hold prices above their floor, and are counted again afterwards."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select

from marketplace.catalogue.models import Run
from marketplace.foundation import clock
from marketplace.foundation.db import session
from marketplace.foundation.errors import NotAllowed, NotFound
from marketplace.foundation.events import EventLog
from marketplace.foundation.money import Money, kroner
from marketplace.foundation.transaction import end_reading, transaction
from marketplace.pricing import queries
from marketplace.pricing.models import CostCalculation
from marketplace.pricing.rules import Agreed, PerSeat, Priced
from marketplace.pricing.rules.costing import Costing, CostKind, CostLine
from marketplace.pricing.rules.plans import AgreedLine, ByPass, Outcome, PassForSale, PerModule
from marketplace.pricing.service import costing, planning
from tests.conftest import Clock
from tests.factories.catalogue import make_offer, make_offer_version, make_run
from tests.factories.organisations import make_company, make_institution, make_member
from tests.factories.pricing import make_plan, make_terms
from tests.factories.refusals import refused

# 30,000 kr. a class and 500 kr. a participant, 20 % overhead: 42,000 kr. and 4,200 kr. a seat at ten.
COSTING = Costing(
    (
        CostLine("Undervisere", CostKind.DIRECT, kroner(30_000)),
        CostLine("Materialer", CostKind.DIRECT, kroner(500), True),
    ),
    200,
    10,
)


def calculate(actor: Any, offer_ref: str, given: Costing = COSTING) -> CostCalculation:
    with transaction():
        return costing.calculate(actor, offer_ref, given, now=clock.now())


def recalculate(actor: Any, run_ref: str, given: Costing = COSTING, kroner_in: int = 40_000) -> CostCalculation:
    with transaction():
        return costing.recalculate(actor, run_ref, given, kroner(kroner_in), now=clock.now())


def set_price(
    actor: Any, offer_ref: str, price: Money, terms_ref: str, *, reason: str = "", basis: str = "full_cost"
) -> Any:
    with transaction():
        return planning.set_plan(
            actor,
            planning.Owner(offer_ref),
            PerSeat(price),
            funding_basis=basis,
            terms_ref=terms_ref,
            floor_reason=reason,
            now=clock.now(),
        )


def test_a_calculation_is_kept_with_its_number_and_author(db: None) -> None:
    seller = make_institution()
    offer, publisher, finance = make_offer(seller), make_member(seller, "publisher"), make_member(seller, "finance")
    first = calculate(publisher, offer.ref)
    second = calculate(finance, offer.ref, Costing(COSTING.lines, 0, 8))
    told = queries.calculations_of(publisher, offer.ref)
    assert [(one.no, one.author_id, one.costing.expected) for one in told] == [
        (2, finance.person_id, 8),
        (1, publisher.person_id, 10),
    ]
    assert first.costing == COSTING
    assert queries.newest_calculation(offer.id) == second
    facts = session.scalars(select(EventLog).where(EventLog.kind == "costs_calculated").order_by(EventLog.id)).all()
    assert [(fact.refs["offer"], fact.refs["calculation"]) for fact in facts] == [
        (offer.ref, first.ref),
        (offer.ref, second.ref),
    ]


@pytest.mark.parametrize("role", ["reviewer", "teacher"])
def test_only_publishers_and_finance_calculate(db: None, role: str) -> None:
    seller = make_institution()
    offer = make_offer(seller)
    with pytest.raises(NotAllowed):
        calculate(make_member(seller, role), offer.ref)


def test_anothers_offer_and_run_are_not_found(db: None) -> None:
    stranger = make_member(make_institution(), "publisher")
    version = make_offer_version(make_offer(make_institution()))
    run = make_run(version, status="completed")
    with pytest.raises(NotFound):
        calculate(stranger, version.offer.ref)
    with pytest.raises(NotFound):
        recalculate(stranger, run.ref)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (Costing((), 0, 10), "pricing.too_many_lines"),
        (Costing((CostLine(" ", CostKind.DIRECT, kroner(1)),), 0, 10), "pricing.line_text"),
        (Costing((CostLine("x", CostKind.DIRECT, Money(-1)),), 0, 10), "pricing.price_range"),
        (Costing((CostLine("x", CostKind.DIRECT, kroner(10_000_001)),), 0, 10), "pricing.price_range"),
        (Costing(COSTING.lines, 3001, 10), "pricing.overhead_range"),
        (Costing(COSTING.lines, 0, 0), "pricing.people_range"),
        (Costing(COSTING.lines, 0, 501), "pricing.people_range"),
    ],
)
def test_an_impossible_calculation_is_refused(db: None, given: Costing, code: str) -> None:
    seller = make_institution()
    offer = make_offer(seller)
    with refused(code):
        calculate(make_member(seller, "publisher"), offer.ref, given)


def test_a_price_under_the_floor_needs_the_reason_of_finance(db: None) -> None:
    seller = make_institution()
    offer = make_offer_version(make_offer(seller)).offer
    publisher, finance = make_member(seller, "publisher"), make_member(seller, "finance")
    terms = make_terms(seller.id).ref
    calculation = calculate(publisher, offer.ref)
    assert calculation.costing.floor == kroner(4200)
    for actor, reason in ((publisher, ""), (publisher, "Fordi"), (finance, " ")):
        with refused("pricing.under_floor") as said:
            set_price(actor, offer.ref, Money(419_999), terms, reason=reason)
        assert (said.value.facts["floor"], said.value.facts["cost"]) == (kroner(4200), kroner(42_000))
        assert said.value.facts["may_decide"] == (actor is finance)
    under = set_price(finance, offer.ref, Money(419_999), terms, reason="Første hold, vi prøver af.")
    assert (under.floor_reason, under.floor_by_id) == ("Første hold, vi prøver af.", finance.person_id)
    above = set_price(publisher, offer.ref, kroner(4200), terms, reason="Uden betydning")
    assert (above.floor_reason, above.floor_by_id, above.calculation_id) == ("", None, calculation.id)
    told = queries.plans_of_offer(publisher, offer.ref)
    assert [one.floor_by.id if one.floor_by else None for one in told] == [None, finance.person_id]


def test_a_participant_fee_under_the_act_has_no_floor(db: None) -> None:
    seller = make_institution()
    offer = make_offer_version(make_offer(seller)).offer
    publisher, terms = make_member(seller, "publisher"), make_terms(seller.id).ref
    calculate(publisher, offer.ref)
    fee = set_price(publisher, offer.ref, kroner(1), terms, basis="open_education")
    assert (fee.calculation_id, fee.floor_reason) == (None, "")


def test_a_run_is_counted_beside_the_plan_it_was_sold_by(db: None, clock: Clock) -> None:
    seller = make_institution()
    version = make_offer_version(make_offer(seller))
    offer = version.offer
    actor = make_member(seller, "finance")
    planned = calculate(actor, offer.ref)
    run = make_run(version, status="completed", opened_at=clock.move(hours=1))
    clock.move(hours=1)
    later = calculate(actor, offer.ref, Costing(COSTING.lines, 0, 5))
    made = recalculate(actor, run.ref, Costing(COSTING.lines, 200, 7), 30_000)
    assert (made.planned_id, made.run_id, made.income, made.no) == (planned.id, run.id, 3_000_000, 3)
    assert queries.newest_calculation(offer.id) == later, "what was counted afterwards is no floor"
    again = recalculate(actor, run.ref)
    assert queries.counted_afterwards(actor, run.ref) == again
    unplanned = make_run(make_offer_version(make_offer(seller)), status="closed")
    assert recalculate(actor, unplanned.ref).planned_id is None


@pytest.mark.parametrize("status", ["planned", "open", "running", "cancelled"])
def test_a_run_is_counted_when_it_is_over(db: None, status: str) -> None:
    seller = make_institution()
    run = make_run(make_offer_version(make_offer(seller)), status=status)
    with refused("pricing.run_not_over"):
        recalculate(make_member(seller, "finance"), run.ref)


def test_calculations_saved_at_once_get_different_numbers(fresh: str) -> None:
    seller = make_institution()
    offer = make_offer(seller)
    ref, actors = offer.ref, [make_member(seller, "publisher") for _ in range(4)]

    end_reading()
    gate = Barrier(len(actors))

    def save(actor: Any) -> int:
        gate.wait()
        try:
            return calculate(actor, ref).no
        finally:
            end_reading()

    with ThreadPoolExecutor(len(actors)) as pool:
        assert sorted(pool.map(save, actors)) == [1, 2, 3, 4]


def test_an_agreed_price_is_for_a_private_run_only(db: None) -> None:
    seller = make_institution()
    actor, terms, version = (
        make_member(seller, "publisher"),
        make_terms(seller.id),
        make_offer_version(make_offer(seller)),
    )
    lines = Agreed((AgreedLine("Forløb hos jer", 1, kroner(80_000)),), 16)
    open_to_all, private = make_run(version), make_run(version, private_to_id=make_company().id)

    def agree(run: Run) -> Any:
        with transaction():
            return planning.set_plan(
                actor,
                planning.Owner(run_ref=run.ref),
                lines,
                funding_basis="full_cost",
                terms_ref=terms.ref,
                now=clock.now(),
            )

    with refused("pricing.agreed_for_runs"):
        agree(open_to_all)
    made = agree(private)
    assert [one.plan for one in queries.plans_of_run(actor, private.ref)] == [made.plan] == [lines]
    assert queries.plans_of_run(make_member(make_institution(), "publisher"), private.ref) == []


def test_plans_are_priced_by_what_the_version_and_the_passes_say(db: None) -> None:
    version = make_offer_version(make_offer())
    offer, title = version.offer, version.title
    plans = [make_plan(offer, plan) for plan in (PerSeat(kroner(1)), Outcome(kroner(1), kroner(3)))]
    assert queries.priced_for(version.id, offer.id, plans) == [Priced(plan.plan) for plan in plans]
    by_pass, by_module = make_plan(offer, ByPass(2)), make_plan(offer, PerModule(kroner(5), kroner(1)))
    told = queries.priced_for(version.id, offer.id, [by_pass, by_module])
    assert [one.klip_price for one in told] == [None, None], "no pass opens it"
    seller = make_member(offer.institution, "publisher")
    with transaction():
        planning.put_on_sale(
            seller,
            PassForSale(kroner(900), 10, 12),
            name=title,
            offer_refs=[offer.ref],
            terms_ref=make_terms(seller.organisation_id or 0).ref,
            now=clock.now(),
        )
    assert queries.priced_for(version.id, offer.id, [by_pass])[0].net(3) == kroner(5400)
    assert [one.kind for one in queries.plans_for_sale(seller)] == ["pass"]
