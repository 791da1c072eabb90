"""Why an offer stands where it does, in short words: the search gives its reasons as codes with facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from marketplace.foundation.words import gettext as _
from marketplace.foundation.words import hours, number
from marketplace.search.rules.asking import OfferHit

# Covers, start and place stand on the card already, and nearness has a mark of its own.
_SAID: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "seats": lambda facts: _("plads til alle %(people)s på ét hold", people=number(facts["people"])),
    "soon": lambda facts: _("starter inden for en måned"),
    "short": lambda facts: _("kun %(hours)s væk fra arbejdet", hours=hours(facts["hours_tenths"])),
    "online": lambda facts: _("ingen rejse"),
}


def reasons(hit: OfferHit) -> list[str]:
    """The reasons worth a few words, in the order the search gives them."""
    return [_SAID[code](facts) for code, facts in hit.why if code in _SAID]


def is_near(hit: OfferHit) -> bool:
    """Whether the search calls it near."""
    return any(code == "near" for code, _facts in hit.why)
