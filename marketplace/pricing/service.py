"""Setting prices and terms, quoting seats, and opening a run for sale."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from marketplace.catalogue.models import Offer, OfferVersion, Run, VatDecision
from marketplace.catalogue.queries import vat_of
from marketplace.catalogue.rules import RunStatus
from marketplace.catalogue.service.runs import lock_run, move_run
from marketplace.foundation.actor import Actor
from marketplace.foundation.clock import today
from marketplace.foundation.db import session
from marketplace.foundation.errors import NotFound, RuleBroken, require
from marketplace.foundation.events import announce
from marketplace.foundation.money import Money
from marketplace.foundation.refs import new_ref
from marketplace.foundation.texts import Texts
from marketplace.pricing import policy, queries, rules
from marketplace.pricing.events import PriceSet
from marketplace.pricing.models import PricePlan, Terms
from marketplace.pricing.rules import PlanStatus, Quote, SellersVat, TermsOfSale


def add_terms(actor: Actor, *, name: Texts, ladder: Sequence[Sequence[int]], naming_days: int, now: datetime) -> Terms:
    """Terms an institution can put on its prices. Terms are never changed: what was bought keeps what it says."""
    require(policy.may_price(actor))
    if not name or max(len(name.da), len(name.en)) > 120:
        raise RuleBroken("pricing.terms_name", field="name")
    rules.check_ladder(ladder)
    rules.check_naming_days(naming_days)
    terms = Terms(
        ref=new_ref(),
        institution_id=actor.organisation_id,
        name=name,
        ladder=[list(step) for step in ladder],
        naming_days=naming_days,
        created_at=now,
    )
    session.add(terms)
    session.flush()
    return terms


def set_seat_price(
    actor: Actor,
    *,
    offer_ref: str = "",
    run_ref: str = "",
    seat_price: Money,
    funding_basis: str,
    terms_ref: str,
    now: datetime,
) -> PricePlan:
    """Give an offer, or one run of it, a price per seat (net of VAT); the plan before it is retired.

    Exactly one of `offer_ref` and `run_ref`. Bookings made before keep the price they were made with.
    """
    require(policy.may_price(actor))
    if bool(offer_ref) == bool(run_ref):
        raise ValueError("a price belongs to an offer or to a run, exactly one of them")
    rules.check_seat_price(seat_price)
    rules.check_funding_basis(funding_basis)
    terms = queries.find_terms(actor, terms_ref)
    run = _own_run(actor, run_ref) if run_ref else None
    offer = _own_offer(actor, offer_ref) if offer_ref else None
    owner = PricePlan.run_id == run.id if run else PricePlan.offer_id == (offer.id if offer else None)
    for earlier in session.scalars(select(PricePlan).where(owner, PricePlan.status == PlanStatus.ACTIVE)):
        earlier.status = PlanStatus.RETIRED
        earlier.retired_at = now
    plan = PricePlan(
        ref=new_ref(),
        offer_id=offer.id if offer else None,
        run_id=run.id if run else None,
        kind="per_seat",
        funding_basis=funding_basis,
        seat_price=seat_price.minor,
        terms_id=terms.id,
        terms=terms,
        status=PlanStatus.ACTIVE,
        created_at=now,
    )
    session.add(plan)
    session.flush()
    its_offer = offer.ref if offer else (run.version.offer.ref if run else "")
    announce(PriceSet(offer=its_offer, run=run.ref if run else "", plan=plan.ref))
    return plan


def quote_for(buyer_id: int | None, run: Run, plan_ref: str, seats: int, *, now: datetime) -> Quote:
    """What n seats on a run cost a buyer now: the same for every buyer who may see the run.

    The VAT comes from the seller's decision in force today; without one nothing can be sold
    (RuleBroken "pricing.no_vat_decision"). A plan that was replaced gives the quote of its successor.
    """
    version = session.execute(
        select(OfferVersion.ref, OfferVersion.offer_id, Offer.private_to_id)
        .join(Offer, Offer.id == OfferVersion.offer_id)
        .where(OfferVersion.id == run.version_id)
    ).one()
    if {run.private_to_id, version.private_to_id} - {None, buyer_id}:
        raise NotFound
    plan = queries.plan_in_force(run, plan_ref)
    return quote_by(plan, vat_of(version.offer_id, today(now)), run, version.ref, seats, now=now)


def quote_by(
    plan: PricePlan, vat: VatDecision | None, run: Run, version_ref: str, seats: int, *, now: datetime
) -> Quote:
    """What n seats cost by a plan and a VAT decision just read: what `quote_for` says, for a page that has read them.

    The page has also seen to it that the plan holds for the run and that whoever asks may see the run.
    """
    if vat is None:
        raise RuleBroken("pricing.no_vat_decision")
    return rules.price_per_seat(
        plan_ref=plan.ref,
        plan_id=plan.id,
        run_ref=run.ref,
        version_ref=version_ref,
        funding_basis=plan.funding_basis,
        seats=seats,
        seat_price=Money(plan.seat_price),
        vat=SellersVat(vat.basis, rules.vat_percent(vat.basis, today(now)), vat.reason_text),
        terms=terms_of_sale(plan.terms),
    )


def terms_of_sale(terms: Terms) -> TermsOfSale:
    """The part of the terms that a quote freezes."""
    return TermsOfSale(tuple((days, percent) for days, percent in terms.ladder), terms.naming_days)


def open_run(actor: Actor, run_ref: str, *, now: datetime) -> Run:
    """Put a planned run on sale: its offer is published, it has a price, and its VAT is decided."""
    require(policy.may_open_run(actor))
    run = _own_run(actor, run_ref)
    if not queries.plans_for_run(run):
        raise RuleBroken("pricing.no_plan")
    if vat_of(run.version.offer_id, today(now)) is None:
        raise RuleBroken("pricing.no_vat_decision")
    move_run(run, RunStatus.OPEN, now=now)
    session.flush()
    return run


def _own_run(actor: Actor, run_ref: str) -> Run:
    owned = select(Run.id).where(Run.institution_id == actor.organisation_id, Run.ref == run_ref)
    if session.scalar(owned) is None:
        raise NotFound
    return lock_run(run_ref)


def _own_offer(actor: Actor, offer_ref: str) -> Offer:
    """The offer, locked, so that two prices set at once leave one in force."""
    offer = session.scalar(
        select(Offer)
        .where(Offer.institution_id == actor.organisation_id, Offer.ref == offer_ref)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if offer is None:
        raise NotFound
    return offer
