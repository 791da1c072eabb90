"""Issuing invoices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import joinedload, selectinload

from marketplace.foundation.clock import today
from marketplace.foundation.db import on_postgresql, session
from marketplace.foundation.errors import Conflict, RuleBroken
from marketplace.foundation.events import announce
from marketplace.foundation.refs import new_ref
from marketplace.organisations.models import Institution, Organisation
from marketplace.payments import rules
from marketplace.payments.events import InvoiceIssued
from marketplace.payments.models import AmountDue, DueLine, Invoice, InvoiceSeries
from marketplace.payments.rules import DueLineFacts


def issue_invoice(
    *,
    payer_id: int,
    seller_id: int,
    purpose_ref: str,
    lines: Sequence[DueLineFacts],
    buyer_reference: str,
    ean: str,
    now: datetime,
) -> Invoice:
    """Note what is owed and issue its invoice, with the seller's next number.

    Seller, buyer and lines are copied, so that the invoice says the same for ever. The number's row stays
    locked until the transaction ends: call this last. The same purpose again gives the invoice already
    issued; the same purpose with another content is a conflict.
    """
    rules.check_lines(lines)
    sums = rules.sums(lines)
    earlier = _issued_for(purpose_ref)
    if earlier is not None:
        if (earlier.buyer_id, earlier.seller_id, earlier.total) != (payer_id, seller_id, sums.total.minor):
            raise Conflict("payments.already_invoiced", number=earlier.full_number)
        return earlier
    seller = session.scalars(
        select(Institution)
        .where(Institution.id == seller_id)
        .options(joinedload(Institution.organisation).joinedload(Organisation.postcode))
    ).one()
    if not rules.can_be_paid(
        bank_reg=seller.bank_reg, bank_account=seller.bank_account, fik=seller.fik, iban=seller.iban
    ):
        raise RuleBroken("payments.seller_has_no_bank")
    buyer = session.scalars(
        select(Organisation).where(Organisation.id == payer_id).options(joinedload(Organisation.postcode))
    ).one()
    due = AmountDue(
        ref=new_ref(),
        payer_id=payer_id,
        seller_id=seller_id,
        purpose_ref=purpose_ref,
        status="open",
        created_at=now,
        lines=[_line(position, facts) for position, facts in enumerate(lines, start=1)],
    )
    session.add(due)
    session.flush()
    issued_on = today(now)
    invoice = Invoice(
        ref=new_ref(),
        amount_due_id=due.id,
        amount_due=due,
        seller_id=seller_id,
        buyer_id=payer_id,
        prefix=seller.prefix,
        number=_next_number(seller_id, seller.prefix),
        issued_on=issued_on,
        due_on=rules.due_on(issued_on, seller.payment_days),
        seller={**_named(seller.organisation), **_paid_to(seller)},
        buyer={**_named(buyer), "ean": ean},
        buyer_reference=buyer_reference,
        net=sums.net.minor,
        vat=sums.vat.minor,
        total=sums.total.minor,
        vat_groups=[group.frozen() for group in sums.groups],
        created_at=now,
    )
    session.add(invoice)
    session.flush()
    announce(
        InvoiceIssued(
            invoice=invoice.ref,
            purpose=purpose_ref,
            seller=seller.organisation.ref,
            buyer=buyer.ref,
            total=invoice.total,
        )
    )
    return invoice


def _issued_for(purpose_ref: str) -> Invoice | None:
    return session.scalar(
        select(Invoice)
        .join(Invoice.amount_due)
        .where(AmountDue.purpose_ref == purpose_ref)
        .options(joinedload(Invoice.amount_due), selectinload(Invoice.amount_due, AmountDue.lines))
    )


def _next_number(seller_id: int, prefix: str) -> int:
    """The next number of a series, its row locked from here to the end of the transaction.

    One statement makes the row or raises it, so that two first invoices at the same time get 1 and 2;
    a transaction that is undone gives its number back.
    """
    insert = postgresql.insert if on_postgresql() else sqlite.insert
    taken: int | None = session.scalar(
        insert(InvoiceSeries)
        .values(seller_id=seller_id, prefix=prefix, last=1)
        .on_conflict_do_update(index_elements=["seller_id", "prefix"], set_={"last": InvoiceSeries.last + 1})
        .returning(InvoiceSeries.last)
    )
    if taken is None:
        raise RuntimeError("a series gave no number")
    return taken


def _line(position: int, facts: DueLineFacts) -> DueLine:
    return DueLine(
        position=position,
        text=facts.text,
        quantity=facts.quantity,
        unit_net=facts.unit_net.minor,
        net=facts.net.minor,
        vat_basis=facts.vat_basis,
        vat_percent=facts.vat_percent,
        vat_reason=facts.vat_reason,
        cost_centre=facts.cost_centre,
        order_reference=facts.order_reference,
    )


def _named(organisation: Organisation) -> dict[str, Any]:
    return {
        "name": organisation.name,
        "cvr": organisation.cvr,
        "street": organisation.street,
        "postcode": organisation.postcode_code,
        "city": organisation.postcode.city,
    }


def _paid_to(seller: Institution) -> dict[str, Any]:
    return {
        "bank_reg": seller.bank_reg,
        "bank_account": seller.bank_account,
        "iban": seller.iban,
        "fik": seller.fik,
    }
