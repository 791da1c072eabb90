"""What a visitor may type: a need, a postcode, how many, the highest price, how many seats."""

from __future__ import annotations

from flask import request

from marketplace.web.shell.forms import Form, LineField, MoneyField, WholeField, at_most, optional_empty

MOST_SEATS = 500
TEXT_MAX = 400


class AskForm(Form):
    """The one question, and the highest price. Names in the address are Danish."""

    q = LineField(validators=[at_most(TEXT_MAX)])
    postcode = LineField(name="postnr")
    headcount = WholeField(name="antal", least=1, most=9999, validators=[optional_empty])
    price_to = MoneyField(name="pris", validators=[optional_empty])

    @property
    def wrong(self) -> dict[str, str]:
        """What is wrong, by the name in the address."""
        return {field.name: " ".join(field.errors) for field in self if field.errors}


class SeatsForm(Form):
    """How many seats to price."""

    n = WholeField(least=1, most=MOST_SEATS, validators=[optional_empty])


def asked_form() -> AskForm:
    """The question of this request's address, checked."""
    form = AskForm(formdata=request.args)
    form.validate()
    return form
