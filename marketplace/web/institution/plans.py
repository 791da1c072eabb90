"""What an offer, or one run of it, is sold at: its price plans, setting one, and taking one out of sale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.catalogue.queries import counts_of_versions, find_offer, find_run, versions_of
from marketplace.foundation.clock import now
from marketplace.foundation.errors import NotFound, RuleBroken, require
from marketplace.foundation.labels import label
from marketplace.foundation.money import Money
from marketplace.foundation.problems import problem
from marketplace.foundation.transaction import transaction
from marketplace.foundation.words import gettext as _
from marketplace.foundation.words import language
from marketplace.pricing import policy, queries
from marketplace.pricing.models import PricePlan
from marketplace.pricing.rules import FundingBasis, PlanKind, PlanStatus, Priced
from marketplace.pricing.rules.costing import Costing, is_under_floor
from marketplace.pricing.service.planning import Owner, retire_plan, set_plan
from marketplace.web.institution.forms import rows_arranged
from marketplace.web.institution.plan_forms import FORMS, SLUGS, PlanForm, values_of_plan
from marketplace.web.institution.shared import put
from marketplace.web.shell.errors import status_of
from marketplace.web.shell.filters import capital
from marketplace.web.shell.guards import actor
from marketplace.web.shell.pages import page
from marketplace.web.shell.plans import told

SIZES = (1, 5, 10, 20)


@dataclass(frozen=True, slots=True)
class Sold:
    """The offer, or one run of it, that prices are set for."""

    title: str
    offer_ref: str
    offer_id: int
    version_id: int
    run_ref: str = ""
    private: bool = False  # for one company only

    def address(self, kind: str = "") -> str:
        """Where its prices are, or the form of one kind."""
        door, ref = ("institution.run_price", self.run_ref) if self.run_ref else ("institution.price", self.offer_ref)
        return url_for(f"{door}_set", ref=ref, kind=kind) if kind else url_for(door, ref=ref)

    @property
    def back(self) -> str:
        """The page of the offer or run."""
        if self.run_ref:
            return url_for("institution.run", ref=self.run_ref)
        return url_for("institution.offer", ref=self.offer_ref)

    def plans(self) -> list[PricePlan]:
        """All its own plans, the newest first."""
        if self.run_ref:
            return queries.plans_of_run(actor(), self.run_ref)
        return queries.plans_of_offer(actor(), self.offer_ref)


@dataclass(frozen=True, slots=True)
class ShownPlan:
    """A plan in force as the page writes it: what n seats come to (None: no price for so many), and its sentences."""

    row: PricePlan
    nets: list[Money | None]
    told: list[str]
    slug: str
    under: bool  # by the calculation that stands now


def _offer_sold(ref: str) -> Sold:
    offer = find_offer(actor(), ref)
    require(policy.may_price(actor()))
    newest = versions_of(actor(), ref)[0]
    return Sold(newest.title.said(language()), ref, offer.id, newest.id, private=offer.private_to_id is not None)


def _run_sold(ref: str) -> Sold:
    run = find_run(actor(), ref)
    require(policy.may_price(actor()))
    offer = run.version.offer
    private = bool(run.private_to_id or offer.private_to_id)
    return Sold(run.version.title.said(language()), offer.ref, offer.id, run.version_id, ref, private)


def price(ref: str) -> ResponseReturnValue:
    """The prices of an offer, now and before."""
    return _overview(_offer_sold(ref))


def run_price(ref: str) -> ResponseReturnValue:
    """The prices of one run, when it has its own."""
    return _overview(_run_sold(ref))


def shown_plans(active: Sequence[PricePlan], sold: Sold, costing: Costing | None) -> list[ShownPlan]:
    """Plans in force with what 1, 5, 10 and 20 seats come to; 2 statements at most."""
    priced = queries.priced_for(sold.version_id, sold.offer_id, active)
    return [
        ShownPlan(row, [_net(one, n) for n in SIZES], told(row.plan), SLUGS[row.kind], _is_under(row, one, costing))
        for row, one in zip(active, priced, strict=True)
    ]


def _net(priced: Priced, seats: int) -> Money | None:
    return priced.net(seats) if priced.is_countable else None


def _is_under(row: PricePlan, priced: Priced, costing: Costing | None) -> bool:
    if costing is None or row.funding_basis != FundingBasis.FULL_COST or not priced.is_countable:
        return False
    return is_under_floor(costing, priced)


def _overview(sold: Sold) -> ResponseReturnValue:
    plans = sold.plans()
    active = [plan for plan in plans if plan.status == PlanStatus.ACTIVE]
    calculation = queries.newest_calculation(sold.offer_id)
    return page(
        "institution/plans/price.html",
        title=_("Priser: %(title)s", title=sold.title),
        sold=sold,
        sizes=SIZES,
        shown=shown_plans(active, sold, calculation.costing if calculation else None),
        earlier=[(plan, told(plan.plan)) for plan in plans if plan.status != PlanStatus.ACTIVE],
        calculation=calculation,
        kinds=_kinds(sold, {plan.kind for plan in active}),
    )


def _kinds(sold: Sold, have: set[str]) -> list[tuple[str, str, str]]:
    """The kinds that can be added: code, the last part of their address, and why not (empty: it can)."""
    counts = counts_of_versions([sold.version_id])[sold.version_id]
    no = {
        PlanKind.PER_ECTS: "" if counts.ects_tenths else "pricing.no_ects",
        PlanKind.PER_MODULE: "" if counts.modules else "pricing.no_modules",
        PlanKind.PASS: "" if queries.least_klip_price(sold.offer_id) is not None else "pricing.no_pass_opens",
        PlanKind.AGREED: "" if sold.run_ref and sold.private else "pricing.agreed_for_runs",
    }
    return [
        (form.kind.value, slug, problem(RuleBroken(no[form.kind])) if no.get(form.kind) else "")
        for slug, form in FORMS.items()
        if form.kind.value not in have
    ]


def price_set(ref: str, kind: str) -> ResponseReturnValue:
    """Set a price plan of one kind for an offer; the one before it is kept in the history."""
    return _set(_offer_sold(ref), kind)


def run_price_set(ref: str, kind: str) -> ResponseReturnValue:
    """Set a price plan of one kind for one run; the run is then sold at its own plans only."""
    return _set(_run_sold(ref), kind)


def _set(sold: Sold, slug: str) -> ResponseReturnValue:
    if slug not in FORMS:
        raise NotFound
    kind = FORMS[slug].kind
    plans = [plan for plan in sold.plans() if plan.status == PlanStatus.ACTIVE]
    current = next((plan for plan in plans if plan.kind == kind), None)
    terms = queries.terms_of(actor())
    form = FORMS[slug](data={"terms": terms[0].ref if len(terms) == 1 else "", **values_of_plan(current)})
    form.terms.choices = [(one.ref, one.name.said(language())) for one in terms]
    may_decide = policy.may_go_under_floor(actor())
    if not may_decide:
        del form.floor_reason
    status, under = 0, bool(may_decide and form.floor_reason.data)
    if request.method == "POST" and not rows_arranged(form) and form.validate():
        try:
            if _saved(form, sold):
                flash(_("Prisen er sat. Den gælder for bestillinger fra nu af."), "ok")
                return redirect(sold.address(), 303)
        except RuleBroken as broken:
            status = put(form, broken)
            under = under or (may_decide and broken.code == "pricing.under_floor")
    calculation = queries.newest_calculation(sold.offer_id)
    return page(
        "institution/plans/set.html",
        title=_("%(kind)s: %(title)s", kind=capital(label("plan_kind", kind.value)), title=sold.title),
        form=form,
        kind=kind.value,
        sold=sold,
        current=current,
        terms={one.ref: one for one in terms},
        calculation=calculation,
        under=under,
        may_decide=may_decide,
        status=status or status_of(form),
    )


def _saved(form: PlanForm, sold: Sold) -> bool:
    """Whether the plan is set; False where a row is only half filled in, which its fields say."""
    plan, extras = form.plan(), form.extra_lines()
    if form.errors:
        return False
    with transaction():
        set_plan(
            actor(),
            Owner(run_ref=sold.run_ref) if sold.run_ref else Owner(sold.offer_ref),
            plan,
            funding_basis=form.funding_basis.data,
            terms_ref=form.terms.data,
            extras=extras,
            floor_reason=(form.floor_reason.data or "") if form.floor_reason else "",
            now=now(),
        )
    return True


def price_retire(ref: str) -> ResponseReturnValue:
    """Ask once, then take a plan, a pass or a subscription out of sale."""
    plan = queries.find_own_plan(actor(), ref)
    offer_ref, run_ref = queries.owner_refs_of(plan)
    if run_ref:
        back = url_for("institution.run_price", ref=run_ref)
    else:
        back = url_for("institution.price", ref=offer_ref) if offer_ref else url_for("institution.passes")
    if request.method == "POST":
        with transaction():
            retire_plan(actor(), ref, now=now())
        flash(_("Prisen er taget ud af salg. Det, der er solgt, gælder stadig."), "ok")
        return redirect(back, 303)
    return page(
        "institution/plans/retire.html",
        title=_("Tag ud af salg: %(kind)s", kind=label("plan_kind", plan.kind)),
        plan=plan,
        told=told(plan.plan),
        back=back,
        by_run=bool(run_ref),
        for_sale=not offer_ref,
    )
