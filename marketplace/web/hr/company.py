"""The company itself, and who may do what in it."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from marketplace.foundation import clock
from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.transaction import transaction
from marketplace.foundation.words import gettext as _
from marketplace.organisations.policy import may_give_roles, may_run_company
from marketplace.organisations.queries import company_of, people_of
from marketplace.organisations.service.own import set_company_ean
from marketplace.organisations.service.roles import take_role
from marketplace.web.hr.forms import CompanyForm, RoleForm
from marketplace.web.shell.errors import refuse, status_of
from marketplace.web.shell.guards import actor
from marketplace.web.shell.pages import page


def company() -> ResponseReturnValue:
    form = CompanyForm(data={"ean": company_of(actor()).ean})
    if form.validate_on_submit():
        try:
            with transaction():
                set_company_ean(actor(), form.ean.data or "")
        except RuleBroken as broken:
            return _shown(form, refuse(form, broken))
        flash(_("EAN-nummeret er gemt."), "ok")
        return redirect(url_for("hr.company"), 303)
    return _shown(form, status_of(form))


def take(ref: str) -> ResponseReturnValue:
    form = RoleForm()
    if form.validate_on_submit():
        try:
            with transaction():
                take_role(actor(), ref, form.role.data, now=clock.now())
        except RuleBroken as broken:
            return _shown(CompanyForm(formdata=None, data={"ean": company_of(actor()).ean}), refuse(form, broken), form)
        flash(_("Rollen er taget."), "ok")
    return redirect(url_for("hr.company"), 303)


def _shown(form: CompanyForm, status: int, refused: RoleForm | None = None) -> tuple[str, int]:
    found = company_of(actor())
    return page(
        "hr/company/company.html",
        title=found.organisation.name,
        status=status,
        company=found,
        staff=people_of(actor()),
        form=form,
        refused=refused,
        may_run=may_run_company(actor()),
        may_give_roles=may_give_roles(actor()),
    )
