"""What the company has been invoiced."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from marketplace.foundation import clock
from marketplace.foundation.words import gettext as _
from marketplace.payments.queries import find_invoice, invoices_of_buyer
from marketplace.web.shell.guards import actor
from marketplace.web.shell.pager import page_number, page_url
from marketplace.web.shell.pages import page


def invoices() -> ResponseReturnValue:
    return page(
        "hr/invoices/invoices.html",
        title=_("Fakturaer"),
        found=invoices_of_buyer(actor(), page_number()),
        on=clock.today(clock.now()),
        page_url=page_url,
    )


def invoice(ref: str) -> ResponseReturnValue:
    found = find_invoice(actor(), ref)
    return page(
        "hr/invoices/invoice.html",
        title=_("Faktura %(number)s", number=found.full_number),
        invoice=found,
        booking_ref=found.amount_due.purpose_ref,
        on=clock.today(clock.now()),
    )
