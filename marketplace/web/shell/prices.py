"""A quote in words: the lines of a bill, what may follow later, and the names of plans. The same in every door."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marketplace.foundation.money import Money
from marketplace.foundation.texts import Texts
from marketplace.foundation.words import ects, language, money, ngettext, number
from marketplace.foundation.words import gettext as _
from marketplace.pricing.rules import Quote

Bill = list[tuple[str, str]]


def bill(quote: Quote) -> Bill:
    """The lines above the total: what is bought, each with its amount, and VAT or its absence."""
    return [_said(code, facts) for code, facts in quote.steps[: _total(quote)]]


def later(quote: Quote) -> Bill:
    """What may fall due after placing, and the most it can all come to; empty where everything falls due at once."""
    return [_said(code, facts) for code, facts in quote.steps[_total(quote) + 1 :]]


def _total(quote: Quote) -> int:
    return next(at for at, (code, _facts) in enumerate(quote.steps) if code == "total")


def _said(code: str, facts: Mapping[str, Any]) -> tuple[str, str]:
    match code:
        case "vat":
            return _("Moms %(percent)s %%", percent=facts["percent"]), money(facts["amount"])
        case "vat_exempt":
            return _("Moms"), _("Momsfrit")
        case "ceiling":
            return _("Højst i alt med moms"), money(facts["amount"])
        case "klip":
            return _klip(facts), _("betales med klippekort")
        case "covered":
            return _seats(facts), _("dækket af abonnementet")
    return _line(code, facts), money(facts["amount"])


def _line(code: str, facts: Mapping[str, Any]) -> str:
    n, each = facts["n"], money(facts["each"])
    match code:
        case "seats":
            return ngettext("%(num)s plads à %(each)s", "%(num)s pladser à %(each)s", n, each=each)
        case "tier":
            return _("%(seats)s à %(each)s, trin %(step)s", seats=_seats(facts), each=each, step=_step(facts))
        case "team":
            return _("Hold på op til %(size)s", size=number(facts["size"]))
        case "extra_seats":
            return ngettext("%(num)s plads mere à %(each)s", "%(num)s pladser mere à %(each)s", n, each=each)
        case "ects":
            credits_, rate = ects(facts["ects_tenths"]), money(Money(facts["rate"]))
            return _("%(seats)s, %(credits)s à %(rate)s", seats=_seats(facts), credits=credits_, rate=rate)
        case "modules":
            return _("Op til %(n)s moduler à %(each)s, når de tages", n=number(n), each=each)
        case "exam":
            return ngettext("%(num)s prøve à %(each)s", "%(num)s prøver à %(each)s", n, each=each)
        case "deposit":
            return _("Depositum, %(seats)s à %(each)s", seats=_seats(facts), each=each)
        case "balance":
            return _("Rest, når beviset udstedes, %(seats)s à %(each)s", seats=_seats(facts), each=each)
        case "share":
            return _("%(seats)s à %(each)s, holdet delt af %(by)s", seats=_seats(facts), each=each, by=facts["by"])
        case "agreed" if n == 1:
            return _text(facts)
        case "agreed" | "extra":
            return _("%(text)s, %(n)s à %(each)s", text=_text(facts), n=number(n), each=each)
    raise ValueError(f"no words for {code}")


def _seats(facts: Mapping[str, Any]) -> str:
    return ngettext("%(num)s plads", "%(num)s pladser", facts["n"])


def _klip(facts: Mapping[str, Any]) -> str:
    klip = ngettext("%(num)s klip", "%(num)s klip", facts["klip"] * facts["n"])
    return _("%(seats)s: %(klip)s", seats=_seats(facts), klip=klip)


def _step(facts: Mapping[str, Any]) -> str:
    """ "3-9" or "fra 10"."""
    first, last = facts["from"], facts["to"]
    return f"{first}-{last}" if last else _("fra %(n)s", n=first)


def _text(facts: Mapping[str, Any]) -> str:
    return Texts(facts["text_da"], facts["text_en"]).said(language())
