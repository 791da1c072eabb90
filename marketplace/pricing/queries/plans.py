"""Reads of price plans and terms. Prices are the same for all, so reads of plans in force are public."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, bindparam, or_, select
from sqlalchemy.orm import joinedload

from marketplace.catalogue.models import Offer, OfferVersion, Run
from marketplace.catalogue.rules import VersionStatus
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import Conflict, NotFound, require
from marketplace.foundation.texts import Texts
from marketplace.pricing import policy
from marketplace.pricing.models import PlanOpens, PricePlan, Terms
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
    .order_by(PricePlan.id)
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


def plans_of_offers(offer_ids: Collection[int]) -> dict[int, list[PricePlan]]:
    """The offers' own plans in force, by offer id; offers priced per run only are left out. 1 statement."""
    found: dict[int, list[PricePlan]] = {}
    for plan in session.scalars(_OF_OFFERS, {"offer_ids": list(offer_ids)}):
        found.setdefault(plan.offer_id or 0, []).append(plan)
    return found


def plans_of_runs(run_ids: Collection[int]) -> dict[int, list[PricePlan]]:
    """The runs' own plans in force, by run id; runs sold at their offer's plans are left out. 1 statement."""
    found: dict[int, list[PricePlan]] = {}
    for plan in session.scalars(_OF_RUNS, {"run_ids": list(run_ids)}):
        found.setdefault(plan.run_id or 0, []).append(plan)
    return found


def plan_in_force(run: Run, plan_ref: str) -> PricePlan:
    """The plan of this ref when it holds for the run, or the one that has taken its place.

    A buyer may come with a plan that was replaced meanwhile, by one of its kind or, where there is none, by the oldest
    in force; the mark of its quote then tells the difference.
    """
    plans = plans_for_run(run)
    for plan in plans:
        if plan.ref == plan_ref:
            return plan
    offer_id = session.scalars(select(OfferVersion.offer_id).where(OfferVersion.id == run.version_id)).one()
    once = session.scalar(
        select(PricePlan.kind).where(
            PricePlan.ref == plan_ref, (PricePlan.run_id == run.id) | (PricePlan.offer_id == offer_id)
        )
    )
    if once is None:
        raise NotFound
    if not plans:
        raise Conflict("pricing.no_plan")
    return next((plan for plan in plans if plan.kind == once), plans[0])


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
    """All plans an institution's offer has and has had, the newest first, with terms and who let it under its floor."""
    its = select(Offer.id).where(Offer.institution_id == actor.organisation_id, Offer.ref == offer_ref)
    return _history(actor, PricePlan.offer_id.in_(its))


def plans_of_run(actor: Actor, run_ref: str) -> list[PricePlan]:
    """All plans of its own that an institution's run has and has had, as `plans_of_offer`."""
    its = select(Run.id).where(Run.institution_id == actor.organisation_id, Run.ref == run_ref)
    return _history(actor, PricePlan.run_id.in_(its))


def plans_for_sale(actor: Actor) -> list[PricePlan]:
    """All passes and subscriptions the institution sells and has sold, the newest first, with terms."""
    return _history(actor, PricePlan.institution_id == actor.organisation_id)


def _history(actor: Actor, owned: ColumnElement[bool]) -> list[PricePlan]:
    require(policy.may_price(actor))
    whole = (joinedload(PricePlan.terms, innerjoin=True), joinedload(PricePlan.floor_by))
    return list(session.scalars(select(PricePlan).where(owned).order_by(PricePlan.id.desc()).options(*whole)).all())


def find_own_plan(actor: Actor, plan_ref: str) -> PricePlan:
    """A plan of the institution itself, of one of its offers, or of one of its runs; with terms."""
    require(policy.may_price(actor))
    found = session.scalar(
        select(PricePlan)
        .outerjoin(Offer, Offer.id == PricePlan.offer_id)
        .outerjoin(Run, Run.id == PricePlan.run_id)
        .where(
            PricePlan.ref == plan_ref,
            or_(
                PricePlan.institution_id == actor.organisation_id,
                Offer.institution_id == actor.organisation_id,
                Run.institution_id == actor.organisation_id,
            ),
        )
        .options(joinedload(PricePlan.terms, innerjoin=True))
    )
    if found is None:
        raise NotFound
    return found


def owner_refs_of(plan: PricePlan) -> tuple[str, str]:
    """The refs of the offer and the run a plan is for: no run for an offer's, neither for a pass or subscription."""
    if plan.run_id is not None:
        both = (
            select(Offer.ref, Run.ref)
            .join(OfferVersion, OfferVersion.offer_id == Offer.id)
            .join(Run, Run.version_id == OfferVersion.id)
            .where(Run.id == plan.run_id)
        )
        offer_ref, run_ref = session.execute(both).one()
        return offer_ref, run_ref
    return session.scalar(select(Offer.ref).where(Offer.id == plan.offer_id)) or "", ""


def opens_of(plan_ids: Collection[int]) -> dict[int, list[int]]:
    """The ids of all offers that passes and subscriptions open, by plan id; 1 statement."""
    found: dict[int, list[int]] = {plan_id: [] for plan_id in plan_ids}
    rows = select(PlanOpens.plan_id, PlanOpens.offer_id).where(PlanOpens.plan_id.in_(sorted(found)))
    for plan_id, offer_id in session.execute(rows.order_by(PlanOpens.offer_id)):
        found[plan_id].append(offer_id)
    return found


def opened_by(plan_ids: Collection[int]) -> dict[int, list[tuple[str, Texts]]]:
    """The offers that passes and subscriptions open, by plan id: ref and title of the published version."""
    rows = session.execute(
        select(PlanOpens.plan_id, Offer.ref, OfferVersion.title)
        .join(Offer, Offer.id == PlanOpens.offer_id)
        .join(OfferVersion, (OfferVersion.offer_id == Offer.id) & (OfferVersion.status == VersionStatus.PUBLISHED))
        .where(PlanOpens.plan_id.in_(sorted(set(plan_ids))))
        .order_by(OfferVersion.title)
    )
    found: dict[int, list[tuple[str, Texts]]] = {}
    for plan_id, ref, title in rows:
        found.setdefault(plan_id, []).append((ref, title))
    return found
