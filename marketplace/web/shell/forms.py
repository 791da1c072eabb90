"""The shape of input: fields that read what Danes and others type, with messages of our own.

Forms know no database. The token of a POST is checked once for the whole app (Flask-WTF's CSRFProtect).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Any

from flask import request
from markupsafe import Markup
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms import Field, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms import Form as BaseForm
from wtforms.meta import DefaultMeta
from wtforms.validators import StopValidation, ValidationError

from marketplace.foundation import figures
from marketplace.foundation.money import Money
from marketplace.foundation.words import gettext as _
from marketplace.foundation.words import language, number

Check = Callable[[Any, Any], None]
LONGEST_NAME = 200  # of a field
FIRST_YEAR, LAST_YEAR = 1900, 2100


def _is_name(name: str) -> bool:
    return name.isascii() and len(name) <= LONGEST_NAME


class Meta(DefaultMeta):
    """How every form is bound: no token of its own (the app-wide check has done it), and no words of WTForms' own,
    which it does not have in Danish: every field and check here says what is wrong itself."""

    csrf = False
    locales = False

    def wrap_formdata(self, form: Any, formdata: Any) -> Any:
        """Only what has a name a field could have: a row of a list called "²" or 5,000 digits long is no row."""
        given = super().wrap_formdata(form, formdata)
        if given is None or all(_is_name(name) for name in given):
            return given
        return MultiDict((name, value) for name, value in given.items(multi=True) if _is_name(name))


class Form(BaseForm):
    """Base of every form: takes what was POSTed, or the values given for a first showing.

    Labels, and choices named with a field, are written in Danish, marked with N_, and shown in the page's language.
    """

    Meta = Meta

    def __init__(self, formdata: Any = None, **given: Any) -> None:
        if formdata is None and self.is_submitted():
            formdata = CombinedMultiDict([request.files, request.form]) if request.files else request.form
        super().__init__(formdata, **given)
        for field in self:
            field.label.text = _(str(field.label.text))
            if isinstance(field, RadioField) and field.choices:
                field.choices = [(choice[0], _(choice[1])) for choice in field.choices]

    @staticmethod
    def is_submitted() -> bool:
        """Whether this request sends the form."""
        return request.method == "POST"

    def validate_on_submit(self) -> bool:
        """Whether the form was sent and every field could be read and is in order."""
        return self.is_submitted() and self.validate()


def needed(text: str) -> Check:
    """A field that must be filled in; `text` (a Danish msgid marked with N_) says what to write."""

    def check(_form: Any, field: Any) -> None:
        raw = field.raw_data[0] if field.raw_data else ""
        if not (raw.strip() if isinstance(raw, str) else raw):
            field.errors = []
            raise StopValidation(_(text))

    check.field_flags = {"required": True}  # type: ignore[attr-defined]  # how WTForms learns it
    return check


def at_most(limit: int) -> Check:
    """No more than this many characters."""

    def check(_form: Any, field: Any) -> None:
        size = len(field.data or "")
        if size > limit:
            raise ValidationError(
                _(
                    "Teksten er for lang: %(size)s tegn. Der er plads til %(limit)s.",
                    size=number(size),
                    limit=number(limit),
                )
            )

    return check


def optional_empty(_form: Any, field: Any) -> None:
    """Stop here, without a message, when nothing was typed."""
    if not field.raw_data or not str(field.raw_data[0]).strip():
        field.errors = []
        raise StopValidation


class LineField(StringField):
    """A line of text: spaces at the ends go, control characters are refused."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        self.data = (self.data or "").strip()
        if re.search(r"[\x00-\x08\x0b-\x1f\x7f]", self.data):
            raise ValueError(_("Teksten har tegn, der ikke kan vises. Skriv den igen."))


class AreaField(TextAreaField):
    """Several lines of text: spaces at the ends go, control characters are refused."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        self.data = (self.data or "").replace("\r\n", "\n").strip()
        if re.search(r"[\x00-\x08\x0b-\x1f\x7f]", self.data):
            raise ValueError(_("Teksten har tegn, der ikke kan vises. Skriv den igen."))


class _TypedField(Field):
    """A field typed as text and read as something else; what was typed comes back when it cannot be read."""

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self.shown(self.data) if self.data is not None else ""

    def shown(self, value: Any) -> str:
        raise TypeError

    def read(self, typed: str) -> Any:
        raise TypeError

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = str(valuelist[0]).strip() if valuelist else ""
        self.data = self.read(typed) if typed else None

    def widget(self, field: Any, **attributes: Any) -> Markup:
        attributes.setdefault("id", field.id)
        attributes.setdefault("type", "text")
        attributes.setdefault("autocomplete", "off")
        given = {name.rstrip("_").replace("aria_", "aria-"): value for name, value in attributes.items()}
        inner = Markup(" ").join(
            Markup('{}="{}"').format(name, value) for name, value in given.items() if value not in (None, False)
        )
        return Markup('<input name="{}" value="{}" {}>').format(field.name, self._value(), inner)


class WholeField(_TypedField):
    """A whole number between two bounds."""

    def __init__(self, label: str | None = None, *args: Any, least: int = 0, most: int = 10_000, **more: Any) -> None:
        self.least, self.most = least, most
        super().__init__(label, *args, **more)

    def shown(self, value: Any) -> str:
        return str(value)

    def read(self, typed: str) -> int:
        try:
            value = figures.read_whole(typed)
        except ValueError:
            raise ValueError(_("Skriv et helt tal, for eksempel 4.")) from None
        if not self.least <= value <= self.most:
            raise ValueError(
                _("Skriv et tal fra %(least)s til %(most)s.", least=number(self.least), most=number(self.most))
            )
        return value


def read_decimal(typed: str) -> Decimal:
    """A number as typed in the page's language, see foundation.figures."""
    return figures.read_decimal(typed, language())


