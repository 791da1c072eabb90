"""The operator at their desk."""

from __future__ import annotations

import pytest

from marketplace.accounts.queries import person_by_id
from marketplace.foundation.actor import Actor
from tests.doors.conftest import ClientFor, Knocker
from tests.factories.accounts import make_sign_in
from tests.factories.organisations import make_member


@pytest.fixture
def operator(db: None) -> Actor:
    actor = make_member(None, "operator")
    make_sign_in(person_by_id(actor.person_id or 0))
    return actor


@pytest.fixture
def client(client_for: ClientFor, operator: Actor) -> Knocker:
    return client_for(person_by_id(operator.person_id or 0), "operator")


@pytest.fixture
def english(client_for: ClientFor, operator: Actor) -> Knocker:
    return client_for(person_by_id(operator.person_id or 0), "operator", language="en")
