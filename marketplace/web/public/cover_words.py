"""A cover in words: what it comes to, a row per offer, and why something stays open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from marketplace.catalogue.models import Run
from marketplace.foundation.labels import label
from marketplace.foundation.money import Money
from marketplace.foundation.texts import Texts
from marketplace.foundation.words import N_, day, hours, kilometres, money, ngettext, number, percent
from marketplace.foundation.words import gettext as _
from marketplace.planning.queries import Named
from marketplace.planning.rules.covers import Cover, Open, Part
from marketplace.planning.rules.options import Miss
from marketplace.planning.rules.program import Stage
from marketplace.pricing.rules import Quote
from marketplace.search.rules.asking import Near
from marketplace.web.public.runs import place_of, title_of
from marketplace.web.shell.filters import lang_of, said

Labels = Mapping[str, Texts]  # of the wanted competences, by key
Link = Callable[[str, str], str]  # the address of an offer on one of its runs, by their refs


@dataclass(frozen=True, slots=True)
class Word:
    """A competence in the page's language, or in the other one (then `language` says which)."""

    text: str
    language: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """One chosen offer: where it is read about, on which run, what it gives and costs, and its quote for bookers."""

    url: str
    title: str
    language: str | None
    seller: str
    when: str
    place: str
    covers: tuple[Word, ...]
    figures: str
    quote: Quote | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """A competence that stays open: why, and the nearest offer where there is one."""

    word: Word
    why: str
    title: str = ""
    language: str | None = None
    url: str = ""


@dataclass(frozen=True)
class Shown:
    """A cover as parts/cover.html draws it."""

    heading: str
    sums: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    missing: tuple[Missing, ...]
    over_budget: bool
    unproved: str


def shown(
    cover: Cover,
    labels: Labels,
    names: Mapping[str, Named],
    link: Link,
    *,
    runs: Mapping[str, Run] | None = None,
    near: Near | None = None,
    quotes: Mapping[str, Quote] | None = None,
) -> Shown:
    """A cover in words. `runs` adds days and places to the rows, `quotes` (by run ref) what booking needs."""
    rows = [_row(part, cover, labels, names, link, (runs or {}).get(part.option.run), near) for part in cover.parts]
    if quotes:
        rows = [replace(row, quote=quotes.get(part.option.run)) for row, part in zip(rows, cover.parts, strict=True)]
    return Shown(
        heading=heading(cover),
        sums=_sums(cover) if cover.parts else (),
        rows=tuple(rows),
        missing=tuple(_missing(one, labels, names, link) for one in cover.open),
        over_budget=any(miss.code in ("dear", "budget_left") for one in cover.open for miss in one.misses),
        unproved=_unproved(cover.unproved, cover) if cover.unproved else "",
    )


def heading(cover: Cover) -> str:
    """How many offers cover how much."""
    of, offers = len(cover.need.wanted), len(cover.parts)
    if not offers:
        return _("Ingen forløb dækker det inden for jeres grænser") if cover.offers else _("Ingen udbyder det endnu")
    if of == 1:
        return _("Ét forløb dækker den ene kompetence")
    if cover.covered == of:
        return ngettext(
            "Ét forløb dækker alle %(of)s kompetencer", "%(num)s forløb dækker alle %(of)s kompetencer", offers, of=of
        )
    return ngettext(
        "Ét forløb dækker %(n)s af %(of)s kompetencer",
        "%(num)s forløb dækker %(n)s af %(of)s kompetencer",
        offers,
        n=cover.covered,
        of=of,
    )


def _sums(cover: Cover) -> tuple[tuple[str, str], ...]:
    people = cover.limits.headcount
    each = Money(cover.price).share(Decimal(1) / people)
    found = [(_("Pr. medarbejder"), money(Money(each.minor)))]
    if people > 1:
        found.append((_("For %(num)s medarbejdere", num=number(people)), money(Money(cover.price))))
    found.append((_("Væk fra arbejdet"), hours(cover.hours)))
    found.append((_("Færdig"), day(cover.done_on) if cover.done_on else _("når I vil")))
    return tuple(found)


