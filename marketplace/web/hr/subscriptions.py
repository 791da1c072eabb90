"""The company's subscriptions: who is on them, what a change costs, ending them, and taking out new ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

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
from marketplace.pricing import rules
from marketplace.pricing.models import Subscription
from marketplace.pricing.policy import may_buy
from marketplace.pricing.queries.for_sale import find_public_for_sale, seller_names, subscription_quote
from marketplace.pricing.queries.subscriptions import find_subscription, subscriptions_of
from marketplace.pricing.rules import PlanKind, PlanStatus, SellersVat, SubscriptionForSale
from marketplace.pricing.rules.for_sale import SubscriptionQuote, preview_change
from marketplace.pricing.rules.periods import period_no
from marketplace.pricing.service import subscribing
from marketplace.web.hr.buying import SeatsForm, SubscribingForm, on_sale, opened_words, sections, staff
from marketplace.web.shell.errors import refuse, status_of
from marketplace.web.shell.guards import actor
from marketplace.web.shell.pager import page_url
from marketplace.web.shell.pages import page

SHOWN_PERIODS = 12  # invoices of this many periods stand on the page


def subscriptions() -> ResponseReturnValue:
    """What the company has, and what is on sale (?forloeb: only what opens this offer)."""
    on = clock.today(clock.now())
    offer_ref = request.args.get("forloeb", "")[:16]
    return page(
        "hr/subscriptions/subscriptions.html",
        title=_("Abonnementer"),
        sections=sections("subscriptions"),
        found=[_row(one, on) for one in subscriptions_of(actor(), 1, per_page=100).items],
        offer_ref=offer_ref,
        may_buy=may_buy(actor()),
        page_url=page_url,
        **on_sale(PlanKind.SUBSCRIPTION, offer_ref),
    )


def _row(found: Subscription, on: date) -> dict[str, Any]:
    return {
        "ref": found.ref,
        "name": found.plan.name.said(language()),
        "seller": found.issuer.organisation.name,
        "seats": sum(1 for seat in found.seats if seat.past_on is None or seat.past_on > on),
        "price": _price(found),
        "status": found.status,
        "past_on": found.past_on,
    }


def _quote_of(found: Subscription) -> SubscriptionQuote:
    """A subscription's own price, as frozen when it was taken out."""
    vat = SellersVat(found.vat_basis, found.vat_percent, found.vat_reason)
    return SubscriptionQuote(
        found.plan.ref, SubscriptionForSale(Money(found.period_price), rules.Period(found.period)), vat
    )


def _price(found: Subscription) -> str:
    return _each(_quote_of(found))


def _each(quote: SubscriptionQuote) -> str:
    price = money(quote.with_vat(quote.plan.period_price))
    period = label("period", quote.plan.period)
    if quote.vat.basis == "exempt":
        return _("%(price)s pr. medarbejder og %(period)s, momsfrit", price=price, period=period)
    return _("%(price)s pr. medarbejder og %(period)s inkl. moms", price=price, period=period)


def subscription(ref: str) -> ResponseReturnValue:
    return _show(ref, _seats_form(ref), 200)


def _seats_form(ref: str) -> SeatsForm:
    form = SeatsForm()
    on = clock.today(clock.now())
    there = {seat.employee.ref for seat in find_subscription(actor(), ref).seats if seat.past_on is None}
    form.employees.choices = [one for one in staff(on) if one[0] not in there]
    return form


def _show(ref: str, form: SeatsForm, status: int) -> tuple[str, int]:
    on = clock.today(clock.now())
    found = find_subscription(actor(), ref)
    quote = _quote_of(found)
    no = subscribing.running_no(found, on)
    whole = subscribing.period_of(found, no)
    joins = preview_change(quote.plan.period_price, whole, on, coming=1)
    leaves = preview_change(quote.plan.period_price, whole, on, going=1)
    purposes = [subscribing.purpose_of(found, one) for one in range(max(0, found.billed - SHOWN_PERIODS), found.billed)]
    invoices = invoices_for(purposes) if may_see_invoices(actor()) else {}
    return page(
        "hr/subscriptions/subscription.html",
        title=found.plan.name.said(language()),
        status=status,
        told=found,
        row=_row(found, on),
        on=on,
        form=form,
        whole=whole,
        opens=opened_words(found.plan),
        running=found.past_on is None or found.past_on > on,
        may_buy=may_buy(actor()),
        joins=money(quote.with_vat(joins.rest)),
        each=money(quote.with_vat(joins.each_period)),
        saves=money(quote.with_vat(-leaves.rest)),
        period=label("period", found.period),
        cost=money(subscribing.period_cost(found, no)),
        invoices=[invoices[one] for one in reversed(purposes) if one in invoices],
    )


