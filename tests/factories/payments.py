"""Invoices for tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from marketplace.foundation import clock
from marketplace.foundation.money import Money, kroner
from marketplace.foundation.refs import new_ref
from marketplace.organisations.models import Company, Institution
from marketplace.payments.models import Invoice
from marketplace.payments.rules import DueLineFacts
from marketplace.payments.service import issue_invoice
from tests.factories import within
from tests.factories.organisations import make_company, make_institution

HUNDRED = kroner(100)


def a_line(quantity: int = 1, unit_net: Money = HUNDRED, percent: int = 0, **over: Any) -> DueLineFacts:
    """A line of an invoice; exempt from VAT unless a percent is given."""
    facts: dict[str, Any] = {"text": "Et forløb", "vat_basis": "standard" if percent else "exempt", **over}
    return DueLineFacts(quantity=quantity, unit_net=unit_net, vat_percent=percent, **facts)


def make_invoice(
    seller: Institution | None = None,
    buyer: Company | None = None,
    lines: Sequence[DueLineFacts] = (),
    **over: Any,
) -> Invoice:
    with within():
        seller, buyer = seller or make_institution(), buyer or make_company()
        facts: dict[str, Any] = {"purpose_ref": new_ref(), "buyer_reference": "", "ean": "", "now": clock.now()}
        return issue_invoice(payer_id=buyer.id, seller_id=seller.id, lines=lines or [a_line()], **{**facts, **over})
