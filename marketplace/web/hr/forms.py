"""What the company's desk can be told: the shape only."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, FieldList, RadioField

from marketplace.foundation.labels import choices
from marketplace.foundation.words import N_
from marketplace.foundation.words import gettext as _
from marketplace.organisations.rules import COMPANY_ROLES
from marketplace.pricing.rules import MAX_SEATS
from marketplace.web.shell.forms import DayField, Form, LineField, PickField, WholeField, at_most, needed


class Spoken(Form):
    """A form whose labels and choices are Danish msgids, said in the page's language."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        for field in self:
            field.label.text = _(field.label.text)
            if isinstance(field, RadioField):
                field.choices = [(choice[0], _(choice[1])) for choice in field.choices or []]


class PersonForm(Spoken):
    """An employee to add."""

    name = LineField(N_("Navn"), [needed(N_("Skriv medarbejderens navn.")), at_most(120)])
    email = LineField(N_("Mail"), [at_most(254)])
    title = LineField(N_("Titel"), [at_most(120)])
    number = LineField(N_("Medarbejdernummer"), [at_most(30)])
    department = PickField(N_("Afdeling"), default="")
    workplace = PickField(N_("Arbejdssted"), default="")
    manager = PickField(N_("Leder"), default="")
    starts_on = DayField(N_("Første dag"), [needed(N_("Skriv den første dag."))])


class ChangePersonForm(Spoken):
    """What may change about an employment."""

    title = LineField(N_("Titel"), [at_most(120)])
    number = LineField(N_("Medarbejdernummer"), [at_most(30)])
    department = PickField(N_("Afdeling"), default="")
    workplace = PickField(N_("Arbejdssted"), default="")
    manager = PickField(N_("Leder"), default="")


class EndForm(Spoken):
    """The last day of an employment."""

    ends_on = DayField(N_("Sidste dag"), [needed(N_("Skriv den sidste dag."))])


class InviteForm(Spoken):
    """By which way an invitation goes out."""

    way = RadioField(N_("Hvordan?"), choices=[("mail", N_("Med mail")), ("code", N_("Med en kode på papir"))])


class RoleForm(Spoken):
    """A role to give or take."""

    role = PickField(N_("Rolle"), default="")

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.role.choices = self.but()

    def but(self, *held: str) -> list[tuple[str, str]]:
        """The roles of a company without these."""
        return [(code, word) for code, word in choices("role") if code in COMPANY_ROLES and code not in held]


class DepartmentForm(Spoken):
    """A department and its cost centre."""

    name = LineField(N_("Navn"), [needed(N_("Skriv afdelingens navn.")), at_most(120)])
    cost_centre = LineField(N_("Omkostningssted"), [at_most(40)])
    parent = PickField(N_("Hører under"), default="")


class WorkplaceForm(Spoken):
    """An address where people work."""

    name = LineField(N_("Navn"), [needed(N_("Skriv arbejdsstedets navn.")), at_most(120)])
    street = LineField(N_("Vej og nummer"), [needed(N_("Skriv vej og nummer.")), at_most(160)])
    postcode = LineField(N_("Postnummer"), [needed(N_("Skriv et postnummer på 4 cifre.")), at_most(10)])
    p_number = LineField(N_("P-nummer"), [at_most(20)])


class CompanyForm(Spoken):
    """Where the company's electronic invoices go."""

    ean = LineField(N_("EAN-nummer"), [at_most(40)])


class HoldForm(Spoken):
    """What an offer's page sends: run, plan, how many seats, the price seen, and the key of this order."""

    run = LineField(validators=[at_most(40)])
    plan = LineField(validators=[at_most(40)])
    n = WholeField(
        N_("Hvor mange pladser?"), [needed(N_("Skriv, hvor mange pladser I vil have."))], least=1, most=MAX_SEATS
    )
    seen = LineField(validators=[at_most(60)])
    key = LineField(validators=[at_most(60)])


class BookForm(Spoken):
    """The booking form: how many, who, which department pays, and where the invoice goes."""

    n = WholeField(N_("Hvor mange pladser?"), least=1, most=MAX_SEATS)
    seen = LineField(validators=[at_most(60)])
    shown = LineField(validators=[at_most(60)])
    naming = RadioField(
        N_("Hvem skal afsted?"),
        choices=[("now", N_("Jeg skriver navnene nu")), ("later", N_("Senere"))],
        default="now",
        validate_choice=False,
    )
    people = FieldList(LineField(validators=[at_most(400)]), max_entries=MAX_SEATS)
    department = PickField(N_("Afdeling, der betaler"), default="")
    ean = LineField(N_("EAN-nummer"), [at_most(40)])
    buyer_reference = LineField(N_("Jeres reference"), [at_most(80)])
    terms = BooleanField()

    def make_room(self, seats: int) -> None:
        """One field per seat; names typed beyond the last seat go."""
        while len(self.people.entries) < seats:
            self.people.append_entry("")
        del self.people.entries[seats:]
        for no, entry in enumerate(self.people.entries, start=1):
            entry.label.text = _("Medarbejder %(no)s", no=no)

    def blame_person(self, entry: Any, text: str) -> None:
        """Say what is wrong with one of the names; a list of fields shows what its fields say."""
        entry.errors = [*entry.errors, text]
        self.people.errors = [one.errors for one in self.people.entries if one.errors]


class NameForm(Spoken):
    """Whom a seat is for."""

    who = LineField(N_("Navn eller mail"), [needed(N_("Skriv et navn eller en mail.")), at_most(400)])
