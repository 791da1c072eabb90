"""Departments and their cost centres."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from marketplace.foundation.errors import NotAllowed, RuleBroken
from marketplace.foundation.transaction import transaction
from marketplace.foundation.words import gettext as _
from marketplace.organisations import queries
from marketplace.organisations.models import Department
from marketplace.organisations.policy import may_run_company
from marketplace.organisations.service.own import add_department, change_department
from marketplace.web.hr.forms import DepartmentForm
from marketplace.web.shell.errors import refuse, status_of
from marketplace.web.shell.guards import actor
from marketplace.web.shell.pages import page


def departments() -> ResponseReturnValue:
    return page(
        "hr/departments/departments.html",
        title=_("Afdelinger"),
        rows=_nested(queries.departments(actor())),
        may_run=may_run_company(actor()),
    )


def add() -> ResponseReturnValue:
    form = _form(None)
    if form.validate_on_submit():
        try:
            with transaction():
                add_department(
                    actor(),
                    name=form.name.data or "",
                    cost_centre=form.cost_centre.data or "",
                    parent_ref=form.parent.data or None,
                )
        except RuleBroken as broken:
            return _edit(form, None, refuse(form, broken))
        flash(_("Afdelingen er oprettet."), "ok")
        return redirect(url_for("hr.departments"), 303)
    return _edit(form, None, status_of(form))


def change(ref: str) -> ResponseReturnValue:
    found = queries.find_department(actor(), ref)
    form = _form(found)
    if form.validate_on_submit():
        try:
            with transaction():
                change_department(
                    actor(),
                    ref,
                    name=form.name.data or "",
                    cost_centre=form.cost_centre.data or "",
                    parent_ref=form.parent.data or None,
                )
        except RuleBroken as broken:
            return _edit(form, queries.find_department(actor(), ref), refuse(form, broken))
        flash(_("Afdelingen er gemt."), "ok")
        return redirect(url_for("hr.departments"), 303)
    return _edit(form, found, status_of(form))


def _form(found: Department | None) -> DepartmentForm:
    everyone = queries.departments(actor())
    above = next((one.ref for one in everyone if found and one.id == found.parent_id), "")
    given = {"name": found.name, "cost_centre": found.cost_centre, "parent": above} if found else None
    form = DepartmentForm(data=given)
    others = [(one.ref, one.name) for one in everyone if found is None or one.id != found.id]
    form.parent.choices = [("", _("Ingen: øverst")), *others]
    return form


def _edit(form: DepartmentForm, found: Department | None, status: int) -> tuple[str, int]:
    if not may_run_company(actor()):
        raise NotAllowed
    return page(
        "hr/departments/edit.html",
        title=_("Ret afdelingen %(name)s", name=found.name) if found else _("Ny afdeling"),
        status=status,
        form=form,
        action=url_for("hr.change_department", ref=found.ref) if found else url_for("hr.add_department"),
    )


def _nested(found: Sequence[Department]) -> list[tuple[Department, list[str]]]:
    """Each department with the names above it, the top first, in the order of a tree."""
    by_id = {one.id: one for one in found}

    def path(one: Department) -> list[str]:
        names: list[str] = []
        above = by_id.get(one.parent_id or 0)
        while above is not None and len(names) < len(by_id):
            names.insert(0, above.name)
            above = by_id.get(above.parent_id or 0)
        return names

    return sorted(((one, path(one)) for one in found), key=lambda row: [*row[1], row[0].name])
