"""Klip on a pass: which are spent first, and where those that come back belong.

A pass is a row of lots, one for each purchase, each with the price of its klip, the offers it opens, its VAT and the
day it expires. Balances are sums of entries; entries are only added.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from marketplace.foundation.errors import Conflict, RuleBroken
from marketplace.foundation.money import Money
from marketplace.pricing.rules.periods import months_on


class EntryKind(StrEnum):
    """Why klip came or went."""

    BOUGHT = "bought"
    SPENT = "spent"
    GIVEN_BACK = "given_back"


class VatAt(StrEnum):
    """When VAT falls due: at sale where all offers a pass opens have one VAT basis, else at use.

    Single and multi-purpose vouchers: articles 30a and 30b of directive 2006/112/EC.
    """

    SALE = "sale"
    USE = "use"


@dataclass(frozen=True, slots=True)
class Lot:
    """Klip bought together: what is left of them and the last day they can be spent on."""

    id: int
    left: int
    expires_on: date
    bought: int = 0


@dataclass(frozen=True, slots=True)
class Taken:
    """Klip taken from, or given back to, a lot."""

    lot: int
    klip: int


def expires_on(bought_on: date, valid_months: int) -> date:
    """The last day a klip can be spent on."""
    return months_on(bought_on, valid_months)


def balance(lots: Sequence[Lot], on: date) -> int:
    """The klip that can be spent on a day."""
    return sum(lot.left for lot in lots if lot.expires_on >= on)


def spend(lots: Sequence[Lot], klip: int, on: date) -> list[Taken]:
    """Which klip are taken: those that expire first. Conflict "pricing.too_few_klip" where too few are left."""
    if klip < 1:
        raise RuleBroken("pricing.klip_range", field="klip")
    there = balance(lots, on)
    if there < klip:
        raise Conflict("pricing.too_few_klip", field="plan", left=there, asked=klip)
    taken, missing = [], klip
    for lot in sorted(lots, key=lambda one: (one.expires_on, one.id)):
        if missing and lot.left > 0 and lot.expires_on >= on:
            some = min(lot.left, missing)
            taken.append(Taken(lot.id, some))
            missing -= some
    return taken


def give_back(spent: Sequence[Taken], klip: int) -> list[Taken]:
    """Where klip of a booking go back to: to their own lots with their old expiry, those that expire last first.

    `spent` is what the booking still has from each lot, in the order it was taken. More than that is refused.
    """
    if not 1 <= klip <= sum(one.klip for one in spent):
        raise Conflict("pricing.klip_not_spent", asked=klip)
    back, missing = [], klip
    for one in reversed(spent):
        some = min(one.klip, missing)
        if some:
            back.append(Taken(one.lot, some))
            missing -= some
    return back


def vat_at(bases: Sequence[str]) -> VatAt:
    """When the VAT of a pass falls due, by the VAT bases of all offers it opens."""
    return VatAt.SALE if len(set(bases)) == 1 else VatAt.USE


def vat_within(gross: Money, percent: int) -> Money:
    """The VAT within a price that has it inside, rounded half up: for klip whose VAT falls due at use."""
    return gross.share(Decimal(percent) / (100 + percent))
