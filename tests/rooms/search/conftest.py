"""An index in a folder of its own, and offers for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from marketplace.catalogue.events import VersionPublished
from marketplace.catalogue.models import Offer
from marketplace.foundation import clock
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.events import announce
from marketplace.foundation.transaction import transaction
from marketplace.organisations.models import Institution
from marketplace.search import gateway
from marketplace.search.gateway import OfferIndex
from marketplace.search.queries import Ask, Hits, ask
from marketplace.search.service import follow
from tests.factories.catalogue import make_offer, make_offer_version
from tests.factories.organisations import make_member
from tests.settling import settle


@pytest.fixture
def engine_of_words() -> str:
    """The engine of the index; a file that tries both overrides it."""
    return "whoosh"


@pytest.fixture
def index(engine_of_words: str, tmp_path: Path) -> Iterator[OfferIndex]:
    before = gateway._index
    gateway.use(tmp_path / "search", engine_of_words)
    yield gateway.offers()
    gateway._index = before


def found(text: str = "", **more: object) -> set[str]:
    """The refs of all offers that answer."""
    return set(answer(text, **more).refs)


def answer(text: str = "", **more: object) -> Hits:
    return ask(Ask(text=text, **{"per_page": 1000, **more}))  # type: ignore[arg-type]


def followed() -> int:
    """How many offers a turn of the follower wrote."""
    settle()
    return follow(clock.now())


def make_shown(institution: Institution | None = None, **over: object) -> tuple[str, str]:
    """A published offer and the fact that it is; (offer ref, version ref)."""
    with transaction():
        version = make_offer_version(make_offer(institution), **over)
        announce(VersionPublished(offer=version.offer.ref, version=version.ref, no=1))
        return version.offer.ref, version.ref


def publisher_of(offer_ref: str) -> Actor:
    """Somebody who may do everything to an offer."""
    with transaction():
        institution = session.scalars(
            select(Institution).join(Offer, Offer.institution_id == Institution.id).where(Offer.ref == offer_ref)
        ).one()
        return make_member(institution, "publisher", "reviewer", "finance")
