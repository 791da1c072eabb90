"""The full-cost calculator: what a run must cost, what each price brings in by class size, and what it came to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import FieldList, FormField

from marketplace.booking.queries import brought_in
from marketplace.catalogue.queries import find_offer, find_run, versions_of
from marketplace.foundation.clock import now
from marketplace.foundation.errors import NotFound, RuleBroken, require
from marketplace.foundation.labels import choices, label
from marketplace.foundation.money import Money
from marketplace.foundation.transaction import transaction
from marketplace.foundation.words import N_, language
from marketplace.foundation.words import gettext as _
from marketplace.pricing import policy, queries
from marketplace.pricing.models import CostCalculation, PricePlan
from marketplace.pricing.rules import Priced
from marketplace.pricing.rules.costing import (
    Costing,
    CostKind,
    CostLine,
    afterwards,
    break_even,
    check_costing,
    contributions,
    is_lost_after,
    largest_shown,
    sizes_shown,
)
from marketplace.pricing.service.costing import HELD, calculate, recalculate
from marketplace.web.institution.cost_chart import Chart, draw
from marketplace.web.institution.forms import rows_arranged
from marketplace.web.institution.plan_forms import ROW_AMOUNT, ROW_TEXT, filled
from marketplace.web.institution.shared import put
from marketplace.web.shell.errors import status_of
from marketplace.web.shell.forms import (
    Form,
    LineField,
    MoneyField,
    PickField,
    TenthsField,
    WholeField,
    at_most,
    needed,
    optional_empty,
)
from marketplace.web.shell.guards import actor
from marketplace.web.shell.pages import page


class CostRow(Form):
    """One cost."""

    text = LineField(N_("Hvad"), [at_most(200)])
    amount = MoneyField(N_("Beløb uden moms, kr."), [optional_empty])
    each = PickField(N_("For"), default="")
    kind = PickField(N_("Art"), default="direct")

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.each.choices = [("", _("hele holdet")), ("1", _("hver deltager"))]
        self.kind.choices = choices("cost_kind")


class CostForm(Form):
    """All costs of one run."""

    lines = FieldList(FormField(CostRow), min_entries=1, max_entries=40)
    overhead = TenthsField(N_("Overhead i procent"), [needed(N_("Skriv en procent. 0, når I intet lægger til."))])
    expected = WholeField(N_("Ventede deltagere"), [needed(N_("Skriv antallet."))], least=1, most=500)

    def costing(self) -> Costing:
        """The costs that were typed; rows half filled in get their errors."""
        rows = filled(self.lines, {"text": ROW_TEXT, "amount": ROW_AMOUNT})
        lines = tuple(
            CostLine(row.text.data, CostKind(row.kind.data), row.amount.data, bool(row.each.data))
            for row in rows
            if not row.errors
        )
        return Costing(lines, self.overhead.data, self.expected.data)


class CountForm(CostForm):
    """What a run came to."""

    expected = WholeField(N_("Deltagere"), [needed(N_("Skriv antallet."))], least=1, most=500)
    income = MoneyField(N_("Indtægt uden moms, kr."), [needed(N_("Skriv, hvad holdet gav."))])


@dataclass(frozen=True, slots=True)
class Beside:
    """A price plan beside the costs, class size by class size."""

    name: str
    even: int | None
    left: list[Money | None]
    chart: Chart
    falls: bool  # some larger class brings in less than it costs again


def _values(costing: Costing | None) -> dict[str, Any]:
    if costing is None:
        return {"lines": [{}, {}, {}], "overhead": None, "expected": None}
    lines = [
        {"text": line.text, "amount": line.amount, "each": "1" if line.each else "", "kind": line.kind.value}
        for line in costing.lines
    ]
    return {"lines": lines, "overhead": costing.overhead, "expected": costing.expected}


def costs(ref: str) -> ResponseReturnValue:
    """Calculate what a run of an offer costs, beside its prices; pressing "gem" keeps it."""
    offer = find_offer(actor(), ref)
    require(policy.may_price(actor()))
    saved = [one for one in queries.calculations_of(actor(), ref) if one.run_id is None]
    asked = request.args.get("beregning", "")
    shown = next((one for one in saved if str(one.no) == asked), None) if asked else next(iter(saved), None)
    if asked and shown is None:
        raise NotFound
    costing = shown.costing if shown else None
    form = CostForm(data=_values(costing))
    status = 0
    if request.method == "POST":
        costing = None
        if not rows_arranged(form) and form.validate():
            try:
                costing = _typed(form)
                if costing and request.form.get("verb") == "gem":
                    with transaction():
                        calculate(actor(), ref, costing, now=now())
                    flash(_("Beregningen er gemt. Priser, I sætter fra nu af, holdes op mod den."), "ok")
                    return redirect(url_for("institution.costs", ref=ref), 303)
            except RuleBroken as broken:
                status = put(form, broken)
    newest = versions_of(actor(), ref)[0]
    plans = queries.plans_of_offers([offer.id]).get(offer.id, [])
    return page(
        "institution/costs/costs.html",
        title=_("Omkostninger: %(title)s", title=newest.title.said(language())),
        form=form,
        offer_ref=ref,
        saved=saved,
        shown=shown if request.method == "GET" else None,
        costing=costing,
        **(_beside(costing, plans, queries.priced_for(newest.id, offer.id, plans)) if costing else {}),
        status=status or status_of(form),
    )


def _typed(form: CostForm) -> Costing | None:
    """The costs of a form that is in order; None where a row is only half filled in, which its fields say."""
    costing = form.costing()
    if form.errors:
        return None
    check_costing(costing)
    return costing


def _beside(costing: Costing, plans: list[PricePlan], priced: list[Priced]) -> dict[str, Any]:
    """What the page shows of costs: a row for each class size, and the plans beside one another."""
    priced_plans = [(row, one) for row, one in zip(plans, priced, strict=True) if one.is_countable]
    priced = [one for _row, one in priced_plans]
    top = largest_shown(costing, priced)
    evens = [break_even(costing, one, top) for one in priced]
    sizes = sizes_shown(top, [costing.expected, *(even for even in evens if even)])
    return {
        "sizes": sizes,
        "beside": [
            Beside(
                label("plan_kind", row.kind),
                even,
                contributions(costing, one, sizes),
                draw(costing, one, top, even, label("plan_kind", row.kind)),
                even is not None and is_lost_after(costing, one, range(even + 1, top + 1)),
            )
            for (row, one), even in zip(priced_plans, evens, strict=True)
        ],
    }


def run_costs(ref: str) -> ResponseReturnValue:
    """Count what a run came to when it is over, beside what was planned."""
    run = find_run(actor(), ref)
    require(policy.may_price(actor()))
    if run.status not in HELD:
        raise NotFound
    counted = queries.counted_afterwards(actor(), ref)
    planned = counted.planned if counted else queries.planned_for(run.id)
    status = 0
    form = CountForm(data=_first(ref, counted, planned))
    if request.method == "POST" and not rows_arranged(form) and form.validate():
        try:
            costing = _typed(form)
            if costing:
                with transaction():
                    recalculate(actor(), ref, costing, form.income.data, now=now())
                flash(_("Holdet er regnet efter."), "ok")
                return redirect(url_for("institution.run_costs", ref=ref), 303)
        except RuleBroken as broken:
            status = put(form, broken)
    return page(
        "institution/costs/afterwards.html",
        title=_("Regn efter: %(title)s", title=run.version.title.said(language())),
        form=form,
        run=run,
        counted=counted,
        planned=planned,
        came_to=afterwards(counted.costing, Money(counted.income or 0), planned.costing if planned else None)
        if counted
        else None,
        status=status or status_of(form),
    )


def _first(run_ref: str, counted: CostCalculation | None, planned: CostCalculation | None) -> dict[str, Any]:
    """The first values of the form: what was counted last, else the plan with the seats and the income so far."""
    if counted:
        return {**_values(counted.costing), "income": Money(counted.income or 0)}
    seats, net = brought_in(actor(), run_ref)
    return {**_values(planned.costing if planned else None), "expected": seats or None, "income": net}
