"""Where the company's people work."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from marketplace.foundation.errors import NotAllowed, RuleBroken
from marketplace.foundation.transaction import transaction
from marketplace.foundation.words import gettext as _
from marketplace.organisations import queries
from marketplace.organisations.models import Workplace
from marketplace.organisations.policy import may_run_company
from marketplace.organisations.service.own import add_workplace, change_workplace
from marketplace.web.hr.forms import WorkplaceForm
from marketplace.web.shell.errors import refuse, status_of
from marketplace.web.shell.guards import actor, values_of
from marketplace.web.shell.pages import page

FACTS = ("name", "street", "postcode", "p_number")


def workplaces() -> ResponseReturnValue:
    return page(
        "hr/workplaces/workplaces.html",
        title=_("Arbejdssteder"),
        places=queries.workplaces(actor()),
        may_run=may_run_company(actor()),
    )


def add() -> ResponseReturnValue:
    form = WorkplaceForm()
    if form.validate_on_submit():
        try:
            with transaction():
                add_workplace(actor(), **values_of(form, *FACTS))
        except RuleBroken as broken:
            return _edit(form, None, refuse(form, broken))
        flash(_("Arbejdsstedet er oprettet."), "ok")
        return redirect(url_for("hr.workplaces"), 303)
    return _edit(form, None, status_of(form))


def change(ref: str) -> ResponseReturnValue:
    found = queries.find_workplace(actor(), ref)
    form = WorkplaceForm(
        data={
            "name": found.name,
            "street": found.street,
            "postcode": found.postcode_code,
            "p_number": found.p_number,
        }
    )
    if form.validate_on_submit():
        try:
            with transaction():
                change_workplace(actor(), ref, **values_of(form, *FACTS))
        except RuleBroken as broken:
            return _edit(form, queries.find_workplace(actor(), ref), refuse(form, broken))
        flash(_("Arbejdsstedet er gemt."), "ok")
        return redirect(url_for("hr.workplaces"), 303)
    return _edit(form, found, status_of(form))


def _edit(form: WorkplaceForm, found: Workplace | None, status: int) -> tuple[str, int]:
    if not may_run_company(actor()):
        raise NotAllowed
    return page(
        "hr/workplaces/edit.html",
        title=_("Ret arbejdsstedet %(name)s", name=found.name) if found else _("Nyt arbejdssted"),
        status=status,
        form=form,
        action=url_for("hr.change_workplace", ref=found.ref) if found else url_for("hr.add_workplace"),
    )
