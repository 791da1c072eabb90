"""What commands say: English, whatever language people read the pages in."""

from __future__ import annotations

from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.problems import problem
from marketplace.foundation.words import speaking


def reason(broken: RuleBroken) -> str:
    """A broken rule in words for whoever runs the command."""
    with speaking("en"):
        return problem(broken)
