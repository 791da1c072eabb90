"""How templates write what rooms speak of in codes, øre, tenths and UTC."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from flask import Flask, request, url_for
from markupsafe import Markup

from marketplace.foundation import words
from marketplace.foundation.clock import today
from marketplace.foundation.documents.markup import to_html
from marketplace.foundation.labels import label
from marketplace.foundation.money import Money
from marketplace.foundation.texts import Texts


def said(text: Texts) -> str:
    """A two-language text in the page's language, or the other where it is missing."""
    return text.said(words.language())


def lang_of(text: Texts) -> str | None:
    """The lang attribute for a text shown in the other language; None when it is the page's own."""
    shown = text.language_said(words.language())
    return None if shown == words.language() else shown


def oere(minor: int) -> str:
    """An amount in øre as money."""
    return words.money(Money(minor))


def last_day(deadline: datetime) -> date:
    """The last day of a deadline that ends with a day, for `until`."""
    return today(deadline - timedelta(seconds=1))


def rich(text: Texts) -> Markup:
    """Markdown as safe HTML (cleaned by documents.markup, hence Markup)."""
    return Markup(to_html(said(text)))  # noqa: S704  # nh3 has cleaned it


def capital(text: str) -> str:
    """A text with a capital in front and the rest as it is ("pris pr. ECTS-point" keeps its ECTS)."""
    return text[:1].upper() + text[1:]


_static: dict[tuple[str, str], str] = {}


def static_url(filename: str) -> str:
    """The address of one of our own files; asked a hundred times a page, so worked out once."""
    key = (request.script_root, filename)
    if key not in _static:
        _static[key] = url_for("static", filename=filename)
    return _static[key]


_plain: dict[tuple[str, str], str] = {}


def address_of(endpoint: str, **values: Any) -> str:
    """Flask's `url_for`; an address without values is asked for on every page, so it is worked out once."""
    if values:
        return url_for(endpoint, **values)
    key = (request.script_root, endpoint)
    if key not in _plain:
        _plain[key] = url_for(endpoint)
    return _plain[key]


@lru_cache(maxsize=20_000)
def _of_ref(script_root: str, endpoint: str, ref: str) -> str:
    return url_for(endpoint, ref=ref)


def address_of_ref(endpoint: str, ref: str) -> str:
    """The address of a thing by its ref; lists write the same ones again and again."""
    return _of_ref(request.script_root, endpoint, ref)


def install(app: Flask) -> None:
    """Make the filters and the gettext functions known to all templates."""
    plain: dict[str, Any] = {
        name: getattr(words, name)
        for name in ("number", "money", "day", "span", "clock", "times", "moment", "until", "hours", "ects")
    }
    app.jinja_env.filters.update(
        **plain,
        percent=words.percent,
        kilometres=words.kilometres,
        said=said,
        lang_of=lang_of,
        oere=oere,
        last_day=last_day,
        rich=rich,
        capital=capital,
    )
    app.jinja_env.globals.update(
        _=words.gettext,
        static_url=static_url,
        url_for=address_of,
        gettext=words.gettext,
        ngettext=words.ngettext,
        label=label,
        span=words.span,
        times=words.times,
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
