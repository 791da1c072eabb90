"""The draft of an offer: one guided form, which may be saved however incomplete it is."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.catalogue import policy
from marketplace.catalogue.models import ModuleVersion, OfferVersion
from marketplace.catalogue.queries import find_version
from marketplace.catalogue.queries.own import modules_to_list
from marketplace.catalogue.rules import VersionStatus, missing_facts
from marketplace.catalogue.service.drafting import change_draft
from marketplace.foundation.clock import now
from marketplace.foundation.errors import RuleBroken, require
from marketplace.foundation.transaction import transaction
from marketplace.foundation.words import gettext as _
from marketplace.foundation.words import language
from marketplace.web.institution.forms import gather, rows_arranged
from marketplace.web.institution.offer_form import ANCHORS, OfferForm, facts_from, values_from
from marketplace.web.institution.shared import field_choices, put
from marketplace.web.shell.errors import status_of
from marketplace.web.shell.guards import actor
from marketplace.web.shell.pages import page


def draft(ref: str) -> ResponseReturnValue:
    """Show a draft to be filled in, or state it anew. What can no longer be changed is only shown."""
    version = find_version(actor(), ref)
    require(policy.may_publish(actor(), version.offer))
    if request.method == "GET" and version.status != VersionStatus.DRAFT:
        flash(_("Versionen er sendt videre og kan ikke ændres."), "warn")
        return redirect(url_for("institution.offer", ref=version.offer.ref), 303)
    with_ects = may_state_ects(version)
    modules = modules_to_list(actor(), [row.module_version.ref for row in version.modules])
    form = OfferForm(data=values_from(version, modules))
    form.field.choices = field_choices()
    status = 200
    if request.method == "POST" and not rows_arranged(form):
        status = _save(form, ref, with_ects=with_ects)
        if status == 200:
            flash(_("Kladden er gemt."), "ok")
            return redirect(url_for("institution.draft", ref=ref), 303)
        version = find_version(actor(), ref)
        modules = modules_to_list(actor(), [row.module_version.ref for row in version.modules])
    return page(
        "institution/drafts/draft.html",
        title=_("Kladde: %(title)s", title=version.title.said(language())),
        version=version,
        form=form,
        modules={one.ref: one for one in modules},
        newest=_newest(modules),
        missing=missing_facts(version),
        anchors=ANCHORS,
        with_ects=with_ects,
        status=status,
    )


def _newest(modules: list[ModuleVersion]) -> dict[int, int]:
    found: dict[int, int] = {}
    for one in modules:
        found[one.module_id] = max(one.no, found.get(one.module_id, 0))
    return found


def may_state_ects(version: OfferVersion) -> bool:
    """Whether the institution's right to award ECTS is on file."""
    institution = version.offer.institution
    return institution.may_award_ects and institution.kind != "private"


def _save(form: OfferForm, ref: str, *, with_ects: bool) -> int:
    if not form.validate():
        return status_of(form)
    facts = facts_from(form, with_ects=with_ects)
    if facts is None:
        gather(form.outcomes)
        return 422
    try:
        with transaction():
            change_draft(actor(), ref, facts, now=now())
    except RuleBroken as broken:
        return put(form, broken)
    return 200
