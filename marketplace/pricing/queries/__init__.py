"""Reads of price plans, terms, full costs, passes, subscriptions and funding schemes."""

from __future__ import annotations

from marketplace.pricing.queries.costs import (
    calculations_of,
    counted_afterwards,
    find_calculation,
    least_klip_price,
    newest_calculation,
    newest_version_id,
    planned_for,
    plans_under_floor,
    priced_for,
)
from marketplace.pricing.queries.plans import (
    find_own_plan,
    find_terms,
    opened_by,
    opens_of,
    owner_refs_of,
    plan_in_force,
    plans_for_run,
    plans_for_runs,
    plans_for_sale,
    plans_of_offer,
    plans_of_offers,
    plans_of_run,
    plans_of_runs,
    terms_of,
)

__all__ = [
    "calculations_of",
    "counted_afterwards",
    "find_calculation",
    "find_own_plan",
    "find_terms",
    "least_klip_price",
    "newest_calculation",
    "newest_version_id",
    "opened_by",
    "opens_of",
    "owner_refs_of",
    "plan_in_force",
    "planned_for",
    "plans_for_run",
    "plans_for_runs",
    "plans_for_sale",
    "plans_of_offer",
    "plans_of_offers",
    "plans_of_run",
    "plans_of_runs",
    "plans_under_floor",
    "priced_for",
    "terms_of",
]
