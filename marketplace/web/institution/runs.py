"""Runs: the list, a new one, and changing one."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.booking.queries import figures_for, seats_of_run
from marketplace.catalogue import policy
from marketplace.catalogue.models import Run
from marketplace.catalogue.queries import find_run
from marketplace.catalogue.queries.own import UNDER_WAY, offers_to_run, runs_in
from marketplace.catalogue.rules import RUN_OVER
from marketplace.catalogue.service.runs import change_run, plan_run
from marketplace.foundation.clock import now, today
from marketplace.foundation.errors import Conflict, RuleBroken, require
from marketplace.foundation.labels import choices
from marketplace.foundation.transaction import transaction
from marketplace.foundation.words import gettext as _
from marketplace.foundation.words import language
from marketplace.organisations.queries import organisations_by_id
from marketplace.organisations.rules import Role
from marketplace.web.institution.forms import gather, rows_arranged
from marketplace.web.institution.run_form import ChangeRunForm, RunForm, facts_from, values_from
from marketplace.web.institution.shared import put
from marketplace.web.shell.errors import status_of
from marketplace.web.shell.guards import actor
from marketplace.web.shell.pager import page_number, page_url
from marketplace.web.shell.pages import page

ALL = "alle"


def runs() -> ResponseReturnValue:
    """A page of the runs: those under way, all of them, or those in one state."""
    states = choices("run_status")
    chosen = request.args.get("status", "")
    statuses = [chosen] if chosen in dict(states) else ([] if chosen == ALL else list(UNDER_WAY))
    found = runs_in(actor(), page_number(), statuses)
    return page(
        "institution/runs/runs.html",
        title=_("Jeres hold"),
        found=found,
        figures=figures_for(found.items, now()),
        states=states,
        chosen=chosen,
        on=today(now()),
        page_url=page_url,
        may_plan=actor().has(Role.PUBLISHER),
    )


def new_run() -> ResponseReturnValue:
    """Plan a run of an offer; it is not for sale before it is opened."""
    require(policy.may_draft(actor()))
    offers = offers_to_run(actor())
    asked = request.args.get("forloeb", "")
    chosen = next((one for one in offers if one.offer.ref == asked), None)
    form = RunForm(
        data={
            "offer": asked if chosen else "",
            "intake": "dated",
            "minimum": 0,
            "participation": (chosen.participation if chosen else "") or "onsite",
        }
    )
    form.offer.choices = [("", _("Vælg et forløb")), *((one.offer.ref, one.title.said(language())) for one in offers)]
    status = 0
    if request.method == "POST" and not rows_arranged(form) and form.validate():
        facts = facts_from(form, form.capacity.data)
        gather(form.meetings)
        if facts is not None:
            try:
                with transaction():
                    ref = plan_run(actor(), form.offer.data, facts, now=now()).ref
            except RuleBroken as broken:
                status = put(form, broken)
            else:
                flash(_("Holdet er planlagt. Åbn det, når det må bestilles."), "ok")
                return redirect(url_for("institution.run", ref=ref), 303)
    return page(
        "institution/runs/new.html",
        title=_("Nyt hold"),
        form=form,
        many=len(form.offer.choices) - 1,
        status=status or status_of(form),
    )


def change(ref: str) -> ResponseReturnValue:
    """Change time, place, minimum or deadline of a run; who has a seat is told."""
    run = find_run(actor(), ref)
    require(policy.may_change_run(actor(), run))
    if run.status in RUN_OVER:
        raise Conflict("catalogue.run_over")
    form = ChangeRunForm(data=values_from(run))
    status = 0
    if request.method == "POST" and not rows_arranged(form):
        if form.validate():
            facts = facts_from(form, run.capacity, _company_ref(run))
            gather(form.meetings)
            if facts is not None:
                try:
                    with transaction():
                        change_run(actor(), ref, facts, now=now())
                except RuleBroken as broken:
                    status = put(form, broken)
                else:
                    flash(_("Holdet er ændret. De, der har plads, får besked."), "ok")
                    return redirect(url_for("institution.run", ref=ref), 303)
        run = find_run(actor(), ref)
    seats = seats_of_run(actor(), ref)
    return page(
        "institution/runs/change.html",
        title=_("Ret hold: %(title)s", title=run.version.title.said(language())),
        form=form,
        run=run,
        companies=len({seat.company_id for seat in seats}),
        named=len({seat.person_id for seat in seats} - {None}),
        status=status or status_of(form),
    )


def _company_ref(run: Run) -> str:
    if run.private_to_id is None:
        return ""
    return organisations_by_id([run.private_to_id])[run.private_to_id].ref
