"""The shape of what an institution's people type, except offers and runs (see their own files)."""

from __future__ import annotations

from typing import Any

from flask import request
from wtforms import BooleanField, FieldList, FormField

from marketplace.foundation.labels import choices
from marketplace.foundation.texts import Texts
from marketplace.foundation.words import N_
from marketplace.organisations.rules import INSTITUTION_ROLES
from marketplace.web.shell.forms import (
    AreaField,
    DayField,
    Form,
    LineField,
    OneField,
    PickField,
    SeveralField,
    TenthsField,
    WholeField,
    at_most,
    needed,
    optional_empty,
)

NAME_NEEDED = needed(N_("Skriv navnet."))


def texts(form: Form, name: str) -> Texts:
    """What was typed in the Danish and the English field of a text."""
    return Texts(form[f"{name}_da"].data or "", form[f"{name}_en"].data or "")


def typed(name: str, said: Texts) -> dict[str, str]:
    """A text as the values of its two fields."""
    return {f"{name}_da": said.da, f"{name}_en": said.en}


class CompetenceLine(Form):
    """A competence by its label; `key` remembers which one a label that is left as it was means."""

    key = LineField(validators=[at_most(80)])
    label = LineField(N_("Kompetence"), [at_most(200)])


class ModuleForm(Form):
    """A nanomodule, or a new version of one."""

    field = PickField(N_("Fagområde"))
    title_da = LineField(N_("Titel på dansk"), [at_most(200)])
    title_en = LineField(N_("Titel på engelsk"), [at_most(200)])
    summary_da = AreaField(N_("Kort sagt på dansk"), [at_most(400)])
    summary_en = AreaField(N_("Kort sagt på engelsk"), [at_most(400)])
    body_da = AreaField(N_("Indhold på dansk"), [at_most(20_000)])
    body_en = AreaField(N_("Indhold på engelsk"), [at_most(20_000)])
    hours = TenthsField(N_("Timer"), [needed(N_("Skriv, hvor mange timer modulet tager."))])
    language = PickField(N_("Undervisningssprog"))
    competences = FieldList(FormField(CompetenceLine), min_entries=3, max_entries=12)

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.language.choices = choices("language")


class VatForm(Form):
    """A decision on VAT."""

    basis = OneField(N_("Hvordan sælges forløbet?"))
    reason_code = PickField(N_("Begrundelse"))
    reason_text = AreaField(
        N_("Begrundelsen i ord"), [needed(N_("Skriv begrundelsen. Den står på fakturaen.")), at_most(600)]
    )
    valid_from = DayField(N_("Gælder fra"), [needed(N_("Skriv, fra hvilken dag afgørelsen gælder."))])

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.basis.choices = choices("vat_basis")
        self.reason_code.choices = choices("vat_reason")


class StepRow(Form):
    """One step of a ladder: until so many days before, cancelling costs so much."""

    days = WholeField(N_("Dage før første mødegang"), [optional_empty], least=0, most=365)
    percent = WholeField(N_("Gebyr i procent"), [optional_empty], least=0, most=100)


class TermsForm(Form):
    """Terms of cancelling and naming."""

    name_da = LineField(N_("Navn på dansk"), [at_most(120)])
    name_en = LineField(N_("Navn på engelsk"), [at_most(120)])
    naming_days = WholeField(
        N_("Navne kan ændres til så mange dage før"), [needed(N_("Skriv antallet af dage."))], least=0, most=365
    )
    ladder = FieldList(FormField(StepRow), min_entries=3, max_entries=10)


class NoteForm(Form):
    """What should be changed in a version that is sent back."""

    note = AreaField(N_("Hvad skal ændres?"), [at_most(2000)])


class CapacityForm(Form):
    """Another number of seats."""

    capacity = WholeField(N_("Pladser i alt"), [needed(N_("Skriv antallet af pladser."))], least=1, most=500)


class CancelForm(Form):
    """Why a run is cancelled."""

    reason = OneField(N_("Hvorfor aflyses holdet?"))

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.reason.choices = choices("cancel_reason")


class AboutForm(Form):
    """What an institution says about itself."""

    about_da = AreaField(N_("Om jer på dansk"), [at_most(4000)])
    about_en = AreaField(N_("Om jer på engelsk"), [at_most(4000)])


class ContactForm(Form):
    """Where an institution is and how it is reached."""

    street = LineField(N_("Vej og nummer"), [needed(N_("Skriv vej og husnummer.")), at_most(160)])
    postcode = LineField(N_("Postnummer"), [needed(N_("Skriv postnummeret. Det har 4 cifre.")), at_most(10)])
    email = LineField(N_("E-mail"), [at_most(254)])
    phone = LineField(N_("Telefon"), [at_most(30)])
    web = LineField(N_("Hjemmeside"), [at_most(200)])


class AccreditationForm(Form):
    """What vouches for an institution."""

    kind = OneField(N_("Hvad er det?"))
    body_da = LineField(N_("Givet af, på dansk"), [at_most(160)])
    body_en = LineField(N_("Givet af, på engelsk"), [at_most(160)])
    given_on = DayField(N_("Givet den"), [needed(N_("Skriv dagen, den blev givet."))])
    ends_on = DayField(N_("Gælder til og med"))

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.kind.choices = choices("accreditation_kind")


class BankForm(Form):
    """Where an institution is paid."""

    bank_reg = LineField(N_("Registreringsnummer"), [at_most(10)])
    bank_account = LineField(N_("Kontonummer"), [at_most(20)])
    fik = LineField(N_("FIK-kreditornummer"), [at_most(20)])
    iban = LineField(N_("IBAN"), [at_most(50)])
    payment_days = WholeField(
        N_("Betalingsfrist i dage"),
        [needed(N_("Skriv, hvor mange dage køberne har til at betale."))],
        least=1,
        most=120,
    )


class ColleagueForm(Form):
    """Somebody to invite, with roles."""

    name = LineField(N_("Navn"), [NAME_NEEDED, at_most(120)])
    email = LineField(N_("E-mail"), [needed(N_("Skriv adressen, invitationen skal sendes til.")), at_most(254)])
    roles = SeveralField(N_("Roller"))

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.roles.choices = [(code, word) for code, word in choices("role") if code in INSTITUTION_ROLES]


class RoleForm(Form):
    """A role to give or take, as a button sends it."""

    role = PickField(N_("Rolle"))
    give = BooleanField()

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.role.choices = [(code, word) for code, word in choices("role") if code in INSTITUTION_ROLES]


def gather(rows: FieldList[Any]) -> None:
    """Let a list of rows know of errors its rows were given after it was validated."""
    for entry in rows:
        for inner in entry.form:
            if isinstance(inner, FieldList):
                gather(inner)
    found = [entry.errors for entry in rows]
    rows.errors = found if any(found) else []


def rows_arranged(form: Form) -> bool:
    """Whether a button asked for one more row, or one less; then it is done, and the form is shown with all typed.

    The buttons are called "row", with "add:<list>" or "remove:<list>-<number>" as their value.
    """
    verb, _colon, name = request.form.get("row", "").partition(":")
    wanted = name if verb == "add" else name.rpartition("-")[0]
    rows = form[wanted] if wanted and wanted in form else None
    if verb not in ("add", "remove") or not isinstance(rows, FieldList):
        return False
    if verb == "remove":
        rows.entries = [entry for entry in rows.entries if entry.name != name]
    if (verb == "add" and len(rows.entries) < (rows.max_entries or 100)) or not rows.entries:
        rows.append_entry()
    return True
