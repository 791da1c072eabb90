"""Reading whom a seat is for, as people type it: "Navn <mail>", "mail", or an employee's name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from marketplace.accounts.models import Person
from marketplace.booking.rules import SeatName
from marketplace.foundation.actor import Actor
from marketplace.foundation.errors import RuleBroken
from marketplace.organisations.models import Employee
from marketplace.organisations.queries import employees

MOST_KNOWN = 200  # employees suggested on a form
_BOTH = re.compile(r"(?P<name>[^<>]*?)\s*<\s*(?P<email>[^<>\s]+@[^<>\s]+)\s*>")


@dataclass(frozen=True, slots=True)
class Known:
    """An employee as a form suggests them."""

    ref: str
    name: str
    written: str  # "Navn <mail>", or the name alone


def known_people(actor: Actor, on: date) -> list[Known]:
    """The employees a form suggests: those employed on a day, at most 200 of them."""
    return _known(employees(actor, 1, on=on, per_page=MOST_KNOWN).items)


def _known(found: Sequence[Employee]) -> list[Known]:
    return [Known(one.ref, one.person.name, _written(one.person)) for one in found]


def _written(person: Person) -> str:
    return f"{person.name} <{person.email_norm}>" if person.email_norm else person.name


def _named(people: Sequence[Known], name: str) -> list[Known]:
    return [one for one in people if one.name.casefold() == name.casefold()]


def read_name(actor: Actor, typed: str, known: Sequence[Known], on: date) -> SeatName:
    """Whom a line of text means. `known` are the employees suggested; larger companies are searched by name.

    A name alone must be exactly one employee's; RuleBroken says what to write otherwise.
    """
    typed = " ".join(typed.split())
    if not typed:
        return SeatName()
    both = _BOTH.fullmatch(typed)
    if both:
        return SeatName(name=both["name"].strip(' "'), email=both["email"])
    if "@" in typed:
        return SeatName(email=typed)
    found = _named(known, typed)
    if not found and len(known) == MOST_KNOWN:
        found = _named(_known(employees(actor, 1, search=typed, on=on).items), typed)
    if len(found) == 1:
        return SeatName(employee_ref=found[0].ref)
    raise RuleBroken("hr.name_ambiguous" if found else "hr.name_unknown", name=typed)
