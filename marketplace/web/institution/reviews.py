"""Review by a second person: what waits, one version with all it states, and the answer."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from marketplace.catalogue import policy
from marketplace.catalogue.queries import find_version, versions_of, versions_to_review
from marketplace.catalogue.rules import VERSION_MOVES, VersionStatus
from marketplace.catalogue.service.publishing import approve, return_to_draft
from marketplace.foundation.clock import now
from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.transaction import transaction
from marketplace.foundation.words import gettext as _
from marketplace.foundation.words import language
from marketplace.organisations.rules import Role
from marketplace.web.institution.forms import NoteForm
from marketplace.web.institution.reading import stated
from marketplace.web.institution.shared import put
from marketplace.web.shell.errors import status_of
from marketplace.web.shell.guards import actor
from marketplace.web.shell.pager import page_number, page_url
from marketplace.web.shell.pages import page


def reviews() -> ResponseReturnValue:
    """Versions that wait for a second person, the longest waiting first."""
    return page(
        "institution/reviews/reviews.html",
        title=_("Gennemsyn"),
        found=versions_to_review(actor(), page_number()),
        me=actor().person_id,
        reviews=actor().has(Role.REVIEWER),
        page_url=page_url,
    )


def review(ref: str) -> ResponseReturnValue:
    """All a version states in both languages, beside what the public sees now."""
    return _show(ref, NoteForm(), 200)


def _show(ref: str, form: NoteForm, status: int) -> ResponseReturnValue:
    version = find_version(actor(), ref)
    public = next(
        (one for one in versions_of(actor(), version.offer.ref) if one.status == VersionStatus.PUBLISHED), None
    )
    before = find_version(actor(), public.ref) if public is not None and public.ref != ref else None
    reviews_it = policy.may_review(actor(), version.offer)
    waits = version.status == VersionStatus.IN_REVIEW
    return page(
        "institution/reviews/review.html",
        title=(_("Gennemsyn: %(title)s") if waits else _("Alt om %(title)s"))
        % {"title": version.title.said(language())},
        version=version,
        before=before,
        groups=stated(version, before),
        form=form,
        waits=waits,
        may_approve=waits and reviews_it and version.author_id != actor().person_id,
        may_return=_can_go_back(version.status)
        and (reviews_it or policy.may_publish(actor(), version.offer))
        and version.author_id != actor().person_id,
        is_author=version.author_id == actor().person_id,
        reviews_it=reviews_it,
        status=status,
    )


def _can_go_back(status: str) -> bool:
    return VersionStatus.DRAFT in VERSION_MOVES[VersionStatus(status)]


def approve_version(ref: str) -> ResponseReturnValue:
    """Approve a version as a second person."""
    form = NoteForm()
    try:
        with transaction():
            offer_ref = approve(actor(), ref, now=now()).offer.ref
    except RuleBroken as broken:
        return _show(ref, form, put(form, broken))
    flash(_("Versionen er godkendt. Redaktøren kan nu udgive den."), "ok")
    return redirect(url_for("institution.offer", ref=offer_ref), 303)


def send_back(ref: str) -> ResponseReturnValue:
    """Give a version back with what should be changed."""
    form = NoteForm()
    if not form.validate():
        return _show(ref, form, status_of(form))
    if not form.note.data:
        form.note.errors = [_("Skriv, hvad der skal ændres, så forfatteren kan komme videre.")]
        return _show(ref, form, 422)
    try:
        with transaction():
            return_to_draft(actor(), ref, form.note.data, now=now())
    except RuleBroken as broken:
        return _show(ref, form, put(form, broken))
    flash(_("Versionen er sendt retur med jeres note."), "ok")
    return redirect(url_for("institution.reviews"), 303)
