"""Loading the reference tables and the demo market; what `flask seed …` calls."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from marketplace.competences.service import load_competences, load_fields, load_occupations
from marketplace.foundation.actor import Actor, acting_as
from marketplace.foundation.clock import now, today
from marketplace.foundation.transaction import end_reading, transaction
from marketplace.geography.service import load_postcodes
from marketplace.pricing.service.funding import load_schemes
from seeds.demo import market

REFERENCE = Path(__file__).resolve().parent / "reference"
ACTOR = Actor.system("seed")


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def by_field(folder: Path) -> list[dict[str, str]]:
    """The rows of one CSV per field, each row told its field."""
    return [{**row, "field": path.stem} for path in sorted(folder.glob("*.csv")) for row in rows_of(path)]


def reference() -> Iterator[str]:
    """Load postcodes, fields, competences, occupations and funding schemes by key; says what came of it."""
    with acting_as(ACTOR):
        with transaction():
            yield f"{load_postcodes(rows_of(REFERENCE / 'postcodes.csv'))} postcodes"
        with transaction():
            load_fields(rows_of(REFERENCE / "fields.csv"))
            competences = load_competences(by_field(REFERENCE / "competences"))
            occupations = load_occupations(by_field(REFERENCE / "occupations"))
        yield f"competences: {competences}"
        yield f"occupations: {occupations}"
        with transaction():
            schemes = load_schemes(tomllib.loads((REFERENCE / "funding.toml").read_text())["scheme"], now=now())
        yield f"funding schemes: {schemes}"
        end_reading()


def demo(start: date | None, instance: Path, *, once: bool = False) -> Iterator[str]:
    """Fill an empty database with the demo market as it stands on a day (default: today)."""
    day = start.date() if isinstance(start, datetime) else start
    with acting_as(Actor.system("seed")):
        yield from market.load(day or today(now()), instance, once=once)
    end_reading()
