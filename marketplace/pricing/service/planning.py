"""Setting price plans and terms, and taking plans out of sale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select

from marketplace.catalogue.models import Offer, Run
from marketplace.catalogue.queries import counts_of_versions
from marketplace.catalogue.service.runs import lock_run
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import NotFound, RuleBroken, require
from marketplace.foundation.events import announce
from marketplace.foundation.money import Money
from marketplace.foundation.refs import new_ref
from marketplace.foundation.texts import Texts
from marketplace.pricing import policy, queries, rules
from marketplace.pricing.events import PlanRetired, PriceSet
from marketplace.pricing.models import CostCalculation, PlanOpens, PricePlan, Terms
from marketplace.pricing.rules import (
    Agreed,
    ByPass,
    Covered,
    Extra,
    FundingBasis,
    PassForSale,
    PerEcts,
    PerModule,
    PerSeat,
    Plan,
    PlanStatus,
    Priced,
    SubscriptionForSale,
)
from marketplace.pricing.rules.costing import is_under_floor

MAX_REASON = 400


@dataclass(frozen=True, slots=True)
class Owner:
    """What a plan belongs to: an offer, or one run of it; neither means the institution (passes and subscriptions)."""

    offer_ref: str = ""
    run_ref: str = ""


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


def set_plan(
    actor: Actor,
    owner: Owner,
    plan: Plan,
    *,
    funding_basis: str,
    terms_ref: str,
    extras: Sequence[Extra] = (),
    floor_reason: str = "",
    now: datetime,
) -> PricePlan:
    """Give an offer, or one run of it, a price plan; the one of the same kind before it is retired.

    Exactly one of the owner's refs. Bookings made before keep the price they were made with. A full-cost price under
    the floor of the offer's newest calculation is refused ("pricing.under_floor") unless somebody who may decide so
    gives a reason.
    """
    require(policy.may_price(actor))
    if bool(owner.offer_ref) == bool(owner.run_ref):
        raise ValueError("a price belongs to an offer or to a run, exactly one of them")
    if isinstance(plan, PassForSale | SubscriptionForSale | Covered):
        raise RuleBroken("pricing.not_for_seats", field="kind")
    rules.check_plan(plan)
    rules.check_extras(extras)
    rules.check_funding_basis(funding_basis, plan.kind)
    terms = queries.find_terms(actor, terms_ref)
    run = _own_run(actor, owner.run_ref) if owner.run_ref else None
    offer = _own_offer(actor, owner.offer_ref) if owner.offer_ref else None
    offer_id = run.version.offer_id if run else (offer.id if offer else 0)
    if isinstance(plan, Agreed) and (run is None or {run.private_to_id, run.version.offer.private_to_id} == {None}):
        raise RuleBroken("pricing.agreed_for_runs", field="kind")
    if isinstance(plan, ByPass) and queries.least_klip_price(offer_id) is None:
        raise RuleBroken("pricing.no_pass_opens", field="kind")
    _check_countable(plan, offer_id, run)
    calculation = queries.newest_calculation(offer_id) if funding_basis == FundingBasis.FULL_COST else None
    reason = _check_floor(actor, plan, calculation, offer_id, floor_reason)
    _retire(PricePlan.run_id == run.id if run else PricePlan.offer_id == offer_id, plan.kind.value, now)
    made = PricePlan(
        ref=new_ref(),
        offer_id=offer.id if offer else None,
        run_id=run.id if run else None,
        kind=plan.kind.value,
        funding_basis=funding_basis,
        figures=rules.frozen_plan(plan),
        extras=[[one.text_da, one.text_en, one.amount.minor, one.vat_basis, one.vat_reason] for one in extras],
        terms_id=terms.id,
        terms=terms,
        calculation_id=calculation.id if calculation else None,
        floor_reason=reason,
        floor_by_id=actor.person_id if reason else None,
        status=PlanStatus.ACTIVE,
        created_at=now,
    )
    session.add(made)
    session.flush()
    its_offer = offer.ref if offer else (run.version.offer.ref if run else "")
    announce(PriceSet(offer=its_offer, run=run.ref if run else "", plan=made.ref))
    return made


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
    """The plain plan: the same price for each seat, net of VAT."""
    return set_plan(
        actor,
        Owner(offer_ref, run_ref),
        PerSeat(seat_price),
        funding_basis=funding_basis,
        terms_ref=terms_ref,
        now=now,
    )


def put_on_sale(
    actor: Actor,
    plan: PassForSale | SubscriptionForSale,
    *,
    name: Texts,
    offer_refs: Sequence[str],
    terms_ref: str,
    now: datetime,
) -> PricePlan:
    """Sell a pass or a subscription of the institution: it lists the institution's own offers that it opens."""
    require(policy.may_price(actor))
    rules.check_plan(plan)
    if not name or max(len(name.da), len(name.en)) > 120:
        raise RuleBroken("pricing.plan_name", field="name")
    terms = queries.find_terms(actor, terms_ref)
    offers = session.scalars(
        select(Offer).where(
            Offer.institution_id == actor.organisation_id, Offer.private_to_id.is_(None), Offer.ref.in_(offer_refs)
        )
    ).all()
    if not offers or len(offers) != len(set(offer_refs)):
        raise RuleBroken("pricing.opens_nothing", field="offers")
    made = PricePlan(
        ref=new_ref(),
        institution_id=actor.organisation_id,
        name=name,
        kind=plan.kind.value,
        funding_basis=FundingBasis.FULL_COST,
        figures=rules.frozen_plan(plan),
        extras=[],
        terms_id=terms.id,
        terms=terms,
        status=PlanStatus.ACTIVE,
        created_at=now,
    )
    session.add(made)
    session.flush()
    session.add_all(PlanOpens(plan_id=made.id, offer_id=offer.id) for offer in offers)
    session.flush()
    announce(PriceSet(offer="", run="", plan=made.ref))
    return made


