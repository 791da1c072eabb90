"""What the company's desk can be told: the shape only."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, FieldList, FormField, HiddenField

from marketplace.foundation.labels import LABELS, choices
from marketplace.foundation.words import N_
from marketplace.foundation.words import gettext as _
from marketplace.needs.rules import MOST_COMPETENCES, Limits, Wanted
from marketplace.needs.rules import TEXT_MAX as NEED_MAX
from marketplace.organisations.rules import COMPANY_ROLES
from marketplace.pricing.rules import MAX_SEATS
from marketplace.search.rules.watches import TITLE_MAX, Every
from marketplace.web.shell.forms import (
    AreaField,
    DayField,
    Form,
    LineField,
    MoneyField,
    OneField,
    PickField,
    TenthsField,
    WholeField,
    at_most,
    needed,
    optional_empty,
)


class PersonForm(Form):
    """An employee to add."""

    name = LineField(N_("Navn"), [needed(N_("Skriv medarbejderens navn.")), at_most(120)])
    email = LineField(N_("Mail"), [at_most(254)])
    title = LineField(N_("Titel"), [at_most(120)])
    number = LineField(N_("Medarbejdernummer"), [at_most(30)])
    department = PickField(N_("Afdeling"), default="")
    workplace = PickField(N_("Arbejdssted"), default="")
    manager = PickField(N_("Leder"), default="")
    starts_on = DayField(N_("Første dag"), [needed(N_("Skriv den første dag."))])


class ChangePersonForm(Form):
    """What may change about an employment."""

    title = LineField(N_("Titel"), [at_most(120)])
    number = LineField(N_("Medarbejdernummer"), [at_most(30)])
    department = PickField(N_("Afdeling"), default="")
    workplace = PickField(N_("Arbejdssted"), default="")
    manager = PickField(N_("Leder"), default="")


class EndForm(Form):
    """The last day of an employment."""

    ends_on = DayField(N_("Sidste dag"), [needed(N_("Skriv den sidste dag."))])


class InviteForm(Form):
    """By which way an invitation goes out."""

    way = OneField(N_("Hvordan?"), choices=[("mail", N_("Med mail")), ("code", N_("Med en kode på papir"))])


class RoleForm(Form):
    """A role to give or take."""

    role = PickField(N_("Rolle"), default="")

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.role.choices = self.but()

    def but(self, *held: str) -> list[tuple[str, str]]:
        """The roles of a company without these."""
        return [(code, word) for code, word in choices("role") if code in COMPANY_ROLES and code not in held]


class DepartmentForm(Form):
    """A department and its cost centre."""

    name = LineField(N_("Navn"), [needed(N_("Skriv afdelingens navn.")), at_most(120)])
    cost_centre = LineField(N_("Omkostningssted"), [at_most(40)])
    parent = PickField(N_("Hører under"), default="")


class WorkplaceForm(Form):
    """An address where people work."""

    name = LineField(N_("Navn"), [needed(N_("Skriv arbejdsstedets navn.")), at_most(120)])
    street = LineField(N_("Vej og nummer"), [needed(N_("Skriv vej og nummer.")), at_most(160)])
    postcode = LineField(N_("Postnummer"), [needed(N_("Skriv et postnummer på 4 cifre.")), at_most(10)])
    p_number = LineField(N_("P-nummer"), [at_most(20)])


class CompanyForm(Form):
    """Where the company's electronic invoices go."""

    ean = LineField(N_("EAN-nummer"), [at_most(40)])


class HoldForm(Form):
    """What an offer's page sends: run, plan, how many seats, the price seen, and the key of this order."""

    run = LineField(validators=[at_most(40)])
    plan = LineField(validators=[at_most(40)])
    n = WholeField(
        N_("Hvor mange pladser?"), [needed(N_("Skriv, hvor mange pladser I vil have."))], least=1, most=MAX_SEATS
    )
    seen = LineField(validators=[at_most(60)])
    key = LineField(validators=[at_most(60)])


