"""Tables of amounts due and invoices."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Connection, Integer, String, UniqueConstraint, event
from sqlalchemy.orm import Mapped, Mapper, mapped_column, object_session, relationship

from marketplace.foundation.db import Base, Id, Ore, Ref, points_to


class AmountDue(Base):
    """Something one organisation owes another; `purpose_ref` says for what, in another room's words."""

    __tablename__ = "amount_due"
    __table_args__ = (CheckConstraint("status IN ('open', 'part_paid', 'paid', 'credited')", name="status"),)

    id: Mapped[Id]
    ref: Mapped[Ref]
    payer_id: Mapped[int] = points_to("organisation.id")
    seller_id: Mapped[int] = points_to("organisation.id")
    purpose_ref: Mapped[str] = mapped_column(String(40), unique=True)
    status: Mapped[str] = mapped_column(String(10), default="open")
    created_at: Mapped[datetime]

    lines: Mapped[list[DueLine]] = relationship(lazy="raise", order_by="DueLine.position")


class DueLine(Base):
    """One line of an amount due: net in øre, VAT basis and rate in percent."""

    __tablename__ = "due_line"
    __table_args__ = (CheckConstraint("vat_basis IN ('exempt', 'standard')", name="vat_basis"),)

    id: Mapped[Id]
    amount_due_id: Mapped[int] = points_to("amount_due.id")
    position: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(String(400))
    quantity: Mapped[int] = mapped_column(Integer)
    unit_net: Mapped[Ore]
    net: Mapped[Ore]
    vat_basis: Mapped[str] = mapped_column(String(10))
    vat_percent: Mapped[int] = mapped_column(Integer)
    vat_reason: Mapped[str] = mapped_column(String(600), default="")
    cost_centre: Mapped[str] = mapped_column(String(40), default="")
    order_reference: Mapped[str] = mapped_column(String(80), default="")


class InvoiceSeries(Base):
    """The last number used per seller and prefix; locked while the next is taken, so there are no gaps."""

    __tablename__ = "invoice_series"
    __table_args__ = (UniqueConstraint("seller_id", "prefix"),)

    id: Mapped[Id]
    seller_id: Mapped[int] = points_to("organisation.id")
    prefix: Mapped[str] = mapped_column(String(8))
    last: Mapped[int] = mapped_column(Integer)


class Invoice(Base):
    """An issued invoice: a frozen picture of seller, buyer, lines and totals. Never edited."""

    __tablename__ = "invoice"
    __table_args__ = (
        UniqueConstraint("seller_id", "prefix", "number"),
        CheckConstraint("due_on >= issued_on", name="due_after_issue"),
        CheckConstraint("total = net + vat", name="total"),
    )

    id: Mapped[Id]
    ref: Mapped[Ref]
    amount_due_id: Mapped[int] = points_to("amount_due.id", unique=True, index=False)
    seller_id: Mapped[int] = points_to("organisation.id")
    buyer_id: Mapped[int] = points_to("organisation.id")
    prefix: Mapped[str] = mapped_column(String(8))
    number: Mapped[int] = mapped_column(Integer)
    issued_on: Mapped[date]
    due_on: Mapped[date]
    seller: Mapped[dict[str, Any]] = mapped_column(JSON)  # name, cvr, street, postcode, city, bank or FIK
    buyer: Mapped[dict[str, Any]] = mapped_column(JSON)  # name, cvr, street, postcode, city, ean
    buyer_reference: Mapped[str] = mapped_column(String(80), default="")
    net: Mapped[Ore]
    vat: Mapped[Ore]
    total: Mapped[Ore]
    vat_groups: Mapped[list[dict[str, Any]]] = mapped_column(JSON)  # basis, percent, net, vat, reason
    created_at: Mapped[datetime]

    amount_due: Mapped[AmountDue] = relationship(lazy="raise")

    @property
    def full_number(self) -> str:
        """The number as printed: prefix and running number."""
        return f"{self.prefix}-{self.number:05d}"


@event.listens_for(Invoice, "before_update")
@event.listens_for(Invoice, "before_delete")
def _refuse_change(_mapper: Mapper[Invoice], _connection: Connection, invoice: Invoice) -> None:
    """An issued invoice is bookkeeping: it is corrected by a credit note, never edited or removed."""
    within = object_session(invoice)
    if within is None or invoice in within.deleted or within.is_modified(invoice, include_collections=False):
        raise RuntimeError("an issued invoice is never edited")
