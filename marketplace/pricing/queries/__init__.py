"""Reads of price plans, terms, full costs, passes, subscriptions and funding schemes."""

from __future__ import annotations

from marketplace.pricing.queries.costs import (
    calculations_of,
    find_calculation,
    least_klip_price,
    newest_calculation,
    newest_version_id,
    plans_under_floor,
)
from marketplace.pricing.queries.plans import (
    find_own_plan,
    find_terms,
    offer_ref_of,
    opened_by,
    plan_in_force,
    plans_for_run,
    plans_for_runs,
    plans_of_offer,
    plans_of_offers,
    plans_of_runs,
    terms_of,
)

__all__ = [
    "calculations_of",
    "find_calculation",
    "find_own_plan",
    "find_terms",
    "least_klip_price",
    "newest_calculation",
    "newest_version_id",
    "offer_ref_of",
    "opened_by",
    "plan_in_force",
    "plans_for_run",
    "plans_for_runs",
    "plans_of_offer",
    "plans_of_offers",
    "plans_of_runs",
    "plans_under_floor",
    "terms_of",
]
