"""Shown words without Flask: gettext from the .po files, and how numbers, money and days are written.

Danish is the source language; `translations/en` must be complete (a house test says so). The language in
use is a context variable, set by a door for the request and by notices for the mail being written.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

from babel.dates import format_date as babel_date
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from marketplace.foundation.clock import local
from marketplace.foundation.money import Money

LANGUAGES = ("da", "en")
NBSP = "\u00a0"
_TRANSLATIONS = Path(__file__).resolve().parent.parent / "translations"
_language: ContextVar[str] = ContextVar("language", default="da")


def language() -> str:
    """The language being written now: "da" or "en"."""
    return _language.get()


def speak(code: str) -> None:
    """Write in this language from here on."""
    _language.set(code if code in LANGUAGES else "da")


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Write in this language for a while."""
    token = _language.set(code if code in LANGUAGES else "da")
    try:
        yield
    finally:
        _language.reset(token)


@cache
def _catalog(code: str) -> tuple[dict[str, str], dict[str, tuple[str, str]]]:
    path = _TRANSLATIONS / code / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return {}, {}
    with path.open("rb") as file:
        catalog: Catalog = read_po(file, locale=code)
    single: dict[str, str] = {}
    plural: dict[str, tuple[str, str]] = {}
    for message in catalog:
        if not message.id or message.fuzzy:
            continue
        said = message.string
        if isinstance(message.id, (list, tuple)):
            if isinstance(said, (list, tuple)) and len(said) > 1 and all(said):
                plural[message.id[0]] = (said[0], said[1])
        elif isinstance(said, str) and said:
            single[message.id] = said
    return single, plural


def N_(text: str) -> str:  # the name gettext tools look for
    """Mark a text for translation where it is written, to be translated where it is shown."""
    return text


def gettext(text: str, /, **facts: Any) -> str:
    """A text in the present language, with its named facts filled in."""
    found = text if language() == "da" else _catalog(language())[0].get(text, text)
    return found % facts if facts else found


def ngettext(one: str, many: str, num: int, /, **facts: Any) -> str:
    """A counted text in the present language; `num` is a fact too."""
    pair = (one, many)
    if language() != "da":
        pair = _catalog(language())[1].get(one, pair)
    chosen = pair[0] if num == 1 else pair[1]
    return chosen % {"num": number(num), **facts}


def number(value: int | Decimal, places: int = 0) -> str:
    """18.400 in Danish, 18,400 in English; decimals only where they say something, rounded half up.

    Written out rather than asked of a locale library: a list page writes hundreds, and both languages
    only differ in which sign is which.
    """
    if isinstance(value, int):
        shown = f"{value:,}"
    else:
        rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
        whole, _, decimals = f"{rounded:,f}".partition(".")
        shown = f"{whole}.{decimals.rstrip('0')}".rstrip(".")
    return shown.translate(_DANISH_SIGNS) if language() == "da" else shown


def money(amount: Money) -> str:
    """18.400 kr. / 18.400,50 kr. / DKK 18,400; øre only when there are any."""
    figure = f"{abs(amount.amount):,.2f}".removesuffix(".00")
    sign = "−" if amount.minor < 0 else ""
    if language() == "da":
        return f"{sign}{figure.translate(_DANISH_SIGNS)}{NBSP}kr."
    return f"{sign}DKK{NBSP}{figure}"


_DANISH_SIGNS = str.maketrans(",.", ".,")
_MONTHS_DA = ("jan.", "feb.", "mar.", "apr.", "maj", "jun.", "jul.", "aug.", "sep.", "okt.", "nov.", "dec.")
_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(value: date | datetime, *, year: bool = True, weekday: bool = False) -> str:
    """3. feb. 2027 / 3 Feb 2027; with weekday: onsdag 3. feb. / Wednesday 3 Feb."""
    on = local(value).date() if isinstance(value, datetime) else value
    danish = language() == "da"
    shown = f"{on.day}.{NBSP}{_MONTHS_DA[on.month - 1]}" if danish else f"{on.day}{NBSP}{_MONTHS_EN[on.month - 1]}"
    if year:
        shown = f"{shown} {on.year}"
    if weekday:
        shown = f"{babel_date(on, 'EEEE', locale='da' if danish else 'en')} {shown}"
    return shown


def span(first: date, last: date) -> str:
    """3. feb. til 10. mar. 2027 / 3 Feb to 10 Mar 2027; one day when they are the same."""
    if first == last:
        return day(first)
    to = gettext("til")
    return f"{day(first, year=first.year != last.year)} {to} {day(last)}"


def clock(at: datetime) -> str:
    """kl. 9.00 / 9:00, as Copenhagen shows it."""
    here = local(at)
    return f"kl.{NBSP}{here.hour}.{here.minute:02}" if language() == "da" else f"{here.hour}:{here.minute:02}"


def times(starts: datetime, ends: datetime) -> str:
    """kl. 9.00 til 16.00 / 9:00 to 16:00."""
    here = local(ends)
    last = f"{here.hour}.{here.minute:02}" if language() == "da" else f"{here.hour}:{here.minute:02}"
    to = gettext("til")
    return f"{clock(starts)} {to} {last}"


def moment(at: datetime) -> str:
    """A day and a time."""
    return f"{day(at)} {clock(at)}"


def until(last_day: date) -> str:
    """til og med 4. jan. 2027 / until the end of 4 Jan 2027."""
    return gettext("til og med %(day)s", day=day(last_day))


def hours(tenths: int) -> str:
    """Hours given in tenths: 28 timer, 7,5 timer, 1 time."""
    if tenths == 10:
        return gettext("1 time")
    return gettext("%(hours)s timer", hours=number(Decimal(tenths) / 10, 1))


def ects(tenths: int) -> str:
    """ECTS given in tenths: 3 ECTS, 2,5 ECTS."""
    return f"{number(Decimal(tenths) / 10, 1)}{NBSP}ECTS"


def percent(value: int) -> str:
    """75 % in Danish (with a space), 75% in English."""
    return f"{value}{NBSP}%" if language() == "da" else f"{value}%"


def kilometres(value: float) -> str:
    """26 km: whole ones; 0 km where nobody travels; less than one is "under 1 km"."""
    if 0 < value < 1:
        return gettext("under %(distance)s", distance=f"1{NBSP}km")
    return f"{number(round(value))}{NBSP}km"
