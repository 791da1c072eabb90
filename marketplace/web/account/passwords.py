"""Forgotten passwords, new ones by a link, and changing the one in use."""

from __future__ import annotations

from flask import current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts.queries import check_reset_link
from marketplace.accounts.service import ask_new_password, change_password, take_new_password
from marketplace.foundation.clock import now
from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.transaction import transaction
from marketplace.foundation.words import gettext as _
from marketplace.web.account.entering import enter, onwards, place, sit_at
from marketplace.web.account.forms import ChangePasswordForm, ForgottenForm, NewPasswordForm
from marketplace.web.account.signing_in import status_of_refusal
from marketplace.web.shell.errors import refuse
from marketplace.web.shell.forms import Form
from marketplace.web.shell.guards import actor, present_desk
from marketplace.web.shell.pages import page

GONE = 410


def forgotten() -> ResponseReturnValue:
    """Ask for a link to a new password; the answer is the same whether anybody has the address."""
    form = ForgottenForm()
    status = 200
    if form.validate_on_submit():
        try:
            with transaction():
                ask_new_password(form.email.data or "", place(), now=now())
        except RuleBroken as broken:
            status = status_of_refusal(form, broken)
        else:
            return redirect(url_for("account.sent"), 303)
    elif form.errors:
        status = 422
    return page("account/passwords/forgotten.html", title=_("Glemt adgangskode"), form=form, status=status)


def sent() -> ResponseReturnValue:
    """What happens next, said in the same way to everybody."""
    return page("account/passwords/sent.html", title=_("Se i din indbakke"), demo=current_app.config["DEMO"])


def link_spent(title: str) -> ResponseReturnValue:
    """A link that was used, has run out or was cut: what to do instead."""
    return page("account/passwords/spent.html", title=title, status=GONE)


def new_password(ref: str, token: str) -> ResponseReturnValue:
    """Choose a password with the link from the mail, and be signed in."""
    spent = _("Linket virker ikke længere")
    try:
        person = check_reset_link(ref, token, now=now())
    except RuleBroken:
        return link_spent(spent)
    email = person.email_norm or ""
    form = NewPasswordForm()
    status = 422 if request.method == "POST" and not form.validate() else 200
    if request.method == "POST" and not form.errors:
        try:
            with transaction():
                person = take_new_password(ref, token, form.password.data or "", now=now())
        except RuleBroken as broken:
            if broken.code == "accounts.link_spent":
                return link_spent(spent)
            status = refuse(form, broken)
        else:
            enter(person)
            flash(_("Adgangskoden er gemt, og du er logget ind."), "ok")
            return onwards()
    return page(
        "account/passwords/new_password.html", title=_("Vælg adgangskode"), form=form, email=email, status=status
    )


def change() -> ResponseReturnValue:
    """Change the password in use; other sessions end, this one goes on."""
    form = ChangePasswordForm()
    status = 422 if request.method == "POST" and not form.validate() else 200
    if request.method == "POST" and not form.errors:
        try:
            _change(form)
        except RuleBroken as broken:
            status = status_of_refusal(form, broken)
        else:
            flash(_("Adgangskoden er ændret. Andre steder, hvor du var logget ind, er du logget ud."), "ok")
            return redirect(url_for("account.settings"), 303)
    return page("account/passwords/change.html", title=_("Skift adgangskode"), form=form, status=status)


def _change(form: Form) -> None:
    with transaction():
        answer = change_password(actor(), form["old"].data, form["password"].data, place(), now=now())
    person = answer.person_or_raise()
    desk = present_desk()
    enter(person)
    if desk is not None:
        sit_at(desk.desk, organisation_ref=desk.organisation_ref)
