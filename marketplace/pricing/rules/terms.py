"""Terms of sale: what cancelling costs by days before the first meeting, and until when seats can be named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.money import Money

MAX_DAYS = 365


@dataclass(frozen=True, slots=True)
class TermsOfSale:
    """The part of the terms that is frozen: the ladder [(days before first meeting, fee %)] and the naming days."""

    ladder: tuple[tuple[int, int], ...]
    naming_days: int


@dataclass(frozen=True, slots=True)
class LadderStep:
    """Cancelling from a day (None: from the beginning) up to and including a day costs this fee."""

    from_on: date | None
    until_on: date
    percent: int
    fee: Money


def check_ladder(ladder: Sequence[Sequence[int]]) -> None:
    """Days fall to 0 without repeats and fees rise, from 0 to 100 %: every day until the first meeting has a fee."""
    shaped = bool(ladder) and len(ladder) <= 10 and all(len(step) == 2 for step in ladder)
    if shaped:
        days = [step[0] for step in ladder]
        fees = [step[1] for step in ladder]
        shaped = (
            days == sorted(set(days), reverse=True)
            and days[-1] == 0
            and days[0] <= MAX_DAYS
            and fees == sorted(fees)
            and fees[0] >= 0
            and fees[-1] <= 100
        )
    if not shaped:
        raise RuleBroken("pricing.ladder_shape", field="ladder")


def check_naming_days(naming_days: int) -> None:
    """Naming ends from 0 to 365 days before the first meeting."""
    if not 0 <= naming_days <= MAX_DAYS:
        raise RuleBroken("pricing.naming_days", field="naming_days", most=MAX_DAYS)


def ladder_steps(terms: TermsOfSale, first_meeting_on: date | None, price: Money) -> list[LadderStep]:
    """What cancelling costs, as dated steps in the order of time; none for a run without a first meeting.

    [[30, 0], [14, 50], [0, 100]]: up to and including 30 days before it is free, then half up to and
    including 14 days before, then everything up to the day itself.
    """
    if first_meeting_on is None:
        return []
    steps: list[LadderStep] = []
    from_on: date | None = None
    for days, percent in terms.ladder:
        until_on = first_meeting_on - timedelta(days=days)
        steps.append(LadderStep(from_on, until_on, percent, price.share(Decimal(percent) / 100)))
        from_on = until_on + timedelta(days=1)
    return steps
