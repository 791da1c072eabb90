"""What the address of a cover asks for: the need, its limits, and links that ask for a little more or less."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request, url_for

from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.words import N_, language
from marketplace.geography.models import Postcode
from marketplace.geography.queries import find_postcode
from marketplace.planning.rules.wanting import MOST_KM, MOST_SEATS, MOST_WANTED, Limits, Place, Wanted, check_limits
from marketplace.search.rules.asking import Ask, Understood
from marketplace.web.public.forms import LONG, NeedField
from marketplace.web.shell.errors import refuse
from marketplace.web.shell.filters import lang_of, said
from marketplace.web.shell.forms import (
    DayField,
    Form,
    LineField,
    MoneyField,
    TenthsField,
    WholeField,
    at_most,
    optional_empty,
)

MOST_KEYS = 50  # values of one argument
NEED = ("q", "postnr", "antal", "uden", "med")  # as on the list of offers
LIMITS = ("budget", "timer", "fra", "senest", "km")
LEVEL, VITAL = "krav", "vigtig"
WHOLE = (*NEED, *LIMITS, LEVEL, VITAL)
VITAL_WEIGHS = 5  # as much as so many others
Pairs = list[tuple[str, str]]


class CoverForm(Form):
    """A need and what may be spent on it. Names in the address are Danish."""

    q = NeedField(validators=[at_most(LONG)])
    postcode = LineField(name="postnr", validators=[at_most(16)])
    headcount = WholeField(name="antal", least=1, most=MOST_SEATS, validators=[optional_empty])
    budget = MoneyField(N_("Budget for alle, kr."), name="budget", validators=[optional_empty])
    hours = TenthsField(N_("Timer væk fra arbejdet pr. medarbejder"), name="timer", validators=[optional_empty])
    not_before = DayField(N_("Begynder tidligst"), name="fra", validators=[optional_empty])
    done_by = DayField(N_("Færdig senest"), name="senest", validators=[optional_empty])
    within_km = WholeField(N_("Højst så mange km væk"), name="km", least=1, most=MOST_KM, validators=[optional_empty])

    @property
    def wrong(self) -> dict[str, str]:
        """What is wrong, by the name in the address."""
        return {field.name: " ".join(field.errors) for field in self if field.errors}


def limits_of(form: CoverForm) -> tuple[Postcode | None, Limits | None]:
    """What the form's limits mean; what cannot be meant is said on its field."""
    try:
        near = find_postcode(form.postcode.data) if form.postcode.data else None
        limits = Limits(
            headcount=form.headcount.data or 1,
            budget=form.budget.data.minor if form.budget.data is not None else None,
            hours=form.hours.data,
            not_before=form.not_before.data,
            done_by=form.done_by.data,
            near=Place(near.lat, near.lon) if near else None,
            within_km=form.within_km.data,
        )
        check_limits(limits)
    except RuleBroken as broken:
        refuse(form, broken)
        return None, None
    return near, limits


def asked_for(text: str) -> Ask:
    """The need with the chips taken away and added, as the list of offers asks for it."""
    return Ask(
        text=text,
        language=language(),
        without=tuple(request.args.getlist("uden")[:MOST_KEYS]),
        plus=tuple(request.args.getlist("med")[:MOST_KEYS]),
    )


def wanted_of(understood: Sequence[Understood]) -> tuple[Wanted, ...]:
    """The surest competences. All weigh the same, as how surely one was understood does not say how much it matters;
    those said to be vital weigh more."""
    asked = dict(pair.rsplit(":", 1) for pair in request.args.getlist(LEVEL)[:MOST_KEYS] if ":" in pair)
    vital = set(request.args.getlist(VITAL)[:MOST_KEYS])
    surest = sorted(understood, key=lambda one: -one.score)[:MOST_WANTED]
    return tuple(
        Wanted(
            one.key,
            VITAL_WEIGHS if one.key in vital else 1,
            int(asked[one.key]) if asked.get(one.key) in ("1", "2", "3", "4") else 0,
        )
        for one in surest
    )


def link(offer: str, run: str) -> str:
    """An offer's page with this run chosen and the seats asked for."""
    pairs = carried("q", "postnr", "antal", "uden")
    seats = request.args.get("antal", "").strip()
    chosen = [("hold", run), ("n", seats)] if run else []
    return url_for("public.offer", ref=offer) + query([*pairs, *((name, value) for name, value in chosen if value)])


def carried(*names: str) -> Pairs:
    """What the address says under these names, each value once."""
    return [
        (name, value)
        for name in names
        for value in dict.fromkeys(request.args.getlist(name)[:MOST_KEYS])
        if value.strip()
    ]


def query(pairs: Pairs) -> str:
    """The part of an address from the question mark on; "" for nothing."""
    return f"?{urlencode(pairs)}" if pairs else ""


def address(**changed: str | list[str] | None) -> str:
    """This page with some arguments changed; None takes one away."""
    pairs = [pair for pair in carried(*WHOLE) if pair[0] not in changed]
    for name, value in changed.items():
        pairs += [(name, one) for one in ([value] if isinstance(value, str) else value or [])]
    return url_for("public.cover") + query(pairs)


@dataclass(frozen=True, slots=True)
class Chip:
    """A competence and the address without it (or with it)."""

    label: str
    language: str | None
    url: str


def chips_of(competences: Sequence[Understood], *, adding: bool) -> list[Chip]:
    """Competences to take away, or to add."""
    without, plus = request.args.getlist("uden")[:MOST_KEYS], request.args.getlist("med")[:MOST_KEYS]
    made = []
    for one in competences:
        kept_out, added = [key for key in without if key != one.key], [key for key in plus if key != one.key]
        url = address(uden=kept_out, med=[*added, one.key]) if adding else address(uden=[*kept_out, one.key], med=added)
        made.append(Chip(said(one.label), lang_of(one.label), url))
    return made


@dataclass(frozen=True, slots=True)
class Level:
    """What is asked of one competence beyond its name: the proficiency ("0" for any), and whether it is vital."""

    key: str
    label: str
    language: str | None
    wanted: str
    vital: bool


def levels_of(understood: Sequence[Understood]) -> list[Level]:
    """What is asked of each competence, in the order of the chips."""
    by_key = {one.key: one for one in wanted_of(understood)}
    vital = set(request.args.getlist(VITAL)[:MOST_KEYS])
    return [
        Level(one.key, said(one.label), lang_of(one.label), str(by_key[one.key].proficiency), one.key in vital)
        for one in understood
        if one.key in by_key
    ]
