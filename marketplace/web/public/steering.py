"""How the list is steered: its orders, its weights, and what each of its forms carries along of the address."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.foundation.words import N_
from marketplace.foundation.words import gettext as _
from marketplace.search.rules.asking import Ask
from marketplace.web.public.address import COMPARED, OF_THE_WORDS, Address

SORTS = {
    "": N_("Bedst for jer"),
    "kvalitet": N_("Kvalitet"),
    "pris": N_("Pris"),
    "timer": N_("Timer"),
    "start": N_("Start"),
    "afstand": N_("Afstand"),
}
WEIGHTS = (
    ("v1", "q1", "kvalitet", N_("Kvalitet")),
    ("v2", "q2", "pris", N_("Pris")),
    ("v3", "q3", "tid", N_("Tid")),
    ("v4", "q4", "match", N_("Match")),
)
STEPS = (N_("intet"), N_("lidt"), N_("noget"), N_("meget"))
_WEIGHTS = tuple(name for name, *_rest in WEIGHTS)
QUESTION = ("q", "postnr", "antal", *OF_THE_WORDS)  # the need and its chips, without filters and order
_UNFILTERED = (*QUESTION, *_WEIGHTS, "sort")

Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Order:
    """One order of the list: its words, its address, and whether it is this one."""

    words: str
    url: str
    here: bool


@dataclass(frozen=True, slots=True)
class Slider:
    """One weight: its name in the address, its tile among the four, what it weighs, its value and the value's word."""

    name: str
    tile: str
    words: str
    value: int
    step: str


@dataclass(frozen=True, slots=True)
class Carried:
    """The hidden fields of each form: what the address says beside what the form asks itself."""

    by_question: Pairs
    by_filters: Pairs
    by_weights: Pairs
    to_compare: Pairs


def carried(address: Address) -> Carried:
    """What each form carries along. Filters stay when the words change; chips belong to the words, and go."""
    return Carried(
        by_question=address.hidden(*QUESTION, COMPARED),
        by_filters=[pair for pair in address.hidden(COMPARED) if pair[0] in _UNFILTERED],
        by_weights=address.hidden(*_WEIGHTS, COMPARED),
        to_compare=address.hidden(COMPARED),
    )


def unfiltered(address: Address) -> str:
    """The list without its filters."""
    return address.url(only=_UNFILTERED)


def orders(asked: Ask, address: Address) -> list[Order]:
    """The orders there are; by distance only where it is known from where."""
    codes = [code for code in SORTS if code != "afstand" or asked.near]
    here = next((code for code in address.values("sort") if code in codes), "")
    return [Order(_(SORTS[code]), address.url(sort=code), code == here) for code in codes]


def sliders(asked: Ask) -> list[Slider]:
    """The four weights as they are."""
    steps = [_(step) for step in STEPS]
    values = [(name, tile, _(words), int(getattr(asked.weights, fact))) for name, tile, fact, words in WEIGHTS]
    return [Slider(name, tile, words, value, steps[value]) for name, tile, words, value in values]


def step_words() -> str:
    """The words of the steps, for the script that says them while a slider moves."""
    return ",".join(_(step) for step in STEPS)
