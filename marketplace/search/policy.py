"""Who may save searches for a company, and who may change one. Which company is settled by the scoped query."""

from __future__ import annotations

from marketplace.foundation.actor import Actor
from marketplace.organisations.policy import may_operate
from marketplace.organisations.rules import COMPANY_ROLES, INSTITUTION_ROLES, Role
from marketplace.search.models import Watch


def may_watch(actor: Actor) -> bool:
    """Saving searches, and seeing those of the company: everybody with a role at its desk."""
    return actor.desk == "company" and actor.signed_in and actor.has(*COMPANY_ROLES)


def may_change_watch(actor: Actor, watch: Watch) -> bool:
    """The one who saved it is the one who is mailed; an administrator tidies up after the others."""
    return may_watch(actor) and (watch.person_id == actor.person_id or actor.has(Role.ADMIN))


def may_resume_watch(actor: Actor, watch: Watch) -> bool:
    """Mails begin again only where the one who gets them says so."""
    return may_watch(actor) and watch.person_id == actor.person_id


def may_see_unmet(actor: Actor) -> bool:
    """What several companies looked for in vain: for the operator, and for institutions that may offer it."""
    return may_operate(actor) or (actor.desk == "institution" and actor.has(*INSTITUTION_ROLES))
