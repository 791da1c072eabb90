"""What a broken rule says to people: what is wrong, then what to do. One block per room."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.money import Money
from marketplace.foundation.words import N_, day, gettext, moment, money

PROBLEMS: dict[str, str] = {
    "form.unclear": N_("Noget i formularen kan ikke læses. Se den igennem, og send den igen."),
}


def _shown(value: Any) -> Any:
    if isinstance(value, Money):
        return money(value)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    return value


def problem(broken: RuleBroken) -> str:
    """The sentence for a broken rule, in the present language, with its facts filled in."""
    facts: Mapping[str, Any] = {name: _shown(value) for name, value in broken.facts.items()}
    return gettext(PROBLEMS[broken.code]) % facts
