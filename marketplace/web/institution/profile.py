"""What the institution says about itself: text, address, what vouches for it, and where it is paid."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from marketplace.foundation.clock import now, today
from marketplace.foundation.errors import RuleBroken, require
from marketplace.foundation.transaction import transaction
from marketplace.foundation.words import gettext as _
from marketplace.organisations import policy
from marketplace.organisations.queries import accreditations, institution_of
from marketplace.organisations.service.own import add_accreditation, change_organisation, set_about, set_bank
from marketplace.payments.rules import can_be_paid
from marketplace.web.institution.forms import AboutForm, AccreditationForm, BankForm, ContactForm, texts, typed
from marketplace.web.institution.shared import put
from marketplace.web.shell.errors import status_of
from marketplace.web.shell.guards import actor, values_of
from marketplace.web.shell.pages import page


def profile() -> ResponseReturnValue:
    """All the institution says about itself, and who may change it."""
    return page(
        "institution/profile/profile.html",
        title=_("Oplysninger"),
        institution=institution_of(actor()),
        accreditations=accreditations(actor()),
        on=today(now()),
        may_change=policy.may_run_institution(actor()),
    )


def about() -> ResponseReturnValue:
    """Change the text about the institution."""
    require(policy.may_run_institution(actor()))
    form = AboutForm(data=typed("about", institution_of(actor()).about))
    status = 0
    if form.validate_on_submit():
        try:
            with transaction():
                set_about(actor(), texts(form, "about"))
        except RuleBroken as broken:
            status = put(form, broken)
        else:
            flash(_("Teksten er gemt."), "ok")
            return redirect(url_for("institution.profile"), 303)
    return page("institution/profile/about.html", title=_("Om jer"), form=form, status=status or status_of(form))


def contact() -> ResponseReturnValue:
    """Change address and contact."""
    require(policy.may_run_institution(actor()))
    organisation = institution_of(actor()).organisation
    form = ContactForm(
        data={
            "street": organisation.street,
            "postcode": organisation.postcode_code,
            "email": organisation.email,
            "phone": organisation.phone,
            "web": organisation.web,
        }
    )
    status = 0
    if form.validate_on_submit():
        try:
            with transaction():
                change_organisation(actor(), **values_of(form, "street", "postcode", "email", "phone", "web"))
        except RuleBroken as broken:
            status = put(form, broken)
        else:
            flash(_("Adresse og kontakt er gemt."), "ok")
            return redirect(url_for("institution.profile"), 303)
    return page(
        "institution/profile/contact.html",
        title=_("Adresse og kontakt"),
        form=form,
        status=status or status_of(form),
    )


def accreditation() -> ResponseReturnValue:
    """Say what vouches for the institution; the operator checks it."""
    require(policy.may_run_institution(actor()))
    form = AccreditationForm(data={"kind": "accreditation"})
    status = 0
    if form.validate_on_submit():
        try:
            with transaction():
                add_accreditation(
                    actor(),
                    kind=form.kind.data,
                    body=texts(form, "body"),
                    given_on=form.given_on.data,
                    ends_on=form.ends_on.data,
                    now=now(),
                )
        except RuleBroken as broken:
            status = put(form, broken)
        else:
            flash(_("Tilføjet. Den vises for andre, når vi har set den efter."), "ok")
            return redirect(url_for("institution.profile"), 303)
    return page(
        "institution/profile/accreditation.html",
        title=_("Tilføj en akkreditering"),
        form=form,
        status=status or status_of(form),
    )


def bank() -> ResponseReturnValue:
    """Where buyers pay; finance changes it, the others see whether it is there."""
    institution = institution_of(actor())
    names = ("bank_reg", "bank_account", "fik", "iban", "payment_days")
    form = BankForm(data={name: getattr(institution, name) for name in names})
    status = 0
    if form.validate_on_submit():
        try:
            with transaction():
                set_bank(actor(), **values_of(form, *names), now=now())
        except RuleBroken as broken:
            status = put(form, broken)
        else:
            flash(_("Bankoplysningerne er gemt. De står på fakturaer fra nu af."), "ok")
            return redirect(url_for("institution.bank"), 303)
        institution = institution_of(actor())
    return page(
        "institution/profile/bank.html",
        title=_("Bankoplysninger"),
        form=form,
        ready=can_be_paid(
            bank_reg=institution.bank_reg,
            bank_account=institution.bank_account,
            fik=institution.fik,
            iban=institution.iban,
        ),
        may_keep=policy.may_keep_bank(actor()),
        status=status or status_of(form),
    )
