"""The company's klip: what is left, what came and went, and buying more."""

from __future__ import annotations

from collections.abc import Iterable

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.foundation import clock
from marketplace.foundation.errors import NotAllowed, RuleBroken
from marketplace.foundation.labels import label
from marketplace.foundation.money import Money
from marketplace.foundation.problems import problem
from marketplace.foundation.transaction import transaction
from marketplace.foundation.words import gettext as _
from marketplace.foundation.words import language, money, ngettext
from marketplace.organisations.queries import company_of
from marketplace.payments.policy import may_see_invoices
from marketplace.payments.queries import invoices_for
from marketplace.pricing.models import PassEntry
from marketplace.pricing.policy import may_buy
from marketplace.pricing.queries.for_sale import find_public_for_sale, pass_quote, seller_names
from marketplace.pricing.queries.passes import all_entries_of, entries_of, find_pass, passes_of
from marketplace.pricing.rules import PlanKind, PlanStatus
from marketplace.pricing.rules.for_sale import PassQuote
from marketplace.pricing.rules.passes import EntryKind, VatAt
from marketplace.pricing.service.passing import buy_pass, purpose_of
from marketplace.web.hr.buying import PayingForm, on_sale, opened_words, sections
from marketplace.web.hr.sheets import csv_file
from marketplace.web.hr.today import SOON
from marketplace.web.shell.errors import refuse, status_of
from marketplace.web.shell.guards import actor
from marketplace.web.shell.pager import page_number, page_url
from marketplace.web.shell.pages import page


def passes() -> ResponseReturnValue:
    """What the company has, and what is on sale (?forloeb: only what opens this offer)."""
    on = clock.today(clock.now())
    offer_ref = request.args.get("forloeb", "")[:16]
    return page(
        "hr/passes/passes.html",
        title=_("Klippekort"),
        sections=sections("passes"),
        found=passes_of(actor()),
        on=on,
        soon=on + SOON,
        offer_ref=offer_ref,
        may_buy=may_buy(actor()),
        page_url=page_url,
        **on_sale(PlanKind.PASS, offer_ref),
    )


def entries(ref: str) -> ResponseReturnValue:
    """What came and went on one pass."""
    on = clock.today(clock.now())
    found = find_pass(actor(), ref)
    listed = entries_of(actor(), ref, page_number())
    bought = [one.subject_ref for one in listed.items if one.kind == EntryKind.BOUGHT]
    invoices = invoices_for([purpose_of(one) for one in bought]) if may_see_invoices(actor()) else {}
    return page(
        "hr/passes/entries.html",
        title=_("Klip hos %(name)s", name=found.account.issuer.organisation.name),
        told=found,
        on=on,
        listed=listed,
        invoices={one: invoices.get(purpose_of(one)) for one in bought},
        expires={one.entry.id: one.entry.expires_on for one in found.lots},
        page_url=page_url,
    )


def entries_csv(ref: str) -> ResponseReturnValue:
    heading = [_("Tidspunkt"), _("Hvad"), _("Klip"), _("Gælder til"), _("Moms"), _("Bestilling")]
    return csv_file(f"klip-{ref}.csv", heading, _rows(all_entries_of(actor(), ref)))


def _rows(found: Iterable[PassEntry]) -> Iterable[list[object]]:
    expires = {}
    for one in found:
        expires[one.id] = one.expires_on
        yield [
            clock.local(one.at).strftime("%Y-%m-%d %H:%M"),
            label("entry_kind", one.kind),
            one.klip,
            one.expires_on or expires.get(one.lot_id or 0),
            Money(one.vat).amount,
            "" if one.kind == EntryKind.BOUGHT else one.subject_ref,
        ]


def buy(ref: str) -> ResponseReturnValue:
    """The price with its VAT before the click, then the purchase."""
    if not may_buy(actor()):
        raise NotAllowed
    form = PayingForm.of(company_of(actor()))
    if form.validate_on_submit():
        try:
            with transaction():
                lot = buy_pass(actor(), ref, **form.paid_by, now=clock.now())
                klip, account_id = lot.klip, lot.pass_id
        except RuleBroken as broken:
            return _form(ref, form, refuse(form, broken))
        flash(
            ngettext(
                "I har købt %(num)s klip. Fakturaen ligger klar.",
                "I har købt %(num)s klip. Fakturaen ligger klar.",
                klip,
            ),
            "ok",
        )
        account = next(one.account for one in passes_of(actor()) if one.account.id == account_id)
        return redirect(url_for("hr.pass_entries", ref=account.ref), 303)
    return _form(ref, form, status_of(form))


def _form(ref: str, form: PayingForm, status: int) -> tuple[str, int]:
    on = clock.today(clock.now())
    plan = find_public_for_sale(ref, PlanKind.PASS)
    quote: PassQuote | None = None
    shut = _("Klippekortet sælges ikke mere.") if plan.status != PlanStatus.ACTIVE else ""
    if not shut:
        try:
            quote = pass_quote(plan, on)
        except RuleBroken as broken:
            shut = problem(broken)
    return page(
        "hr/passes/buy.html",
        title=_("Køb %(name)s", name=plan.name.said(language())),
        status=status,
        form=form,
        plan=plan,
        seller=seller_names([plan])[plan.institution_id or 0],
        opens=opened_words(plan),
        quote=quote,
        shut=shut,
        bill=_bill(quote) if quote else [],
        expires_on=quote.expires_on(on) if quote else None,
        verified=company_of(actor()).organisation.verified_at is not None,
    )


def _bill(quote: PassQuote) -> list[tuple[str, str]]:
    klip = ngettext("%(num)s klip", "%(num)s klip", quote.plan.klip)
    first = (_("%(klip)s à %(price)s", klip=klip, price=money(quote.plan.klip_price)), money(quote.net))
    if quote.vat_at == VatAt.USE:
        return [first, (_("Moms"), _("er i prisen og forfalder ved brug"))]
    if quote.vat.basis == "exempt":
        return [first, (_("Moms"), _("Momsfrit"))]
    return [first, (_("Moms %(percent)s %%", percent=quote.vat.percent), money(quote.vat_amount))]
