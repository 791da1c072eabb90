"""What passes and subscriptions take of a department's budget.

A pass is spent as it is bought. A subscription promises the period that runs, by who is on it, and spends what it came
to; the periods that follow were agreed to with it, so they go above a budget rather than unpaid. Neither waits for an
approver: what would have to is refused.
"""

from __future__ import annotations

from datetime import datetime

from marketplace.foundation.actor import Actor
from marketplace.foundation.errors import Conflict, RuleBroken
from marketplace.foundation.money import ZERO, Money
from marketplace.organisations.models import Department
from marketplace.spending.service.promising import give_back, promise, spend, weigh


def check_affordable(actor: Actor, amount: Money, department: Department | None, *, now: datetime) -> None:
    """Refuse what is above what is left of the budget, or above the amount that needs an approver.

    RuleBroken "pricing.needs_approver". The department stays locked until the transaction ends.
    """
    if amount > ZERO and weigh(actor, amount, department, now=now).waits:
        raise RuleBroken("pricing.needs_approver", field="department")


def spend_at_once(
    actor: Actor, subject_ref: str, amount: Money, department: Department | None, *, now: datetime
) -> None:
    """Take a purchase that has been weighed out of the budget."""
    promise(subject_ref, actor, amount, department, now=now)
    spend(subject_ref, now=now)


def promise_anew(
    buyer_id: int, subject_ref: str, amount: Money, department: Department | None, *, now: datetime
) -> None:
    """What a period is going to cost, when that is another amount now. Nothing to pay gives back what was promised."""
    buyer = Actor(organisation_id=buyer_id, desk="company")
    try:
        promised = promise(subject_ref, buyer, amount, department, let_go=amount, now=now)
    except Conflict:  # another amount
        promised = None
    if promised is None:
        give_back(subject_ref, now=now)
        promise(subject_ref, buyer, amount, department, let_go=amount, now=now)