def retire_plan(actor: Actor, plan_ref: str, *, now: datetime) -> PricePlan:
    """Take a plan out of sale. What was bought by it stays bought; doing it again changes nothing."""
    require(policy.may_price(actor))
    plan = queries.find_own_plan(actor, plan_ref)
    if plan.status == PlanStatus.RETIRED:
        return plan
    plan.status = PlanStatus.RETIRED
    plan.retired_at = now
    session.flush()
    announce(PlanRetired(offer=queries.owner_refs_of(plan)[0], plan=plan.ref))
    return plan


def _retire(owner: ColumnElement[bool], kind: str, now: datetime) -> None:
    earlier = select(PricePlan).where(owner, PricePlan.kind == kind, PricePlan.status == PlanStatus.ACTIVE)
    for plan in session.scalars(earlier):
        plan.status = PlanStatus.RETIRED
        plan.retired_at = now
    session.flush()


def _check_countable(plan: Plan, offer_id: int, run: Run | None) -> None:
    """A price per ECTS credit or module needs a version that states them: the run's, or the offer's newest."""
    if isinstance(plan, PerEcts | PerModule):
        version_id = run.version_id if run else queries.newest_version_id(offer_id)
        counts = counts_of_versions([version_id])[version_id]
        Priced(plan, counts.ects_tenths, counts.modules).net(1)


def _check_floor(
    actor: Actor, plan: Plan, calculation: CostCalculation | None, offer_id: int, floor_reason: str
) -> str:
    """The reason to keep: none where the price covers its costs, or where nobody has calculated them yet."""
    if calculation is None:
        return ""
    counts = counts_of_versions([queries.newest_version_id(offer_id)])
    version = next(iter(counts.values()))
    priced = Priced(plan, version.ects_tenths, version.modules, queries.least_klip_price(offer_id))
    costing = calculation.costing
    if not is_under_floor(costing, priced):
        return ""
    reason = floor_reason.strip()
    if not reason or not policy.may_go_under_floor(actor):
        raise RuleBroken(
            "pricing.under_floor",
            field="floor_reason",
            floor=costing.floor,
            expected=costing.expected,
            cost=costing.cost(costing.expected),
            may_decide=policy.may_go_under_floor(actor),
        )
    if len(reason) > MAX_REASON:
        raise RuleBroken("pricing.reason_long", field="floor_reason", most=MAX_REASON)
    return reason


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
