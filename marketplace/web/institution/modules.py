"""Nanomodules: the list, one with its versions, and making them; and the suggestions of competences."""

from __future__ import annotations

from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.catalogue import policy
from marketplace.catalogue.models import ModuleVersion
from marketplace.catalogue.queries import modules_of
from marketplace.catalogue.queries.own import module_history
from marketplace.catalogue.service.modules import draft_module, new_module_version
from marketplace.competences.queries import labels_like, public_fields
from marketplace.foundation.clock import now
from marketplace.foundation.errors import RuleBroken, require
from marketplace.foundation.transaction import transaction
from marketplace.foundation.words import gettext as _
from marketplace.foundation.words import language
from marketplace.web.institution.forms import ModuleForm, gather, rows_arranged, texts, typed
from marketplace.web.institution.offer_form import competence_values, read_competences
from marketplace.web.institution.shared import field_choices, put
from marketplace.web.shell.errors import status_of
from marketplace.web.shell.guards import actor
from marketplace.web.shell.pager import page_number, page_url
from marketplace.web.shell.pages import page

MOST_SUGGESTED = 10
TITLE_LENGTH = 100


def modules() -> ResponseReturnValue:
    """A page of the modules, by title; found by title and field."""
    fields = {field.key: field.label for field in public_fields()}
    chosen = request.args.get("fag", "")
    search = request.args.get("q", "")[:TITLE_LENGTH]
    found = modules_of(actor(), page_number(), field=chosen if chosen in fields else "", search=search)
    return page(
        "institution/modules/modules.html",
        title=_("Nanomoduler"),
        found=found,
        fields=fields,
        chosen=chosen,
        search=search,
        page_url=page_url,
        may_draft=policy.may_draft(actor()),
    )


def module(ref: str) -> ResponseReturnValue:
    """A module: its newest version as it is read, and the earlier ones."""
    versions = module_history(actor(), ref)
    shown = next((one for one in versions if str(one.no) == request.args.get("version", "")), versions[0])
    return page(
        "institution/modules/module.html",
        title=shown.title.said(language()),
        shown=shown,
        versions=versions,
        fields={field.key: field.label for field in public_fields()},
        may_draft=policy.may_draft(actor()),
    )


def new_module() -> ResponseReturnValue:
    """Make a module."""
    require(policy.may_draft(actor()))
    form = ModuleForm(data={"language": "da"})
    form.field.choices = field_choices()
    if request.method == "POST" and not rows_arranged(form):
        answer = _save(form)
        if answer is not None:
            return answer
    return page(
        "institution/modules/edit.html", title=_("Nyt nanomodul"), form=form, module=None, status=status_of(form)
    )


def module_version(ref: str) -> ResponseReturnValue:
    """A new version of a module, begun with what the newest says."""
    require(policy.may_draft(actor()))
    newest = module_history(actor(), ref)[0]
    form = ModuleForm(data=_values(newest))
    form.field.choices = field_choices()
    if request.method == "POST" and not rows_arranged(form):
        answer = _save(form, ref)
        if answer is not None:
            return answer
        newest = module_history(actor(), ref)[0]
    return page(
        "institution/modules/edit.html",
        title=_("Ny version af %(title)s", title=newest.title.said(language())),
        form=form,
        module=newest,
        status=status_of(form),
    )


def _values(version: ModuleVersion) -> dict[str, Any]:
    return {
        "field": version.module.field_key,
        **typed("title", version.title),
        **typed("summary", version.summary),
        **typed("body", version.body),
        "hours": version.hours_tenths,
        "language": version.language,
        "competences": [competence_values(one) for one in version.competences],
    }


def _save(form: ModuleForm, module_ref: str = "") -> ResponseReturnValue | None:
    if not form.validate():
        return None
    known = read_competences(list(form.competences))
    gather(form.competences)
    if form.competences.errors:
        return None
    facts: dict[str, Any] = {
        "title": texts(form, "title"),
        "summary": texts(form, "summary"),
        "body": texts(form, "body"),
        "hours_tenths": form.hours.data,
        "language": form.language.data,
        "competence_keys": list(dict.fromkeys(key for key, _line in known)),
    }
    try:
        with transaction():
            if module_ref:
                made = new_module_version(actor(), module_ref, **facts, now=now())
            else:
                made = draft_module(actor(), field=form.field.data, **facts, now=now())
            ref = made.module.ref
    except RuleBroken as broken:
        put(form, broken)
        return None
    flash(_("Nanomodulet er gemt og kan bruges i forløb."), "ok")
    return redirect(url_for("institution.module", ref=ref), 303)


def competences() -> ResponseReturnValue:
    """Competences whose label begins with what was typed; the fields of the forms ask."""
    typed_text = request.args.get("q", "").strip()[:TITLE_LENGTH]
    found = labels_like(typed_text, language(), limit=4 * MOST_SUGGESTED) if len(typed_text) > 1 else []
    only = [one for one in found if one.kind == "competence"][:MOST_SUGGESTED]
    answer = make_response(render_template("institution/modules/competences.html", found=only))
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
