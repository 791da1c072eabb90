"""Organisations: found, looked at, verified; who acts for them."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.foundation.clock import now
from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.problems import problem
from marketplace.foundation.transaction import transaction
from marketplace.foundation.words import gettext as _
from marketplace.organisations.queries import company_by_id, institution_by_id
from marketplace.organisations.queries.operating import find_organisation, organisations_all, sides_of
from marketplace.organisations.queries.overseeing import accreditations_of, members_of
from marketplace.organisations.service.own import verify_accreditation
from marketplace.organisations.service.registering import unverify_organisation, verify_organisation
from marketplace.organisations.service.roles import take_role
from marketplace.web.shell.guards import actor
from marketplace.web.shell.pager import page_number, page_url
from marketplace.web.shell.pages import page

LONGEST_SEARCH = 80


def organisations() -> ResponseReturnValue:
    """All organisations, or those that wait to be verified; found by name or CVR number."""
    q = " ".join(request.args.get("q", "").split())[:LONGEST_SEARCH]
    waiting = request.args.get("vis") == "venter"
    found = organisations_all(actor(), page_number(), q, waiting=waiting)
    return page(
        "operator/organisations/organisations.html",
        title=_("Organisationer"),
        found=found,
        sides=sides_of(actor(), [one.id for one in found.items]),
        q=q,
        waiting=waiting,
        page_url=page_url,
    )


def organisation(ref: str) -> ResponseReturnValue:
    """One organisation: its facts, what vouches for it, who acts for it."""
    acting = actor()
    found = find_organisation(acting, ref)
    sides = sides_of(acting, [found.id])[found.id]
    return page(
        "operator/organisations/organisation.html",
        title=found.name,
        organisation=found,
        company=company_by_id(found.id) if "company" in sides else None,
        institution=institution_by_id(found.id) if "institution" in sides else None,
        accreditations=accreditations_of(acting, found.id) if "institution" in sides else [],
        members=members_of(acting, found.id),
    )


def _back(ref: str) -> ResponseReturnValue:
    return redirect(url_for("operator.organisation", ref=ref), 303)


def verify(ref: str) -> ResponseReturnValue:
    """The organisation is who it says."""
    with transaction():
        found = verify_organisation(actor(), ref, now=now())
    flash(_("%(name)s er godkendt.", name=found.name), "ok")
    return _back(ref)


def unverify(ref: str) -> ResponseReturnValue:
    """Take a verification back."""
    with transaction():
        found = unverify_organisation(actor(), ref)
    flash(_("Godkendelsen af %(name)s er trukket tilbage.", name=found.name), "ok")
    return _back(ref)


def vouch(ref: str) -> ResponseReturnValue:
    """An accreditation has been checked with its body."""
    with transaction():
        verify_accreditation(actor(), request.form.get("accreditation", ""), now=now())
    flash(_("Akkrediteringen er godkendt og kan ses af andre."), "ok")
    return _back(ref)


def take_back_role(ref: str) -> ResponseReturnValue:
    """Take a role from somebody who does not belong; the last keeper of a desk stays."""
    try:
        with transaction():
            take_role(
                actor(), request.form.get("person", ""), request.form.get("role", ""), organisation_ref=ref, now=now()
            )
    except RuleBroken as broken:
        flash(problem(broken), "stop")
    else:
        flash(_("Rollen er taget tilbage."), "ok")
    return _back(ref)
