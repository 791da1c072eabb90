"""Which page of a list is asked for, and the address of another one."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import request


def page_number() -> int:
    """The page in the address (?side=3); anything else is the first."""
    asked = request.args.get("side", "1")
    return min(int(asked), 100_000) if asked.isascii() and asked.isdigit() and len(asked) < 7 and int(asked) > 0 else 1


def page_url(number: int) -> str:
    """This address with another page number."""
    kept = [(name, value) for name, values in request.args.lists() for value in values if name != "side"]
    return f"{request.path}?{urlencode([*kept, ('side', number)])}" if number > 1 or kept else request.path
