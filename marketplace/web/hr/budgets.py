"""Budgets of departments, year by year, and the amounts above which purchases wait for an approver."""

from __future__ import annotations

from datetime import datetime

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.foundation import clock
from marketplace.foundation.errors import NotAllowed, RuleBroken
from marketplace.foundation.money import ZERO, Money, total
from marketplace.foundation.transaction import transaction
from marketplace.foundation.words import gettext as _
from marketplace.organisations.queries import departments, find_department
from marketplace.spending.policy import may_approve, may_keep_budgets
from marketplace.spending.queries import approvers, count_waiting, limits_of, purse_of, years_budgets
from marketplace.spending.rules import FIRST_YEAR, LAST_YEAR, year_of
from marketplace.spending.service.budgeting import set_approval_limit, set_budget
from marketplace.web.hr.budget_forms import BudgetForm, LimitForm
from marketplace.web.hr.sheets import csv_file
from marketplace.web.shell.errors import refuse, status_of
from marketplace.web.shell.guards import actor
from marketplace.web.shell.pages import page


def budgets() -> ResponseReturnValue:
    year = _year(clock.now())
    rows = years_budgets(actor(), year)
    company_limit = next(one.limit for one in rows if one.department is None)
    set_ones = [one.purse.budget for one in rows if one.purse.budget is not None]
    return page(
        "hr/budgets/budgets.html",
        title=_("Budgetter %(year)s", year=str(year)),
        canonical_args=("aar",),
        year=year,
        rows=[one for one in rows if one.department is not None or one.purse.used],
        company_limit=company_limit,
        any_limit=any(one.limit is not None for one in rows),
        budget=total(set_ones) if set_ones else None,
        promised=total([one.purse.promised for one in rows]),
        spent=total([one.purse.spent for one in rows]),
        may_keep=may_keep_budgets(actor()),
        may_approve=may_approve(actor()),
        waiting=count_waiting(actor()),
    )


def budgets_csv() -> ResponseReturnValue:
    year = _year(clock.now())
    heading = [
        _("Afdeling"),
        _("Omkostningssted"),
        _("År"),
        _("Budget"),
        _("Disponeret"),
        _("Brugt"),
        _("Tilbage"),
        _("Godkendt over budgettet"),
    ]
    rows = [
        [
            one.department.name if one.department else _("Uden afdeling"),
            one.department.cost_centre if one.department else "",
            year,
            _plain(one.purse.budget),
            _plain(one.purse.promised),
            _plain(one.purse.spent),
            _plain(one.purse.left),
            _plain(one.purse.overruns),
        ]
        for one in years_budgets(actor(), year)
    ]
    return csv_file(f"budgetter-{year}.csv", heading, rows)


def budget(ref: str) -> ResponseReturnValue:
    if not may_keep_budgets(actor()):
        raise NotAllowed
    now = clock.now()
    department, year = find_department(actor(), ref), _year(now)
    purse = purse_of(department.company_id, department.id, year)
    form = BudgetForm(data={"amount": purse.budget})
    status = 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                with transaction():
                    set_budget(actor(), ref, year, form.amount.data, now=now)
            except RuleBroken as broken:
                status = refuse(form, broken)
            else:
                flash(_("Budgettet er gemt."), "ok")
                return redirect(url_for("hr.budgets", aar=year), 303)
    return page(
        "hr/budgets/budget.html",
        title=_("Budget %(year)s for %(name)s", year=str(year), name=department.name),
        status=status,
        form=form,
        purse=purse,
        year=year,
        action=url_for("hr.budget", ref=ref, aar=year),
    )


def limits() -> ResponseReturnValue:
    who = actor()
    if not may_keep_budgets(who) or who.organisation_id is None:
        raise NotAllowed
    every, known = departments(who), limits_of(who.organisation_id)
    chosen = next((one for one in every if one.ref == request.args.get("afdeling")), None)
    form = LimitForm(
        data={"department": chosen.ref if chosen else "", "above": known.get(chosen.id if chosen else None)}
    )
    form.department.choices = [("", _("Alle uden deres egen grænse")), *((one.ref, one.name) for one in every)]
    status = status_of(form)
    if form.validate_on_submit():
        try:
            with transaction():
                set_approval_limit(who, form.department.data or "", form.above.data, now=clock.now())
        except RuleBroken as broken:
            status = refuse(form, broken)
        else:
            flash(_("Grænsen er gemt."), "ok")
            return redirect(url_for("hr.limits"), 303)
    elif form.is_submitted():
        status = 422
    return page(
        "hr/budgets/limits.html",
        title=_("Hvad skal godkendes?"),
        status=status,
        form=form,
        company_limit=known.get(None),
        limits=[(one, known[one.id]) for one in every if one.id in known],
        approvers=approvers(who.organisation_id),
    )


def _year(now: datetime) -> int:
    """The year in the address (?aar=2027); anything else is this one."""
    asked = request.args.get("aar", "")
    fits = asked.isascii() and asked.isdigit() and len(asked) == 4 and FIRST_YEAR <= int(asked) <= LAST_YEAR
    return int(asked) if fits else year_of(now)


def _plain(amount: Money | None) -> str:
    """Kroner as a spreadsheet reads them; empty for no amount."""
    return "" if amount is None else f"{(amount or ZERO).amount:.2f}".replace(".", ",")
