"""Reading one row of a catalogue that is imported (docs/catalogue-import.md), tolerant of what can be guessed. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from marketplace.catalogue.rules.codes import LANGUAGES, LONG_TEXT, NQF_BASES, PARTICIPATIONS, check_choice
from marketplace.catalogue.rules.offers import (
    MOST_ECTS_TENTHS,
    MOST_HOURS_TENTHS,
    MOST_OUTCOMES,
    OfferFacts,
    OutcomeFacts,
    check_offer,
)
from marketplace.catalogue.rules.outcomes import Known, clean, outcomes_of
from marketplace.catalogue.rules.runs import MeetingFacts, RunFacts, check_run
from marketplace.foundation.clock import at_local
from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.texts import Texts

HIDDEN = Texts("Skjult titel", "Hidden title")  # in place of a title that a known-item trial must not find
HOURS_TENTHS_PER_ECTS_TENTH = 27.5  # 60 ECTS are about 1,650 hours
MOST_RUNS = 20
MOST_KRONER = 10_000_000
_LEAD = 600
_LEVEL = re.compile(r"(?:EQF|NQF|niveau|level)?\s*([1-8])", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?](?=\s)|\n")
_NAMES: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "name"),
    "lead": ("summary", "lead"),
    "about": ("description", "desc", "about"),
    "target_group": ("target_group",),
}


@dataclass(frozen=True, slots=True)
class ImportedOffer:
    """What a row says: the offer, and what belongs beside it. `price` is øre net a seat; None: none stated."""

    external_id: str
    facts: OfferFacts
    institution: str = ""
    price: int | None = None
    vat: str = ""
    runs: tuple[RunFacts, ...] = ()
    unknown: tuple[str, ...] = ()  # skills the vocabulary does not know; they stay in the text


@dataclass(frozen=True, slots=True)
class Reading:
    """How rows are read: the competences by folded label, URI and key, and what a row need not say itself."""

    known: Known
    fields: frozenset[str]
    field: str  # where a row names none that exists
    hide: frozenset[str] = frozenset()
    trial: bool = False  # a level without a basis is taken for a placement decision; else it is left out


def read_row(row: object, reading: Reading) -> ImportedOffer:
    """The offer of a row. RuleBroken with the field at fault; what is only missing is left empty, as in a draft."""
    if not isinstance(row, Mapping):
        raise RuleBroken("catalogue.row_no_object", field="row")
    external_id = _line(row, "external_id", 80) or _line(row, "id", 80)
    if not external_id:
        raise RuleBroken("catalogue.row_no_id", field="id")
    language = _choice(row, "language", LANGUAGES) or "da"
    found = outcomes_of(row.get("outcomes"), row.get("skills"), reading.known, language)
    lead, about = _lead_and_about(row, found.rest, language)
    level = _level(row)
    basis = _choice(row, "level_basis", NQF_BASES) or ("placement_decision" if reading.trial else None)
    ects = _tenths(row, "ects", MOST_ECTS_TENTHS // 10) or None
    away = _tenths(row, "hours_away")
    hours = _tenths(row, "hours") or max(away, round((ects or 0) * HOURS_TENTHS_PER_ECTS_TENTH))
    facts = OfferFacts(
        field=_field(row, reading),
        title=HIDDEN if "title" in reading.hide else _pair(row, "title"),
        lead=lead,
        about=about,
        target_group=_pair(row, "target_group"),
        language=language,
        hours_total_tenths=hours,
        hours_away_tenths=away,
        ects_tenths=ects,
        nqf_level=level if basis else None,
        nqf_basis=basis if level else None,
        assessment=_line(row, "assessment", 20),
        participation=_participation(row),
        outcomes=found.outcomes[:MOST_OUTCOMES],
    )
    check_offer(facts)
    price = _number(row, "price", 0, MOST_KRONER)
    return ImportedOffer(
        external_id=external_id,
        facts=facts,
        institution=_line(row, "institution", 160),
        price=None if price is None else round(price * 100),
        vat=_choice(row, "vat", ("exempt", "standard")),
        runs=tuple(_runs(row, facts.participation)),
        unknown=found.unknown,
    )


def opening(text: str) -> tuple[str, str]:
    """A description as summary and rest: the first whole sentences, at most 600 characters, and what follows them."""
    if len(text) <= _LEAD:
        return " ".join(text.split()), ""
    ends = [found.end() for found in _SENTENCE.finditer(text, 0, _LEAD)]
    cut = ends[-1] if ends else text.rfind(" ", 0, _LEAD) + 1 or _LEAD
    return " ".join(text[:cut].split()), text[cut:].strip()


def same_offer(one: OfferFacts, other: OfferFacts) -> bool:
    """Whether two say the same; the order of an outcome's competences says nothing."""
    return _plain(one) == _plain(other)


def _plain(facts: OfferFacts) -> OfferFacts:
    outcomes = tuple(OutcomeFacts(one.text, tuple(sorted(one.competences))) for one in facts.outcomes)
    return replace(facts, outcomes=outcomes, module_version_refs=())


