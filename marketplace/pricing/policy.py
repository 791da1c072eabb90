"""Who sets prices and terms, and who opens a run for sale. Which institution is settled by the scoped query."""

from __future__ import annotations

from marketplace.foundation.actor import Actor
from marketplace.organisations.rules import Role


def may_price(actor: Actor) -> bool:
    """Price plans and terms are kept by those who publish or keep the accounts."""
    return actor.desk == "institution" and actor.has(Role.PUBLISHER, Role.FINANCE)


def may_open_run(actor: Actor) -> bool:
    """Sales are opened by those who publish."""
    return actor.desk == "institution" and actor.has(Role.PUBLISHER)


def may_go_under_floor(actor: Actor) -> bool:
    """A price under its full costs is let through by those who keep the accounts."""
    return actor.desk == "institution" and actor.has(Role.FINANCE)
