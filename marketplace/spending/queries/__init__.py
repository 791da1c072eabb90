"""Reads of budgets, promises and approvals."""

from __future__ import annotations

from marketplace.spending.queries.approvals import (
    approval_of_or_none,
    approvals,
    approvers,
    count_waiting,
    find_approval,
)
from marketplace.spending.queries.budgets import (
    DepartmentsYear,
    faults,
    given_back_of,
    limits_of,
    purse_of,
    purse_without,
    weighed,
    weighed_by_department,
    years_budgets,
)

__all__ = [
    "DepartmentsYear",
    "approval_of_or_none",
    "approvals",
    "approvers",
    "count_waiting",
    "faults",
    "find_approval",
    "given_back_of",
    "limits_of",
    "purse_of",
    "purse_without",
    "weighed",
    "weighed_by_department",
    "years_budgets",
]
