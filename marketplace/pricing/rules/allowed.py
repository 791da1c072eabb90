"""Which figures of a price plan are allowed.

Amounts that fall due one by one later (a module, an exam, a balance) are whole kroner, because VAT in whole percent of
whole kroner is whole øre: however they are gathered on invoices, they come to what the quote said.
"""

from __future__ import annotations

from collections.abc import Sequence

from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.money import ZERO, Money, kroner
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

MAX_SEATS = 500
MAX_PRICE = kroner(10_000_000)
MAX_KLIP = 1_000  # on a pass, and for a seat
MAX_VALID_MONTHS = 60
MAX_TIERS = 10
MAX_LINES = 40
MAX_TEXT = 200


def check_plan(plan: Plan) -> None:
    """Refuse figures that make no price: RuleBroken "pricing.*" with the field at fault."""
    match plan:
        case PerSeat():
            check_price(plan.seat_price, "seat_price")
            _check_tiers(plan)
        case PerTeam():
            check_price(plan.team_price, "team_price")
            check_price(plan.extra_seat_price, "extra_seat_price")
            _check_count(plan.team_size, "team_size")
            _check_count(plan.most, "most")
            if plan.most < plan.team_size:
                raise RuleBroken("pricing.team_limit", field="most", size=plan.team_size)
        case PerEcts():
            check_price(plan.rate, "rate", least=Money(1))
        case PerModule():
            _check_whole(plan.module_price, "module_price")
            _check_whole(plan.exam_fee, "exam_fee")
        case SubscriptionForSale():
            check_price(plan.period_price, "period_price", least=Money(1))
        case PassForSale():
            check_price(plan.klip_price, "klip_price", least=Money(1))
            _check_range(plan.klip, MAX_KLIP, "klip", "pricing.klip_range")
            _check_range(plan.valid_months, MAX_VALID_MONTHS, "valid_months", "pricing.valid_months")
        case ByPass():
            _check_range(plan.klip, MAX_KLIP, "klip", "pricing.klip_range")
        case Outcome():
            _check_whole(plan.seat_price, "seat_price", least=kroner(1))
            _check_whole(plan.deposit, "deposit")
            if plan.deposit > plan.seat_price:
                raise RuleBroken("pricing.deposit_above_price", field="deposit", price=plan.seat_price)
        case Shared():
            check_price(plan.class_price, "class_price", least=Money(1))
            _check_count(plan.minimum, "minimum")
            _check_count(plan.maximum, "maximum")
            if plan.maximum < plan.minimum:
                raise RuleBroken("pricing.class_limit", field="maximum", minimum=plan.minimum)
        case Agreed():
            _check_agreed(plan)
        case Covered():
            pass


def check_extras(extras: Sequence[Extra]) -> None:
    """Extras have a text, a price and a VAT of their own; exempt ones say why."""
    if len(extras) > MAX_LINES:
        raise RuleBroken("pricing.too_many_lines", field="extras", most=MAX_LINES)
    for extra in extras:
        if not (extra.text_da.strip() or extra.text_en.strip()) or max(len(extra.text_da), len(extra.text_en)) > 120:
            raise RuleBroken("pricing.extra_text", field="extras", most=120)
        check_price(extra.amount, "extras", least=Money(1))
        if extra.vat_basis not in {"exempt", "standard"}:
            raise RuleBroken("pricing.extra_vat", field="extras")
        if extra.vat_basis == "exempt" and not extra.vat_reason.strip():
            raise RuleBroken("pricing.extra_reason", field="extras")


def check_seats(seats: int) -> None:
    """From 1 to 500 seats are priced and booked at a time."""
    if not 1 <= seats <= MAX_SEATS:
        raise RuleBroken("pricing.seats_range", field="wanted", most=MAX_SEATS)


def check_price(price: Money, field: str, *, least: Money = ZERO) -> None:
    """An amount in kroner from nothing (or `least`) to ten million."""
    if price.currency != ZERO.currency or not least <= price <= MAX_PRICE:
        raise RuleBroken("pricing.price_range", field=field, least=least, most=MAX_PRICE)


def _check_whole(price: Money, field: str, *, least: Money = ZERO) -> None:
    check_price(price, field, least=least)
    if price.minor % 100:
        raise RuleBroken("pricing.whole_kroner", field=field)


def _check_count(people: int, field: str) -> None:
    _check_range(people, MAX_SEATS, field, "pricing.people_range")


def _check_range(figure: int, most: int, field: str, code: str) -> None:
    if not 1 <= figure <= most:
        raise RuleBroken(code, field=field, most=most)


def _check_tiers(plan: PerSeat) -> None:
    """Tiers rise from 2 seats on without a repeat, and a seat never costs more in a later one."""
    if len(plan.tiers) > MAX_TIERS:
        raise RuleBroken("pricing.too_many_lines", field="tiers", most=MAX_TIERS)
    before = Tier(1, plan.seat_price)
    for tier in plan.tiers:
        check_price(tier.seat_price, "tiers")
        _check_count(tier.seats, "tiers")
        if tier.seats <= before.seats:
            raise RuleBroken("pricing.tiers_rise", field="tiers", seats=tier.seats, before=before.seats)
        if tier.seat_price > before.seat_price:
            raise RuleBroken("pricing.tiers_fall", field="tiers", seats=tier.seats)
        before = tier


def _check_agreed(plan: Agreed) -> None:
    _check_count(plan.most, "most")
    if not 1 <= len(plan.lines) <= MAX_LINES:
        raise RuleBroken("pricing.too_many_lines", field="lines", most=MAX_LINES)
    for line in plan.lines:
        check_price(line.unit, "lines")
        _check_range(line.quantity, 10_000, "lines", "pricing.quantity_range")
        if not line.text.strip() or len(line.text) > MAX_TEXT:
            raise RuleBroken("pricing.line_text", field="lines", most=MAX_TEXT)
