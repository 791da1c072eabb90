"""The filters of the list: each group in the order of the page, what is on, and how many offers a choice leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from marketplace.catalogue.rules import PARTICIPATIONS
from marketplace.competences.models import Field
from marketplace.foundation.labels import label
from marketplace.foundation.words import N_, kilometres
from marketplace.foundation.words import gettext as _
from marketplace.geography.rules import REGIONS
from marketplace.organisations.rules import InstitutionKind
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

    value: str
    words: str
    count: int | None
    on: bool


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


def facets(fields: Sequence[Field], asked: Ask, counts: Counts, *, used: bool | None = None) -> list[Facet]:
    """The filter groups in the order of the page. A choice without offers stays, with 0.

    `used` is whether only institutions used before are asked for; None for those who have used none.
    """

    def group(key: str, on: Sequence[object], values: Words) -> list[Choice]:
        counted, ticked = counts.get(key, {}), {str(one) for one in on}
        return [Choice(value, words, counted.get(value, 0), value in ticked) for value, words in values]

    def facet(name: str, words: str, key: str, on: Sequence[object], values: Words, folded: bool = False) -> Facet:
        choices = group(key, on, values)
        return Facet(name, words, choices, folded=folded and not any(choice.on for choice in choices))

    subjects = group("field", asked.fields, [(field.key, said(field.label)) for field in fields])
    subjects.sort(key=lambda choice: (not choice.on, -(choice.count or 0)))
    placed = {*counts.get("level", {}), *map(str, asked.levels)}
    levels = [(level, _("Niveau %(level)s", level=level)) for level in map(str, range(1, 9)) if level in placed]
    near = asked.near is not None
    shown = [
        facet("form", _("Form"), "participation", asked.participations, _labels("participation", PARTICIPATIONS)),
        _distances(asked, counts) if near else None,
        facet(
            "region", _("Region"), "region", asked.regions, [(code, label("region", code)) for code in REGIONS], near
        ),
        facet("start", _("Start"), "start", asked.starts, _words(STARTS, START_WINDOWS)),
        facet("niveau", _("Niveau (EQF)"), "level", asked.levels, levels),
        facet("omfang", _("Omfang"), "ects", asked.ects, _words(SIZES, SIZES)),
        _used(used) if used is not None else None,
        Facet("felt", _("Fagområde"), subjects[:SHOWN], subjects[SHOWN:]),
        facet("timer", _("Timer væk fra arbejdet"), "hours", asked.hours, _words(HOURS, HOURS_BUCKETS), True),
        facet("pladser", _("Ledige pladser"), "seats", asked.seats, _words(ROOM, SEATS), True),
        facet("sprog", _("Sprog"), "language", asked.languages, _labels("language", ("da", "en")), True),
        facet(
            "type", _("Type udbyder"), "kind", asked.kinds, _labels("institution_kind", tuple(InstitutionKind)), True
        ),
        facet("godkendt", _("Kvalitet"), "accredited", asked.accredited, _words(VOUCHED, ACCREDITED), True),
    ]
    return [one for one in shown if one is not None and one.choices]


def _labels(kind: str, codes: Sequence[str]) -> Words:
    return [(str(code), label(kind, code).capitalize()) for code in codes]


def _words(said_of: Mapping[str, str], codes: Sequence[str] | Mapping[str, object]) -> Words:
    return [(code, _(said_of[code])) for code in codes]


def _distances(asked: Ask, counts: Counts) -> Facet:
    """How far people will travel. Nearer is part of further, so one choice holds."""
    limits = sorted({*DISTANCES, *([asked.within_km] if asked.within_km else [])})
    counted = counts.get("distance", {})
    choices = [Choice("", _("Hele landet"), None, asked.within_km is None)]
    choices += [
        Choice(str(km), _("Under %(distance)s", distance=kilometres(km)), counted.get(str(km)), km == asked.within_km)
        for km in limits
    ]
    return Facet("km", _("Afstand"), choices, many=False)


def _used(on: bool) -> Facet:
    return Facet("brugt", _("Udbyder"), [Choice("1", _("Brugt før"), None, on)])