class MoneyField(_TypedField):
    """An amount in kroner, at most two decimals, never negative."""

    def shown(self, value: Money) -> str:
        return number(value.amount, 2)

    def read(self, typed: str) -> Money:
        try:
            amount = read_decimal(typed)
        except InvalidOperation:
            raise ValueError(_("Skriv beløbet i tal, for eksempel 9.800.")) from None
        if amount < 0:
            raise ValueError(_("Beløbet kan ikke være under 0 kr."))
        if amount > 10_000_000:
            raise ValueError(_("Beløbet er over 10 mio. kr. Se efter, om der er et nul for meget."))
        if amount.as_tuple().exponent < -2:  # type: ignore[operator]  # finite, so a number; 9,800 may mean 9.800
            raise ValueError(_("Beløbet har for mange decimaler. Skriv højst to, for eksempel 9.800,50."))
        return Money(int(amount * 100))


class TenthsField(_TypedField):
    """Hours or ECTS with at most one decimal, kept in tenths."""

    def shown(self, value: int) -> str:
        return number(Decimal(value) / 10, 1)

    def read(self, typed: str) -> int:
        try:
            amount = read_decimal(typed) * 10
        except InvalidOperation:
            raise ValueError(_("Skriv et tal, for eksempel 7,5.")) from None
        if amount < 0 or amount != amount.to_integral_value() or amount > 100_000:
            raise ValueError(_("Skriv et tal over 0 med højst én decimal, for eksempel 7,5."))
        return int(amount)


class DayField(_TypedField):
    """A day: typed as 24-12-2026, 24.12.2026 or 24/12 2026; 2026-12-24 is read too."""

    format = ("%d-%m-%Y", "%Y-%m-%d")

    def shown(self, value: date) -> str:
        return value.strftime("%d-%m-%Y")

    def read(self, typed: str) -> date:
        parts = figures.day_parts(typed)
        if parts is None:
            raise ValueError(_("Skriv dag, måned og år, for eksempel 24-12-2026."))
        try:
            read = date(*parts)
        except ValueError:
            raise ValueError(_("Den dag findes ikke. Skriv dag, måned og år, for eksempel 24-12-2026.")) from None
        if not FIRST_YEAR <= read.year <= LAST_YEAR:
            raise ValueError(_("Skriv et år fra %(least)s til %(most)s.", least=str(FIRST_YEAR), most=str(LAST_YEAR)))
        return read


class HourField(_TypedField):
    """A time of day: 9, 9.30, 09:30."""

    def shown(self, value: time) -> str:
        return value.strftime("%H:%M")

    def read(self, typed: str) -> time:
        found = re.fullmatch(r"(?:kl\.?\s*)?([0-9]{1,2})(?:[.:]([0-9]{2}))?", typed, re.IGNORECASE)
        if not found or int(found[1]) > 23 or int(found[2] or 0) > 59:
            raise ValueError(_("Skriv klokkeslættet, for eksempel 9.00."))
        return time(int(found[1]), int(found[2] or 0))


class PickField(SelectField):
    """One of a list; anything else is refused in our own words."""

    def pre_validate(self, form: Any) -> None:
        if not self.validate_choice:
            return
        if not any(str(value) == str(self.data) for value, *_rest in self.iter_choices()):
            raise ValidationError(_("Vælg en af mulighederne på listen."))


class OneField(PickField, RadioField):
    """One of a few, as radios; anything else is refused in our own words, and nothing perhaps in words of its own."""

    def __init__(self, *given: Any, missing: str = "", **more: Any) -> None:
        self.missing = missing
        super().__init__(*given, **more)

    def pre_validate(self, form: Any) -> None:
        if self.missing and not self.data:
            raise ValidationError(_(self.missing))
        super().pre_validate(form)


class SeveralField(SelectMultipleField):
    """Several of a few, as checkboxes; anything else is refused in our own words."""

    def pre_validate(self, form: Any) -> None:
        known = {str(value) for value, *_rest in self.iter_choices()}
        if not {str(one) for one in self.data or ()} <= known:
            raise ValidationError(_("Vælg en af mulighederne på listen."))