def _lead_and_about(row: Mapping[str, Any], rest: str, language: str) -> tuple[Texts, Texts]:
    """Summary and description in both languages; where there is no summary the description begins with it."""
    lead, about = _pair(row, "lead"), _pair(row, "about")
    said: dict[str, tuple[str, str]] = {}
    for one in LANGUAGES:
        summary, text = getattr(lead, one), getattr(about, one)
        first, more = (summary, text) if summary else opening(text)
        said[one] = first, f"{more}\n\n{rest if one == language else ''}".strip()[:LONG_TEXT]
    return Texts(said["da"][0], said["en"][0]), Texts(said["da"][1], said["en"][1])


# -- one value of a row ------------------------------------------------------------------------------------


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        raise RuleBroken("catalogue.row_not_text", field=name)
    return clean(str(value), name)


def _line(row: Mapping[str, Any], name: str, most: int) -> str:
    text = " ".join(_text(row, name).split())
    if len(text) > most:
        raise RuleBroken("catalogue.too_long", field=name, max=most, length=len(text))
    return text


def _pair(row: Mapping[str, Any], column: str) -> Texts:
    """A text in both languages: `title_da` and `title_en`, or `title` in the row's own language."""
    said: dict[str, str] = {}
    for language in LANGUAGES:
        said[language] = next((text for name in _NAMES[column] if (text := _text(row, f"{name}_{language}"))), "")
    own = next((text for name in _NAMES[column] if (text := _text(row, name))), "")
    language = _text(row, "language") or "da"
    if own and language in said and not said[language]:
        said[language] = own
    return Texts(said["da"], said["en"])


def _choice(row: Mapping[str, Any], name: str, allowed: Sequence[str]) -> str:
    value = _text(row, name).lower()
    if value:
        check_choice(name, value, allowed)
    return value


def _number(row: Mapping[str, Any], name: str, least: float, most: float) -> float | None:
    text = _text(row, name).replace(",", ".")
    if text.lower() in ("", "nan", "none"):
        return None
    try:
        value = float(text)
    except ValueError:
        raise RuleBroken("catalogue.row_not_number", field=name) from None
    if not least <= value <= most:  # false for what is no number too
        raise RuleBroken("catalogue.row_out_of_range", field=name, least=least, most=most)
    return value


def _tenths(row: Mapping[str, Any], name: str, most: int = MOST_HOURS_TENTHS // 10) -> int:
    return round((_number(row, name, 0, most) or 0) * 10)


def _level(row: Mapping[str, Any]) -> int | None:
    """A level of the qualifications framework; words such as "undergraduate" place an offer nowhere."""
    found = _LEVEL.fullmatch(_text(row, "level").removesuffix(".0"))
    return int(found[1]) if found else None


def _field(row: Mapping[str, Any], reading: Reading) -> str:
    named = _text(row, "field")
    return named if named in reading.fields else reading.field


def _participation(row: Mapping[str, Any]) -> str:
    said = _choice(row, "participation", PARTICIPATIONS)
    return said or ("online" if _text(row, "location").lower() == "online" else "onsite")


# -- runs --------------------------------------------------------------------------------------------------


def _runs(row: Mapping[str, Any], participation: str) -> list[RunFacts]:
    runs = row.get("runs") or ()
    if not isinstance(runs, Sequence) or isinstance(runs, str) or len(runs) > MOST_RUNS:
        raise RuleBroken("catalogue.row_runs", field="runs", most=MOST_RUNS)
    return [_run(run, row, participation) for run in runs]


def _run(run: object, row: Mapping[str, Any], participation: str) -> RunFacts:
    if not isinstance(run, Mapping):
        raise RuleBroken("catalogue.row_runs", field="runs", most=MOST_RUNS)
    form = _choice(run, "participation", PARTICIPATIONS) or participation
    starts, ends = _day(run, "starts"), _day(run, "ends")
    days = [] if starts is None else [starts] if ends in (None, starts) else [starts, ends]
    facts = RunFacts(
        capacity=round(_number(run, "capacity", 1, 500) or 20),
        minimum=round(_number(run, "minimum", 0, 500) or 0),
        participation=form,
        intake="dated" if days else "continuous",
        place=_line(run, "place", 160),
        postcode="" if form == "online" else _line(run, "postcode", 4) or _line(row, "postcode", 4),
        enrol_by=_day(run, "enrol_by") or (starts - timedelta(days=7) if starts else None),
        meetings=tuple(MeetingFacts(at_local(day, time(9)), at_local(day, time(15))) for day in days if day),
    )
    check_run(facts)
    return facts


def _day(run: Mapping[str, Any], name: str) -> date | None:
    text = _text(run, name)
    if not text:
        return None
    try:
        return datetime.strptime(text[:10], "%Y-%m-%d").date()  # noqa: DTZ007  # a day has no zone
    except ValueError:
        raise RuleBroken("catalogue.row_no_day", field=name) from None
