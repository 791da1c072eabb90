"""Who may do what to modules, offers and runs. Whose they are is settled by the scoped query."""

from __future__ import annotations

from marketplace.catalogue.models import Offer, Run
from marketplace.foundation.actor import Actor
from marketplace.organisations.rules import Role


def _at(actor: Actor, institution_id: int) -> bool:
    return actor.desk == "institution" and actor.organisation_id == institution_id and actor.signed_in


def may_operate(actor: Actor) -> bool:
    """The operator's own reads and withdrawals."""
    return actor.desk == "operator" and actor.has(Role.OPERATOR)


def may_draft(actor: Actor) -> bool:
    """Making modules and offers for one's institution."""
    return actor.desk == "institution" and actor.signed_in and actor.has(Role.PUBLISHER)


def may_publish(actor: Actor, offer: Offer) -> bool:
    """Changing drafts, sending them to review, publishing what was approved."""
    return _at(actor, offer.institution_id) and actor.has(Role.PUBLISHER)


def may_review(actor: Actor, offer: Offer) -> bool:
    """Reading a version critically and approving it; that it is a second person is a rule."""
    return _at(actor, offer.institution_id) and actor.has(Role.REVIEWER)


def may_withdraw(actor: Actor, offer: Offer) -> bool:
    """Taking an offer from the public: the institution itself, or the operator."""
    return may_publish(actor, offer) or may_operate(actor)


def may_resume(actor: Actor, offer: Offer, suspended_by_operator: bool) -> bool:
    """Showing a suspended offer again; what the operator suspended only the operator resumes."""
    return may_operate(actor) or (may_publish(actor, offer) and not suspended_by_operator)


def may_decide_vat(actor: Actor, offer: Offer) -> bool:
    """Stating the VAT basis of an offer."""
    return _at(actor, offer.institution_id) and actor.has(Role.PUBLISHER, Role.FINANCE)


def may_plan(actor: Actor, institution_id: int) -> bool:
    """Planning and changing runs."""
    return _at(actor, institution_id) and actor.has(Role.PUBLISHER)


def may_change_run(actor: Actor, run: Run) -> bool:
    """Changing time, place or deadline of a run."""
    return may_plan(actor, run.institution_id)
