"""Reads of budgets: what departments may spend in a year, and what is promised and spent of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import NotFound, require
from marketplace.foundation.money import ZERO, Money
from marketplace.organisations.models import Department
from marketplace.organisations.queries import departments
from marketplace.spending import policy, rules
from marketplace.spending.models import ApprovalLimit, Budget, Promise
from marketplace.spending.rules import USING, PromiseStatus, Purse, Weighed


@dataclass(frozen=True, slots=True)
class DepartmentsYear:
    """A department (None: purchases for none) with its year; `limit` is its own, None where the company's holds."""

    department: Department | None
    purse: Purse
    limit: Money | None


def years_budgets(actor: Actor, year: int) -> list[DepartmentsYear]:
    """Each department of the actor's company with its year, by name, then purchases for none; 5 statements."""
    company_id = _company(actor)
    purses, limits = purses_of(company_id, year), limits_of(company_id)
    every: list[Department | None] = [*departments(actor), None]
    return [
        DepartmentsYear(one, purses.get(key, Purse()), limits.get(key))
        for one in every
        for key in [one.id if one else None]
    ]


def weighed_by_department(actor: Actor, amount: Money, now: datetime) -> dict[int | None, Weighed]:
    """What a purchase would meet in each department with a budget, purchases or a limit, and at None; 4 statements.

    A department that is not named meets the company's limit only.
    """
    company_id = _company(actor)
    purses, limits = purses_of(company_id, rules.year_of(now)), limits_of(company_id)
    return {
        key: rules.weigh(amount, purses.get(key, Purse()), limits.get(key), limits.get(None))
        for key in {*purses, *limits, None}
    }


def weighed(company_id: int, department_id: int | None, amount: Money, now: datetime) -> Weighed:
    """What a purchase meets; decided upon only with the department locked."""
    limits = limits_of(company_id)
    own = limits.get(department_id)
    return rules.weigh(amount, purse_of(company_id, department_id, rules.year_of(now)), own, limits.get(None))


def purse_of(company_id: int, department_id: int | None, year: int) -> Purse:
    """One department's year; purchases for none have no budget."""
    return purses_of(company_id, year, department_id).get(department_id, Purse())


def purses_of(company_id: int, year: int, department_id: int | None = None) -> dict[int | None, Purse]:
    """The years of a company's departments by id (None: purchases for none), or of one; 3 statements.

    A promise belongs to the year it was made in, and counts also where the budget was set afterwards.
    """
    only = () if department_id is None else (Promise.department_id == department_id,)
    budgets = select(Budget.department_id, Budget.amount).where(Budget.company_id == company_id, Budget.year == year)
    if department_id is not None:
        budgets = budgets.where(Budget.department_id == department_id)
    amounts = {key: Money(amount) for key, amount in session.execute(budgets)}
    first, after = rules.year_span(year)
    using = (
        Promise.company_id == company_id,
        Promise.part_of_id.is_(None),
        Promise.status.in_(USING),
        Promise.promised_at >= first,
        Promise.promised_at < after,
        *only,
    )
    sums: dict[tuple[int | None, str], int] = {}
    overruns: dict[int | None, int] = {}
    for key, status, amount, overrun in session.execute(
        select(Promise.department_id, Promise.status, func.sum(Promise.amount), func.sum(Promise.overrun))
        .where(*using)
        .group_by(Promise.department_id, Promise.status)
    ):
        sums[key, status] = int(amount)
        overruns[key] = overruns.get(key, 0) + int(overrun)
    for key, status, amount in _parts(using):
        sums[key, status] -= amount
    return {
        key: Purse(
            amounts.get(key) if key is not None else None,
            Money(sums.get((key, PromiseStatus.PROMISED), 0)),
            Money(sums.get((key, PromiseStatus.SPENT), 0)),
            Money(overruns.get(key, 0)),
        )
        for key in {*amounts, *overruns}
    }


def _parts(using: tuple[ColumnElement[bool], ...]) -> list[tuple[int | None, str, int]]:
    """What came back in part of purchases that stand, by department and status."""
    part = aliased(Promise)
    found = session.execute(
        select(Promise.department_id, Promise.status, func.sum(part.amount))
        .join(part, part.part_of_id == Promise.id)
        .where(*using)
        .group_by(Promise.department_id, Promise.status)
    )
    return [(key, status, int(amount)) for key, status, amount in found]


def limits_of(company_id: int) -> Mapping[int | None, Money]:
    """Above which amounts purchases wait, by department; at None for all others."""
    found = select(ApprovalLimit.department_id, ApprovalLimit.above).where(ApprovalLimit.company_id == company_id)
    return {key: Money(above) for key, above in session.execute(found)}


def given_back_of(promise_id: int) -> Money:
    """How much of a promise has come back in parts."""
    back = session.scalar(select(func.sum(Promise.amount)).where(Promise.part_of_id == promise_id))
    return Money(int(back)) if back else ZERO


def faults(company_id: int, year: int) -> list[str]:
    """What does not add up in a company's year: departments whose purchases are above budget and approved overruns."""
    refs = dict(session.execute(select(Department.id, Department.ref).where(Department.company_id == company_id)).all())
    return [
        f"department {refs[key]}, {year}: {purse.used.minor} used of {purse.budget.minor if purse.budget else 0}"
        f" + {purse.overruns.minor}"
        for key, purse in sorted(purses_of(company_id, year).items(), key=lambda one: one[0] or 0)
        if key is not None and not purse.holds
    ]


def _company(actor: Actor) -> int:
    if actor.desk != "company" or actor.organisation_id is None:
        raise NotFound
    require(policy.may_see_budgets(actor))
    return actor.organisation_id
