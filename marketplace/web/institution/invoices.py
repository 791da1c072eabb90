"""What the institution has invoiced."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from marketplace.foundation.clock import now, today
from marketplace.foundation.words import gettext as _
from marketplace.payments import policy
from marketplace.payments.queries import find_invoice, invoices_of_seller
from marketplace.web.shell.guards import actor
from marketplace.web.shell.pager import page_number, page_url
from marketplace.web.shell.pages import page


def invoices() -> ResponseReturnValue:
    """Invoices, the newest first; others than finance and publishers are told who sees them."""
    may_see = policy.may_see_invoices(actor())
    return page(
        "institution/invoices/invoices.html",
        title=_("Fakturaer"),
        found=invoices_of_seller(actor(), page_number()) if may_see else None,
        on=today(now()),
        page_url=page_url,
    )


def invoice(ref: str) -> ResponseReturnValue:
    """One invoice, to read and to print."""
    found = find_invoice(actor(), ref)
    return page(
        "institution/invoices/invoice.html",
        title=_("Faktura %(number)s", number=found.full_number),
        invoice=found,
        on=today(now()),
    )
