"""What n seats cost by a plan, how the price explains itself, and how it is kept.

A quote has the lines that fall due when a booking is placed and those that may fall due later (modules taken, an exam,
a balance). Both together are its ceiling: the most a buyer can come to pay, which is what a budget promises. VAT is
rounded once (half up) for each basis and rate.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from marketplace.foundation.errors import Conflict
from marketplace.foundation.money import Money
from marketplace.pricing.rules.allowed import check_seats
from marketplace.pricing.rules.lines import (
    QuoteLine,
    Sale,
    Step,
    VatPart,
    extra_line,
    lines_of,
    net_of,
    thawed_line,
    vats_of,
)
from marketplace.pricing.rules.plans import ByPass, Extra, PerSeat, Shared, frozen_plan, thawed_plan
from marketplace.pricing.rules.terms import TermsOfSale
from marketplace.pricing.rules.vat import SellersVat


@dataclass(frozen=True)
class Quote:
    """What n seats cost, with everything the buyer relies on; a class price is split by `committed` seats."""

    sale: Sale
    seats: int
    committed: int
    lines: tuple[QuoteLine, ...]
    later: tuple[QuoteLine, ...]
    klip: int

    @cached_property
    def vats(self) -> tuple[VatPart, ...]:
        """VAT of the lines that fall due at once."""
        return vats_of(self.lines, self.sale.vat)

    @cached_property
    def net(self) -> Money:
        return net_of(self.lines)

    @cached_property
    def vat(self) -> Money:
        return Money(sum(part.vat.minor for part in self.vats))

    @property
    def total(self) -> Money:
        """What falls due when the booking is placed, with VAT."""
        return self.net + self.vat

    @cached_property
    def ceiling(self) -> Money:
        """The most this can come to, with VAT: what a budget promises."""
        if isinstance(self.sale.plan, Shared):
            fewest = max(self.seats, self.sale.plan.minimum)
            if fewest < self.committed:
                return quote(self.sale, self.seats, committed=fewest).total
        return self.total + net_of(self.later) + Money(sum(part.vat.minor for part in vats_of(self.later, None)))

    @property
    def invoiced(self) -> bool:
        """Whether there is or will be an invoice: not for seats that klip or a subscription pay and nothing else."""
        return bool(self.later) or any(not line.paid_otherwise for line in self.lines)

    @cached_property
    def seat_price(self) -> Money:
        """What a seat costs by the plan, net, extras apart: what a fee for cancelling one is taken of."""
        lines = [line for line in (*self.lines, *self.later) if line.code != "extra"]
        if len(lines) == 1 and lines[0].quantity == self.seats:
            return lines[0].unit
        return net_of(lines).share(1 / Decimal(self.seats))

    @property
    def kind(self) -> str:
        return self.sale.plan.kind.value

    @property
    def plan_ref(self) -> str:
        return self.sale.plan_ref

    @property
    def plan_id(self) -> int:
        return self.sale.plan_id

    @property
    def run_ref(self) -> str:
        return self.sale.run_ref

    @property
    def version_ref(self) -> str:
        return self.sale.version_ref

    @property
    def terms(self) -> TermsOfSale:
        return self.sale.terms

    @property
    def vat_basis(self) -> str:
        return self.sale.vat.basis

    @property
    def vat_percent(self) -> int:
        return self.sale.vat.percent

    @property
    def vat_reason(self) -> str:
        return self.sale.vat.reason

    @property
    def steps(self) -> tuple[Step, ...]:
        """The price explained: what is bought, VAT or its absence, the total, and what may follow."""
        told = [line.step for line in self.lines]
        told += [part.step for part in self.vats]
        told.append(("total", {"amount": self.total}))
        told += [line.step for line in self.later]
        if self.ceiling != self.total:
            told.append(("ceiling", {"amount": self.ceiling}))
        return tuple(told)

    def frozen(self) -> dict[str, Any]:
        """The quote as kept on a line of a booking: plain values, amounts in øre."""
        sale = self.sale
        return {
            "plan_ref": sale.plan_ref,
            "plan_id": sale.plan_id,
            "run_ref": sale.run_ref,
            "version_ref": sale.version_ref,
            "funding_basis": sale.funding_basis,
            "plan": frozen_plan(sale.plan),
            "vat_basis": sale.vat.basis,
            "vat_percent": sale.vat.percent,
            "vat_reason": sale.vat.reason,
            "terms": {"ladder": [list(step) for step in sale.terms.ladder], "naming_days": sale.terms.naming_days},
            "extras": [
                [one.text_da, one.text_en, one.amount.minor, one.vat_basis, one.vat_reason] for one in sale.extras
            ],
            "standard_percent": sale.standard_percent,
            "ects_tenths": sale.ects_tenths,
            "modules": sale.modules,
            "seats": self.seats,
            "committed": self.committed,
            "lines": [line.frozen() for line in self.lines],
            "later": [line.frozen() for line in self.later],
            "klip": self.klip,
            "net": self.net.minor,
            "vat": self.vat.minor,
            "total": self.total.minor,
        }

    @property
    def mark(self) -> str:
        """A short sign of everything the buyer relied on, with the total in øre behind a dash.

        A form carries it back; when it no longer matches, the price, VAT, terms or version have changed.
        """
        whole = json.dumps(self.frozen(), sort_keys=True, ensure_ascii=True)
        return f"{hashlib.sha256(whole.encode()).hexdigest()[:20]}-{self.total.minor}"


def quote(sale: Sale, seats: int, *, committed: int = 0) -> Quote:
    """The quote of n seats: the same for every buyer.

    `committed` is for a class price: the seats of all companies together, these among them. RuleBroken
    "pricing.seats_range", "pricing.no_ects", "pricing.no_modules", "pricing.above_limit" and "pricing.not_for_seats".
    """
    check_seats(seats)
    lines, later = lines_of(sale, seats, max(committed, seats))
    klip = sale.plan.klip * seats if isinstance(sale.plan, ByPass) else 0
    extras = tuple(extra_line(one, seats, sale.standard_percent) for one in sale.extras)
    return Quote(sale, seats, max(committed, seats), (*lines, *extras), later, klip)


def again(known: Quote, seats: int) -> Quote:
    """The quote of another number of seats on the same terms."""
    return quote(known.sale, seats)


def thaw(kept: Mapping[str, Any]) -> Quote:
    """A quote again from what a line keeps, also from lines kept before there were other plans than a seat price."""
    terms = kept["terms"]
    vat = SellersVat(kept["vat_basis"], kept["vat_percent"], kept["vat_reason"])
    plan = thawed_plan(kept["plan"]) if "plan" in kept else PerSeat(Money(kept["seat_price"]))
    sale = Sale(
        plan_ref=kept["plan_ref"],
        plan_id=kept["plan_id"],
        run_ref=kept["run_ref"],
        version_ref=kept["version_ref"],
        funding_basis=kept["funding_basis"],
        plan=plan,
        vat=vat,
        terms=TermsOfSale(tuple((days, percent) for days, percent in terms["ladder"]), terms["naming_days"]),
        extras=tuple(Extra(da, en, Money(net), basis, why) for da, en, net, basis, why in kept.get("extras", ())),
        standard_percent=kept.get("standard_percent", 0),
        ects_tenths=kept.get("ects_tenths"),
        modules=kept.get("modules", 0),
    )
    if "lines" not in kept:
        return quote(sale, kept["seats"])
    return Quote(
        sale,
        kept["seats"],
        kept["committed"],
        tuple(thawed_line(one) for one in kept["lines"]),
        tuple(thawed_line(one) for one in kept["later"]),
        kept["klip"],
    )


def total_in(mark: str) -> Money | None:
    """The total a mark was made for; None when the mark cannot be read."""
    figure = mark.rpartition("-")[2]
    return Money(int(figure)) if figure.isascii() and figure.isdigit() and len(figure) <= 15 else None


def check_same(quote: Quote, seen: str) -> None:
    """Refuse a price, VAT, terms or version other than those the buyer saw; the new quote is among the facts."""
    if quote.mark != seen:
        before = total_in(seen)
        raise Conflict(
            "booking.stale_price", now=quote.total, before=quote.total if before is None else before, quote=quote
        )
