"""Calculating the full costs of an offer beforehand, and those of a run afterwards."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from marketplace.catalogue.models import Offer, OfferVersion, Run
from marketplace.catalogue.rules import RunStatus
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import NotAllowed, NotFound, RuleBroken, require
from marketplace.foundation.events import announce
from marketplace.foundation.money import Money
from marketplace.foundation.refs import new_ref
from marketplace.pricing import policy, queries
from marketplace.pricing.events import CostsCalculated, CostsCounted
from marketplace.pricing.models import CostCalculation
from marketplace.pricing.rules.allowed import check_price
from marketplace.pricing.rules.costing import Costing, check_costing, frozen_costing

HELD = frozenset({RunStatus.COMPLETED, RunStatus.GRADED, RunStatus.CLOSED})


def calculate(actor: Actor, offer_ref: str, costing: Costing, *, now: datetime) -> CostCalculation:
    """Keep what a run of an offer must cost; full-cost prices set from now on are held against it.

    A calculation is never changed: another one gets the offer's next number and takes its place.
    """
    check_costing(costing)
    return _add(actor, offer_ref, costing, now=now)


def recalculate(actor: Actor, run_ref: str, costing: Costing, income: Money, *, now: datetime) -> CostCalculation:
    """Keep what a run came to when it was over: its real costs and participants (`costing.expected`) and its income,
    net of VAT, beside the calculation it was sold by. RuleBroken "pricing.run_not_over" before the run is over.
    """
    check_costing(costing)
    check_price(income, "income")
    run = session.execute(
        select(Run.id, Run.status, Offer.ref)
        .join(OfferVersion, OfferVersion.id == Run.version_id)
        .join(Offer, Offer.id == OfferVersion.offer_id)
        .where(Run.institution_id == actor.organisation_id, Run.ref == run_ref)
    ).one_or_none()
    if run is None:
        raise NotFound
    if run.status not in HELD:
        raise RuleBroken("pricing.run_not_over")
    return _add(actor, run.ref, costing, run_id=run.id, run_ref=run_ref, income=income, now=now)


def _add(
    actor: Actor,
    offer_ref: str,
    costing: Costing,
    *,
    run_id: int | None = None,
    run_ref: str = "",
    income: Money | None = None,
    now: datetime,
) -> CostCalculation:
    """One more row of the offer, with the next number; the offer is locked, so that no two get the same."""
    require(policy.may_price(actor))
    if actor.person_id is None:
        raise NotAllowed
    offer = session.scalar(
        select(Offer).where(Offer.institution_id == actor.organisation_id, Offer.ref == offer_ref).with_for_update()
    )
    if offer is None:
        raise NotFound
    last = session.scalar(select(func.max(CostCalculation.no)).where(CostCalculation.offer_id == offer.id)) or 0
    planned = queries.planned_for(run_id) if run_id else None
    made = CostCalculation(
        ref=new_ref(),
        offer_id=offer.id,
        no=last + 1,
        run_id=run_id,
        planned_id=planned.id if planned else None,
        figures=frozen_costing(costing),
        income=income.minor if income is not None else None,
        author_id=actor.person_id,
        created_at=now,
    )
    session.add(made)
    session.flush()
    if run_id:
        announce(CostsCounted(offer=offer_ref, run=run_ref, calculation=made.ref))
    else:
        announce(CostsCalculated(offer=offer_ref, calculation=made.ref, no=made.no))
    return made
