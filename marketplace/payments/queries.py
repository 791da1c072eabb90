"""Reads of invoices."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import NotFound, require
from marketplace.foundation.paging import PER_PAGE, Page, page_of
from marketplace.payments import policy
from marketplace.payments.models import AmountDue, Invoice


def _whole() -> Select[Invoice]:
    return select(Invoice).options(joinedload(Invoice.amount_due).selectinload(AmountDue.lines))


def invoice_for(purpose_ref: str) -> Invoice | None:
    """The invoice for a purpose, with its lines, if it was issued. The caller has settled who may see it."""
    return session.scalar(_whole().join(Invoice.amount_due).where(AmountDue.purpose_ref == purpose_ref))


def invoices_for(purpose_refs: Collection[str]) -> dict[str, Invoice]:
    """The invoices of many purposes by purpose, for lists."""
    found = session.scalars(
        select(Invoice)
        .join(Invoice.amount_due)
        .where(AmountDue.purpose_ref.in_(purpose_refs))
        .options(joinedload(Invoice.amount_due))
    )
    return {invoice.amount_due.purpose_ref: invoice for invoice in found}


def _own(actor: Actor) -> Select[Invoice]:
    side = Invoice.seller_id if actor.desk == "institution" else Invoice.buyer_id
    return select(Invoice).where(side == actor.organisation_id)


def find_invoice(actor: Actor, ref: str) -> Invoice:
    """One invoice with its lines, for its seller or its buyer."""
    if actor.desk not in ("institution", "company"):
        raise NotFound
    found = session.scalar(
        _own(actor).where(Invoice.ref == ref).options(joinedload(Invoice.amount_due).selectinload(AmountDue.lines))
    )
    if found is None:
        raise NotFound
    require(policy.may_see_invoices(actor))
    return found


def invoices_of_buyer(actor: Actor, page: int, per_page: int = PER_PAGE) -> Page[Invoice]:
    """What a company was invoiced, the newest first."""
    require(actor.desk == "company" and policy.may_see_invoices(actor))
    return _listed(actor, page, per_page)


def invoices_of_seller(actor: Actor, page: int, per_page: int = PER_PAGE) -> Page[Invoice]:
    """What an institution has invoiced, the newest first."""
    require(actor.desk == "institution" and policy.may_see_invoices(actor))
    return _listed(actor, page, per_page)


def _listed(actor: Actor, page: int, per_page: int) -> Page[Invoice]:
    wanted = _own(actor).order_by(Invoice.id.desc()).options(selectinload(Invoice.amount_due))
    return page_of(wanted, page, per_page)
