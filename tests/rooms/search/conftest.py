"""An index in a folder of its own, and offers for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from marketplace.foundation import clock
from marketplace.search import gateway
from marketplace.search.gateway import OfferIndex
from marketplace.search.queries import Ask, Hits, ask
from marketplace.search.service import follow
from tests.settling import settle


@pytest.fixture
def index(tmp_path: Path) -> Iterator[OfferIndex]:
    before = gateway._index
    gateway.use(tmp_path / "search")
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
