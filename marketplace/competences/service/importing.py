"""Taking in ESCO's own tables: concepts are joined by URI, so a second import of the same files changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from marketplace.competences.gateway import Table
from marketplace.competences.rules import esco
from marketplace.competences.service.bringing import (
    Brought,
    bring_concepts,
    bring_links,
    bring_needs,
    bring_occupations,
)
from marketplace.competences.service.telling import announce_vocabulary

Told = Callable[[str, int], None]  # (file, rows read so far)
EVERY = 10_000  # rows between two reports of progress
Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that was left out: its file, its number there (the head is row 1), a reason's code and what was found."""

    file: str
    row: int
    reason: str
    found: str = ""


@dataclass
class Imported:
    """What an import wrote, counted by kind of row, and the rows of the files it could not use."""

    counts: Counter[str] = field(default_factory=Counter)
    refused: list[Refused] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Whether anything changed."""
        return any(self.counts.values())


@dataclass
class _Heap:
    """What the tables said, before any of it is written."""

    concepts: dict[str, Brought] = field(default_factory=dict)
    occupations: dict[str, Brought] = field(default_factory=dict)
    links: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)  # where each was said
    needs: dict[tuple[str, str], tuple[bool, str, int]] = field(default_factory=dict)


def import_esco(tables: Iterable[Table], without: Iterable[tuple[str, str]], tell: Told) -> Imported:
    """Take in the tables (`gateway.tables_in` gives them in order); announces VocabularyLoaded when anything changed.

    `without`: (label, URI) pairs that are left out, and removed where an earlier import brought them. ESCO's preferred
    label in a language becomes the concept's; our own then stays as a synonym of ours. Concepts the tables do not
    have stay as they are, because offers may point at them. RuleBroken for a file that is not what its name says;
    single rows that cannot be used are in the answer.
    """
    done = Imported()
    heap = _Heap()
    for table in tables:
        _read(table, frozenset(without), heap, done, tell)
    known = bring_concepts(heap.concepts, done.counts)
    jobs = bring_occupations(heap.occupations, done.counts)
    bring_links(_known_links(heap, known, done), done.counts)
    bring_needs(_known_needs(heap, known, jobs, done), done.counts)
    if done:
        announce_vocabulary()
    return done


def _read(table: Table, without: frozenset[tuple[str, str]], heap: _Heap, done: Imported, tell: Told) -> None:
    number = 1
    for number, row in table.rows():
        try:
            if isinstance(row, esco.BadRow):
                raise row
            _take(table, number, row, without, heap)
        except esco.BadRow as bad:
            done.refused.append(Refused(table.path.name, number, bad.reason, bad.found[:80]))
        if number % EVERY == 0:
            tell(table.path.name, number - 1)
    tell(table.path.name, number - 1)


def _take(table: Table, number: int, row: esco.Row, without: frozenset[tuple[str, str]], heap: _Heap) -> None:
    where = (table.path.name, number)
    if table.name == "broaderRelationsSkillPillar":
        heap.links[esco.broader_in(row)] = where
        return
    if table.name == "occupationSkillRelations":
        job, skill, essential = esco.need_in(row)
        heap.needs[job, skill] = (essential, *where)
        return
    term = esco.term_in(row, table.name)
    there = heap.occupations if table.name == "occupations" else heap.concepts
    brought = there.setdefault(term.uri, Brought(term.kind))
    if table.lang in brought.named:
        raise esco.BadRow("twice", term.uri)
    brought.named[table.lang] = esco.leave_out(term.named, term.uri, without)
    if table.assembled:
        heap.links |= dict.fromkeys(esco.broader_uris(row), ("", 0))


def _known_links(heap: _Heap, known: dict[str, int], done: Imported) -> Iterator[tuple[int, int]]:
    for (narrower, broader), (file, row) in heap.links.items():
        if narrower in known and broader in known:
            yield known[narrower], known[broader]
        elif file:
            done.refused.append(Refused(file, row, "unknown", broader if narrower in known else narrower))


def _known_needs(
    heap: _Heap, known: dict[str, int], jobs: dict[str, int], done: Imported
) -> Iterator[tuple[int, int, bool]]:
    for (job, skill), (essential, file, row) in heap.needs.items():
        if job in jobs and skill in known:
            yield jobs[job], known[skill], essential
        else:
            done.refused.append(Refused(file, row, "unknown", skill if job in jobs else job))