class BookForm(Form):
    """The booking form: how many, who, which department pays, and where the invoice goes."""

    n = WholeField(N_("Hvor mange pladser?"), least=1, most=MAX_SEATS)
    plan = LineField(validators=[at_most(40)])
    seen = LineField(validators=[at_most(60)])
    shown = LineField(validators=[at_most(60)])
    naming = OneField(
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


class NameForm(Form):
    """Whom a seat is for."""

    who = LineField(N_("Navn eller mail"), [needed(N_("Skriv et navn eller en mail.")), at_most(400)])


class SearchForm(Form):
    """A search to save: the list's address, a title, and how often one wants to hear of new hits."""

    query = HiddenField()
    title = LineField(N_("Titel"), [needed(N_("Skriv en titel, så I kan kende søgningen.")), at_most(TITLE_MAX)])
    every = OneField(
        N_("Hvornår vil du høre om nye forløb?"),
        choices=list(LABELS["watch_every"].items()),
        default=Every.DAILY.value,
        validate_choice=False,
    )


class LimitsForm(Form):
    """What a need must stay within."""

    headcount = WholeField(N_("Medarbejdere"), [optional_empty], least=1, most=9_999)
    postcode = LineField(N_("Postnummer"), [at_most(10)])
    budget = MoneyField(N_("Budget i alt"), [optional_empty])
    hours = TenthsField(N_("Timer væk fra arbejdet"), [optional_empty])
    starts_on = DayField(N_("Tidligst start"), [optional_empty])
    done_by = DayField(N_("Færdig senest"), [optional_empty])

    @property
    def limits(self) -> Limits:
        """The limits as a need keeps them."""
        return Limits(
            headcount=self.headcount.data,
            postcode=self.postcode.data or "",
            budget=self.budget.data.minor if self.budget.data else None,
            hours=self.hours.data,
            starts_on=self.starts_on.data,
            done_by=self.done_by.data,
        )


class KeepForm(LimitsForm):
    """A need to write down. The names are those of the list's address, so that a search becomes a need as it is."""

    text = AreaField(N_("Hvad skal jeres medarbejdere kunne?"), [at_most(NEED_MAX)], name="q")
    headcount = WholeField(N_("Medarbejdere"), [optional_empty], name="antal", least=1, most=9_999)
    postcode = LineField(N_("Postnummer"), [at_most(10)], name="postnr")
    budget = MoneyField(N_("Budget i alt"), [optional_empty], name="pris")
    done_by = DayField(N_("Færdig senest"), [optional_empty], name="senest")


class NeedLine(Form):
    """A competence of a need: how well people can do it now, and how well they must."""

    key = HiddenField()
    now = PickField(N_("Kan i dag"), default="")
    wanted = PickField(N_("Skal kunne"), default="3")
    gone = BooleanField(N_("Fjern"))

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        levels = choices("proficiency")
        self.now.choices = [("", _("ikke angivet")), *levels]
        self.wanted.choices = levels


class NeedForm(LimitsForm):
    """A need as one whole; `seen` is the revision it was shown in."""

    seen = HiddenField()
    text = AreaField(N_("Hvad skal jeres medarbejdere kunne?"), [at_most(NEED_MAX)])
    competences = FieldList(FormField(NeedLine), max_entries=MOST_COMPETENCES)
    add = LineField(N_("Tilføj kompetencer"), [at_most(NEED_MAX)])

    @property
    def revision(self) -> int:
        """What the form was made from; -1 for a form that does not say."""
        seen = str(self.seen.data or "")
        return int(seen) if seen.isdecimal() and seen.isascii() and len(seen) < 10 else -1

    @property
    def wanted(self) -> list[Wanted]:
        """The competences that stay, with their levels."""
        return [
            Wanted(line.key.data or "", int(line.now.data) if line.now.data else None, int(line.wanted.data))
            for line in (entry.form for entry in self.competences)
            if not line.gone.data
        ]