def add(ref: str) -> ResponseReturnValue:
    form = _seats_form(ref)
    if not form.validate_on_submit():
        return _show(ref, form, status_of(form))
    try:
        with transaction():
            subscribing.add_seats(actor(), ref, form.employees.data or [], now=clock.now())
    except RuleBroken as broken:
        return _show(ref, form, refuse(form, broken))
    many = len(form.employees.data or [])
    flash(ngettext("%(num)s er sat på abonnementet.", "%(num)s er sat på abonnementet.", many), "ok")
    return redirect(url_for("hr.subscription", ref=ref), 303)


def remove(ref: str, seat: str) -> ResponseReturnValue:
    with transaction():
        subscribing.remove_seat(actor(), ref, seat, now=clock.now())
    flash(_("Medarbejderen er af abonnementet fra i morgen."), "ok")
    return redirect(url_for("hr.subscription", ref=ref), 303)


def end(ref: str) -> ResponseReturnValue:
    with transaction():
        subscribing.end_subscription(actor(), ref, now=clock.now())
    flash(_("Abonnementet er sagt op og holder perioden ud."), "ok")
    return redirect(url_for("hr.subscription", ref=ref), 303)


def subscribe(ref: str) -> ResponseReturnValue:
    """The price for the chosen employees before the click, then the subscription."""
    if not may_buy(actor()):
        raise NotAllowed
    form = SubscribingForm.of(company_of(actor()))
    on = clock.today(clock.now())
    form.employees.choices = staff(on)
    if request.form.get("act") == "count":
        form.employees.validate(form)
        return _form(ref, form, status_of(form))
    if form.validate_on_submit():
        try:
            with transaction():
                made = subscribing.subscribe(
                    actor(), ref, form.employees.data or [], **form.paid_by, now=clock.now()
                ).ref
        except RuleBroken as broken:
            return _form(ref, form, refuse(form, broken))
        flash(_("Abonnementet er tegnet og gælder fra i dag."), "ok")
        return redirect(url_for("hr.subscription", ref=made), 303)
    return _form(ref, form, status_of(form))


def _form(ref: str, form: SubscribingForm, status: int) -> tuple[str, int]:
    on = clock.today(clock.now())
    plan = find_public_for_sale(ref, PlanKind.SUBSCRIPTION)
    quote: SubscriptionQuote | None = None
    shut = _("Abonnementet sælges ikke mere.") if plan.status != PlanStatus.ACTIVE else ""
    if not shut:
        try:
            quote = subscription_quote(plan, on)
        except RuleBroken as broken:
            shut = problem(broken)
    chosen: Sequence[str] = form.employees.data or []
    return page(
        "hr/subscriptions/subscribe.html",
        title=_("Tegn %(name)s", name=plan.name.said(language())),
        status=status,
        form=form,
        plan=plan,
        seller=seller_names([plan])[plan.institution_id or 0],
        opens=opened_words(plan),
        quote=quote,
        shut=shut,
        each=_each(quote) if quote else "",
        bill=_bill(quote, len(chosen)) if quote and chosen else [],
        total=money(quote.with_vat(quote.plan.period_price * len(chosen))) if quote else "",
        period=label("period", quote.plan.period) if quote else "",
        first=period_no(on, quote.plan.period, 0) if quote else None,
        verified=company_of(actor()).organisation.verified_at is not None,
    )


def _bill(quote: SubscriptionQuote, many: int) -> list[tuple[str, str]]:
    price = quote.plan.period_price
    people = ngettext("%(num)s medarbejder", "%(num)s medarbejdere", many)
    first = (_("%(people)s à %(price)s", people=people, price=money(price)), money(price * many))
    if quote.vat.basis == "exempt":
        return [first, (_("Moms"), _("Momsfrit"))]
    vat = quote.with_vat(price * many) - price * many
    return [first, (_("Moms %(percent)s %%", percent=quote.vat.percent), money(vat))]
