"""Amounts set aside for purchases: promised, spent, given back. The rooms that sell call this, as they sell."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import Conflict, NotFound, RuleBroken
from marketplace.foundation.events import announce
from marketplace.foundation.money import ZERO, Money
from marketplace.foundation.refs import new_ref
from marketplace.organisations.models import Department
from marketplace.spending import queries, rules
from marketplace.spending.events import AmountPromised, PromiseGivenBack, PromiseSpent
from marketplace.spending.models import Budget, Promise
from marketplace.spending.rules import USING, PromiseStatus, Weighed
from marketplace.spending.service.budgeting import lock_department


def weigh(actor: Actor, amount: Money, department: Department | None, *, now: datetime) -> Weighed:
    """What a purchase meets (budget, overrun, limit), with the department locked: what is said stays true until the
    transaction ends."""
    company_id = _company(actor)
    if department is not None:
        lock_department(department)
    return queries.weighed(company_id, department.id if department else None, amount, now)


def promise(
    subject_ref: str,
    actor: Actor,
    amount: Money,
    department: Department | None,
    *,
    let_go: Money | None = None,
    now: datetime,
) -> Promise | None:
    """Set the most a purchase can come to (with VAT) aside from the budget of this year; None for nothing to pay.

    Above what is left: RuleBroken "spending.over_budget". `let_go` is how far above it an approver was shown that the
    purchase goes, and lets it go; when it has become more: Conflict "spending.overrun_grown". The same subject again
    gives the promise already made, with other content Conflict "spending.promised_otherwise"; a promise of an earlier
    year that is not spent yet moves to this year.
    """
    company_id = _company(actor)
    if amount < ZERO:
        raise ValueError("a purchase promises no less than nothing")
    if not amount:
        return None
    if department is not None:
        lock_department(department)
    department_id, year = department.id if department else None, rules.year_of(now)
    earlier = _using_or_none(subject_ref)
    if earlier is not None:
        if (earlier.company_id, earlier.department_id, earlier.amount) != (company_id, department_id, amount.minor):
            raise Conflict("spending.promised_otherwise")
        if earlier.status == PromiseStatus.SPENT or rules.year_of(earlier.promised_at) == year:
            return earlier
        _give_back(earlier, now)
    purse = queries.purse_of(company_id, department_id, year)
    overrun = purse.overrun(amount)
    if let_go is not None:
        rules.check_overrun(overrun, let_go)
    elif overrun:
        raise RuleBroken("spending.over_budget", field="department", left=purse.left, over=overrun)
    budget_id = session.scalar(select(Budget.id).where(Budget.department_id == department_id, Budget.year == year))
    made = Promise(
        ref=new_ref(),
        subject_ref=subject_ref,
        company_id=company_id,
        department_id=department_id,
        budget_id=budget_id,
        amount=amount.minor,
        overrun=overrun.minor,
        status=PromiseStatus.PROMISED,
        promised_at=now,
    )
    session.add(made)
    session.flush()
    announce(AmountPromised(promise=made.ref, subject=subject_ref, amount=amount.minor, overrun=overrun.minor))
    return made


def spend(subject_ref: str, *, now: datetime) -> None:
    """A purchase is placed: what it promised is spent. Again, or for one that promised nothing: nothing changes."""
    found = _using_or_none(subject_ref)
    if found is None or found.status == PromiseStatus.SPENT:
        return
    rules.check_promise_move(found.status, PromiseStatus.SPENT)
    found.status, found.spent_at = PromiseStatus.SPENT, now
    session.flush()
    announce(PromiseSpent(promise=found.ref, subject=subject_ref))


def give_back(subject_ref: str, *, now: datetime) -> None:
    """A purchase comes to nothing: all it promised or spent can be used again. Again: nothing changes."""
    found = _using_or_none(subject_ref)
    if found is not None:
        _give_back(found, now)


def give_back_part(subject_ref: str, amount: Money, key: str, *, now: datetime) -> Promise:
    """A part of a purchase comes back (a seat cancelled, a ceiling not reached), with VAT; the rest stands.

    The same key gives the part already given back, with another amount Conflict "spending.part_otherwise". More than
    is left of the purchase: RuleBroken "spending.part_above".
    """
    whole = _using_or_none(subject_ref)
    known = session.scalar(select(Promise).where(Promise.key == key))
    if known is not None:
        if (known.subject_ref, known.amount) != (subject_ref, amount.minor):
            raise Conflict("spending.part_otherwise")
        return known
    if whole is None:
        raise NotFound
    rules.check_part(amount, Money(whole.amount), queries.given_back_of(whole.id))
    part = Promise(
        ref=new_ref(),
        subject_ref=subject_ref,
        company_id=whole.company_id,
        department_id=whole.department_id,
        budget_id=whole.budget_id,
        part_of_id=whole.id,
        key=key,
        amount=amount.minor,
        overrun=0,
        status=PromiseStatus.GIVEN_BACK,
        promised_at=whole.promised_at,
        given_back_at=now,
    )
    session.add(part)
    session.flush()
    announce(PromiseGivenBack(promise=whole.ref, subject=subject_ref, amount=amount.minor))
    return part


def _give_back(found: Promise, now: datetime) -> None:
    rules.check_promise_move(found.status, PromiseStatus.GIVEN_BACK)
    rest = Money(found.amount) - queries.given_back_of(found.id)
    found.status, found.given_back_at = PromiseStatus.GIVEN_BACK, now
    session.flush()
    announce(PromiseGivenBack(promise=found.ref, subject=found.subject_ref, amount=rest.minor))


def _using_or_none(subject_ref: str) -> Promise | None:
    """The promise that stands for a purchase, locked."""
    return session.scalar(
        select(Promise)
        .where(Promise.subject_ref == subject_ref, Promise.part_of_id.is_(None), Promise.status.in_(USING))
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _company(actor: Actor) -> int:
    if actor.desk != "company" or actor.organisation_id is None:
        raise NotFound
    return actor.organisation_id
