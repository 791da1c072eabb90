"""What an offer costs: its VAT decision, its price per seat, and the terms a price goes with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.catalogue import policy
from marketplace.catalogue.models import VatDecision
from marketplace.catalogue.queries import find_offer, vat_of, versions_of
from marketplace.catalogue.queries.own import vat_history
from marketplace.catalogue.service.vat import decide_vat
from marketplace.foundation.clock import now, today
from marketplace.foundation.errors import RuleBroken, require
from marketplace.foundation.money import Money
from marketplace.foundation.transaction import transaction
from marketplace.foundation.words import gettext as _
from marketplace.foundation.words import language
from marketplace.pricing import policy as pricing_policy
from marketplace.pricing.models import PricePlan
from marketplace.pricing.queries import plans_of_offer, terms_of
from marketplace.pricing.rules import PerSeat, PlanStatus, list_price, vat_percent
from marketplace.pricing.service.planning import add_terms, set_seat_price
from marketplace.web.institution.forms import PriceForm, TermsForm, VatForm, rows_arranged, texts
from marketplace.web.institution.shared import put
from marketplace.web.shell.errors import status_of
from marketplace.web.shell.guards import actor
from marketplace.web.shell.pages import page


@dataclass(frozen=True, slots=True)
class ShownPrice:
    """A price per seat with what VAT makes of it; `percent` is None while nobody has decided on VAT."""

    net: Money
    percent: int | None
    vat: Money
    whole: Money
    funding_basis: str


def shown_price(plans: Sequence[PricePlan], decision: VatDecision | None, on: date) -> ShownPrice | None:
    """What one seat costs by the cheapest plan in force, as a page writes it."""
    price = list_price([plan.plan for plan in plans], 1)
    if price is None or price.each is None:
        return None
    net = price.each
    percent = None if decision is None else vat_percent(decision.basis, on)
    vat = net.share(Decimal(percent or 0) / 100)
    return ShownPrice(net, percent, vat, net + vat, plans[0].funding_basis)


def vat(ref: str) -> ResponseReturnValue:
    """State how an offer is sold, with VAT or without; decisions are only added."""
    offer = find_offer(actor(), ref)
    may_decide = policy.may_decide_vat(actor(), offer)
    form = VatForm(data={"valid_from": today(now()), "basis": "exempt"})
    status = 0
    if form.validate_on_submit():
        try:
            with transaction():
                decide_vat(
                    actor(),
                    ref,
                    form.basis.data,
                    form.reason_code.data,
                    form.reason_text.data or "",
                    form.valid_from.data,
                    now=now(),
                )
        except RuleBroken as broken:
            status = put(form, broken)
        else:
            flash(_("Momsafgørelsen er gemt."), "ok")
            return redirect(url_for("institution.offer", ref=ref), 303)
    newest = versions_of(actor(), ref)[0]
    history = vat_history(actor(), ref)
    return page(
        "institution/prices/vat.html",
        title=_("Moms: %(title)s", title=newest.title.said(language())),
        form=form,
        offer_ref=ref,
        history=history,
        current=vat_of(newest.offer_id, today(now())),
        may_decide=may_decide,
        status=status or status_of(form),
    )


def price(ref: str) -> ResponseReturnValue:
    """Set what a seat costs; the price before it is kept in the history."""
    find_offer(actor(), ref)
    require(pricing_policy.may_price(actor()))
    plans = plans_of_offer(actor(), ref)
    current = next((plan for plan in plans if plan.status == PlanStatus.ACTIVE), None)
    form = PriceForm(data=_values(current))
    form.terms.choices = [(one.ref, one.name.said(language())) for one in terms_of(actor())]
    status = 0
    if form.validate_on_submit():
        try:
            with transaction():
                set_seat_price(
                    actor(),
                    offer_ref=ref,
                    seat_price=form.seat_price.data,
                    funding_basis=form.funding_basis.data,
                    terms_ref=form.terms.data,
                    now=now(),
                )
        except RuleBroken as broken:
            status = put(form, broken)
        else:
            flash(_("Prisen er sat. Den gælder for bestillinger fra nu af."), "ok")
            return redirect(url_for("institution.offer", ref=ref), 303)
    newest = versions_of(actor(), ref)[0]
    plans = plans_of_offer(actor(), ref)
    decision = vat_of(newest.offer_id, today(now()))
    current = next((plan for plan in plans if plan.status == PlanStatus.ACTIVE), None)
    return page(
        "institution/prices/price.html",
        title=_("Pris: %(title)s", title=newest.title.said(language())),
        form=form,
        offer_ref=ref,
        plans=plans,
        current=shown_price([current] if current else [], decision, today(now())),
        terms={one.ref: one for one in terms_of(actor())},
        status=status or status_of(form),
    )


def _values(plan: PricePlan | None) -> dict[str, object]:
    if plan is None or not isinstance(plan.plan, PerSeat):
        return {"funding_basis": "full_cost"}
    return {
        "seat_price": plan.plan.seat_price,
        "funding_basis": plan.funding_basis,
        "terms": plan.terms.ref,
    }


def terms() -> ResponseReturnValue:
    """Make terms: what cancelling costs by days before, and until when names can be changed."""
    require(pricing_policy.may_price(actor()))
    offer_ref = request.args.get("forloeb", "")
    if offer_ref:
        find_offer(actor(), offer_ref)
    steps = [{"days": 30, "percent": 0}, {"days": 14, "percent": 50}, {"days": 0, "percent": 100}]
    form = TermsForm(data={"naming_days": 7, "ladder": steps})
    status = 0
    if request.method == "POST" and not rows_arranged(form) and form.validate():
        rows = [(row.form.days.data, row.form.percent.data) for row in form.ladder]
        ladder = [(days or 0, percent or 0) for days, percent in rows if days is not None or percent is not None]
        try:
            with transaction():
                add_terms(
                    actor(), name=texts(form, "name"), ladder=ladder, naming_days=form.naming_days.data, now=now()
                )
        except RuleBroken as broken:
            status = put(form, broken)
        else:
            flash(_("Vilkårene er gemt og kan vælges til priser."), "ok")
            back = url_for("institution.price", ref=offer_ref) if offer_ref else url_for("institution.offers")
            return redirect(back, 303)
    return page(
        "institution/prices/terms.html",
        title=_("Nye vilkår"),
        form=form,
        offer_ref=offer_ref,
        known=terms_of(actor()),
        status=status or status_of(form),
    )
