"""Reads of price plans and terms. Prices are the same for all, so reads of plans in force are public."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import joinedload

from marketplace.catalogue.models import Offer, OfferVersion, Run
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import Conflict, NotFound, require
from marketplace.pricing import policy
from marketplace.pricing.models import PricePlan, Terms
from marketplace.pricing.rules import PlanStatus

# Built once, as every list and every offer asks them: building a statement takes longer than running it.
_PLANS = (
    select(Run.id, PricePlan)
    .join(OfferVersion, OfferVersion.id == Run.version_id)
    .join(PricePlan, or_(PricePlan.run_id == Run.id, PricePlan.offer_id == OfferVersion.offer_id))
    .where(Run.id.in_(bindparam("run_ids")), PricePlan.status == PlanStatus.ACTIVE)
    .order_by(PricePlan.id)
    .options(joinedload(PricePlan.terms, innerjoin=True))
)
_OF_OFFERS = (
    select(PricePlan)
    .where(PricePlan.offer_id.in_(bindparam("offer_ids")), PricePlan.status == PlanStatus.ACTIVE)
    .order_by(PricePlan.id)
)
_OF_RUNS = (
    select(PricePlan)
    .where(PricePlan.run_id.in_(bindparam("run_ids")), PricePlan.status == PlanStatus.ACTIVE)
    .order_by(PricePlan.id.desc())
)


def plans_for_runs(runs: Sequence[Run]) -> dict[int, list[PricePlan]]:
    """Per run id the plans in force: the run's own when it has any, else its offer's. Terms are loaded. 1 statement."""
    if not runs:
        return {}
    found: dict[int, list[PricePlan]] = {run.id: [] for run in runs}
    for run_id, plan in session.execute(_PLANS, {"run_ids": list(found)}):
        found[run_id].append(plan)
    return {run_id: [plan for plan in plans if plan.run_id] or plans for run_id, plans in found.items()}


def plans_for_run(run: Run) -> list[PricePlan]:
    """The plans in force for a run: its own when it has any, else its offer's. Terms are loaded."""
    return plans_for_runs([run])[run.id]


def prices_of_offers(offer_ids: Collection[int]) -> dict[int, PricePlan]:
    """The offer's own plan in force, per offer id; offers priced per run only are left out."""
    plans = session.scalars(_OF_OFFERS, {"offer_ids": list(offer_ids)})
    return {plan.offer_id: plan for plan in plans if plan.offer_id is not None}


def prices_of_runs(run_ids: Collection[int]) -> dict[int, PricePlan]:
    """A run's own plan in force, per run id; runs sold at their offer's price are left out."""
    plans = session.scalars(_OF_RUNS, {"run_ids": list(run_ids)})
    return {plan.run_id: plan for plan in plans if plan.run_id is not None}


def plan_in_force(run: Run, plan_ref: str) -> PricePlan:
    """The plan of this ref when it holds for the run, or the one that has taken its place.

    A buyer may come with a plan that was replaced meanwhile; the mark of its quote then tells the difference.
    """
    plans = plans_for_run(run)
    for plan in plans:
        if plan.ref == plan_ref:
            return plan
    offer_id = session.scalars(select(OfferVersion.offer_id).where(OfferVersion.id == run.version_id)).one()
    once = session.scalar(
        select(PricePlan.id).where(
            PricePlan.ref == plan_ref, (PricePlan.run_id == run.id) | (PricePlan.offer_id == offer_id)
        )
    )
    if once is None:
        raise NotFound
    if not plans:
        raise Conflict("pricing.no_plan")
    return plans[0]


def find_terms(actor: Actor, ref: str) -> Terms:
    """One of the institution's own terms."""
    found = session.scalar(select(Terms).where(Terms.institution_id == actor.organisation_id, Terms.ref == ref))
    if actor.desk != "institution" or found is None:
        raise NotFound
    return found


def terms_of(actor: Actor) -> list[Terms]:
    """All terms of the institution, the newest first."""
    require(actor.desk == "institution")
    return list(
        session.scalars(
            select(Terms).where(Terms.institution_id == actor.organisation_id).order_by(Terms.id.desc())
        ).all()
    )


def plans_of_offer(actor: Actor, offer_ref: str) -> list[PricePlan]:
    """All plans an institution's offer has and has had, the newest first, with terms."""
    require(policy.may_price(actor))
    return list(
        session.scalars(
            select(PricePlan)
            .join(Offer, Offer.id == PricePlan.offer_id)
            .where(Offer.institution_id == actor.organisation_id, Offer.ref == offer_ref)
            .order_by(PricePlan.id.desc())
            .options(joinedload(PricePlan.terms))
        ).all()
    )
