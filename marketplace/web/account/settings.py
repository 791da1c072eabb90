"""A person's own details, desks and mails."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts.queries import person_by_id
from marketplace.accounts.service import change_person
from marketplace.foundation.clock import now
from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.transaction import transaction
from marketplace.foundation.words import gettext as _
from marketplace.notices.queries import messages_about
from marketplace.web.account.forms import PersonForm
from marketplace.web.shell.errors import refuse
from marketplace.web.shell.guards import actor, signed_in_or_none, values_of
from marketplace.web.shell.pages import page

MAILS_SHOWN = 10


def settings() -> ResponseReturnValue:
    """Name, language of mails, desks, and what was mailed lately."""
    acting = actor()
    person_id = acting.person_id or 0
    form = PersonForm(obj=person_by_id(person_id))
    status = 422 if request.method == "POST" and not form.validate() else 200
    if request.method == "POST" and not form.errors:
        try:
            with transaction():
                change_person(acting, **values_of(form, "name", "language"), now=now())
        except RuleBroken as broken:
            status = refuse(form, broken)
        else:
            flash(_("Dine oplysninger er gemt."), "ok")
            return redirect(url_for("account.settings"), 303)
    signed_in = signed_in_or_none()
    return page(
        "account/settings/settings.html",
        title=_("Mine oplysninger"),
        form=form,
        email=person_by_id(person_id).email_norm or "",
        desks=signed_in.desks if signed_in else [],
        mails=messages_about(person_id, MAILS_SHOWN),
        status=status,
    )
