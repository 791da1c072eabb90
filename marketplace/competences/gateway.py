"""ESCO's files on disk: the official folder of CSV tables, or the two assembled English files."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from marketplace.competences.rules import LANGUAGES, esco
from marketplace.foundation.errors import RuleBroken

_NAME = re.compile(r"(" + "|".join(esco.COLUMNS) + r")_([a-z]{2}(?:-[A-Za-z]+)?)\.csv$")
_ASSEMBLED = {
    "skills": "esco_skills_en_v120.csv",
    "occupationSkillRelations": "esco_occupation_skill_relations_v120.csv",
}
_ASSEMBLED_COLUMNS = {
    "skills": ("uri", "preferredLabel", "altLabels_known", "skillType", "broaderUris"),
    "occupationSkillRelations": ("occupationUri", "relation", "skillUri"),
}
_LONGEST_FIELD = 1_000_000


@dataclass(frozen=True, slots=True)
class Table:
    """One file: which of ESCO's tables it holds, in which language."""

    path: Path
    name: str  # a key of esco.COLUMNS
    lang: str
    assembled: bool = False

    def rows(self) -> Iterator[tuple[int, esco.Row | esco.BadRow]]:
        """Each row with its number in the file (the head is 1), under the official columns, or why it is unreadable.

        RuleBroken where the file has not the columns of its table, or is not UTF-8.
        """
        csv.field_size_limit(_LONGEST_FIELD)
        with self.path.open(encoding="utf-8-sig", newline="", errors="strict") as file:
            reader = csv.DictReader(file, restkey=_TOO_MANY)
            try:
                self._check_columns(reader.fieldnames or ())
                number = 1
                while True:
                    number += 1
                    try:
                        row = next(reader)
                    except StopIteration:
                        return
                    except csv.Error as fault:
                        yield number, esco.BadRow("unreadable", str(fault))
                        continue
                    yield number, self._official(row)
            except UnicodeDecodeError as fault:
                raise RuleBroken("competences.esco_unreadable", file=self.path.name) from fault

    def _check_columns(self, there: object) -> None:
        columns = _ASSEMBLED_COLUMNS if self.assembled else esco.COLUMNS
        found = set(there) if isinstance(there, (list, tuple)) else set()
        missing = [column for column in columns[self.name] if column not in found]
        if missing:
            raise RuleBroken("competences.esco_columns", file=self.path.name, columns=", ".join(missing))

    def _official(self, row: dict[str, str | None]) -> esco.Row | esco.BadRow:
        if _TOO_MANY in row or None in row.values():
            return esco.BadRow("columns")
        return esco.as_official(row) if self.assembled else row


_TOO_MANY = "(more)"


def tables_in(folder: Path) -> tuple[list[Table], list[str]]:
    """The tables of ESCO's official folder in an order in which each finds what it points at, and the files left out.

    Files in a language that the market does not speak are left out. RuleBroken where no others are there, or no skills.
    """
    found = [
        Table(path, matched[1], matched[2])
        for path in sorted(folder.glob("*.csv"))
        if (matched := _NAME.fullmatch(path.name))
    ]
    spoken = [table for table in found if table.lang in LANGUAGES]
    if found and not spoken:
        raise RuleBroken("competences.esco_language", langs=", ".join(sorted({table.lang for table in found})))
    if not any(table.name == "skills" for table in spoken):
        raise RuleBroken("competences.esco_missing", folder=str(folder), file="skills_da.csv, skills_en.csv")
    return _in_order(spoken), [table.path.name for table in found if table.lang not in LANGUAGES]


def assembled_tables_in(folder: Path) -> list[Table]:
    """The two assembled English files, and the official ones of version 1.2 that lie beside them."""
    found = [Table(folder / file, name, "en", assembled=True) for name, file in _ASSEMBLED.items()]
    missing = [table.path.name for table in found if not table.path.is_file()]
    if missing:
        raise RuleBroken("competences.esco_missing", folder=str(folder), file=", ".join(missing))
    for path in sorted(folder.glob("v120_*_en.csv")):
        matched = _NAME.fullmatch(path.name.removeprefix("v120_"))
        if matched and matched[1] not in _ASSEMBLED:
            found.append(Table(path, matched[1], "en"))
    return _in_order(found)


def _in_order(tables: list[Table]) -> list[Table]:
    order = list(esco.COLUMNS)
    return sorted(tables, key=lambda table: (order.index(table.name), table.lang))


def labels_left_out(path: Path) -> set[tuple[str, str]]:
    """The (label, concept URI) pairs of a file of labels to leave out: label TAB uri TAB anything."""
    pairs = set()
    try:
        for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), 1):
            cells = line.split("\t")
            if line.strip() and len(cells) < 2:
                raise RuleBroken("competences.esco_without", file=path.name, row=number)
            if line.strip():
                pairs.add((" ".join(cells[0].split()), cells[1].strip()))
    except UnicodeDecodeError as fault:
        raise RuleBroken("competences.esco_unreadable", file=path.name) from fault
    return pairs
