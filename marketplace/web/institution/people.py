"""The institution's people and what each may do."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from marketplace.foundation.clock import now
from marketplace.foundation.errors import Conflict, NotFound, RuleBroken, require
from marketplace.foundation.labels import label
from marketplace.foundation.problems import problem
from marketplace.foundation.transaction import transaction
from marketplace.foundation.words import gettext as _
from marketplace.organisations import policy
from marketplace.organisations.queries import people_of
from marketplace.organisations.queries.inviting import invitations_to
from marketplace.organisations.rules import INSTITUTION_ROLES
from marketplace.organisations.service.inviting import add_colleague, invite
from marketplace.organisations.service.roles import give_role, take_role
from marketplace.web.institution.forms import ColleagueForm, RoleForm
from marketplace.web.institution.shared import put
from marketplace.web.shell.errors import status_of
from marketplace.web.shell.guards import actor, values_of
from marketplace.web.shell.pages import page


def staff() -> ResponseReturnValue:
    """Everybody with a role here."""
    people = people_of(actor())
    return page(
        "institution/people/staff.html",
        title=_("Medarbejdere"),
        people=people,
        invitations=invitations_to(actor(), [one.person.id for one in people if not one.can_sign_in]),
        now=now(),
        may_give=policy.may_give_roles(actor()),
    )


def person(ref: str) -> ResponseReturnValue:
    """One colleague and their roles."""
    return _show(ref)


def _show(ref: str, *, refused: str = "", status: int = 200) -> ResponseReturnValue:
    found = next((one for one in people_of(actor()) if one.person.ref == ref), None)
    if found is None:
        raise NotFound
    return page(
        "institution/people/person.html",
        title=found.person.name,
        found=found,
        roles=INSTITUTION_ROLES,
        invitation=invitations_to(actor(), [found.person.id]).get(found.person.id),
        now=now(),
        refused=refused,
        may_give=policy.may_give_roles(actor()),
        status=status,
    )


def invite_colleague() -> ResponseReturnValue:
    """Give somebody roles, and a way in by mail."""
    require(policy.may_run_institution(actor()))
    form = ColleagueForm()
    status = 0
    if form.validate_on_submit():
        try:
            with transaction():
                _person, invitation = add_colleague(actor(), **values_of(form, "name", "email", "roles"), now=now())
        except RuleBroken as broken:
            status = put(form, broken)
        else:
            flash(
                _("Invitationen er på vej til %(email)s.", email=form.email.data)
                if invitation is not None
                else _("Rollerne er givet. Personen kan logge ind med det samme."),
                "ok",
            )
            return redirect(url_for("institution.staff"), 303)
    return page(
        "institution/people/invite.html",
        title=_("Inviter en medarbejder"),
        form=form,
        status=status or status_of(form),
    )


def role(ref: str) -> ResponseReturnValue:
    """Give or take one role."""
    form = RoleForm()
    if not form.validate():
        return _show(ref, refused=_("Vælg en af rollerne på listen."), status=422)
    code = form.role.data
    try:
        with transaction():
            if form.give.data:
                give_role(actor(), ref, code, now=now())
            else:
                take_role(actor(), ref, code, now=now())
    except Conflict:
        raise
    except RuleBroken as broken:
        return _show(ref, refused=problem(broken), status=422)
    told = _("Rollen er givet: %(role)s.") if form.give.data else _("Rollen er taget: %(role)s.")
    flash(told % {"role": label("role", code)}, "ok")
    left = any(one.person.ref == ref for one in people_of(actor()))
    return redirect(url_for("institution.staff_person", ref=ref) if left else url_for("institution.staff"), 303)


def invite_again(ref: str) -> ResponseReturnValue:
    """Send a new link to somebody who has not taken the first."""
    try:
        with transaction():
            invite(actor(), ref, by_mail=True, now=now())
    except RuleBroken as broken:
        return _show(ref, refused=problem(broken), status=422)
    flash(_("En ny invitation er på vej."), "ok")
    return redirect(url_for("institution.staff_person", ref=ref), 303)
