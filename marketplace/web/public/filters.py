"""The filters of the list: each group in the order of the page, what is on, and how many offers a choice leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from marketplace.catalogue.rules import PARTICIPATIONS
from marketplace.competences.models import Field
from marketplace.foundation.labels import label
from marketplace.foundation.words import LANGUAGES, N_, kilometres, language, speaking
from marketplace.foundation.words import gettext as _
from marketplace.geography.rules import REGIONS
from marketplace.organisations.rules import InstitutionKind
from marketplace.search.rules.addresses import LEVELS
from marketplace.search.rules.asking import Ask
from marketplace.search.rules.facets import ACCREDITED, DISTANCES, HOURS_BUCKETS, SEATS, START_WINDOWS
from marketplace.web.shell.filters import said

Counts = Mapping[str, Mapping[str, int]]
Words = Sequence[tuple[str, str]]  # (value, words)

SHOWN = 8  # the others stand behind "Vis flere"
SIZES = {
    "1-2": N_("Op til 2 ECTS"),
    "2-3": N_("Over 2 til 3 ECTS"),
    "3-5": N_("Over 3 ECTS"),
    "none": N_("Uden ECTS"),
}
HOURS = {
    "none": N_("Ingen timer"),
    "1-8": N_("Op til 8 timer"),
    "8-16": N_("Over 8 til 16 timer"),
    "16-37": N_("Over 16 til 37 timer"),
    "37-": N_("Over 37 timer"),
}
STARTS = {
    "1m": N_("Inden for 1 måned"),
    "3m": N_("Inden for 3 måneder"),
    "6m": N_("Inden for 6 måneder"),
    "later": N_("Senere"),
    "any": N_("Når I vil"),
}
VOUCHED = {"accredited": N_("Akkrediteret"), "certified": N_("Certificeret"), "new": N_("Ny")}
ROOM = {"free": N_("Plads til alle"), "few": N_("Plads til nogle"), "full": N_("Fuldt")}


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter group and how many offers it would leave (None: not counted)."""

    id: str  # of its field in the page
    value: str
    words: str
    count: int | None
    on: bool

    @property
    def idle(self) -> bool:
        """Whether it would leave nothing, and nobody has asked for it."""
        return self.count == 0 and not self.on


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter group: its name in the address, its words, its choices, and those behind "Vis flere".

    Of a group that is not `many` one choice holds, the first standing for none. A `folded` group opens on a click.
    """

    name: str
    words: str
    choices: Sequence[Choice]
    more: Sequence[Choice] = ()
    many: bool = True
    folded: bool = False

    @property
    def on(self) -> bool:
        """Whether the group narrows the list."""
        return any(choice.on and choice.value for choice in (*self.choices, *self.more))


def region_words(code: str) -> str:
    """A region's full name."""
    return _("Region %(name)s", name=label("region", code))


_BROAD = ("form", "km", "region", "start", "niveau", "omfang", "brugt", "felt")
ORDER = (*_BROAD, "timer", "pladser", "sprog", "type", "godkendt")
# The groups with the same values for everybody: the name in the address, what it is called, the name of the
# counts, the field of the search, and whether it opens on a click only.
_FIXED = (
    ("form", N_("Form"), "participation", "participations", False),
    ("region", N_("Region"), "region", "regions", False),
    ("start", N_("Start"), "start", "starts", False),
    ("niveau", N_("Niveau (EQF)"), "level", "levels", False),
    ("omfang", N_("Omfang"), "ects", "ects", False),
    ("timer", N_("Timer væk fra arbejdet"), "hours", "hours", True),
    ("pladser", N_("Ledige pladser"), "seats", "seats", True),
    ("sprog", N_("Sprog"), "language", "languages", True),
    ("type", N_("Type udbyder"), "kind", "kinds", True),
    ("godkendt", N_("Kvalitet"), "accredited", "accredited", True),
)


@cache
def _values(language: str) -> Mapping[str, Words]:
    """The values of each fixed group with their words; every list asks for them."""
    with speaking(language):
        return {
            "participation": [(code, label("participation", code).capitalize()) for code in PARTICIPATIONS],
            "region": [(code, label("region", code)) for code in REGIONS],
            "start": [(code, _(STARTS[code])) for code in START_WINDOWS],
            "level": [(level, _("Niveau %(level)s", level=level)) for level in LEVELS],
            "ects": [(code, _(words)) for code, words in SIZES.items()],
            "hours": [(code, _(HOURS[code])) for code in HOURS_BUCKETS],
            "seats": [(code, _(ROOM[code])) for code in SEATS],
            "language": [(code, label("language", code).capitalize()) for code in LANGUAGES],
            "kind": [(kind.value, label("institution_kind", kind).capitalize()) for kind in InstitutionKind],
            "accredited": [(code, _(VOUCHED[code])) for code in ACCREDITED],
        }


def facets(fields: Sequence[Field], asked: Ask, counts: Counts, *, used: bool | None = None) -> list[Facet]:
    """The filter groups in the order of the page. A choice without offers stays, with 0.

    `used` is whether only institutions used before are asked for; None for those who have used none. Where it is
    known from how far away people come, distance stands in for the region; where words are asked for, for the field.
    """
    values, near = _values(language()), asked.near is not None
    groups = {
        name: _facet(
            name, _(words), values[key], getattr(asked, on), counts.get(key, {}), folded or (name == "region" and near)
        )
        for name, words, key, on, folded in _FIXED
    }
    groups["niveau"] = _placed(groups["niveau"])
    groups["felt"] = _subjects(fields, asked, counts)
    if near:
        groups["km"] = _distances(asked, counts)
    if used is not None:
        groups["brugt"] = _used(used, counts)
    return [groups[name] for name in ORDER if name in groups and groups[name].choices]


def _facet(
    name: str, words: str, values: Words, on: Sequence[object], counts: Mapping[str, int], folded: bool
) -> Facet:
    ticked = {str(value) for value in on}
    choices = [
        Choice(f"{name}-{value}", value, shown, counts.get(value, 0), value in ticked) for value, shown in values
    ]
    return Facet(name, words, choices, folded=folded and not ticked)


def _placed(levels: Facet) -> Facet:
    """Only the levels some offer is placed on: most of the eight hold none."""
    return replace(levels, choices=[choice for choice in levels.choices if choice.count or choice.on])


def _subjects(fields: Sequence[Field], asked: Ask, counts: Counts) -> Facet:
    """Fields by how many offers they hold, the first few at once."""
    values = [(field.key, said(field.label)) for field in fields]
    whole = _facet("felt", _("Fagområde"), values, asked.fields, counts.get("field", {}), bool(asked.text))
    ordered = sorted(whole.choices, key=lambda choice: (not choice.on, -(choice.count or 0)))
    return replace(whole, choices=ordered[:SHOWN], more=ordered[SHOWN:])


def _distances(asked: Ask, counts: Counts) -> Facet:
    """How far people will travel. Nearer is part of further, so one choice holds."""
    limits = sorted({*DISTANCES, *([asked.within_km] if asked.within_km else [])})
    counted = counts.get("distance", {})
    choices = [Choice("km-", "", _("Hele landet"), None, asked.within_km is None)]
    for km in limits:
        words = _("Under %(distance)s", distance=kilometres(km))
        choices.append(Choice(f"km-{km}", str(km), words, counted.get(str(km)), km == asked.within_km))
    return Facet("km", _("Afstand"), choices, many=False)


def _used(on: bool, counts: Counts) -> Facet:
    counted = counts.get("used", {}).get("1")
    return Facet("brugt", _("Udbyder"), [Choice("brugt-1", "1", _("Brugt før"), counted, on)])
