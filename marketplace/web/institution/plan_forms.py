"""The forms of price plans, one for each kind: what is typed, the plan it makes, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, ClassVar

from wtforms import BooleanField, FieldList, FormField

from marketplace.foundation.labels import choices
from marketplace.foundation.words import N_
from marketplace.foundation.words import gettext as _
from marketplace.pricing.models import PricePlan
from marketplace.pricing.rules import (
    FULL_COST_ONLY,
    Agreed,
    ByPass,
    Extra,
    Outcome,
    PerEcts,
    PerModule,
    PerSeat,
    PerTeam,
    Plan,
    PlanKind,
    Shared,
    Tier,
)
from marketplace.pricing.rules.plans import AgreedLine
from marketplace.web.institution.forms import gather
from marketplace.web.shell.forms import AreaField, Form, LineField, MoneyField, OneField, PickField, WholeField, at_most
from marketplace.web.shell.forms import needed as must
from marketplace.web.shell.forms import optional_empty as perhaps

AMOUNT_NEEDED = must(N_("Skriv beløbet."))
COUNT_NEEDED = must(N_("Skriv antallet."))
ROW_AMOUNT = N_("Skriv også beløbet, eller tøm linjen.")
ROW_COUNT = N_("Skriv også antallet, eller tøm linjen.")
ROW_TEXT = N_("Skriv også teksten, eller tøm linjen.")


class TierRow(Form):
    """From so many seats on, a seat costs this."""

    seats = WholeField(N_("Fra antal pladser"), [perhaps], least=1, most=500)
    seat_price = MoneyField(N_("Pris pr. plads uden moms, kr."), [perhaps])


class ExtraRow(Form):
    """Something sold beside each seat."""

    text_da = LineField(N_("Hvad, på dansk"), [at_most(120)])
    text_en = LineField(N_("Hvad, på engelsk"), [at_most(120)])
    amount = MoneyField(N_("Beløb pr. plads uden moms, kr."), [perhaps])
    vat_basis = PickField(N_("Moms"), default="standard")
    vat_reason = LineField(N_("Hvorfor momsfrit"), [at_most(200)])

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.vat_basis.choices = choices("vat_basis")


class AgreedRow(Form):
    """A line of an accepted proposal."""

    text = LineField(N_("Tekst"), [at_most(200)])
    quantity = WholeField(N_("Antal"), [perhaps], least=1)
    unit = MoneyField(N_("Beløb pr. stk. uden moms, kr."), [perhaps])


class PlanForm(Form):
    """What every plan has beside its figures."""

    kind: ClassVar[PlanKind]
    funding_basis = OneField(N_("Hvordan er prisen sat?"))
    extras = FieldList(FormField(ExtraRow), max_entries=40)
    terms = OneField(N_("Vilkår for afbestilling og navne"), missing=N_("Vælg, hvilke vilkår der sælges på."))
    floor_reason = AreaField(N_("Hvorfor må prisen være under bunden?"), [at_most(400)])

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.funding_basis.choices = choices("funding_basis")

    @property
    def shut(self) -> list[str]:
        """The ways of setting a price that this kind cannot be sold by."""
        return ["open_education"] if self.kind in FULL_COST_ONLY else []

    def plan(self) -> Plan:
        """The plan that was typed; rows half filled in get their errors."""
        raise NotImplementedError

    def extra_lines(self) -> list[Extra]:
        """What is sold beside each seat."""
        rows = filled(self.extras, {"amount": ROW_AMOUNT}, beside=("text_da", "text_en", "vat_reason"))
        return [
            Extra(row.text_da.data, row.text_en.data, row.amount.data, row.vat_basis.data, row.vat_reason.data)
            for row in rows
            if row.amount.data is not None
        ]


class PerSeatForm(PlanForm):
    """A price per seat, perhaps lower from some number on."""

    kind = PlanKind.PER_SEAT
    seat_price = MoneyField(N_("Pris pr. plads uden moms, kr."), [must(N_("Skriv prisen for en plads."))])
    tiers = FieldList(FormField(TierRow), max_entries=10)
    graduated = BooleanField(N_("Hvert trin gælder kun sine egne pladser"))

    def plan(self) -> Plan:
        rows = filled(self.tiers, {"seats": ROW_COUNT, "seat_price": ROW_AMOUNT})
        whole = [row for row in rows if not row.errors]
        tiers = tuple(Tier(row.seats.data, row.seat_price.data) for row in whole)
        return PerSeat(self.seat_price.data, tiers, bool(self.graduated.data and tiers))


class PerTeamForm(PlanForm):
    """One price for a class."""

    kind = PlanKind.PER_TEAM
    team_price = MoneyField(N_("Pris for holdet uden moms, kr."), [AMOUNT_NEEDED])
    team_size = WholeField(N_("Deltagere, prisen dækker"), [COUNT_NEEDED], least=1, most=500)
    extra_seat_price = MoneyField(N_("Hver plads mere uden moms, kr."), [AMOUNT_NEEDED])
    most = WholeField(N_("Højst så mange deltagere"), [COUNT_NEEDED], least=1, most=500)

    def plan(self) -> Plan:
        return PerTeam(self.team_price.data, self.team_size.data, self.extra_seat_price.data, self.most.data)


class PerEctsForm(PlanForm):
    """A rate for each ECTS credit."""

    kind = PlanKind.PER_ECTS
    rate = MoneyField(N_("Pris pr. ECTS-point og plads uden moms, kr."), [AMOUNT_NEEDED])

    def plan(self) -> Plan:
        return PerEcts(self.rate.data)


class PerModuleForm(PlanForm):
    """A price for each module taken, the exam apart."""

    kind = PlanKind.PER_MODULE
    module_price = MoneyField(N_("Pris pr. modul uden moms, kr."), [AMOUNT_NEEDED])
    exam_fee = MoneyField(N_("Pris for prøven uden moms, kr."), [AMOUNT_NEEDED])

    def plan(self) -> Plan:
        return PerModule(self.module_price.data, self.exam_fee.data)


class ByPassForm(PlanForm):
    """Klip of a pass for each seat."""

    kind = PlanKind.PASS
    klip = WholeField(N_("Klip pr. plads"), [COUNT_NEEDED], least=1, most=1000)

    def plan(self) -> Plan:
        return ByPass(self.klip.data)


class OutcomeForm(PlanForm):
    """A deposit now and the rest when the credential is issued."""

    kind = PlanKind.OUTCOME
    seat_price = MoneyField(N_("Pris pr. plads i alt uden moms, kr."), [AMOUNT_NEEDED])
    deposit = MoneyField(N_("Heraf depositum ved bestilling, kr."), [AMOUNT_NEEDED])

    def plan(self) -> Plan:
        return Outcome(self.deposit.data, self.seat_price.data)


class SharedForm(PlanForm):
    """A class price that several companies split."""

    kind = PlanKind.SHARED
    class_price = MoneyField(N_("Pris for hele holdet uden moms, kr."), [AMOUNT_NEEDED])
    minimum = WholeField(N_("Færrest deltagere"), [COUNT_NEEDED], least=1, most=500)
    maximum = WholeField(N_("Flest deltagere"), [COUNT_NEEDED], least=1, most=500)

    def plan(self) -> Plan:
        return Shared(self.class_price.data, self.minimum.data, self.maximum.data)


class AgreedForm(PlanForm):
    """The lines agreed with one company."""

    kind = PlanKind.AGREED
    lines = FieldList(FormField(AgreedRow), min_entries=1, max_entries=40)
    most = WholeField(N_("Højst så mange deltagere"), [COUNT_NEEDED], least=1, most=500)

    def plan(self) -> Plan:
        rows = filled(self.lines, {"text": ROW_TEXT, "quantity": ROW_COUNT, "unit": ROW_AMOUNT})
        whole = [row for row in rows if not row.errors]
        lines = tuple(AgreedLine(row.text.data, row.quantity.data, row.unit.data) for row in whole)
        return Agreed(lines, self.most.data)


# By the last part of their address, in the order they are offered.
FORMS: Mapping[str, type[PlanForm]] = {
    "pr-plads": PerSeatForm,
    "pr-hold": PerTeamForm,
    "pr-ects": PerEctsForm,
    "pr-modul": PerModuleForm,
    "depositum": OutcomeForm,
    "klip": ByPassForm,
    "faelleshold": SharedForm,
    "aftalt": AgreedForm,
}
SLUGS: Mapping[str, str] = {form.kind.value: slug for slug, form in FORMS.items()}


def filled(rows: FieldList[Any], needs: Mapping[str, str], *, beside: tuple[str, ...] = ()) -> list[Any]:
    """The rows anything was typed in; where something they need is missing, its field says so."""
    found = []
    for entry in rows:
        typed = [name for name in (*needs, *beside) if entry.form[name].data not in (None, "")]
        if typed:
            for name, sentence in needs.items():
                if name not in typed:
                    entry.form[name].errors = [*entry.form[name].errors, _(sentence)]
            found.append(entry.form)
    gather(rows)
    return found


def values_of_plan(row: PricePlan | None) -> dict[str, Any]:
    """A plan that holds now, as the first values of the form for the one after it."""
    if row is None:
        return {"funding_basis": "full_cost"}
    figures = {one.name: getattr(row.plan, one.name) for one in fields(row.plan)}
    for name in ("tiers", "lines"):
        if name in figures:
            figures[name] = [{one.name: getattr(line, one.name) for one in fields(line)} for line in figures[name]]
    extras = [{one.name: getattr(extra, one.name) for one in fields(extra)} for extra in row.extra_lines]
    return {**figures, "funding_basis": row.funding_basis, "terms": row.terms.ref, "extras": extras}
