"""Facts about invoices."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.foundation.events import Event


@dataclass(frozen=True)
class InvoiceIssued(Event):
    """A seller's invoice exists; `purpose` is the ref of what it is for."""

    invoice: str
    purpose: str
    seller: str
    buyer: str
    total: int
