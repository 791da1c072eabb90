"""Who may change a person's own facts."""

from __future__ import annotations

from marketplace.accounts.models import Person
from marketplace.foundation.actor import Actor


def may_change(actor: Actor, person: Person) -> bool:
    """People change their own facts; the system may too (an import)."""
    return actor.is_system or actor.person_id == person.id
