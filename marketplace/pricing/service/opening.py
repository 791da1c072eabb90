"""Opening a run for sale."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from marketplace.catalogue.models import Run
from marketplace.catalogue.queries import vat_of
from marketplace.catalogue.rules import RunStatus
from marketplace.catalogue.service.runs import lock_run, move_run
from marketplace.foundation.actor import Actor
from marketplace.foundation.clock import today
from marketplace.foundation.db import session
from marketplace.foundation.errors import NotFound, RuleBroken, require
from marketplace.pricing import policy, queries


def open_run(actor: Actor, run_ref: str, *, now: datetime) -> Run:
    """Put a planned run on sale: its offer is published, its VAT is decided, and it has a price that covers its costs.

    A full-cost plan set before the offer's costs were last calculated is held against that calculation now: at least
    one plan must stand above the floor, or have been let through with a reason ("pricing.under_floor").
    """
    require(policy.may_open_run(actor))
    owned = select(Run.id).where(Run.institution_id == actor.organisation_id, Run.ref == run_ref)
    if session.scalar(owned) is None:
        raise NotFound
    run = lock_run(run_ref)
    plans = queries.plans_for_run(run)
    if not plans:
        raise RuleBroken("pricing.no_plan")
    if vat_of(run.version.offer_id, today(now)) is None:
        raise RuleBroken("pricing.no_vat_decision")
    under = queries.plans_under_floor(run, plans)
    if len(under) == len(plans):
        costing = under[0].costing
        raise RuleBroken(
            "pricing.run_under_floor",
            floor=costing.floor,
            expected=costing.expected,
            cost=costing.cost(costing.expected),
        )
    move_run(run, RunStatus.OPEN, now=now)
    session.flush()
    return run
