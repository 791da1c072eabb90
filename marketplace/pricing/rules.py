"""What n seats cost, how the price explains itself, VAT rates by date, and what cancelling costs by the terms.

Prices are whole øre. VAT is rounded once (half up) on the whole amount of one rate, never per seat.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from marketplace.foundation.errors import Conflict, RuleBroken
from marketplace.foundation.money import ZERO, Money, kroner

MAX_SEATS = 500
MAX_SEAT_PRICE = kroner(10_000_000)
MAX_DAYS = 365


class FundingBasis(StrEnum):
    """How the price is made: covering all costs, or a participant fee under the act on open education."""

    FULL_COST = "full_cost"
    OPEN_EDUCATION = "open_education"


class PlanStatus(StrEnum):
    ACTIVE = "active"
    RETIRED = "retired"


PLAN_MOVES: Mapping[PlanStatus, frozenset[PlanStatus]] = {
    PlanStatus.ACTIVE: frozenset({PlanStatus.RETIRED}),
    PlanStatus.RETIRED: frozenset(),
}


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


@dataclass(frozen=True, slots=True)
class SellersVat:
    """What the seller's VAT decision in force means: basis, percent, and the reason to be printed."""

    basis: str
    percent: int
    reason: str


Step = tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class Quote:
    """What n seats on a run cost, with everything the buyer relies on. Amounts are money, VAT in percent."""

    plan_ref: str
    plan_id: int
    run_ref: str
    version_ref: str
    funding_basis: str
    seats: int
    seat_price: Money
    net: Money
    vat_basis: str
    vat_percent: int
    vat_reason: str
    vat: Money
    total: Money
    terms: TermsOfSale

    @property
    def steps(self) -> tuple[Step, ...]:
        """The price explained: seats, then VAT or its absence, then the total."""
        if self.vat_basis == "exempt":
            vat: Step = ("vat_exempt", {"reason": self.vat_reason})
        else:
            vat = ("vat", {"percent": self.vat_percent, "of": self.net, "amount": self.vat})
        return (
            ("seats", {"n": self.seats, "each": self.seat_price, "amount": self.net}),
            vat,
            ("total", {"amount": self.total}),
        )

    def frozen(self) -> dict[str, Any]:
        """The quote as kept on a line: plain values, amounts in øre."""
        return {
            "plan_ref": self.plan_ref,
            "plan_id": self.plan_id,
            "run_ref": self.run_ref,
            "version_ref": self.version_ref,
            "funding_basis": self.funding_basis,
            "seats": self.seats,
            "seat_price": self.seat_price.minor,
            "net": self.net.minor,
            "vat_basis": self.vat_basis,
            "vat_percent": self.vat_percent,
            "vat_reason": self.vat_reason,
            "vat": self.vat.minor,
            "total": self.total.minor,
            "terms": {"ladder": [list(step) for step in self.terms.ladder], "naming_days": self.terms.naming_days},
        }

    @property
    def mark(self) -> str:
        """A short sign of everything the buyer relied on, with the total in øre behind a dash.

        A form carries it back; when it no longer matches, the price, VAT, terms or version have changed.
        """
        whole = json.dumps(self.frozen(), sort_keys=True, ensure_ascii=True)
        return f"{hashlib.sha256(whole.encode()).hexdigest()[:20]}-{self.total.minor}"


def thaw(kept: Mapping[str, Any]) -> Quote:
    """A quote again from what a line keeps."""
    terms = kept["terms"]
    return Quote(
        plan_ref=kept["plan_ref"],
        plan_id=kept["plan_id"],
        run_ref=kept["run_ref"],
        version_ref=kept["version_ref"],
        funding_basis=kept["funding_basis"],
        seats=kept["seats"],
        seat_price=Money(kept["seat_price"]),
        net=Money(kept["net"]),
        vat_basis=kept["vat_basis"],
        vat_percent=kept["vat_percent"],
        vat_reason=kept["vat_reason"],
        vat=Money(kept["vat"]),
        total=Money(kept["total"]),
        terms=TermsOfSale(tuple((days, percent) for days, percent in terms["ladder"]), terms["naming_days"]),
    )


def total_in(mark: str) -> Money | None:
    """The total a mark was made for; None when the mark cannot be read."""
    figure = mark.rpartition("-")[2]
    return Money(int(figure)) if figure.isascii() and figure.isdigit() and len(figure) <= 15 else None


def check_seats(seats: int) -> None:
    """From 1 to 500 seats are priced and booked at a time."""
    if not 1 <= seats <= MAX_SEATS:
        raise RuleBroken("pricing.seats_range", field="wanted", most=MAX_SEATS)


def check_seat_price(seat_price: Money) -> None:
    """A seat costs from nothing to ten million kroner, in kroner."""
    if seat_price.currency != ZERO.currency or not ZERO <= seat_price <= MAX_SEAT_PRICE:
        raise RuleBroken("pricing.price_range", field="seat_price", most=MAX_SEAT_PRICE)


def check_funding_basis(funding_basis: str) -> None:
    """A plan says which of the two ways its price is made."""
    if funding_basis not in set(FundingBasis):
        raise RuleBroken("pricing.funding_basis", field="funding_basis")


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


def price_per_seat(
    *,
    plan_ref: str,
    plan_id: int,
    run_ref: str,
    version_ref: str,
    funding_basis: str,
    seats: int,
    seat_price: Money,
    vat: SellersVat,
    terms: TermsOfSale,
) -> Quote:
    """The quote of n seats at one price each: the same for every buyer."""
    check_seats(seats)
    net = seat_price * seats
    vat_amount = net.share(Decimal(vat.percent) / 100)
    return Quote(
        plan_ref=plan_ref,
        plan_id=plan_id,
        run_ref=run_ref,
        version_ref=version_ref,
        funding_basis=funding_basis,
        seats=seats,
        seat_price=seat_price,
        net=net,
        vat_basis=vat.basis,
        vat_percent=vat.percent,
        vat_reason=vat.reason,
        vat=vat_amount,
        total=net + vat_amount,
        terms=terms,
    )


def check_same(quote: Quote, seen: str) -> None:
    """Refuse a price, VAT, terms or version other than those the buyer saw; the new quote is among the facts."""
    if quote.mark != seen:
        before = total_in(seen)
        raise Conflict(
            "booking.stale_price", now=quote.total, before=quote.total if before is None else before, quote=quote
        )
