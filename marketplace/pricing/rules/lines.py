"""The lines of a quote: what a plan charges for n seats, at once and later, and the VAT of lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.money import ZERO, Money
from marketplace.pricing.rules.plans import (
    Agreed,
    ByPass,
    Covered,
    Extra,
    Outcome,
    PassForSale,
    PerEcts,
    PerModule,
    PerSeat,
    PerTeam,
    Plan,
    Shared,
    SubscriptionForSale,
    Tier,
)
from marketplace.pricing.rules.terms import TermsOfSale
from marketplace.pricing.rules.vat import SellersVat

Step = tuple[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Sale:
    """What a price is asked for: a plan and its terms on a run of a version, the seller's VAT, and what the version
    counts (tenths of ECTS credits, modules). `standard_percent` is the VAT of extras that are not exempt."""

    plan_ref: str
    plan_id: int
    run_ref: str
    version_ref: str
    funding_basis: str
    plan: Plan
    vat: SellersVat
    terms: TermsOfSale
    extras: tuple[Extra, ...] = ()
    standard_percent: int = 0
    ects_tenths: int | None = None
    modules: int = 0


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """A quantity at a unit price, net of its VAT; `code` says what it is, `figures` fill in its words."""

    code: str
    quantity: int
    unit: Money
    vat: SellersVat
    figures: tuple[tuple[str, int], ...] = ()
    text_da: str = ""
    text_en: str = ""

    @property
    def net(self) -> Money:
        return self.unit * self.quantity

    @property
    def paid_otherwise(self) -> bool:
        """Whether klip or a subscription pay it, so that it stands on no invoice."""
        return self.code in ("klip", "covered")

    @property
    def step(self) -> Step:
        """The line as a step of the explanation."""
        facts: dict[str, Any] = {"n": self.quantity, "each": self.unit, "amount": self.net, **dict(self.figures)}
        if self.text_da or self.text_en:
            facts |= {"text_da": self.text_da, "text_en": self.text_en}
        return self.code, facts

    def frozen(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "quantity": self.quantity,
            "unit": self.unit.minor,
            "vat": [self.vat.basis, self.vat.percent, self.vat.reason],
            "figures": [list(pair) for pair in self.figures],
            "text_da": self.text_da,
            "text_en": self.text_en,
        }


@dataclass(frozen=True, slots=True)
class VatPart:
    """The lines of one basis and rate: their net, and the VAT of the whole."""

    basis: str
    percent: int
    reason: str
    net: Money
    vat: Money

    @property
    def step(self) -> Step:
        if self.basis == "exempt":
            return "vat_exempt", {"reason": self.reason}
        return "vat", {"percent": self.percent, "of": self.net, "amount": self.vat}


Lines = tuple[QuoteLine, ...]


def lines_of(sale: Sale, seats: int, committed: int) -> tuple[Lines, Lines]:
    """What falls due at once, and what may later."""
    plan, vat = sale.plan, sale.vat
    match plan:
        case PerSeat():
            return _by_seat(plan, seats, vat), ()
        case PerTeam():
            _check_limit(seats, plan.most)
            team = QuoteLine("team", 1, plan.team_price, vat, (("size", plan.team_size),))
            more = max(0, seats - plan.team_size)
            return (team, *([QuoteLine("extra_seats", more, plan.extra_seat_price, vat)] if more else [])), ()
        case PerEcts():
            if not sale.ects_tenths:
                raise RuleBroken("pricing.no_ects", field="kind")
            each = plan.rate.share(Decimal(sale.ects_tenths) / 10)
            figures = (("rate", plan.rate.minor), ("ects_tenths", sale.ects_tenths))
            return (QuoteLine("ects", seats, each, vat, figures),), ()
        case PerModule():
            if not sale.modules:
                raise RuleBroken("pricing.no_modules", field="kind")
            modules = QuoteLine("modules", seats * sale.modules, plan.module_price, vat, (("modules", sale.modules),))
            exam = [QuoteLine("exam", seats, plan.exam_fee, vat)] if plan.exam_fee else []
            return (), (modules, *exam)
        case Outcome():
            deposit = [QuoteLine("deposit", seats, plan.deposit, vat)] if plan.deposit else []
            balance = [QuoteLine("balance", seats, plan.balance, vat)] if plan.balance else []
            return (*deposit,), (*balance,)
        case Shared():
            _check_limit(committed, plan.maximum)
            by = max(committed, plan.minimum)
            each = plan.class_price.share(1 / Decimal(by))
            return (QuoteLine("share", seats, each, vat, (("by", by), ("of", plan.class_price.minor))),), ()
        case Agreed():
            _check_limit(seats, plan.most)
            return tuple(
                QuoteLine("agreed", one.quantity, one.unit, vat, text_da=one.text, text_en=one.text)
                for one in plan.lines
            ), ()
        case ByPass():
            return (QuoteLine("klip", seats, ZERO, vat, (("klip", plan.klip),)),), ()
        case Covered():
            return (QuoteLine("covered", seats, ZERO, vat),), ()
        case PassForSale() | SubscriptionForSale():
            raise RuleBroken("pricing.not_for_seats")


def _by_seat(plan: PerSeat, seats: int, vat: SellersVat) -> Lines:
    if not plan.tiers:
        return (QuoteLine("seats", seats, plan.seat_price, vat),)
    steps = [Tier(1, plan.seat_price), *plan.tiers]
    ends = [*(step.seats - 1 for step in steps[1:]), 0]  # the last one has no end
    reached = [(step, end) for step, end in zip(steps, ends, strict=True) if step.seats <= seats]
    if not plan.graduated:
        reached = reached[-1:]
    return tuple(
        QuoteLine(
            "tier",
            (min(seats, end or seats) - step.seats + 1) if plan.graduated else seats,
            step.seat_price,
            vat,
            (("from", step.seats), ("to", end)),
        )
        for step, end in reached
    )


def extra_line(extra: Extra, seats: int, standard_percent: int) -> QuoteLine:
    """What is sold beside each seat, with its own VAT."""
    exempt = extra.vat_basis == "exempt"
    vat = SellersVat(extra.vat_basis, 0 if exempt else standard_percent, extra.vat_reason)
    return QuoteLine("extra", seats, extra.amount, vat, text_da=extra.text_da, text_en=extra.text_en)


def _check_limit(seats: int, most: int) -> None:
    if seats > most:
        raise RuleBroken("pricing.above_limit", field="wanted", most=most)


def net_of(lines: Iterable[QuoteLine]) -> Money:
    """What lines come to before VAT."""
    return Money(sum(line.net.minor for line in lines))


def vats_of(lines: Iterable[QuoteLine], sellers: SellersVat | None) -> tuple[VatPart, ...]:
    """The VAT of lines, rounded once for each basis and rate; the seller's own comes first, even on nothing."""
    nets: dict[tuple[str, int], int] = {} if sellers is None else {(sellers.basis, sellers.percent): 0}
    reasons: dict[tuple[str, int], dict[str, None]] = {}
    if sellers is not None:
        reasons[sellers.basis, sellers.percent] = {sellers.reason: None}
    for line in lines:
        key = (line.vat.basis, line.vat.percent)
        nets[key] = nets.get(key, 0) + line.net.minor
        reasons.setdefault(key, {})[line.vat.reason] = None
    return tuple(
        VatPart(basis, percent, "; ".join(filter(None, reasons[basis, percent])), Money(net), _vat(Money(net), percent))
        for (basis, percent), net in nets.items()
    )


def _vat(net: Money, percent: int) -> Money:
    return net.share(Decimal(percent) / 100) if percent else ZERO


def thawed_line(kept: Mapping[str, Any]) -> QuoteLine:
    """A line again from its plain values."""
    return QuoteLine(
        kept["code"],
        kept["quantity"],
        Money(kept["unit"]),
        SellersVat(*kept["vat"]),
        tuple((name, figure) for name, figure in kept["figures"]),
        kept["text_da"],
        kept["text_en"],
    )
