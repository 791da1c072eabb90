"""Periods of a subscription, and what a part of one costs.

A period begins on the day of the month the subscription began, or on the month's last day where it is shorter. Days are
days in Copenhagen, so the nights when the clock changes are days like all others.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from marketplace.foundation.money import Money
from marketplace.pricing.rules.kinds import MONTHS, Period


@dataclass(frozen=True, slots=True)
class Span:
    """From a day up to, and not with, another."""

    first: date
    past: date

    @property
    def days(self) -> int:
        return max(0, (self.past - self.first).days)

    @property
    def last(self) -> date:
        return self.past - timedelta(days=1)

    def within(self, other: Span) -> Span:
        """The days both have."""
        first = max(self.first, other.first)
        return Span(first, max(first, min(self.past, other.past)))


def months_on(day: date, months: int) -> date:
    """The same day so many months on, or the last one of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def period_no(began_on: date, period: Period, no: int) -> Span:
    """The period with this number, from 0."""
    step = MONTHS[period]
    return Span(months_on(began_on, step * no), months_on(began_on, step * (no + 1)))


def period_at(began_on: date, period: Period, on: date) -> int:
    """The number of the period a day lies in; negative before the subscription begins."""
    step = MONTHS[period]
    no = ((on.year - began_on.year) * 12 + on.month - began_on.month) // step
    while period_no(began_on, period, no).first > on:
        no -= 1
    while period_no(began_on, period, no).past <= on:
        no += 1
    return no


def prorated(price: Money, whole: Span, part: Span) -> Money:
    """What a part of a period costs, by day: the parts of a period always come to the price of the whole.

    Each day's price is rounded by what has come together since the period began, so no øre is lost between parts.
    """
    part = part.within(whole)
    return _until(price, whole, part.past) - _until(price, whole, part.first)


def _until(price: Money, whole: Span, day: date) -> Money:
    """The price of the days before this one, rounded half up to the øre."""
    passed = (day - whole.first).days
    return Money((2 * price.minor * passed + whole.days) // (2 * whole.days), price.currency)
