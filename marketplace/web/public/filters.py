"""The filters of the list: what was chosen in the address, and each group with its counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import request

from marketplace.catalogue.rules import PARTICIPATIONS
from marketplace.competences.models import Field
from marketplace.foundation.labels import label
from marketplace.foundation.words import N_
from marketplace.foundation.words import gettext as _
from marketplace.geography.rules import REGIONS
from marketplace.search.rules import ECTS_BUCKETS
from marketplace.web.shell.filters import said

SHOWN = 8  # the others stand behind "Vis flere"
SIZES = {
    "1-2": N_("Op til 2 ECTS"),
    "2-3": N_("Over 2 til 3 ECTS"),
    "3-5": N_("Over 3 ECTS"),
    "none": N_("Uden ECTS"),
}


@dataclass(frozen=True)
class Chosen:
    """The filters in the address that exist; others are as if they were not there."""

    fields: tuple[str, ...]
    participations: tuple[str, ...]
    regions: tuple[str, ...]
    levels: tuple[str, ...]
    sizes: tuple[str, ...]
    languages: tuple[str, ...]

    @property
    def many(self) -> int:
        """How many are on."""
        return sum(len(group) for group in vars(self).values())


@dataclass(frozen=True)
class Choice:
    """One value of a filter group and how many offers it would leave."""

    value: str
    words: str
    count: int
    on: bool


@dataclass(frozen=True)
class Facet:
    """A filter group: its name in the address, its words, its choices, and those behind "Vis flere"."""

    name: str
    words: str
    choices: Sequence[Choice]
    more: Sequence[Choice] = ()


def region_words(code: str) -> str:
    """A region's full name."""
    return _("Region %(name)s", name=label("region", code))


def chosen(fields: Sequence[Field]) -> Chosen:
    """What the address asks for."""

    def among(name: str, allowed: Sequence[str]) -> tuple[str, ...]:
        asked = set(request.args.getlist(name))
        return tuple(value for value in allowed if value in asked)

    return Chosen(
        fields=among("felt", [field.key for field in fields]),
        participations=among("form", PARTICIPATIONS),
        regions=among("region", REGIONS),
        levels=among("niveau", [str(level) for level in range(1, 9)]),
        sizes=among("omfang", list(ECTS_BUCKETS)),
        languages=among("sprog", ["da", "en"]),
    )


def facets(fields: Sequence[Field], on: Chosen, counts: Mapping[str, Mapping[str, int]]) -> list[Facet]:
    """The filter groups in the order of the page. A choice without offers stays, with 0."""

    def group(key: str, values: Sequence[tuple[str, str]], ticked: tuple[str, ...]) -> list[Choice]:
        counted = counts.get(key, {})
        return [Choice(value, words, counted.get(value, 0), value in ticked) for value, words in values]

    by_use = group("field", [(field.key, said(field.label)) for field in fields], on.fields)
    by_use.sort(key=lambda choice: (not choice.on, -choice.count))
    placed = {*counts.get("level", {}), *on.levels}
    levels = [(level, _("Niveau %(level)s", level=level)) for level in map(str, range(1, 9)) if level in placed]
    ways = [(code, label("participation", code).capitalize()) for code in PARTICIPATIONS]
    all_of_them = [
        Facet(
            "form",
            _("Form"),
            group("participation", ways, on.participations),
        ),
        Facet("region", _("Region"), group("region", [(code, label("region", code)) for code in REGIONS], on.regions)),
        Facet("niveau", _("Niveau (EQF)"), group("level", levels, on.levels)),
        Facet("omfang", _("Omfang"), group("ects", [(code, _(words)) for code, words in SIZES.items()], on.sizes)),
        Facet(
            "sprog",
            _("Sprog"),
            group("language", [(code, label("language", code).capitalize()) for code in ("da", "en")], on.languages),
        ),
        Facet("felt", _("Fagområde"), by_use[:SHOWN], by_use[SHOWN:]),
    ]
    return [facet for facet in all_of_them if facet.choices]
