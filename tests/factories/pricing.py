"""Terms and price plans for tests."""

from __future__ import annotations

from typing import Any

from marketplace.catalogue.models import Offer, OfferVersion, Run
from marketplace.foundation import clock
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.money import Money, kroner
from marketplace.foundation.refs import new_ref
from marketplace.foundation.texts import Texts
from marketplace.organisations.models import Employee
from marketplace.pricing.models import FundingScheme, PassEntry, PlanOpens, PricePlan, Subscription, Terms
from marketplace.pricing.queries.for_sale import pass_quote, subscription_quote
from marketplace.pricing.rules import PassForSale, PerSeat, Plan, SubscriptionForSale, frozen_plan
from marketplace.pricing.service.passing import buy_pass
from marketplace.pricing.service.subscribing import subscribe
from tests.factories import within
from tests.factories.catalogue import make_offer, make_offer_version, make_run, make_vat_decision

PRICE = kroner(9800)
LADDER = [[30, 0], [14, 50], [0, 100]]


def make_terms(institution_id: int, **over: Any) -> Terms:
    """Free until 30 days before, half until 14 days, then all; names until 7 days before."""
    with within():
        facts: dict[str, Any] = {
            "ref": new_ref(),
            "name": Texts("Almindelige vilkår", "Ordinary terms"),
            "ladder": LADDER,
            "naming_days": 7,
            "created_at": clock.now(),
        }
        made = Terms(institution_id=institution_id, **{**facts, **over})
        session.add(made)
    return made


def make_plan(owner: Offer | Run, price: Money | Plan = PRICE, *, terms: Terms | None = None, **over: Any) -> PricePlan:
    """A price per seat (or another plan) of an offer or a run."""
    plan = PerSeat(price) if isinstance(price, Money) else price
    with within():
        terms = terms or make_terms(owner.institution_id)
        facts: dict[str, Any] = {
            "ref": new_ref(),
            "kind": plan.kind.value,
            "figures": frozen_plan(plan),
            "extras": [],
            "funding_basis": "full_cost",
            "status": "active",
            "created_at": clock.now(),
            "run_id" if isinstance(owner, Run) else "offer_id": owner.id,
        }
        made = PricePlan(terms_id=terms.id, terms=terms, **{**facts, **over})
        session.add(made)
    return made


def make_priced_run(
    capacity: int = 12,
    price: Money | Plan = PRICE,
    *,
    basis: str = "exempt",
    version: OfferVersion | None = None,
    terms: Terms | None = None,
    **over: Any,
) -> tuple[Run, PricePlan]:
    """An open run of a published offer with a VAT decision and a price: ready to be booked."""
    with within():
        version = version or make_offer_version(make_offer())
        offer = session.get_one(Offer, version.offer_id)
        make_vat_decision(offer, basis)
        plan = make_plan(offer, price, terms=terms)
        run = make_run(version, capacity=capacity, **over)
    return run, plan


def make_for_sale(
    *offers: Offer, plan: PassForSale | SubscriptionForSale | None = None, terms: Terms | None = None, **over: Any
) -> PricePlan:
    """A pass (10 klip of 500 kr., for 12 months) or a subscription that opens these offers of one institution."""
    plan = plan or PassForSale(kroner(500), 10, 12)
    institution_id = offers[0].institution_id
    with within():
        terms = terms or make_terms(institution_id)
        facts: dict[str, Any] = {
            "ref": new_ref(),
            "institution_id": institution_id,
            "name": Texts("Nanobanken", "The nano bank"),
            "kind": plan.kind.value,
            "figures": frozen_plan(plan),
            "extras": [],
            "funding_basis": "full_cost",
            "status": "active",
            "created_at": clock.now(),
        }
        made = PricePlan(terms_id=terms.id, terms=terms, **{**facts, **over})
        session.add(made)
        session.flush()
        session.add_all(PlanOpens(plan_id=made.id, offer_id=offer.id) for offer in offers)
    return made


def make_pass(actor: Actor, plan: PricePlan, **over: Any) -> PassEntry:
    """Klip bought by the service."""
    with within():
        facts: dict[str, Any] = {"seen": pass_quote(plan, clock.today(clock.now())).mark, "now": clock.now(), **over}
        return buy_pass(actor, plan.ref, key=facts.pop("key", new_ref()), **facts)


def make_subscription(actor: Actor, plan: PricePlan, *employees: Employee, **over: Any) -> Subscription:
    """A subscription begun by the service."""
    with within():
        seen = subscription_quote(plan, clock.today(clock.now())).mark
        facts: dict[str, Any] = {"seen": seen, "now": clock.now(), "key": new_ref(), **over}
        return subscribe(actor, plan.ref, [one.ref for one in employees], **facts)


def make_scheme(name: str = "Kompetencefond for Opdigtede Fag", **over: Any) -> FundingScheme:
    """A funding scheme that may give 4,000 kr. for each employee."""
    with within():
        facts: dict[str, Any] = {
            "ref": new_ref(),
            "key": new_ref(),
            "name": Texts(name, f"{name} (en)"),
            "rule": Texts("Søg, før forløbet begynder.", "Apply before the course begins."),
            "percent": 100,
            "most_a_head": 4000_00,
            "source": "https://fonden.example/regler",
            "as_of": clock.today(clock.now()),
            "changed_at": clock.now(),
        }
        made = FundingScheme(**{**facts, **over})
        session.add(made)
    return made
