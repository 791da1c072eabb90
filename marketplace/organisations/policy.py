"""Who may do what for an organisation. Which organisation is already settled by the scoped query."""

from __future__ import annotations

from marketplace.foundation.actor import Actor
from marketplace.organisations.rules import Role


def may_operate(actor: Actor) -> bool:
    """The operator's own work: verifying, disputes, the list of everybody."""
    return actor.is_system or (actor.desk == "operator" and actor.has(Role.OPERATOR))


def may_register(actor: Actor) -> bool:
    """Claiming a CVR number is open to everybody who has signed in."""
    return actor.is_system or actor.signed_in


def may_run_company(actor: Actor) -> bool:
    """A company's own facts, workplaces and departments."""
    return actor.desk == "company" and actor.has(Role.ADMIN)


def may_keep_employees(actor: Actor) -> bool:
    """A company's employees: added, changed, ended."""
    return actor.desk == "company" and actor.has(Role.ADMIN, Role.BOOKER)


def may_see_employees(actor: Actor) -> bool:
    """Every employee of the company; a manager without one of these roles sees their own reports only."""
    return actor.desk == "company" and actor.has(Role.ADMIN, Role.BOOKER, Role.APPROVER, Role.VIEWER)


def may_see_reports(actor: Actor) -> bool:
    """The employees one answers for oneself."""
    return actor.desk == "company" and actor.has(Role.MANAGER)


def may_run_institution(actor: Actor) -> bool:
    """An institution's own facts and accreditations."""
    return actor.desk == "institution" and actor.has(Role.PUBLISHER)


def may_keep_bank(actor: Actor) -> bool:
    """Where an institution's money goes."""
    return actor.desk == "institution" and actor.has(Role.FINANCE)


def may_give_roles(actor: Actor) -> bool:
    """A company's admin, an institution's publisher, and the operator give and take roles."""
    return may_run_company(actor) or may_run_institution(actor) or may_operate(actor)


def may_invite(actor: Actor) -> bool:
    """Those who keep the people of an organisation invite them to sign in."""
    return may_keep_employees(actor) or may_run_institution(actor) or may_operate(actor)
