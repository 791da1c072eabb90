"""Passes and subscriptions an institution sells: what they cost, which offers they open, and what VAT they carry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.catalogue.models import VatDecision
from marketplace.catalogue.queries import vat_of_offers
from marketplace.catalogue.queries.own import offers_to_run
from marketplace.foundation.clock import now, today
from marketplace.foundation.errors import RuleBroken, require
from marketplace.foundation.labels import choices
from marketplace.foundation.texts import Texts
from marketplace.foundation.transaction import transaction
from marketplace.foundation.words import N_, language
from marketplace.foundation.words import gettext as _
from marketplace.pricing import policy, queries
from marketplace.pricing.models import PricePlan
from marketplace.pricing.rules import PassForSale, PlanKind, PlanStatus, SubscriptionForSale
from marketplace.pricing.rules.kinds import Period
from marketplace.pricing.rules.passes import VatAt, vat_at
from marketplace.pricing.service.planning import put_on_sale
from marketplace.web.institution.forms import texts
from marketplace.web.institution.shared import put
from marketplace.web.shell.errors import status_of
from marketplace.web.shell.forms import Form, LineField, MoneyField, OneField, SeveralField, WholeField, at_most, needed
from marketplace.web.shell.guards import actor
from marketplace.web.shell.pages import page
from marketplace.web.shell.plans import told

AT_ONCE = 40  # offers listed that nobody has ticked; the others are found by searching
AMOUNT_NEEDED = needed(N_("Skriv beløbet."))
COUNT_NEEDED = needed(N_("Skriv antallet."))


class SaleForm(Form):
    """What a pass and a subscription have in common."""

    name_da = LineField(N_("Navn på dansk"), [at_most(120)])
    name_en = LineField(N_("Navn på engelsk"), [at_most(120)])
    q = LineField(N_("Find forløb"), [at_most(100)])
    offers = SeveralField(N_("Forløb, det åbner"))
    terms = OneField(N_("Vilkår for afbestilling og navne"), missing=N_("Vælg, hvilke vilkår der sælges på."))

    def plan(self) -> PassForSale | SubscriptionForSale:
        """What is put on sale."""
        raise NotImplementedError


class PassForm(SaleForm):
    """A pass for sale."""

    klip_price = MoneyField(N_("Pris pr. klip, kr."), [AMOUNT_NEEDED])
    klip = WholeField(N_("Klip på kortet"), [COUNT_NEEDED], least=1, most=1000)
    valid_months = WholeField(N_("Gælder i så mange måneder"), [COUNT_NEEDED], least=1, most=60)

    def plan(self) -> PassForSale:
        return PassForSale(self.klip_price.data, self.klip.data, self.valid_months.data)


class SubscriptionForm(SaleForm):
    """A subscription for sale."""

    period_price = MoneyField(N_("Pris pr. medarbejder og periode uden moms, kr."), [AMOUNT_NEEDED])
    period = OneField(N_("Periode"))

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.period.choices = choices("period")

    def plan(self) -> SubscriptionForSale:
        return SubscriptionForSale(self.period_price.data, Period(self.period.data))


@dataclass(frozen=True, slots=True)
class ShownSale:
    """A pass or subscription as the page writes it."""

    row: PricePlan
    told: list[str]
    opens: list[Texts]
    undecided: list[tuple[str, Texts]]  # offers whose VAT nobody has decided on: it cannot be bought until then
    vat: str  # exempt | standard | at_use | mixed


def passes() -> ResponseReturnValue:
    """What the institution sells beside seats, and has sold."""
    require(policy.may_price(actor()))
    plans = queries.plans_for_sale(actor())
    opens = queries.opens_of([plan.id for plan in plans])
    titles = {version.offer_id: (version.offer.ref, version.title) for version in offers_to_run(actor())}
    decided = vat_of_offers({offer for offers in opens.values() for offer in offers}, today(now()))
    shown = [_shown(plan, opens[plan.id], titles, decided) for plan in plans]
    return page(
        "institution/selling/passes.html",
        title=_("Klippekort og abonnementer"),
        shown=[one for one in shown if one.row.status == PlanStatus.ACTIVE],
        earlier=[one for one in shown if one.row.status != PlanStatus.ACTIVE],
    )


def _shown(
    plan: PricePlan,
    offers: Sequence[int],
    titles: dict[int, tuple[str, Texts]],
    decided: dict[int, VatDecision],
) -> ShownSale:
    bases = [decided[offer].basis for offer in offers if offer in decided]
    mixed = "at_use" if plan.kind == PlanKind.PASS else "mixed"
    vat = bases[0] if vat_at(bases) is VatAt.SALE else mixed
    return ShownSale(
        plan,
        told(plan.plan),
        [titles[offer][1] for offer in offers if offer in titles],
        [titles[offer] for offer in offers if offer not in decided and offer in titles],
        vat,
    )


def pass_new() -> ResponseReturnValue:
    """Put a pass on sale."""
    return _new(PassForm(), _("Nyt klippekort"), _("Klippekortet er sat til salg."))


def subscription_new() -> ResponseReturnValue:
    """Put a subscription on sale."""
    return _new(SubscriptionForm(data={"period": "month"}), _("Nyt abonnement"), _("Abonnementet er sat til salg."))


def _new(form: SaleForm, title: str, done: str) -> ResponseReturnValue:
    require(policy.may_price(actor()))
    terms = queries.terms_of(actor())
    form.terms.choices = [(one.ref, one.name.said(language())) for one in terms]
    known = [
        (one.offer.ref, one.title.said(language())) for one in offers_to_run(actor()) if not one.offer.private_to_id
    ]
    chosen = set(form.offers.data or ())
    sought = (form.q.data or "").casefold()
    met = [one for one in known if one[0] not in chosen and sought in one[1].casefold()]
    form.offers.choices = [one for one in known if one[0] in chosen] + met[:AT_ONCE]
    status = 0
    if request.method == "POST" and "find" not in request.form and form.validate():
        try:
            with transaction():
                put_on_sale(
                    actor(),
                    form.plan(),
                    name=texts(form, "name"),
                    offer_refs=form.offers.data or [],
                    terms_ref=form.terms.data,
                    now=now(),
                )
        except RuleBroken as broken:
            status = put(form, broken)
        else:
            flash(done, "ok")
            return redirect(url_for("institution.passes"), 303)
    return page(
        "institution/selling/new.html",
        title=title,
        form=form,
        terms={one.ref: one for one in terms},
        many=len(known) > AT_ONCE or bool(sought),
        hidden=len(met) - AT_ONCE,
        none_met=bool(sought) and not met,
        status=status or status_of(form),
    )
