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
from marketplace.pricing.rules import FundingBasis, PassForSale, PlanKind, PlanStatus, Priced
from marketplace.pricing.rules.costing import is_under_floor


def newest_calculation(offer_id: int) -> CostCalculation | None:
    """The calculation that an offer's prices are held against now: the newest that was made beforehand."""
    return session.scalar(
        select(CostCalculation)
        .where(CostCalculation.offer_id == offer_id, CostCalculation.run_id.is_(None))
        .order_by(CostCalculation.no.desc())
        .limit(1)
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
