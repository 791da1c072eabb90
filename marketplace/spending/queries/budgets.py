"""Reads of budgets: what departments may spend in a year, and what is promised and spent of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import NotFound, require
from marketplace.foundation.money import ZERO, Money
from marketplace.organisations.models import Department
from marketplace.spending import policy, rules
from marketplace.spending.models import Approval, ApprovalLimit, Budget, Promise
from marketplace.spending.rules import USING, PromiseStatus, Purse, Weighed


@dataclass(frozen=True, slots=True)
class DepartmentsYear:
    """A department with its year and its own limit; None: purchases for no department, with the company's limit."""

    department: Department | None
    purse: Purse
    limit: Money | None


def years_budgets(actor: Actor, year: int) -> list[DepartmentsYear]:
    """Each department of the actor's company with its year, by name, then purchases for none; 3 statements."""
    if actor.desk != "company" or actor.organisation_id is None:
        raise NotFound
    require(policy.may_see_budgets(actor))
    company_id = actor.organisation_id
    used, limits = _used(company_id, year), limits_of(company_id)
    rows = session.execute(
        select(Department, Budget.amount)
        .outerjoin(Budget, and_(Budget.department_id == Department.id, Budget.year == year))
        .where(Department.company_id == company_id)
        .order_by(Department.name)
    )
    return [
        *(DepartmentsYear(one, _purse(used.get(one.id, Purse()), amount), limits.get(one.id)) for one, amount in rows),
        DepartmentsYear(None, used.get(None, Purse()), limits.get(None)),
    ]


def weighed_by_department(actor: Actor, amount: Money, now: datetime) -> list[tuple[Department | None, Weighed]]:
    """What a purchase would meet in each of the company's departments, by name, and last in none; 3 statements."""
    years = years_budgets(actor, rules.year_of(now))
    companys = years[-1].limit
    return [(one.department, rules.weigh(amount, one.purse, one.limit, companys)) for one in years]


def weighed(company_id: int, department_id: int | None, amount: Money, now: datetime) -> Weighed:
    """What a purchase meets; decided upon only with the department locked."""
    limits = limits_of(company_id)
    own = limits.get(department_id)
    return rules.weigh(amount, purse_of(company_id, department_id, rules.year_of(now)), own, limits.get(None))


def purse_of(company_id: int, department_id: int | None, year: int) -> Purse:
    """One department's year; purchases for none have no budget, so theirs is not counted."""
    if department_id is None:
        return Purse()
    budget = select(Budget.amount).where(Budget.department_id == department_id, Budget.year == year)
    return _purse(_used(company_id, year, department_id).get(department_id, Purse()), session.scalar(budget))


def purse_without(approval: Approval, now: datetime) -> Purse:
    """The year of an approval's department as it would be without its purchase: what an approver weighs it against."""
    year = rules.year_of(now)
    purse = purse_of(approval.company_id, approval.department_id, year)
    if approval.department_id is None:
        return purse
    first, after = rules.year_span(year)
    promised = session.scalar(
        select(Promise.amount).where(
            Promise.subject_ref == approval.subject_ref,
            Promise.part_of_id.is_(None),
            Promise.status == PromiseStatus.PROMISED,
            Promise.promised_at >= first,
            Promise.promised_at < after,
        )
    )
    return replace(purse, promised=purse.promised - Money(promised or 0))


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
    used = _used(company_id, year)
    budgets = session.execute(
        select(Department.id, Department.ref, Budget.amount)
        .join(Budget, Budget.department_id == Department.id)
        .where(Budget.company_id == company_id, Budget.year == year)
        .order_by(Department.id)
    )
    purses = [(ref, amount, _purse(used.get(key, Purse()), amount)) for key, ref, amount in budgets]
    return [
        f"department {ref}, {year}: {purse.used.minor} used of {amount} + {purse.overruns.minor}"
        for ref, amount, purse in purses
        if not purse.holds
    ]


def _used(company_id: int, year: int, department_id: int | None = None) -> dict[int | None, Purse]:
    """What is promised and spent in a year by department (None: for none), or by one, without the budgets.

    A promise belongs to the year it was made in, and counts also where the budget was set afterwards. What came back
    in part is taken off.
    """
    first, after = rules.year_span(year)
    back = aliased(Promise)
    parts = (
        select(back.part_of_id, func.sum(back.amount).label("amount"))
        .where(back.company_id == company_id, back.part_of_id.is_not(None))
        .group_by(back.part_of_id)
        .subquery()
    )
    wanted = (
        select(
            Promise.department_id,
            Promise.status,
            func.sum(Promise.amount - func.coalesce(parts.c.amount, 0)),
            func.sum(Promise.overrun),
        )
        .outerjoin(parts, parts.c.part_of_id == Promise.id)
        .where(
            Promise.company_id == company_id,
            Promise.part_of_id.is_(None),
            Promise.status.in_(USING),
            Promise.promised_at >= first,
            Promise.promised_at < after,
        )
        .group_by(Promise.department_id, Promise.status)
    )
    if department_id is not None:
        wanted = wanted.where(Promise.department_id == department_id)
    found: dict[int | None, Purse] = {}
    for key, status, amount, overrun in session.execute(wanted):
        so_far = found.get(key, Purse())
        sums = {PromiseStatus.PROMISED: so_far.promised, PromiseStatus.SPENT: so_far.spent}
        sums[PromiseStatus(status)] = Money(int(amount))
        found[key] = Purse(
            None, sums[PromiseStatus.PROMISED], sums[PromiseStatus.SPENT], so_far.overruns + Money(int(overrun))
        )
    return found


def _purse(used: Purse, budget: int | None) -> Purse:
    return used if budget is None else replace(used, budget=Money(budget))
