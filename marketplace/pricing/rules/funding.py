"""What a company may get from a funding scheme towards a price: an estimate from what was read, never a promise.

No price rests on it. Each scheme is information with its source and the day somebody read it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import urlsplit

from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.money import Money
from marketplace.foundation.texts import Texts
from marketplace.pricing.rules.allowed import MAX_PRICE
from marketplace.pricing.rules.kinds import FundingBasis
from marketplace.pricing.rules.periods import months_on
from marketplace.pricing.rules.quotes import Quote

SMALL_UNDER = 250  # employees of a small or medium-sized company: recommendation 2003/361/EC
STALE_MONTHS = 12
MAX_NAME = 120
MAX_RULE = 1000
MAX_SOURCE = 300


@dataclass(frozen=True, slots=True)
class Scheme:
    """What a scheme may give: percent of a price before VAT, at most so much for each employee.

    0 percent is a scheme that does not lower the price, such as support for wages: it is told of, never counted.
    """

    name: Texts
    rule: Texts  # who may have it, for what, and how
    percent: int
    most_a_head: Money | None
    only_open_education: bool
    only_small: bool
    source: str
    as_of: date


@dataclass(frozen=True, slots=True)
class Support:
    """What one scheme may give to all seats of a quote."""

    scheme: Scheme
    amount: Money
    stale: bool


@dataclass(frozen=True, slots=True)
class Estimate:
    """A price as listed, and what the schemes may give towards it, the most first. Only one of them is counted:
    whether two may be had for the same seat is not known here."""

    listed: Money
    supports: tuple[Support, ...]

    @property
    def best(self) -> Support:
        return self.supports[0]

    @property
    def net(self) -> Money:
        """What is left for the company if it gets the largest."""
        return self.listed - self.best.amount


def support(scheme: Scheme, price_a_head: Money, funding_basis: str, company_size: int | None) -> Money | None:
    """What the scheme may give for one seat of this price before VAT; None where it gives nothing.

    `company_size` is the employees of the company, None where it is not known: then what is for small companies only
    is not counted.
    """
    if scheme.only_open_education and funding_basis != FundingBasis.OPEN_EDUCATION:
        return None
    if scheme.only_small and (company_size is None or company_size >= SMALL_UNDER):
        return None
    given = price_a_head.share(Decimal(scheme.percent) / 100)
    if scheme.most_a_head is not None:
        given = min(given, scheme.most_a_head)
    return given or None


def estimate(quote: Quote, schemes: Iterable[Scheme], company_size: int | None, on: date) -> Estimate | None:
    """What schemes may give towards the most a quote can come to; None where none gives anything."""
    found = [
        Support(scheme, given * quote.seats, is_stale(scheme.as_of, on))
        for scheme in schemes
        if (given := support(scheme, quote.seat_price, quote.sale.funding_basis, company_size))
    ]
    found.sort(key=lambda one: (-one.amount.minor, one.stale, one.scheme.name.da))
    return Estimate(quote.ceiling, tuple(found)) if found else None


def is_stale(as_of: date, on: date) -> bool:
    """Whether the source was read more than a year ago, so that it must be read again before anybody relies on it."""
    return on > months_on(as_of, STALE_MONTHS)


def check_scheme(scheme: Scheme, on: date) -> None:
    """Refuse what cannot stand on a page: RuleBroken "pricing.scheme_*" with the field at fault."""
    for field, text, most in (("name", scheme.name, MAX_NAME), ("rule", scheme.rule, MAX_RULE)):
        for language, said in (("da", text.da), ("en", text.en)):
            if not 0 < len(said.strip()) <= most:
                raise RuleBroken("pricing.scheme_text", field=f"{field}_{language}", most=most)
    if not 0 <= scheme.percent <= 100:
        raise RuleBroken("pricing.scheme_percent", field="percent")
    if scheme.most_a_head is not None and not 0 < scheme.most_a_head.minor <= MAX_PRICE.minor:
        raise RuleBroken("pricing.scheme_amount", field="most_a_head", most=MAX_PRICE)
    if not _is_link(scheme.source):
        raise RuleBroken("pricing.scheme_source", field="source")
    if scheme.as_of > on:
        raise RuleBroken("pricing.scheme_as_of", field="as_of")


def _is_link(source: str) -> bool:
    if len(source) > MAX_SOURCE or not source.isprintable() or any(sign in source for sign in " \"'<>\\"):
        return False
    try:
        parts = urlsplit(source)
        host = parts.hostname or ""
    except ValueError:
        return False
    return parts.scheme == "https" and "." in host.strip(".") and "@" not in parts.netloc
