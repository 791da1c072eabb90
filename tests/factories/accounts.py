"""Sign-ins for tests, without the cost of a real password."""

from __future__ import annotations

from marketplace.accounts.models import Person, SignIn
from marketplace.foundation import clock
from marketplace.foundation.db import session
from tests.factories import within


def make_sign_in(person: Person) -> SignIn:
    """A sign-in that a session can belong to; no password opens it."""
    with within():
        made = SignIn(person_id=person.id, password_hash="$none", changed_at=clock.now())
        session.add(made)
    return made
