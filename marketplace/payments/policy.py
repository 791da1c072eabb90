"""Who sees invoices. Which organisation is already settled by the scoped query."""

from __future__ import annotations

from marketplace.foundation.actor import Actor
from marketplace.organisations.rules import Role


def may_see_invoices(actor: Actor) -> bool:
    """The seller's finance and publishers; the buyer's administrators, bookers and approvers."""
    if actor.desk == "institution":
        return actor.has(Role.FINANCE, Role.PUBLISHER)
    return actor.desk == "company" and actor.has(Role.ADMIN, Role.BOOKER, Role.APPROVER)
