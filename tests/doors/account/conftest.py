"""A cheap password hasher, so that the tests of this door take no work worth naming."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from marketplace.accounts import gateway
from marketplace.accounts.gateway import Hasher


@pytest.fixture(autouse=True)
def _cheap_passwords() -> Iterator[None]:
    before = gateway.hasher()
    gateway.use(Hasher(passes=1, memory_kib=8, lanes=1))
    yield
    gateway.use(before)
