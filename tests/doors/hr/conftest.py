"""People at a company's desk."""

from __future__ import annotations

import pytest

from marketplace.organisations.models import Company
from tests.doors.conftest import ClientFor
from tests.doors.hr.people import Desk, sit
from tests.factories.organisations import make_company


@pytest.fixture
def company(db: None) -> Company:
    return make_company("Nordlys Pleje ApS")


@pytest.fixture
def desk(client_for: ClientFor, company: Company) -> Desk:
    """A booker who is an administrator too, with a client that has signed in."""
    return sit(client_for, company, "admin", "booker")
