"""Who may see and keep a company's needs. Which company is settled by the scoped query."""

from __future__ import annotations

from marketplace.foundation.actor import Actor
from marketplace.organisations.rules import Role


def may_see_needs(actor: Actor) -> bool:
    """Everybody at the company's desk who sees its people; a manager without one of these roles does not."""
    return actor.desk == "company" and actor.has(Role.ADMIN, Role.BOOKER, Role.APPROVER, Role.VIEWER)


def may_keep_needs(actor: Actor) -> bool:
    """Writing a need down, changing and deleting it."""
    return actor.desk == "company" and actor.has(Role.ADMIN, Role.BOOKER)
