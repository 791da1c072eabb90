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


def may_buy(actor: Actor) -> bool:
    """Passes and subscriptions are bought and changed by those who book for a company."""
    return actor.desk == "company" and actor.person_id is not None and actor.has(Role.BOOKER, Role.ADMIN)


def may_see_purchases(actor: Actor) -> bool:
    """Passes and subscriptions are seen by everybody at the company's desk but managers."""
    return actor.desk == "company" and actor.has(Role.ADMIN, Role.BOOKER, Role.APPROVER, Role.VIEWER)


def may_keep_schemes(actor: Actor) -> bool:
    """Funding schemes are the operator's to look up and keep."""
    return actor.desk == "operator"
