"""What a visitor may type: a need, a postcode, how many, the highest price, the last day, how many seats."""

from __future__ import annotations

from flask import request

from marketplace.foundation.words import N_
from marketplace.search.rules.addresses import KM_MAX
from marketplace.search.rules.asking import HEADCOUNT_MAX, TEXT_MAX
from marketplace.web.shell.forms import (
    AreaField,
    DayField,
    Form,
    LineField,
    MoneyField,
    WholeField,
    at_most,
    needed,
    optional_empty,
)

MOST_SEATS = 500
LONG = 2_000  # characters of a need that an address carries; longer ones are read once, see pasting.py


class NeedField(LineField):
    """A need, perhaps pasted from a job ad: its lines become one."""

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata([" ".join(value.split("\r\n")) for value in valuelist])


class AskForm(Form):
    """The one question, and the limits typed beside it. Names in the address are Danish."""

    q = NeedField(validators=[at_most(TEXT_MAX)])
    postcode = LineField(name="postnr", validators=[at_most(16)])
    headcount = WholeField(name="antal", least=1, most=HEADCOUNT_MAX - 1, validators=[optional_empty])
    price_to = MoneyField(N_("Højeste pris, kr."), name="pris", validators=[optional_empty])
    done_by = DayField(N_("Helst færdig senest"), name="senest", validators=[optional_empty])
    within_km = WholeField(N_("Højst så mange km væk"), name="km", least=1, most=KM_MAX, validators=[optional_empty])

    @property
    def wrong(self) -> dict[str, str]:
        """What is wrong, by the name in the address."""
        return {field.name: " ".join(field.errors) for field in self if field.errors}


class PasteForm(Form):
    """A long text, and where and how many its people are; named as in the list's address."""

    q = AreaField(N_("Teksten"), [needed(N_("Sæt teksten ind her.")), at_most(TEXT_MAX)])
    postcode = LineField(N_("Postnummer"), name="postnr", validators=[at_most(16)])
    headcount = WholeField(
        N_("Medarbejdere"), name="antal", least=1, most=HEADCOUNT_MAX - 1, validators=[optional_empty]
    )


class SeatsForm(Form):
    """How many seats to price."""

    n = WholeField(least=1, most=MOST_SEATS, validators=[optional_empty])


def asked_form() -> AskForm:
    """The question of this request's address, checked."""
    form = AskForm(formdata=request.args)
    form.validate()
    return form
