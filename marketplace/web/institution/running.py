"""Moving a run on: opened, confirmed, started, ended, closed, cancelled; and its number of seats."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.booking import policy
from marketplace.booking.queries import figures_for
from marketplace.booking.service.running import (
    cancel_run,
    change_capacity,
    close_run,
    complete_run,
    confirm_run,
    start_run,
)
from marketplace.catalogue.models import Run
from marketplace.catalogue.queries import find_run
from marketplace.foundation.clock import now
from marketplace.foundation.errors import Conflict, RuleBroken, require
from marketplace.foundation.problems import problem
from marketplace.foundation.transaction import transaction
from marketplace.foundation.words import gettext as _
from marketplace.foundation.words import language
from marketplace.pricing.service.opening import open_run
from marketplace.web.institution.forms import CancelForm, CapacityForm
from marketplace.web.institution.run_page import show_run
from marketplace.web.institution.shared import put
from marketplace.web.shell.errors import status_of
from marketplace.web.shell.guards import actor
from marketplace.web.shell.pages import page


def _moved(verb: Callable[..., Run], ref: str, told: str) -> ResponseReturnValue:
    """Do it and go back to the run; what a rule refuses is said there. A Conflict is a page of its own."""
    try:
        with transaction():
            verb(actor(), ref, now=now())
    except Conflict:
        raise
    except RuleBroken as broken:
        return show_run(ref, refused=problem(broken), status=422)
    flash(told, "ok")
    return redirect(url_for("institution.run", ref=ref), 303)


def open_sales(ref: str) -> ResponseReturnValue:
    """Put a planned run on sale."""
    return _moved(open_run, ref, _("Holdet er åbent og kan bestilles."))


def confirm(ref: str) -> ResponseReturnValue:
    """Promise that a run takes place."""
    return _moved(confirm_run, ref, _("Holdet er bekræftet. De, der har plads, får besked."))


def start(ref: str) -> ResponseReturnValue:
    """A confirmed run has begun."""
    return _moved(start_run, ref, _("Holdet er i gang."))


def complete(ref: str) -> ResponseReturnValue:
    """A run has been held to its end."""
    return _moved(complete_run, ref, _("Holdet er gennemført."))


def close(ref: str) -> ResponseReturnValue:
    """End a run for good."""
    return _moved(close_run, ref, _("Holdet er afsluttet."))


def capacity(ref: str) -> ResponseReturnValue:
    """Give a run another number of seats."""
    form = CapacityForm()
    if not form.validate():
        return show_run(ref, form=form, status=status_of(form))
    try:
        with transaction():
            change_capacity(actor(), ref, form.capacity.data, now=now())
    except RuleBroken as broken:
        status = put(form, broken)
        return show_run(ref, form=form, status=status)
    flash(_("Antallet af pladser er ændret."), "ok")
    return redirect(url_for("institution.run", ref=ref), 303)


def cancel(ref: str) -> ResponseReturnValue:
    """Cancel a run nobody has a seat on; asks for the reason first."""
    found = find_run(actor(), ref)
    require(policy.may_run(actor()))
    form = CancelForm()
    status = 0
    if form.validate_on_submit():
        try:
            with transaction():
                cancel_run(actor(), ref, form.reason.data, now=now())
        except RuleBroken as broken:
            status = put(form, broken)
        else:
            flash(_("Holdet er aflyst."), "ok")
            return redirect(url_for("institution.run", ref=ref), 303)
        found = find_run(actor(), ref)
    return page(
        "institution/running/cancel.html",
        title=_("Aflys hold: %(title)s", title=found.version.title.said(language())),
        run=found,
        figures=figures_for([found], now())[found.id],
        form=form,
        status=status or status_of(form),
        submitted=request.method == "POST",
    )
