"""What one kind of message says, and where its links lead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from marketplace.notices import gateway
from marketplace.notices.rules import PATHS


@dataclass(frozen=True)
class Said:
    """Its subject, where its link leads as (words, address), and the facts of its template."""

    subject: str
    action: tuple[str, str] | None
    facts: dict[str, Any]


def address(name: str, **parts: str) -> str:
    """A whole address on this site."""
    return gateway.site_url() + PATHS[name].format(**parts)
