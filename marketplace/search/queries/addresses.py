"""The search an address stands for, with the point of its postcode looked up. Public."""

from __future__ import annotations

from collections.abc import Collection

from marketplace.geography.models import Postcode
from marketplace.geography.queries import find_postcode
from marketplace.search.rules.addresses import Arguments, ask_from, first
from marketplace.search.rules.asking import Ask, Near


def asked_at(arguments: Arguments, language: str, *, used: Collection[str] = ()) -> Ask:
    """The search of an address; see `ask_from`. RuleBroken also for a postcode that does not exist."""
    return ask_from(arguments, language, near=near_in(arguments), used=used)


def near_in(arguments: Arguments) -> Near | None:
    """Where the people are, when the address says so. RuleBroken for a postcode that does not exist."""
    found = postcode_in(arguments)
    return near(found) if found is not None else None


def postcode_in(arguments: Arguments) -> Postcode | None:
    """The postcode an address names, with its town and region. RuleBroken for one that does not exist."""
    typed = first(arguments, "postnr")
    return find_postcode(typed) if typed else None


def near(postcode: Postcode) -> Near:
    """A postcode as a search takes it."""
    return Near(postcode.code, postcode.lat, postcode.lon)
