"""An institution with somebody at each of its desks."""

from __future__ import annotations

import pytest

from marketplace.organisations.models import Institution
from tests.doors.conftest import ClientFor
from tests.doors.institution.people import Desk, accredit, sit
from tests.factories.competences import make_vocabulary
from tests.factories.organisations import make_institution


@pytest.fixture
def institution(db: None) -> Institution:
    """A verified, accredited institution; the vocabulary is loaded."""
    make_vocabulary()
    made = make_institution()
    accredit(made)
    return made


@pytest.fixture
def publisher(client_for: ClientFor, institution: Institution) -> Desk:
    return sit(client_for, institution, "publisher")


@pytest.fixture
def reviewer(client_for: ClientFor, institution: Institution) -> Desk:
    return sit(client_for, institution, "reviewer")


@pytest.fixture
def finance(client_for: ClientFor, institution: Institution) -> Desk:
    return sit(client_for, institution, "finance")


@pytest.fixture
def teacher(client_for: ClientFor, institution: Institution) -> Desk:
    return sit(client_for, institution, "teacher")


@pytest.fixture
def stranger(client_for: ClientFor, institution: Institution) -> Desk:
    """A publisher of another institution."""
    return sit(client_for, make_institution("Strandmark Akademi"), "publisher", "reviewer", "finance")
