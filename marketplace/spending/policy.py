"""Who keeps budgets, who sees them, and who approves. Which company is already settled by the scoped query."""

from __future__ import annotations

from marketplace.foundation.actor import Actor
from marketplace.organisations.rules import Role


def may_see_budgets(actor: Actor) -> bool:
    """Everybody at the company's desk but managers."""
    return actor.desk == "company" and actor.has(Role.ADMIN, Role.BOOKER, Role.APPROVER, Role.VIEWER)


def may_keep_budgets(actor: Actor) -> bool:
    """Budgets, and the amounts above which purchases wait, are set by administrators."""
    return actor.desk == "company" and actor.person_id is not None and actor.has(Role.ADMIN)


def may_approve(actor: Actor) -> bool:
    """Purchases that wait are decided by the company's approvers; nobody decides their own (a rule, not a role)."""
    return actor.desk == "company" and actor.person_id is not None and actor.has(Role.APPROVER)
