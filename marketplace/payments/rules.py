"""How an invoice is summed: VAT once per rate, half up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.money import ZERO, Money, total

VAT_BASES = frozenset({"exempt", "standard"})
MAX_REFERENCE = 80


@dataclass(frozen=True, slots=True)
class DueLineFacts:
    """One line of what is owed: a text, a quantity at a unit price net of VAT, and its VAT."""

    text: str
    quantity: int
    unit_net: Money
    vat_basis: str
    vat_percent: int
    vat_reason: str = ""
    cost_centre: str = ""
    order_reference: str = ""

    @property
    def net(self) -> Money:
        return self.unit_net * self.quantity


@dataclass(frozen=True, slots=True)
class VatGroup:
    """All lines of one basis and rate: their net, and the VAT of the whole."""

    basis: str
    percent: int
    net: Money
    vat: Money
    reason: str

    def frozen(self) -> dict[str, Any]:
        """As kept on an invoice: amounts in øre."""
        return {
            "basis": self.basis,
            "percent": self.percent,
            "net": self.net.minor,
            "vat": self.vat.minor,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class Sums:
    """What an invoice comes to: the groups, and net + VAT = total."""

    groups: tuple[VatGroup, ...]
    net: Money
    vat: Money
    total: Money


def vat_groups(lines: Sequence[DueLineFacts]) -> tuple[VatGroup, ...]:
    """Lines gathered by VAT basis and percent, VAT rounded once (half up) on each group's net.

    Different reasons within one group stand one after another, each once.
    """
    gathered: dict[tuple[str, int], list[DueLineFacts]] = {}
    for line in lines:
        gathered.setdefault((line.vat_basis, line.vat_percent), []).append(line)
    groups = []
    for (basis, percent), members in sorted(gathered.items()):
        net = total([line.net for line in members])
        reasons = dict.fromkeys(line.vat_reason for line in members if line.vat_reason)
        groups.append(VatGroup(basis, percent, net, net.share(Decimal(percent) / 100), "; ".join(reasons)))
    return tuple(groups)


def sums(lines: Sequence[DueLineFacts]) -> Sums:
    """What these lines come to."""
    groups = vat_groups(lines)
    net = total([group.net for group in groups]) if groups else ZERO
    vat = total([group.vat for group in groups]) if groups else ZERO
    return Sums(groups, net, vat, net + vat)


def check_lines(lines: Sequence[DueLineFacts]) -> None:
    """An invoice has lines, each with a positive quantity, no negative price, and a VAT that fits its basis."""
    if not lines:
        raise ValueError("an invoice without lines")
    for line in lines:
        exempt_fits = (line.vat_basis == "exempt") == (line.vat_percent == 0)
        if line.quantity < 1 or line.unit_net < ZERO or line.vat_basis not in VAT_BASES or not exempt_fits:
            raise ValueError(f"an impossible line: {line}")


def due_on(issued_on: date, payment_days: int) -> date:
    """The last day for paying."""
    return issued_on + timedelta(days=payment_days)


def can_be_paid(*, bank_reg: str, bank_account: str, fik: str, iban: str = "") -> bool:
    """Whether a buyer can see where the money goes: a bank account, an IBAN or a FIK creditor number."""
    return bool((bank_reg and bank_account) or iban or fik)


def check_invoice_address(*, ean: str, reference: str, buyers_ean: str) -> None:
    """A public buyer (a company with an EAN number) gives EAN and reference; an EAN always needs a reference."""
    if buyers_ean and not ean:
        raise RuleBroken("payments.ean_needed", field="ean")
    if ean and not reference:
        raise RuleBroken("payments.reference_needed", field="buyer_reference")
    if len(reference) > MAX_REFERENCE:
        raise RuleBroken("payments.reference_long", field="buyer_reference", most=MAX_REFERENCE)
