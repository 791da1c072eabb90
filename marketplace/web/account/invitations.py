"""Coming in by an invitation: the link in a mail, or the code on a letter."""

from __future__ import annotations

from typing import Any

from flask import flash, request
from flask.typing import ResponseReturnValue

from marketplace.accounts.models import Person
from marketplace.accounts.queries import has_sign_in, person_by_id
from marketplace.foundation.clock import now
from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.transaction import transaction
from marketplace.foundation.words import gettext as _
from marketplace.organisations.models import Invitation
from marketplace.organisations.queries.inviting import check_code, check_invitation
from marketplace.organisations.service.codes import open_code, take_code
from marketplace.organisations.service.inviting import accept_invitation, accept_signed_in
from marketplace.web.account.entering import enter, onwards, place, sit_at
from marketplace.web.account.forms import CodeForm, NewPasswordForm, TakeCodeForm
from marketplace.web.account.signing_in import status_of_refusal
from marketplace.web.shell.errors import refuse
from marketplace.web.shell.forms import Form
from marketplace.web.shell.guards import actor, signed_in_or_none, values_of
from marketplace.web.shell.pages import page

GONE = 410


def invitation(ref: str, token: str) -> ResponseReturnValue:
    """Take an invitation: a new person chooses a password, a known one signs in first."""
    try:
        found = check_invitation(ref, token, now=now())
    except RuleBroken:
        return _spent()
    if has_sign_in(found.person_id):
        return _take_signed_in(found, ref, token)
    form = NewPasswordForm()
    status = 422 if request.method == "POST" and not form.validate() else 200
    if request.method == "POST" and not form.errors:
        try:
            with transaction():
                person = accept_invitation(ref, token, form.password.data or "", now=now())
        except RuleBroken as broken:
            if broken.code != "organisations.invitation_spent":
                status = refuse(form, broken)
                found = check_invitation(ref, token, now=now())
            else:
                return _spent()
        else:
            return _welcome(person, found.organisation_id)
    return _page(found, "account/invitations/invitation.html", status, form=form)


def _take_signed_in(found: Invitation, ref: str, token: str) -> ResponseReturnValue:
    person = signed_in_or_none()
    if request.method == "POST":
        with transaction():
            taken = accept_signed_in(actor(), ref, token, now=now())
        _sit_where_invited(taken.organisation_id)
        flash(_("Du har taget imod invitationen."), "ok")
        return onwards()
    return _page(
        found,
        "account/invitations/known.html",
        200,
        somebody=person is not None,
        same=person is not None and person.person_id == found.person_id,
        back=request.path,
    )


def code() -> ResponseReturnValue:
    """Take an invitation with a printed code, in two steps: the code, then what one signs in with."""
    if "password" in request.form:
        return _take_code()
    form = CodeForm()
    status = 422 if request.method == "POST" and not form.validate() else 200
    if request.method == "POST" and not form.errors:
        with transaction():
            answer = open_code(form.code.data or "", place(), now=now())
        try:
            found = answer.invitation_or_raise()
        except RuleBroken as broken:
            status = status_of_refusal(form, broken)
        else:
            return _second_step(found, TakeCodeForm(), 200)
    return page("account/invitations/code.html", title=_("Jeg har et brev med en kode"), form=form, status=status)


def _take_code() -> ResponseReturnValue:
    form = TakeCodeForm()
    right = form.validate()
    try:
        with transaction():
            if right:
                answer = take_code(**values_of(form, "code", "password", "email"), place=place(), now=now())
            else:
                answer = open_code(form.code.data or "", place(), now=now())
        found = answer.invitation_or_raise()
        if not right:
            return _second_step(found, form, 422)
        return _welcome(answer.person_or_raise(), found.organisation_id)
    except RuleBroken as broken:
        if broken.field in ("password", "email"):
            status = refuse(form, broken)
            return _second_step(check_code(form.code.data or "", now=now()), form, status)
        first = CodeForm()
        status = status_of_refusal(first, broken)
        return page("account/invitations/code.html", title=_("Jeg har et brev med en kode"), form=first, status=status)


def _second_step(found: Invitation, form: Form, status: int) -> ResponseReturnValue:
    if has_sign_in(found.person_id):
        return _page(found, "account/invitations/known.html", 200, somebody=False, same=False, back=None)
    return _page(found, "account/invitations/take_code.html", status, form=form)


def _page(found: Invitation, template: str, status: int, **more: Any) -> ResponseReturnValue:
    organisation = found.organisation.name if found.organisation else "Kompetencetorvet"
    return page(
        template,
        title=_("%(organisation)s har inviteret dig", organisation=organisation),
        status=status,
        person=found.person,
        by=person_by_id(found.invited_by_id).name if found.invited_by_id else "",
        **more,
    )


def _welcome(person: Person, organisation_id: int | None) -> ResponseReturnValue:
    enter(person)
    _sit_where_invited(organisation_id)
    flash(_("Velkommen. Du er logget ind."), "ok")
    return onwards()


def _sit_where_invited(organisation_id: int | None) -> None:
    if organisation_id is not None:
        any(sit_at(kind, organisation_id=organisation_id) for kind in ("company", "institution"))


def _spent() -> ResponseReturnValue:
    return page("account/invitations/spent.html", title=_("Invitationen virker ikke længere"), status=GONE)
