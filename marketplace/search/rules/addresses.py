"""The arguments of the list's address, and the search they stand for. Pure.

The list page, saved searches and commands read them here and nowhere else, so that a search means the same wherever
it is asked again. Names and codes are the address's own and stay: people keep the links.

    q text        postnr postcode (the point it stands for is given by whoever may look it up)   antal headcount
    pris          at most so many kroner, net, for all who are to go            senest  over by this day
    felt field    region    kommune municipality    form participation    sprog language    niveau NQF level
    omfang        bucket of ECTS      timer bucket of hours away    type kind of institution    start window
    godkendt      what vouches for the institution     pladser free, few, full      km at most this far away
    udbyder       refs of institutions     brugt=1 those the company has used before     kompetence one competence
    uden, med     competences taken away from, and added to, those understood       ordret=1 words as they are typed
    v1 to v4      weights of kvalitet, pris, tid, match       sort order        side page
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import InvalidOperation
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlencode

from marketplace.catalogue.rules import PARTICIPATIONS
from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.figures import read_day, read_decimal, read_whole
from marketplace.geography.rules import REGIONS
from marketplace.organisations.rules import InstitutionKind
from marketplace.search.rules.asking import HEADCOUNT_MAX, TEXT_MAX, Ask, Near
from marketplace.search.rules.facets import ACCREDITED, ECTS_BUCKETS, HOURS_BUCKETS, SEATS, START_WINDOWS
from marketplace.search.rules.weighing import MUCH, NOTHING, Weights

Arguments = Mapping[str, Sequence[str]]  # as werkzeug's `args.to_dict(flat=False)` and `parse_qs` give them
Value = TypeVar("Value")

QUERY_MAX = 4_000
MANY = 50  # values of one argument
KM_MAX = 1_000
PRICE_MAX = 10_000_000  # kroner
YEARS = range(1900, 2101)
SORT_CODES = {
    "pris": "price",
    "start": "start",
    "timer": "hours",
    "titel": "title",
    "afstand": "distance",
    "kvalitet": "quality",
}
# Several values of these widen a search: the name in the address, the field of the search, the codes there are.
_CODES: Mapping[str, tuple[str, Sequence[str]]] = {
    "region": ("regions", REGIONS),
    "form": ("participations", PARTICIPATIONS),
    "sprog": ("languages", ("da", "en")),
    "omfang": ("ects", tuple(ECTS_BUCKETS)),
    "timer": ("hours", tuple(HOURS_BUCKETS)),
    "type": ("kinds", tuple(InstitutionKind)),
    "start": ("starts", START_WINDOWS),
    "godkendt": ("accredited", ACCREDITED),
    "pladser": ("seats", SEATS),
}
# Keys and refs: which there are, only the database knows.
_KEYS: Mapping[str, str] = {"felt": "fields", "udbyder": "institutions", "uden": "without", "med": "plus"}
_ONE_KEY: Mapping[str, str] = {"kommune": "municipality", "kompetence": "competence"}
_WEIGHTS: Mapping[str, str] = {"v1": "kvalitet", "v2": "pris", "v3": "tid", "v4": "match"}
LEVELS = tuple(str(level) for level in range(1, 9))

# Every argument, in the order an address is written. The last ones say how hits are shown, not which they are.
_WHICH = ("q", "postnr", "antal", "pris", "senest", "km", "niveau", "brugt", "ordret", *_CODES, *_KEYS, *_ONE_KEY)
_HOW = (*_WEIGHTS, "sort")
_WHERE = ("side", "lang")  # belongs to the visit, not to the search
KNOWN = (*_WHICH, *_HOW, *_WHERE)
_SINGLE = frozenset({"q", "postnr", "antal", "pris", "senest", "km", "brugt", "ordret", *_ONE_KEY, *_HOW})


def first(arguments: Arguments, name: str) -> str:
    """The first value of an argument without the spaces around it; "" where there is none."""
    values = arguments.get(name) or ("",)
    return values[0].strip()


def ask_from(arguments: Arguments, language: str, *, near: Near | None = None, used: Collection[str] = ()) -> Ask:
    """The search an address stands for. Codes that do not exist are as if they were not there.

    `near` is the point of the argument `postnr`; without it distance is neither a limit nor an order. `used` are the
    refs of the institutions the company has bought from, for `brugt=1`: with none, nothing is found.
    RuleBroken, on the field by its name in the page's form, for what was typed and cannot be read.
    """
    lists: dict[str, Any] = {field: _among(arguments, name, codes) for name, (field, codes) in _CODES.items()}
    lists |= {field: _keys(arguments, name) for name, field in _KEYS.items()}
    lists |= {field: next(iter(_keys(arguments, name)), "") for name, field in _ONE_KEY.items()}
    if first(arguments, "brugt") == "1":
        lists["institutions"] = tuple(sorted(used)) or ("",)
    return Ask(
        **lists,
        text=_text(arguments),
        verbatim=first(arguments, "ordret") == "1",
        language=language,
        levels=tuple(int(level) for level in _among(arguments, "niveau", LEVELS)),
        headcount=_whole(arguments, "antal", "headcount", 1, HEADCOUNT_MAX - 1),
        price_to=_price(arguments, language),
        done_by=_day(arguments),
        near=near,
        within_km=_whole(arguments, "km", "within_km", 1, KM_MAX) if near else None,
        weights=_weights(arguments),
        sort=_sort(arguments, near),
        page=_page(arguments),
    )


def _among(arguments: Arguments, name: str, codes: Sequence[str]) -> tuple[str, ...]:
    asked = set(arguments.get(name, ()))
    return tuple(code for code in codes if code in asked)


def _keys(arguments: Arguments, name: str) -> tuple[str, ...]:
    """Keys and refs as they could be written; which exist is not known here."""
    given = dict.fromkeys(value.strip() for value in list(arguments.get(name, ()))[:MANY])
    return tuple(value for value in given if re.fullmatch(r"[A-Za-z0-9:/._-]{1,120}", value))


def _text(arguments: Arguments) -> str:
    text = first(arguments, "q")
    if len(text) > TEXT_MAX:
        raise RuleBroken("search.text_too_long", field="q", most=TEXT_MAX, size=len(text))
    return text


def _read(typed: str, read: Callable[[str], Value], code: str, field: str, **facts: Any) -> Value | None:
    if not typed:
        return None
    try:
        return read(typed)
    except (ValueError, InvalidOperation):
        raise RuleBroken(code, field=field, **facts) from None


def _whole(arguments: Arguments, name: str, field: str, least: int, most: int) -> int | None:
    facts = {"least": least, "most": most}
    value = _read(first(arguments, name), read_whole, "search.not_in_range", field, **facts)
    if value is not None and not least <= value <= most:
        raise RuleBroken("search.not_in_range", field=field, **facts)
    return value


def _price(arguments: Arguments, language: str) -> int | None:
    """Øre."""
    typed = first(arguments, "pris")
    kroner = _read(typed, lambda text: read_decimal(text, language), "search.price_unreadable", "price_to")
    if kroner is None:
        return None
    if not 0 <= kroner <= PRICE_MAX:
        raise RuleBroken("search.price_unreadable", field="price_to")
    return int(kroner * 100)


def _day(arguments: Arguments) -> date | None:
    day = _read(first(arguments, "senest"), read_day, "search.day_unreadable", "done_by")
    if day is not None and day.year not in YEARS:
        raise RuleBroken("search.day_unreadable", field="done_by")
    return day


def _weights(arguments: Arguments) -> Weights:
    given: dict[str, int] = {}
    for name, fact in _WEIGHTS.items():
        typed = first(arguments, name)
        if typed in {str(weight) for weight in range(NOTHING, MUCH + 1)}:
            given[fact] = int(typed)
    return replace(Weights(), **given)


def _sort(arguments: Arguments, near: Near | None) -> str:
    sort = SORT_CODES.get(first(arguments, "sort"), "best")
    return "best" if sort == "distance" and near is None else sort


def _page(arguments: Arguments) -> int:
    typed = first(arguments, "side")
    return int(typed) if re.fullmatch(r"[1-9][0-9]{0,5}", typed) else 1


def arguments_of(ask: Ask) -> list[tuple[str, str]]:
    """The address of a search as (name, value) pairs: what `ask_from` reads as the same search again."""
    pairs: dict[str, Iterable[object]] = {
        "q": [ask.text],
        "postnr": [ask.near.code if ask.near else ""],
        "antal": [ask.headcount or ""],
        "pris": [_kroner(ask.price_to)],
        "senest": [ask.done_by.isoformat() if ask.done_by else ""],
        "km": [ask.within_km or ""],
        "ordret": ["1" if ask.verbatim else ""],
        "niveau": ask.levels,
        "sort": [code for code, sort in SORT_CODES.items() if sort == ask.sort],
        "side": [ask.page if ask.page > 1 else ""],
    }
    pairs |= {name: getattr(ask, field) for name, (field, _codes) in _CODES.items()}
    pairs |= {name: getattr(ask, field) for name, field in _KEYS.items()}
    pairs |= {name: [getattr(ask, field)] for name, field in _ONE_KEY.items()}
    pairs["udbyder"] = dict.fromkeys([*ask.institutions, ask.institution])
    usual = Weights()
    for name, fact in _WEIGHTS.items():
        weight = getattr(ask.weights, fact)
        pairs[name] = [weight] if weight != getattr(usual, fact) else []
    return [(name, str(value)) for name in KNOWN for value in pairs.get(name, ()) if str(value)]


def _kroner(ore: int | None) -> str:
    if ore is None:
        return ""
    kroner, rest = divmod(ore, 100)
    return f"{kroner}.{rest:02d}" if rest else str(kroner)


def query_of(ask: Ask) -> str:
    """The search as the part of an address behind its question mark."""
    return urlencode(arguments_of(ask))


def read_query(query: str) -> dict[str, list[str]]:
    """The arguments of an address's last part.

    RuleBroken "search.query_too_long" above 4,000 characters, "search.unknown_argument" for one the list does not
    have and for more values than anybody ticks.
    """
    if len(query) > QUERY_MAX:
        raise RuleBroken("search.query_too_long", most=QUERY_MAX, size=len(query))
    try:
        arguments = parse_qs(query.removeprefix("?"), max_num_fields=10 * MANY)
    except ValueError:
        raise RuleBroken("search.unknown_argument") from None
    if not set(arguments) <= set(KNOWN) or any(len(values) > MANY for values in arguments.values()):
        raise RuleBroken("search.unknown_argument")
    return arguments


def kept_query(arguments: Arguments) -> str:
    """An address as it is kept: one order of arguments, nothing empty, nothing of the visit (page, language)."""
    return _written(arguments, (*_WHICH, *_HOW))


def which(arguments: Arguments) -> str:
    """What decides which offers an address finds: two with the same are the same search, however it is shown."""
    return _written(arguments, _WHICH)


def _written(arguments: Arguments, names: Sequence[str]) -> str:
    kept: list[tuple[str, str]] = []
    for name in names:
        values = dict.fromkeys(value.strip() for value in arguments.get(name, ()) if value.strip())
        chosen = list(values)[:1] if name in _SINGLE else sorted(values)
        kept += [(name, value) for value in chosen]
    return urlencode(kept)
