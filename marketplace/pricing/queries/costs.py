"""Reads of full-cost calculations."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace.catalogue.models import Offer, OfferVersion, Run
from marketplace.catalogue.queries import counts_of_versions
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import NotFound, require
from marketplace.foundation.money import Money
from marketplace.pricing import policy
from marketplace.pricing.models import CostCalculation, PlanOpens, PricePlan
from marketplace.pricing.rules import COUNTED, FundingBasis, PassForSale, PlanKind, PlanStatus, Priced
from marketplace.pricing.rules.costing import is_under_floor


def newest_calculation(offer_id: int) -> CostCalculation | None:
    """The calculation that an offer's prices are held against now: the newest that was made beforehand."""
    return session.scalar(
        select(CostCalculation)
        .where(CostCalculation.offer_id == offer_id, CostCalculation.run_id.is_(None))
        .order_by(CostCalculation.no.desc())
        .limit(1)
    )


def planned_for(run_id: int) -> CostCalculation | None:
    """The calculation a run was sold by: the newest made beforehand when it opened, else the first of its offer."""
    offer_id, opened_at = session.execute(
        select(OfferVersion.offer_id, Run.opened_at)
        .join(OfferVersion, OfferVersion.id == Run.version_id)
        .where(Run.id == run_id)
    ).one()
    made = select(CostCalculation).where(CostCalculation.offer_id == offer_id, CostCalculation.run_id.is_(None))
    if opened_at is not None:
        by_then = made.where(CostCalculation.created_at <= opened_at)
        found = session.scalar(by_then.order_by(CostCalculation.no.desc()).limit(1))
        if found is not None:
            return found
    return session.scalar(made.order_by(CostCalculation.no).limit(1))


def counted_afterwards(actor: Actor, run_ref: str) -> CostCalculation | None:
    """What a run came to, as last counted, with its author and the plan it stands beside."""
    require(policy.may_price(actor))
    return session.scalar(
        select(CostCalculation)
        .join(Run, Run.id == CostCalculation.run_id)
        .where(Run.institution_id == actor.organisation_id, Run.ref == run_ref)
        .order_by(CostCalculation.no.desc())
        .limit(1)
        .options(joinedload(CostCalculation.author), joinedload(CostCalculation.planned))
    )


def calculations_of(actor: Actor, offer_ref: str) -> list[CostCalculation]:
    """All calculations of an institution's offer, the newest first, with their authors."""
    require(policy.may_price(actor))
    return list(
        session.scalars(
            select(CostCalculation)
            .join(CostCalculation.offer)
            .where(Offer.institution_id == actor.organisation_id, Offer.ref == offer_ref)
            .order_by(CostCalculation.no.desc())
            .options(joinedload(CostCalculation.author), joinedload(CostCalculation.planned))
        ).all()
    )


def find_calculation(actor: Actor, ref: str) -> CostCalculation:
    """One of the institution's own calculations, with its author and the plan it stands beside."""
    require(policy.may_price(actor))
    found = session.scalar(
        select(CostCalculation)
        .join(CostCalculation.offer)
        .where(Offer.institution_id == actor.organisation_id, CostCalculation.ref == ref)
        .options(joinedload(CostCalculation.author), joinedload(CostCalculation.planned))
    )
    if found is None:
        raise NotFound
    return found


def newest_version_id(offer_id: int) -> int:
    """The newest version of an offer, whatever its state: what a price set now is for."""
    return session.scalars(
        select(OfferVersion.id).where(OfferVersion.offer_id == offer_id).order_by(OfferVersion.no.desc()).limit(1)
    ).one()


def least_klip_price(offer_id: int) -> Money | None:
    """What a klip that can pay for this offer is sold for now, at the least; None where no pass opens it."""
    plans = session.scalars(
        select(PricePlan)
        .join(PlanOpens, PlanOpens.plan_id == PricePlan.id)
        .where(PlanOpens.offer_id == offer_id, PricePlan.kind == PlanKind.PASS, PricePlan.status == PlanStatus.ACTIVE)
    )
    prices = [plan.klip_price for row in plans if isinstance(plan := row.plan, PassForSale)]
    return min(prices, default=None)


def priced_for(version_id: int, offer_id: int, plans: Sequence[PricePlan]) -> list[Priced]:
    """The plans with what their prices hang on in a version of an offer, in the same order; up to 2 statements."""
    kinds = {row.kind for row in plans}
    counts = counts_of_versions([version_id])[version_id] if kinds & COUNTED else None
    klip_price = least_klip_price(offer_id) if PlanKind.PASS in kinds else None
    ects_tenths, modules = (counts.ects_tenths, counts.modules) if counts else (None, 0)
    return [Priced(row.plan, ects_tenths, modules, klip_price) for row in plans]


def plans_under_floor(run: Run, plans: Sequence[PricePlan]) -> list[CostCalculation]:
    """For each full-cost plan that brings in less than the newest calculation says, without a reason given: that
    calculation."""
    offer_id = run.version.offer_id
    calculation = newest_calculation(offer_id)
    if calculation is None:
        return []
    counts = counts_of_versions([run.version_id])[run.version_id]
    klip_price = least_klip_price(offer_id)
    return [
        calculation
        for row in plans
        if row.funding_basis == FundingBasis.FULL_COST
        and not row.floor_reason
        and is_under_floor(calculation.costing, Priced(row.plan, counts.ects_tenths, counts.modules, klip_price))
    ]
