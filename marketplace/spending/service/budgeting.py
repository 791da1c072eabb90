"""Setting budgets, and the amounts above which purchases wait for an approver."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import require
from marketplace.foundation.events import announce
from marketplace.foundation.money import Money
from marketplace.foundation.refs import new_ref
from marketplace.organisations.models import Company, Department
from marketplace.organisations.queries import find_department
from marketplace.spending import policy, queries, rules
from marketplace.spending.events import ApprovalLimitSet, BudgetSet
from marketplace.spending.models import ApprovalLimit, Budget, Promise


def set_budget(actor: Actor, department_ref: str, year: int, amount: Money | None, *, now: datetime) -> Budget | None:
    """Say what a department may spend in a year, with VAT; None: it is not limited.

    What is promised and spent in the year counts from the first day of it, also from before the budget was set. A
    budget under that is refused (RuleBroken "spending.budget_below_used"). The same amount again changes nothing.
    """
    require(policy.may_keep_budgets(actor))
    rules.check_year(year)
    department = lock_department(find_department(actor, department_ref))
    budget = session.scalar(select(Budget).where(Budget.department_id == department.id, Budget.year == year))
    if amount is None:
        if budget is not None:
            session.execute(update(Promise).where(Promise.budget_id == budget.id).values(budget_id=None))
            session.delete(budget)
            session.flush()
            announce(BudgetSet(department=department.ref, year=year, amount=-1))
        return None
    rules.check_budget(amount, queries.purse_of(department.company_id, department.id, year))
    if budget is not None and budget.amount == amount.minor:
        return budget
    if budget is None:
        budget = Budget(ref=new_ref(), company_id=department.company_id, department_id=department.id, year=year)
        session.add(budget)
    budget.amount, budget.changed_by_id, budget.changed_at = amount.minor, _person(actor), now
    session.flush()
    announce(BudgetSet(department=department.ref, year=year, amount=amount.minor))
    return budget


def set_approval_limit(actor: Actor, department_ref: str, above: Money | None, *, now: datetime) -> None:
    """Say above which amount (with VAT) a department's purchases wait for an approver; None: no limit of its own.

    Without a department: for all that have none of their own, and for purchases for no department. The same limit
    again changes nothing; purchases that wait already go on waiting.
    """
    require(policy.may_keep_budgets(actor))
    department = find_department(actor, department_ref) if department_ref else None
    if above is not None:
        rules.check_amount(above, field="above")
    company = session.scalars(
        select(Company).where(Company.id == actor.organisation_id).with_for_update(key_share=True)
    ).one()  # so that two who set a company's first limit at once leave one
    own = department.id if department else None
    limit = session.scalar(
        select(ApprovalLimit).where(
            ApprovalLimit.company_id == company.id, ApprovalLimit.department_id.is_not_distinct_from(own)
        )
    )
    if (limit.above if limit else None) == (above.minor if above is not None else None):
        return
    if above is None:
        session.delete(limit)
    else:
        if limit is None:
            limit = ApprovalLimit(company_id=company.id, department_id=own)
            session.add(limit)
        limit.above, limit.changed_by_id, limit.changed_at = above.minor, _person(actor), now
    session.flush()
    announce(
        ApprovalLimitSet(
            organisation=actor.organisation_ref,
            department=department.ref if department else "",
            above=above.minor if above is not None else -1,
        )
    )


def lock_department(department: Department) -> Department:
    """Let one at a time weigh a department's purchases: whoever promises or sets its budget locks it first.

    The department, not the budget: a department without one may get it while somebody promises. Bookings that only
    name the department do not wait.
    """
    return session.scalars(
        select(Department)
        .where(Department.id == department.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()


def _person(actor: Actor) -> int:
    if actor.person_id is None:
        raise ValueError("a budget is set by a person")
    return actor.person_id
