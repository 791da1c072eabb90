"""The kinds of price plan, how their prices are made, and their states."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from marketplace.foundation.errors import RuleBroken


class PlanKind(StrEnum):
    """The ways of pricing n seats; domain.md section 4."""

    PER_SEAT = "per_seat"
    PER_TEAM = "per_team"
    PER_ECTS = "per_ects"
    PER_MODULE = "per_module"
    SUBSCRIPTION = "subscription"
    PASS = "pass"  # noqa: S105 - a card of klip
    OUTCOME = "outcome"
    SHARED = "shared"
    AGREED = "agreed"


class FundingBasis(StrEnum):
    """How the price is made: covering all costs, or a participant fee under the act on open education."""

    FULL_COST = "full_cost"
    OPEN_EDUCATION = "open_education"


class PlanStatus(StrEnum):
    ACTIVE = "active"
    RETIRED = "retired"


PLAN_MOVES: Mapping[PlanStatus, frozenset[PlanStatus]] = {
    PlanStatus.ACTIVE: frozenset({PlanStatus.RETIRED}),
    PlanStatus.RETIRED: frozenset(),
}


class Period(StrEnum):
    """How long a subscription's price lasts."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


MONTHS: Mapping[Period, int] = {Period.MONTH: 1, Period.QUARTER: 3, Period.YEAR: 12}

COUNTED = frozenset({PlanKind.PER_ECTS, PlanKind.PER_MODULE})  # their price hangs on what a version holds

# A participant fee is for one seat on one offer; what is sold otherwise must carry its costs.
FULL_COST_ONLY = frozenset({PlanKind.SUBSCRIPTION, PlanKind.PASS, PlanKind.OUTCOME, PlanKind.SHARED, PlanKind.AGREED})


def check_funding_basis(funding_basis: str, kind: PlanKind) -> None:
    """A plan says which of the two ways its price is made; some kinds know only the first."""
    if funding_basis not in set(FundingBasis):
        raise RuleBroken("pricing.funding_basis", field="funding_basis")
    if funding_basis == FundingBasis.OPEN_EDUCATION and kind in FULL_COST_ONLY:
        raise RuleBroken("pricing.full_cost_only", field="funding_basis", kind=kind.value)
