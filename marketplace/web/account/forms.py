"""The shape of what people type about themselves and their organisation."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, HiddenField, PasswordField

from marketplace.foundation.labels import choices
from marketplace.foundation.words import N_
from marketplace.web.shell.forms import Form, LineField, PickField, WholeField, at_most, needed

_ADDRESS = needed(N_("Skriv din e-mail, for eksempel navn@firma.dk."))
_NEW_PASSWORD = needed(N_("Vælg en adgangskode på mindst 10 tegn."))


class SignInForm(Form):
    """Address and password."""

    email = LineField(N_("E-mail"), [_ADDRESS, at_most(254)])
    password = PasswordField(N_("Adgangskode"), [needed(N_("Skriv din adgangskode."))])
    remember = BooleanField(N_("Husk mig på denne computer i 30 dage"))


class ForgottenForm(Form):
    """The address a link for a new password goes to."""

    email = LineField(N_("E-mail"), [_ADDRESS, at_most(254)])


class NewPasswordForm(Form):
    """A password chosen with a link in hand."""

    password = PasswordField(N_("Ny adgangskode"), [_NEW_PASSWORD])


class ChangePasswordForm(Form):
    """A new password, chosen by somebody who knows the old one."""

    old = PasswordField(N_("Nuværende adgangskode"), [needed(N_("Skriv den adgangskode, du har nu."))])
    password = PasswordField(N_("Ny adgangskode"), [_NEW_PASSWORD])


class CodeForm(Form):
    """A printed code."""

    code = LineField(N_("Kode"), [needed(N_("Skriv koden fra dit brev.")), at_most(60)])


class TakeCodeForm(Form):
    """The second step of a printed code: what one signs in with from now on."""

    code = HiddenField()
    email = LineField(N_("E-mail"), [_ADDRESS, at_most(254)])
    password = PasswordField(N_("Ny adgangskode"), [_NEW_PASSWORD])


class RegisterForm(Form):
    """Who one is; the password is chosen by the link that is mailed."""

    name = LineField(N_("Dit navn"), [needed(N_("Skriv dit navn.")), at_most(120)])
    email = LineField(N_("E-mail"), [_ADDRESS, at_most(254)])


class _OrganisationForm(Form):
    cvr = LineField(N_("CVR-nummer"), [needed(N_("Skriv CVR-nummeret. Det har 8 cifre.")), at_most(40)])
    name = LineField(N_("Navn"), [needed(N_("Skriv navnet, som det står i CVR.")), at_most(160)])
    street = LineField(N_("Vej og nummer"), [needed(N_("Skriv vej og husnummer.")), at_most(160)])
    postcode = LineField(N_("Postnummer"), [needed(N_("Skriv postnummeret. Det har 4 cifre.")), at_most(40)])


class CompanyForm(_OrganisationForm):
    """A company that will buy for its employees."""

    size = WholeField(
        N_("Antal medarbejdere"),
        [needed(N_("Skriv, hvor mange medarbejdere I er."))],
        least=1,
        most=1_000_000,
    )
    ean = LineField(N_("EAN-nummer"), [at_most(40)])


class InstitutionForm(_OrganisationForm):
    """An institution that will sell and award."""

    kind = PickField(N_("Slags udbyder"))
    prefix = LineField(
        N_("Bogstaver foran fakturanumre"), [needed(N_("Skriv 2 til 8 bogstaver, for eksempel FPH.")), at_most(40)]
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.kind.choices = choices("institution_kind")


class PersonForm(Form):
    """A person's own details."""

    name = LineField(N_("Dit navn"), [needed(N_("Skriv dit navn.")), at_most(120)])
    language = PickField(N_("Sprog i mails til dig"))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.language.choices = choices("language")
