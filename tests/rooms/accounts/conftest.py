"""Passwords hashed at the least cost, so that tests are quick."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from marketplace.accounts import gateway


@pytest.fixture(autouse=True)
def _cheap_passwords() -> Iterator[None]:
    before = gateway.hasher()
    gateway.use(gateway.Hasher(passes=1, memory_kib=8, lanes=1))
    yield
    gateway.use(before)
