"""Who books, who sees, and who runs a run. Which organisation is already settled by the scoped query."""

from __future__ import annotations

from marketplace.foundation.actor import Actor
from marketplace.organisations.rules import Role


def may_book(actor: Actor) -> bool:
    """Seats are booked and named by a company's bookers and administrators."""
    return actor.desk == "company" and actor.person_id is not None and actor.has(Role.BOOKER, Role.ADMIN)


def may_see_bookings(actor: Actor) -> bool:
    """Everybody at the company's desk but managers; the seller sees what was placed."""
    if actor.desk == "institution":
        return actor.has(Role.PUBLISHER, Role.FINANCE, Role.TEACHER)
    return actor.desk == "company" and actor.has(Role.ADMIN, Role.BOOKER, Role.APPROVER, Role.VIEWER)


def may_see_seats(actor: Actor) -> bool:
    """Who is booked on a run: those who publish, teach or keep the accounts."""
    return actor.desk == "institution" and actor.has(Role.PUBLISHER, Role.TEACHER, Role.FINANCE)


def may_run(actor: Actor) -> bool:
    """Confirming, cancelling, starting, completing and closing a run, and changing its capacity."""
    return actor.desk == "institution" and actor.has(Role.PUBLISHER)


def may_note_progress(actor: Actor) -> bool:
    """That a module was taken or a credential earned is said by the system, or by those who publish and teach."""
    return actor.is_system or (actor.desk == "institution" and actor.has(Role.PUBLISHER, Role.TEACHER))
