"""What goes with the prices of an offer: its VAT decision, terms, and the price lists begin with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.catalogue import policy
from marketplace.catalogue.models import VatDecision
from marketplace.catalogue.queries import counts_of_versions, find_offer, find_run, vat_of, versions_of
from marketplace.catalogue.queries.own import vat_history
from marketplace.catalogue.service.vat import decide_vat
from marketplace.foundation.clock import now, today
from marketplace.foundation.errors import RuleBroken, require
from marketplace.foundation.labels import label
from marketplace.foundation.money import Money
from marketplace.foundation.transaction import transaction
from marketplace.foundation.words import gettext as _
from marketplace.foundation.words import language, money, ngettext
from marketplace.pricing import policy as pricing_policy
from marketplace.pricing.models import PricePlan
from marketplace.pricing.queries import terms_of
from marketplace.pricing.rules import COUNTED, PlanKind, list_price, vat_percent
from marketplace.pricing.service.planning import add_terms
from marketplace.web.institution.forms import TermsForm, VatForm, rows_arranged, texts
from marketplace.web.institution.shared import put
from marketplace.web.shell.errors import status_of
from marketplace.web.shell.guards import actor
from marketplace.web.shell.pages import page


@dataclass(frozen=True, slots=True)
class ShownPrice:
    """What one seat costs by the cheapest plan, with what VAT makes of it; `percent` is None while nobody has decided
    on VAT, `net` while only klip pay."""

    net: Money | None
    klip: int
    percent: int | None
    kind: str
    plans: int
    funding_basis: str

    @property
    def said(self) -> str:
        """The price in a line."""
        if self.net is None:
            return ngettext("%(num)s klip pr. plads", "%(num)s klip pr. plads", self.klip)
        price = money(self.net)
        if self.kind != PlanKind.PER_SEAT:
            price = _("%(price)s for 1 deltager, %(kind)s", price=price, kind=label("plan_kind", self.kind))
            if self.percent is None:
                return _("%(price)s, uden moms", price=price)
            return (
                _("%(price)s, momsfrit", price=price) if self.percent == 0 else _("%(price)s, plus moms", price=price)
            )
        if self.percent is None:
            return _("%(price)s pr. plads uden moms", price=price)
        if self.percent == 0:
            return _("%(price)s pr. plads, momsfrit", price=price)
        vat = money(self.net.share(Decimal(self.percent) / 100))
        return _("%(price)s pr. plads plus %(vat)s moms", price=price, vat=vat)


def shown_price(
    plans: Sequence[PricePlan], decision: VatDecision | None, on: date, version_id: int
) -> ShownPrice | None:
    """What one seat costs by the cheapest plan in force; 1 statement where a price is by ECTS or module, else none."""
    counts = counts_of_versions([version_id])[version_id] if any(plan.kind in COUNTED for plan in plans) else None
    price = list_price(
        [plan.plan for plan in plans],
        1,
        ects_tenths=counts.ects_tenths if counts else None,
        modules=counts.modules if counts else 0,
    )
    if price is None:
        return None
    percent = None if decision is None else vat_percent(decision.basis, on)
    basis = next(plan.funding_basis for plan in plans if plan.kind == price.kind)
    return ShownPrice(price.net, price.klip, percent, price.kind, len(plans), basis)


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


def terms() -> ResponseReturnValue:
    """Make terms: what cancelling costs by days before, and until when names can be changed."""
    require(pricing_policy.may_price(actor()))
    offer_ref = request.args.get("forloeb", "")
    run_ref = request.args.get("hold", "")
    if offer_ref:
        find_offer(actor(), offer_ref)
    if run_ref:
        find_run(actor(), run_ref)
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
            return redirect(_prices_of(offer_ref, run_ref), 303)
    return page(
        "institution/prices/terms.html",
        title=_("Nye vilkår"),
        form=form,
        offer_ref=offer_ref,
        run_ref=run_ref,
        back=_prices_of(offer_ref, run_ref),
        known=terms_of(actor()),
        status=status or status_of(form),
    )


def _prices_of(offer_ref: str, run_ref: str) -> str:
    """The prices somebody came from to make terms for."""
    if run_ref:
        return url_for("institution.run_price", ref=run_ref)
    return url_for("institution.price", ref=offer_ref) if offer_ref else url_for("institution.offers")
