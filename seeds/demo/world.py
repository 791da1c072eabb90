"""What the loader carries from step to step: the day, the dice, the clock, and who has been made."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from marketplace.accounts.service import create_person, set_password
from marketplace.foundation.actor import Actor
from marketplace.foundation.clock import at_local, set_clock
from marketplace.foundation.transaction import transaction
from seeds.demo.people import Names, cvr_numbers

HERE = Path(__file__).resolve().parent
PASSWORD = "torvet-demo-2026"  # noqa: S105  # shown on the sign-in page of the demo market, and nowhere else


def read(name: str) -> dict[str, Any]:
    """One TOML file of the demo's content."""
    with (HERE / name).open("rb") as file:
        return tomllib.load(file)


@dataclass
class Organisation:
    """An organisation of the demo and the people who act for it."""

    key: str
    ref: str
    id: int
    kind: str
    fields: tuple[str, ...] = ()
    verified: bool = True
    ean: str = ""
    people: dict[str, Actor] = field(default_factory=dict)
    departments: list[str] = field(default_factory=list)
    employees: list[str] = field(default_factory=list)


@dataclass
class World:
    """The demo market while it is being made."""

    start: date
    chance: Random
    names: Names
    cvr: list[str]
    at: datetime
    institutions: dict[str, Organisation] = field(default_factory=dict)
    companies: dict[str, Organisation] = field(default_factory=dict)
    operator: Actor = field(default_factory=lambda: Actor.system("seed"))
    sign_ins: list[dict[str, str]] = field(default_factory=list)
    runs: list[RunMade] = field(default_factory=list)
    tally: dict[str, int] = field(default_factory=dict)
    seated: dict[str, set[str]] = field(default_factory=dict)
    passes: dict[str, str] = field(default_factory=dict)  # for sale, by institution
    subscriptions: dict[str, str] = field(default_factory=dict)
    klip_offers: list[str] = field(default_factory=list)  # that klip can pay for
    subscribed: list[str] = field(default_factory=list)

    @classmethod
    def on(cls, start: date) -> World:
        """A world as it will stand on a day; the same day gives the same world."""
        chance = Random(20260)  # a demo wants the same dice every time, not secrets
        return cls(start, chance, Names(chance), cvr_numbers(90_000_000), at_local(start, time(9)))

    def turn_clock(self, days: float = 0, *, hour: int = 9, minute: int = 0) -> datetime:
        """Let it be so many days from the start, at an hour."""
        day = self.start + timedelta(days=int(days))
        self.at = at_local(day, time(hour, minute))
        set_clock(lambda: self.at)
        return self.at

    def done(self, what: Callable[[], Any]) -> Any:
        """Do one use case in its own transaction."""
        with transaction():
            return what()

    def count(self, what: str) -> None:
        """One more of something."""
        self.tally[what] = self.tally.get(what, 0) + 1

    def show(self, role: str, email: str, text_da: str, text_en: str) -> None:
        """Tell of somebody one can sign in as."""
        known = {"role": role, "email": email, "password": PASSWORD, "text_da": text_da, "text_en": text_en}
        self.sign_ins.append(known)

    def person(self, domain: str, *, name: str = "", email: str = "", language: str = "da") -> tuple[int, str, str]:
        """A person with a password: (id, ref, address)."""
        drawn_name, drawn_email = self.names.next(domain)
        known = create_person(Actor.visitor(language), name or drawn_name, email or drawn_email, language, now=self.at)
        set_password(known, PASSWORD, now=self.at)
        return known.id, known.ref, known.email_norm or ""


@dataclass
class RunMade:
    """A run of the demo and what may still happen to it."""

    ref: str
    institution: str
    starts_on: date | None
    ends_on: date | None
    enrol_by: date | None
    capacity: int
    minimum: int
    private_to: str = ""
    offer: str = ""
