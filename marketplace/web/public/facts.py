"""The four deciding facts of an offer in words: kvalitet, pris, tid, match, always in this order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from marketplace.catalogue.queries import CardAccreditation
from marketplace.foundation.words import ects, hours, money, ngettext, number
from marketplace.foundation.words import gettext as _
from marketplace.organisations.models import Accreditation
from marketplace.pricing.rules import ListPrice
from marketplace.web.shell.filters import said


@dataclass(frozen=True, slots=True)
class Fact:
    """One of the four deciding facts in words, `pips` as (n, of)."""

    value: str
    note: str = ""
    pips: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """The four, in the order they always have."""

    kvalitet: Fact
    pris: Fact
    tid: Fact
    match: Fact


def quality(vouched: CardAccreditation | Accreditation | None, *, large: bool = False) -> Fact:
    """Kvalitet: the institution's accreditation; nobody has rated anything yet, and it says so."""
    if vouched is None:
        return Fact(_("Ny"), _("ingen svar endnu"))
    return Fact(
        _("Akkrediteret") if vouched.kind == "accreditation" else _("Certificeret"),
        _("ny her, %(body)s %(year)s", body=said(vouched.body), year=vouched.given_on.year)
        if large
        else _("siden %(year)s, ny her", year=vouched.given_on.year),
    )


def vat_note(basis: str | None) -> str:
    """Whether VAT comes on top of the seat price."""
    if basis == "exempt":
        return _("pr. plads, momsfrit")
    return _("pr. plads, plus moms") if basis == "standard" else _("pr. plads")


def price(price: ListPrice | None, basis: str | None) -> Fact:
    """Pris: what a seat comes to by the cheapest plan, whether VAT comes on top, how the plan counts, and what it makes
    for all who are to go."""
    if price is None:
        return Fact(_("På vej"), _("udbyderen har ikke sat pris endnu"))
    if price.each is None or price.net is None:
        return Fact(_("%(klip)s klip", klip=number(price.klip)), _("pr. plads, betales med klippekort"))
    note = ", ".join([vat_note(basis), *_counted(price)])
    if price.seats > 1:
        note = _("%(note)s. %(sum)s for %(num)s", note=note, sum=money(price.net), num=number(price.seats))
    each = money(price.each)
    return Fact(_("fra %(price)s", price=each) if price.plans > 1 else each, note)


def _counted(price: ListPrice) -> Iterator[str]:
    """How the cheapest plan counts where it is not simply by the seat, and what a seat costs in klip."""
    match price.kind:
        case "per_team":
            yield _("pr. hold op til %(size)s", size=number(price.team))
        case "per_ects":
            yield _("efter ECTS-point")
        case "per_module":
            yield _("når modulerne tages")
        case "outcome":
            yield _("en del først ved beviset")
    if price.klip:
        yield ngettext("eller %(num)s klip", "eller %(num)s klip", price.klip)


def time_away(away_tenths: int, total_tenths: int, ects_tenths: int | None) -> Fact:
    """Tid: hours away from work, and the whole workload as ECTS or hours."""
    whole = ects(ects_tenths) if ects_tenths else _("%(hours)s i alt", hours=hours(total_tenths))
    return Fact(hours(away_tenths), _("væk fra arbejdet, %(whole)s", whole=whole))


def match(covers: int, asked: int, built: int, *, large: bool = False) -> Fact:
    """Match: how many of the competences asked for an offer covers; how many it builds when nothing was asked."""
    if not asked:
        return Fact(str(built), ngettext("kompetence bygges", "kompetencer bygges", built))
    note = _("af jeres kompetencer") if large else ngettext("forstået kompetence", "forståede kompetencer", asked)
    return Fact(_("%(n)s af %(of)s", n=covers, of=asked), note, pips=(covers, asked))
