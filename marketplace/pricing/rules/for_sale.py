"""What a pass or a subscription costs a company, before it buys and while it has it."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from marketplace.foundation.errors import Conflict, RuleBroken
from marketplace.foundation.money import Money
from marketplace.pricing.rules.passes import VatAt, expires_on
from marketplace.pricing.rules.periods import Span, prorated
from marketplace.pricing.rules.plans import PassForSale, SubscriptionForSale, frozen_plan
from marketplace.pricing.rules.vat import SellersVat

MOST_AT_A_TIME = 500  # employees put on a subscription in one go


@dataclass(frozen=True)
class PassQuote:
    """What a pass costs now. Where VAT falls due at use, the price is what is paid, and VAT is inside each klip."""

    plan_ref: str
    plan: PassForSale
    vat_at: VatAt
    vat: SellersVat

    @property
    def net(self) -> Money:
        return self.plan.klip_price * self.plan.klip

    @property
    def vat_amount(self) -> Money:
        """The VAT that falls due with the purchase."""
        return self.net.share(Decimal(self.vat.percent) / 100)

    @property
    def total(self) -> Money:
        return self.net + self.vat_amount

    def expires_on(self, bought_on: date) -> date:
        """The last day its klip can be spent on."""
        return expires_on(bought_on, self.plan.valid_months)

    @property
    def mark(self) -> str:
        """A short sign of everything the buyer relied on; a form carries it back."""
        return _mark(self.plan_ref, frozen_plan(self.plan), self.vat_at.value, self.vat)


@dataclass(frozen=True)
class SubscriptionQuote:
    """What a subscription costs an employee and period now, net of one VAT."""

    plan_ref: str
    plan: SubscriptionForSale
    vat: SellersVat

    def with_vat(self, net: Money) -> Money:
        """An amount with its VAT."""
        return net + net.share(Decimal(self.vat.percent) / 100)

    @property
    def mark(self) -> str:
        """A short sign of everything the buyer relied on; a form carries it back."""
        return _mark(self.plan_ref, frozen_plan(self.plan), "", self.vat)


def _mark(*parts: Any) -> str:
    whole = json.dumps([repr(part) if isinstance(part, SellersVat) else part for part in parts], sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()[:20]


def check_seen(quote: PassQuote | SubscriptionQuote, seen: str) -> None:
    """Refuse a price, VAT or content other than the buyer saw."""
    if quote.mark != seen:
        raise Conflict("pricing.stale_sale")


def check_sale_key(key: str) -> None:
    """The key a form carries, so that a second click finds the first purchase."""
    if not 8 <= len(key) <= 40:
        raise RuleBroken("pricing.sale_key")


def check_employees(refs: Sequence[str]) -> None:
    """From 1 to 500 employees are put on a subscription at a time."""
    if not 1 <= len(refs) <= MOST_AT_A_TIME:
        raise RuleBroken("pricing.employees_range", field="employees", most=MOST_AT_A_TIME)


@dataclass(frozen=True, slots=True)
class Change:
    """What seats that come or go do to the price, net: in the rest of this period, and in each whole one after it."""

    rest: Money
    each_period: Money


def preview_change(price: Money, whole: Span, on: date, *, coming: int = 0, going: int = 0) -> Change:
    """Who comes is paid for from today, who goes up to and including today; below zero is money saved."""
    joins = prorated(price, whole, Span(on, whole.past))
    leaves = prorated(price, whole, Span(on + timedelta(days=1), whole.past))
    return Change(joins * coming - leaves * going, price * (coming - going))


@dataclass(frozen=True, slots=True)
class PartOfPeriod:
    """Employees who had the same days of a period, and what each of them costs for those."""

    days: Span
    employees: int
    each: Money

    @property
    def net(self) -> Money:
        return self.each * self.employees


def parts_of(price: Money, whole: Span, seats: Iterable[tuple[date, date | None]]) -> list[PartOfPeriod]:
    """A period's bill from the seats' days (from, up to but not with; None: still there), the earliest first."""
    had = Counter(Span(first, whole.past if past is None else past).within(whole) for first, past in seats)
    return [
        PartOfPeriod(days, many, prorated(price, whole, days))
        for days, many in sorted(had.items(), key=lambda one: (one[0].first, one[0].past))
        if days.days
    ]
