"""VAT rates by date, and what a seller's decision means on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class VatRate:
    """The standard rate in whole percent from a day on, where it is said, and when we last looked."""

    percent: int
    valid_from: date
    source: str
    as_of: date


# The newest first. A new rate is a new row; an old quote keeps the rate it was made with.
VAT_RATES: tuple[VatRate, ...] = (
    VatRate(percent=25, valid_from=date(1992, 1, 1), source="momsloven § 33", as_of=date(2026, 11, 23)),
)


def vat_percent(basis: str, on: date) -> int:
    """The percent a VAT basis means on a day: 0 when exempt, else the standard rate in force."""
    if basis == "exempt":
        return 0
    for rate in VAT_RATES:
        if rate.valid_from <= on:
            return rate.percent
    raise ValueError(f"no VAT rate is known for {on}")


@dataclass(frozen=True, slots=True)
class SellersVat:
    """What the seller's VAT decision in force means: basis, percent, and the reason to be printed."""

    basis: str
    percent: int
    reason: str
