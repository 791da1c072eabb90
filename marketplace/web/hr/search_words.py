"""What a saved search asks for, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from marketplace.competences.queries import public_fields
from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.labels import label
from marketplace.foundation.money import Money
from marketplace.foundation.words import gettext as _
from marketplace.foundation.words import language, money, ngettext, until
from marketplace.search.queries.addresses import asked_at
from marketplace.search.rules.addresses import read_query
from marketplace.search.rules.asking import Ask
from marketplace.search.rules.facets import wanted
from marketplace.search.rules.watches import TITLE_MAX

SHOWN_LABELS = {
    "region": "region",
    "participation": "participation",
    "language": "language",
    "kind": "institution_kind",
}


def said_of(query: str, spoken: str) -> list[str]:
    """The parts of a search, the need first; nothing for an address that can no longer be read.

    `spoken` is the language its words were typed in.
    """
    try:
        asked = asked_at(read_query(query), spoken)
    except RuleBroken:
        return []
    return [_("»%(words)s«", words=asked.text), *_limits(asked)] if asked.text else _limits(asked) or [_("Alle forløb")]


def title_of(query: str, spoken: str) -> str:
    """A title to begin with: the need, or the first limits."""
    said = [part.strip("»«“”") for part in said_of(query, spoken)[:3]]
    return _shortened(said[0] if said and query.startswith("q=") else ", ".join(said))


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= TITLE_MAX else f"{text[: TITLE_MAX - 1].rstrip()}…"


def _limits(asked: Ask) -> list[str]:
    return [*_people(asked), *_filters(asked)]


def _people(asked: Ask) -> Iterable[str]:
    if asked.near and asked.within_km:
        yield _("højst %(km)s km fra %(code)s", km=asked.within_km, code=asked.near.code)
    elif asked.near:
        yield _("nær %(code)s", code=asked.near.code)
    if asked.headcount:
        yield ngettext("%(num)s medarbejder", "%(num)s medarbejdere", asked.headcount)
    if asked.price_to is not None:
        yield _("højst %(price)s", price=money(Money(asked.price_to)))
    if asked.done_by:
        yield _("færdig %(until)s", until=until(asked.done_by))


def _filters(asked: Ask) -> Iterable[str]:
    groups = {group: sorted(values) for group, values in wanted(asked).items()}
    yield from _field_words(groups.pop("field", []))
    for group, labels in SHOWN_LABELS.items():
        codes = groups.pop(group, [])
        if codes:
            yield _either([label(labels, code) for code in codes])
    rest = len(groups) + bool(asked.institutions) + bool(asked.municipality) + bool(asked.competence)
    if rest:
        yield ngettext("%(num)s filter mere", "%(num)s filtre mere", rest)


def _field_words(keys: Sequence[str]) -> list[str]:
    if not keys:
        return []
    named = {field.key: field.label.said(language()) for field in public_fields()}
    return [_either([named[key] for key in keys if key in named])]


def _either(words: Sequence[str]) -> str:
    return _(" eller ").join(words)
