"""How tests say that a rule says no: by its exact code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from marketplace.foundation.errors import Conflict, RuleBroken


@contextmanager
def refused(code: str) -> Iterator[pytest.ExceptionInfo[RuleBroken]]:
    """The block is refused with this code, as a form error (not as a conflict)."""
    with pytest.raises(RuleBroken) as caught:
        yield caught
    assert (caught.value.code, isinstance(caught.value, Conflict)) == (code, False)


@contextmanager
def conflict(code: str) -> Iterator[pytest.ExceptionInfo[Conflict]]:
    """The block is refused with this code because the world has moved (409)."""
    with pytest.raises(Conflict) as caught:
        yield caught
    assert caught.value.code == code