def _row(
    part: Part, cover: Cover, labels: Labels, names: Mapping[str, Named], link: Link, run: Run | None, near: Near | None
) -> Row:
    option = part.option
    named = names[option.offer]
    many = len(part.covers)
    figures = (
        ngettext("%(num)s kompetence", "%(num)s kompetencer", many),
        money(Money(option.cost).share(Decimal(1) / cover.limits.headcount)),
        hours(option.hours),
    )
    return Row(
        url=link(option.offer, option.run),
        title=said(named.title),
        language=lang_of(named.title),
        seller=named.seller,
        when=title_of(run) if run else "",
        place=place_of(run, near) if run else "",
        covers=tuple(_word(labels[key]) for key in part.covers),
        figures=", ".join(figures),
    )


def _word(text: Texts) -> Word:
    return Word(said(text), lang_of(text))


def _missing(one: Open, labels: Labels, names: Mapping[str, Named], link: Link) -> Missing:
    word = _word(labels[one.key])
    if one.nearest is None:
        return Missing(word, _("Ingen udbyder det endnu."))
    named = names[one.nearest.offer]
    what = _(" og ").join(_miss(miss, labels) for miss in one.misses)
    return Missing(
        word,
        _("Det nærmeste forløb %(what)s.", what=what),
        said(named.title),
        lang_of(named.title),
        link(one.nearest.offer, one.nearest.run),
    )


# What keeps the nearest offer out, as the end of a sentence that begins with it.
_MISSES = {
    "late": N_("slutter %(last)s, efter jeres frist %(done_by)s"),
    "early": N_("begynder %(first)s, før I kan fra %(not_before)s"),
    "full": N_("har for få ledige pladser: %(seats)s til jeres %(people)s medarbejdere"),
    "dear": N_("koster %(price)s, mere end jeres budget på %(budget)s"),
    "budget_left": N_("koster %(price)s, og der er %(budget_left)s tilbage af budgettet"),
    "hours": N_("tager %(hours)s fra arbejdet, mere end jeres %(most_hours)s"),
    "hours_left": N_("tager %(hours)s fra arbejdet, og der er %(hours_left)s tilbage"),
    "far": N_("ligger %(km)s væk, længere end jeres %(most_km)s"),
    "same_day": N_("mødes %(on)s, samme dag som et andet forløb her"),
    "twice": N_("gentager %(key)s, som I allerede får her"),
    "lower": N_("når til »%(reached)s«, ikke »%(wanted)s«"),
    "no_price": N_("har ingen pris endnu"),
    "no_run": N_("har ingen åbne hold lige nu"),
}
_FACTS: Mapping[str, Callable[[Any], str]] = {
    **dict.fromkeys(("last", "done_by", "first", "not_before", "on"), day),
    **dict.fromkeys(("price", "budget", "budget_left"), lambda minor: money(Money(minor))),
    **dict.fromkeys(("hours", "most_hours", "hours_left"), hours),
    **dict.fromkeys(("seats", "people"), number),
    "km": lambda km: _("ukendt afstand") if km is None else kilometres(km),
    "most_km": kilometres,
    **dict.fromkeys(("reached", "wanted"), lambda level: label("proficiency", str(level))),
}


def _miss(miss: Miss, labels: Labels) -> str:
    facts = {name: _FACTS[name](value) for name, value in miss.facts.items() if name in _FACTS}
    again = labels.get(miss.facts.get("key", ""))
    return _(_MISSES[miss.code], **facts, key=said(again) if again else _("det samme"))


def _unproved(stage: Stage, cover: Cover) -> str:
    """That the time was over first, and how much better another cover could be at best, as far as that is known."""
    found = _("Vi nåede ikke at prøve alle muligheder. Det her er det bedste, vi fandt.")
    if stage.bound == 0:
        return found
    if stage.name == "cover":
        whole = sum(one.weight for one in cover.need.wanted)
        bound = _(
            "Det dækker %(value)s af behovet, og ingen kan dække mere end %(bound)s.",
            value=percent(round(100 * stage.value / whole)),
            bound=percent(round(100 * stage.bound / whole)),
        )
    elif stage.name == "price":
        bound = _("Ingen dækker det samme for mindre end %(amount)s.", amount=money(Money(stage.bound)))
    elif stage.name == "institutions":
        bound = ngettext(
            "Til samme pris kræver det mindst %(num)s udbyder.",
            "Til samme pris kræver det mindst %(num)s udbydere.",
            stage.bound,
        )
    else:
        bound = _("Rejsen kan højst blive %(km)s kortere.", km=kilometres((stage.value - stage.bound) / 10))
    return f"{found} {bound}"
