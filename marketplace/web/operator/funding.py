"""Funding schemes, kept by the operator: written, read again, shown and hidden."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.foundation.clock import now, today
from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.texts import Texts
from marketplace.foundation.transaction import transaction
from marketplace.foundation.words import gettext as _
from marketplace.pricing.queries.funding import find_scheme, schemes_to_keep
from marketplace.pricing.rules.funding import Scheme
from marketplace.pricing.service.funding import add_scheme, change_scheme, show_scheme
from marketplace.web.operator.forms import SchemeForm
from marketplace.web.shell.errors import refuse, status_of
from marketplace.web.shell.funding import told
from marketplace.web.shell.guards import actor
from marketplace.web.shell.pages import page


def funding() -> ResponseReturnValue:
    """All schemes, those to be read again first."""
    on = today(now())
    return page("operator/funding/funding.html", title=_("Tilskud"), rows=told(schemes_to_keep(actor(), on), on))


def add() -> ResponseReturnValue:
    """Write a new scheme."""
    form = SchemeForm()
    if form.validate_on_submit():
        try:
            with transaction():
                add_scheme(actor(), _scheme(form), now=now())
        except RuleBroken as broken:
            return _edit(form, _("Ny tilskudsordning"), refuse(form, broken))
        return _kept()
    return _edit(form, _("Ny tilskudsordning"), status_of(form))


def change(ref: str) -> ResponseReturnValue:
    """Write a scheme anew, after its source has been read again."""
    scheme = find_scheme(actor(), ref).scheme
    form = SchemeForm(
        data={
            "name_da": scheme.name.da,
            "name_en": scheme.name.en,
            "rule_da": scheme.rule.da,
            "rule_en": scheme.rule.en,
            "percent": scheme.percent,
            "most_a_head": scheme.most_a_head,
            "only_open_education": scheme.only_open_education,
            "only_small": scheme.only_small,
            "source": scheme.source,
            "as_of": scheme.as_of,
        }
    )
    title = _("Ret tilskudsordningen")
    if form.validate_on_submit():
        try:
            with transaction():
                change_scheme(actor(), ref, _scheme(form), now=now())
        except RuleBroken as broken:
            return _edit(form, title, refuse(form, broken))
        return _kept()
    return _edit(form, title, status_of(form))


def show(ref: str) -> ResponseReturnValue:
    """Show a scheme to all, or hide it."""
    shown = request.form.get("shown") == "1"
    with transaction():
        show_scheme(actor(), ref, shown=shown, now=now())
    flash(_("Ordningen vises nu for alle.") if shown else _("Ordningen er skjult."), "ok")
    return redirect(url_for("operator.funding"), 303)


def _scheme(form: SchemeForm) -> Scheme:
    return Scheme(
        name=Texts(form.name_da.data or "", form.name_en.data or ""),
        rule=Texts(form.rule_da.data or "", form.rule_en.data or ""),
        percent=form.percent.data,
        most_a_head=form.most_a_head.data,
        only_open_education=bool(form.only_open_education.data),
        only_small=bool(form.only_small.data),
        source=form.source.data or "",
        as_of=form.as_of.data,
    )


def _kept() -> ResponseReturnValue:
    flash(_("Ordningen er gemt."), "ok")
    return redirect(url_for("operator.funding"), 303)


def _edit(form: SchemeForm, title: str, status: int) -> tuple[str, int]:
    return page("operator/funding/edit.html", title=title, status=status, form=form)
