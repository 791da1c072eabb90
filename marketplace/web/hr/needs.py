"""What the company's people must be able to do: kept, shown, changed, and taken to the list and to a cover."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.foundation import clock
from marketplace.foundation.errors import NotAllowed, RuleBroken
from marketplace.foundation.money import Money
from marketplace.foundation.transaction import transaction
from marketplace.foundation.words import gettext as _
from marketplace.foundation.words import language
from marketplace.needs import queries, service
from marketplace.needs.models import Need
from marketplace.needs.policy import may_keep_needs
from marketplace.search.rules.addresses import arguments_of
from marketplace.search.rules.asking import Ask, Near
from marketplace.web.hr.forms import KeepForm, NeedForm
from marketplace.web.shell.errors import refuse, status_of
from marketplace.web.shell.forms import Form
from marketplace.web.shell.guards import actor
from marketplace.web.shell.pager import page_number, page_url
from marketplace.web.shell.pages import page


def needs() -> ResponseReturnValue:
    """The company's needs, and those deleted lately."""
    who = actor()
    may_keep = may_keep_needs(who)
    return page(
        "hr/needs/needs.html",
        title=_("Kompetencebehov"),
        found=queries.needs(who, page_number()),
        dropped=queries.needs_dropped(who, clock.now()) if may_keep else [],
        may_keep=may_keep,
        page_url=page_url,
    )


def new() -> ResponseReturnValue:
    """The form for writing a need down, filled with what the list was asked."""
    return _keep_form(KeepForm(formdata=request.args if request.args else None), 200)


def keep() -> ResponseReturnValue:
    """Write a need down, from its form or straight from the list."""
    form = KeepForm()
    if not form.validate():
        return _keep_form(form, status_of(form))
    text = form.text.data or ""
    understood = queries.understood(text, language())
    try:
        with transaction():
            need = service.keep_need(actor(), text=text, limits=form.limits, understood=understood, now=clock.now())
    except RuleBroken as broken:
        return _keep_form(form, refuse(form, broken))
    flash(_("Behovet er gemt. Se, om vi har forstået det."), "ok")
    return redirect(url_for("hr.need", ref=need.ref), 303)


def _keep_form(form: KeepForm, status: int) -> tuple[str, int]:
    if not may_keep_needs(actor()):
        raise NotAllowed
    return page("hr/needs/new.html", title=_("Nyt kompetencebehov"), status=status, form=form)


def need(ref: str) -> ResponseReturnValue:
    """One need: read, or changed as one whole."""
    who = actor()
    found = queries.find_need(who, ref)
    form = _form_of(found)
    if form.is_submitted():
        status = _change(form, ref)
        if status == 303:
            flash(_("Behovet er rettet."), "ok")
            return redirect(url_for("hr.need", ref=ref), 303)
        return _show(queries.find_need(who, ref), form, status)
    return _show(found, form, 200)


def _change(form: NeedForm, ref: str) -> int:
    if not form.validate():
        return status_of(form)
    try:
        added = queries.added(form.add.data or "", language())
        with transaction():
            service.change_need(
                actor(),
                ref,
                text=form.text.data or "",
                limits=form.limits,
                wanted=form.wanted,
                added=added,
                seen=form.revision,
                now=clock.now(),
            )
    except RuleBroken as broken:
        return refuse(form, broken)
    return 303


def _form_of(found: Need) -> NeedForm:
    given: dict[str, Any] = {
        "seen": found.revision,
        "text": found.text,
        "headcount": found.headcount,
        "postcode": found.postcode_code or "",
        "budget": Money(found.budget) if found.budget is not None else None,
        "hours": found.hours,
        "starts_on": found.starts_on,
        "done_by": found.done_by,
        "competences": [
            {"key": one.competence.key, "now": str(one.now or ""), "wanted": str(one.wanted)}
            for one in found.competences
        ],
    }
    return NeedForm(data=given)


def _show(found: Need, form: NeedForm, status: int) -> tuple[str, int]:
    labels = queries.labels_of_keys(key for _line, key in _lines(form))
    asked = asked_for(found)
    return page(
        "hr/needs/need.html",
        title=_("Kompetencebehov"),
        status=status,
        need=found,
        form=form,
        lines=[(line, labels[key]) for line, key in _lines(form) if key in labels],
        may_keep=may_keep_needs(actor()),
        offers=f"{url_for('public.offers')}?{urlencode(arguments_of(asked))}",
        cover=f"{url_for('public.cover')}?{urlencode(cover_of(found, asked))}",
    )


def _lines(form: NeedForm) -> list[tuple[Form, str]]:
    """The competences of the form, each with its key."""
    return [(entry.form, entry.form.key.data or "") for entry in form.competences]


def asked_for(found: Need) -> Ask:
    """The search a need stands for: its words and limits, with the competences kept and without those left out."""
    kept = [one.competence.key for one in found.competences]
    named = queries.understood(found.text, language())
    place = found.postcode
    return Ask(
        text=found.text,
        plus=tuple(key for key in kept if key not in named),
        without=tuple(key for key in named if key not in kept),
        headcount=found.headcount,
        price_to=found.budget,
        done_by=found.done_by,
        near=Near(place.code, place.lat, place.lon) if place else None,
    )


def cover_of(found: Need, asked: Ask) -> list[tuple[str, str]]:
    """The arguments of the cover of a need: as on the list, with the levels wanted and the limits only a cover has."""
    pairs = [(name, value) for name, value in arguments_of(asked) if name in ("q", "postnr", "antal", "uden", "med")]
    limits = {
        "budget": found.budget // 100 if found.budget is not None else "",
        "timer": found.hours / 10 if found.hours is not None else "",
        "fra": found.starts_on or "",
        "senest": found.done_by or "",
    }
    pairs += [(name, str(value)) for name, value in limits.items() if value != ""]
    return [*pairs, *(("krav", f"{one.competence.key}:{one.wanted}") for one in found.competences)]


def drop(ref: str) -> ResponseReturnValue:
    """Delete a need; it can be brought back from the list."""
    with transaction():
        service.drop_need(actor(), ref, now=clock.now())
    flash(_("Behovet er slettet. I kan hente det tilbage i 30 dage, nederst på siden."), "ok")
    return redirect(url_for("hr.needs"), 303)


def bring_back(ref: str) -> ResponseReturnValue:
    """Put a deleted need back on the list."""
    with transaction():
        service.bring_back_need(actor(), ref, now=clock.now())
    flash(_("Behovet er hentet tilbage."), "ok")
    return redirect(url_for("hr.need", ref=ref), 303)
