"""What the company has been invoiced."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue

from marketplace.foundation import clock
from marketplace.foundation.words import gettext as _
from marketplace.payments.queries import find_invoice, invoices_of_buyer
from marketplace.pricing.queries.passes import pass_of_purchase
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
        bought=_bought(found.amount_due.purpose_ref),
        on=clock.today(clock.now()),
    )


def _bought(purpose: str) -> tuple[str, str] | None:
    """What an invoice is for: words and address of its page. A balance has none of its own."""
    match purpose.split("-"):
        case ["pass", ref]:
            return _("Se klippekortet"), url_for("hr.pass_entries", ref=pass_of_purchase(actor(), ref).ref)
        case ["sub", ref, _]:
            return _("Se abonnementet"), url_for("hr.subscription", ref=ref)
        case ["balance", _]:
            return None
        case ["mod", ref, _] | [ref]:
            return _("Se bestillingen"), url_for("hr.booking", ref=ref)
    return None
