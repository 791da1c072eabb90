"""Becoming known: oneself, one's company, one's institution."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts.service import register_person
from marketplace.foundation.clock import now
from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.transaction import transaction
from marketplace.foundation.words import gettext as _
from marketplace.foundation.words import language
from marketplace.organisations.service.registering import register_company as claim_company
from marketplace.organisations.service.registering import register_institution as claim_institution
from marketplace.web.account.entering import onwards, place, sit_at
from marketplace.web.account.forms import CompanyForm, InstitutionForm, RegisterForm
from marketplace.web.account.signing_in import status_of_refusal
from marketplace.web.shell.errors import refuse
from marketplace.web.shell.guards import actor, signed_in_or_none, values_of
from marketplace.web.shell.pages import page


def register() -> ResponseReturnValue:
    """Make oneself known; a link for choosing a password is mailed, whether or not one was known before."""
    if request.method == "GET" and signed_in_or_none() is not None:
        return onwards()
    form = RegisterForm()
    status = 422 if request.method == "POST" and not form.validate() else 200
    if request.method == "POST" and not form.errors:
        try:
            with transaction():
                register_person(**values_of(form, "name", "email"), language=language(), place=place(), now=now())
        except RuleBroken as broken:
            status = status_of_refusal(form, broken)
        else:
            return redirect(url_for("account.sent"), 303)
    return page("account/registering/register.html", title=_("Opret dig"), form=form, status=status)


def register_company() -> ResponseReturnValue:
    """Claim a CVR number for a company that will buy; a number that is taken goes to the operator."""
    form = CompanyForm()
    status = 422 if request.method == "POST" and not form.validate() else 200
    if request.method == "POST" and not form.errors:
        try:
            with transaction():
                answer = claim_company(
                    actor(), **values_of(form, "cvr", "name", "street", "postcode", "size", "ean"), now=now()
                )
            company = answer.company_or_raise()
        except RuleBroken as broken:
            status = refuse(form, broken)
        else:
            sit_at("company", organisation_id=company.id)
            flash(_("Virksomheden er oprettet. Operatøren ser jer efter; imens kan I søge og holde pladser."), "ok")
            return redirect(url_for("hr.today"), 303)
    return page("account/registering/company.html", title=_("Opret jeres virksomhed"), form=form, status=status)


def register_institution() -> ResponseReturnValue:
    """Claim a CVR number for an institution that will sell; it is seen by buyers when the operator has verified it."""
    form = InstitutionForm()
    status = 422 if request.method == "POST" and not form.validate() else 200
    if request.method == "POST" and not form.errors:
        try:
            with transaction():
                answer = claim_institution(
                    actor(), **values_of(form, "cvr", "name", "street", "postcode", "kind", "prefix"), now=now()
                )
            institution = answer.institution_or_raise()
        except RuleBroken as broken:
            status = refuse(form, broken)
        else:
            sit_at("institution", organisation_id=institution.id)
            flash(_("I er oprettet som udbyder og venter på operatørens godkendelse."), "ok")
            return redirect(url_for("institution.today"), 303)
    return page("account/registering/institution.html", title=_("Opret jer som udbyder"), form=form, status=status)
