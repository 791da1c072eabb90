"""Signing in and out, and choosing which hat to wear."""

from __future__ import annotations

from flask import flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import logout_user

from marketplace.accounts.service import check_sign_in
from marketplace.foundation.clock import now
from marketplace.foundation.errors import NotFound, RuleBroken
from marketplace.foundation.transaction import transaction
from marketplace.foundation.words import gettext as _
from marketplace.web.account.entering import demo_sign_ins, enter, onwards, place, sit_at
from marketplace.web.account.forms import SignInForm
from marketplace.web.shell.errors import refuse
from marketplace.web.shell.forms import Form
from marketplace.web.shell.guards import present_desk, signed_in_or_none
from marketplace.web.shell.pages import desk_front, page


def status_of_refusal(form: Form, broken: RuleBroken) -> int:
    """Too many tries have a status of their own; everything else is a form that came back."""
    status = refuse(form, broken)
    return 429 if broken.code == "accounts.too_many_tries" else status


def sign_in() -> ResponseReturnValue:
    """The sign-in page; the same answer for an unknown address and a wrong password."""
    if request.method == "GET" and signed_in_or_none() is not None:
        return onwards()
    form = SignInForm()
    status = 200
    if form.validate_on_submit():
        with transaction():
            answer = check_sign_in(form.email.data or "", form.password.data or "", place(), now=now())
        try:
            person = answer.person_or_raise()
        except RuleBroken as broken:
            status = status_of_refusal(form, broken)
        else:
            enter(person, remember=form.remember.data)
            return onwards()
    elif form.errors:
        status = 422
    return page(
        "account/signing_in/sign_in.html",
        title=_("Log ind"),
        form=form,
        demo=demo_sign_ins(),
        next=request.args.get("next"),
        status=status,
    )


def sign_out() -> ResponseReturnValue:
    """End the session, also the remembered one."""
    session.clear()
    logout_user()
    flash(_("Du er logget ud."), "ok")
    return redirect(url_for("account.sign_in"), 303)


def desks() -> ResponseReturnValue:
    """The hats a person has, and changing to another."""
    if request.method == "POST":
        kind = request.form.get("desk", "")
        if not sit_at(kind, organisation_ref=request.form.get("organisation", "")):
            raise NotFound
        return redirect(desk_front(kind), 303)
    person = signed_in_or_none()
    return page(
        "account/signing_in/desks.html",
        title=_("Vælg rolle"),
        desks=person.desks if person else [],
        here=present_desk(),
    )
