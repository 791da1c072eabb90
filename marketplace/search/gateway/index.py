"""The index of offers: one class over two engines. It is derived from the database and safe to delete."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from pathlib import Path

from marketplace.foundation.language.lexicon import Lexicon
from marketplace.search.gateway.columns import Columns
from marketplace.search.gateway.engine import Corrupt, Engine, Entry
from marketplace.search.gateway.finding import Suggested, TextQuery
from marketplace.search.gateway.found import Found
from marketplace.search.gateway.generations import ENGINE_FILES, Generations, Standing, State
from marketplace.search.gateway.postings import Postings
from marketplace.search.gateway.reading import Reading, Shelf
from marketplace.search.gateway.records import Appending, Documents, Extent, read_dead, read_records
from marketplace.search.gateway.terms import entry_of
from marketplace.search.rules.asking import Ask
from marketplace.search.rules.documents import OfferDocument

OPEN_TRIES = 5  # a generation may be switched, or written to, between reading its name and opening it
TOLD_EVERY = 500  # offers between two signs of progress
WORN_FROM = 500  # dead rows that are not worth building anew for

log = logging.getLogger(__name__)
Progress = Callable[[int], None]


class NoIndex(Exception):
    """There is nothing to ask yet: the index is being built, its folder was deleted, or it could not be read."""


class OfferIndex:
    """Published offers by words in both languages, by competence and by their facts."""

    def __init__(self, folder: Path, name: str, engine: Engine) -> None:
        self.folder = folder
        self._engine = engine
        self._generations = Generations(folder, name)
        self._lock = threading.Lock()
        self._open: tuple[str, State, Reading] | None = None

    # -- what stands on disk -------------------------------------------------------------------------------

    def exists(self) -> bool:
        """Whether there is a whole generation to ask."""
        return self._generations.current() is not None

    def standing(self) -> Standing | None:
        """How far the index has read the facts; None where there is none, or it cannot be read."""
        try:
            return self._held()[0].standing
        except NoIndex:
            return None

    def mark(self) -> str:
        """A sign of the present state of the index, which changes with every write."""
        held = self._open
        if held is not None and self._mark_of(held[2]) == held[0]:
            return held[0]
        generation = self._generations.current()
        return self._generations.mark(generation) if generation else ""

    def lexicon(self) -> Lexicon:
        """The words that this generation's texts were taken apart with, and that questions must be read with."""
        return self._held()[1].shelf.lexicon

    def day(self) -> date:
        """The day it was built for."""
        return self._held()[1].day

    def is_worn(self) -> bool:
        """Whether so many offers have changed since it was built that building it anew pays."""
        state, _ = self._held()
        return state.extent.dead > max(WORN_FROM, state.extent.offers // 2)

    def is_outdated(self) -> bool:
        """Whether the words it was built with mean other terms to the software of today."""
        state, reading = self._held()
        return state.standing.lexicon != reading.shelf.lexicon.version

    # -- writing -------------------------------------------------------------------------------------------

    def writing(self, *, wait: bool) -> AbstractContextManager[bool]:
        """Be the only one who writes, on this machine; False when somebody else is and we do not wait.

        Unwritable where the folder cannot be written, or can no longer be while the block runs.
        """
        return self._generations.writing(wait=wait)

    def rebuild(
        self,
        documents: Iterable[OfferDocument],
        standing: Standing,
        lexicon: Lexicon,
        progress: Progress | None = None,
    ) -> int:
        """Write a new generation and switch to it; how many offers it holds. Only inside `writing`.

        Readers go on with the old one meanwhile. `progress` is told now and then how many are written.
        """
        generation = self._generations.begin(lexicon)
        try:
            appending = Appending(generation, Extent.of_nothing())
            self._engine.create(generation / ENGINE_FILES)
            entries = _entries(appending, documents, lexicon, progress)
            self._engine.write(generation / ENGINE_FILES, entries, (), None)
            extent = appending.close()
            self._keep_state(generation, standing, extent)
        except BaseException:
            self._generations.give_up(generation)
            raise
        self._generations.switch(generation)
        return extent.offers

    def update(self, changed: Sequence[OfferDocument], gone: Sequence[str], standing: Standing) -> None:
        """Bring some offers up to date. Only inside `writing`; NoIndex when there is nothing to add to."""
        state, reading = self._held()
        with contextmanager(self._guarded)(reading.shelf.name):
            extent = self._add(state.extent, reading, changed, gone) if changed or gone else state.extent
            self._keep_state(self.folder / reading.shelf.name, standing, extent)

    def _add(self, extent: Extent, reading: Reading, changed: Sequence[OfferDocument], gone: Sequence[str]) -> Extent:
        """Write changed offers behind the others, end the rows that held before; how much counts then."""
        generation = self.folder / reading.shelf.name
        dead = read_dead(generation, extent)[extent.dropped :].tolist()
        ended = reading.rows_of(dict.fromkeys([*(one.ref for one in changed), *gone]))
        appending = Appending(generation, extent)
        entries = _entries(appending, changed, reading.shelf.lexicon)
        self._engine.write(generation / ENGINE_FILES, entries, dead, extent.offers)
        # The engine forgets a row only when no state counts on it any more: with the next write.
        appending.end(ended, dropped=extent.dead)
        return appending.close()

    def _keep_state(self, generation: Path, standing: Standing, extent: Extent) -> None:
        self._generations.keep_state(generation, standing, extent)

    # -- asking --------------------------------------------------------------------------------------------

    def find(self, query: TextQuery, ask: Ask) -> Found:
        """The offers that answer; NoIndex, also when pages are read from it later, where there is none to ask."""
        reading = self._held()[1]
        return Found(reading, query, ask, lambda: self._guarded(reading.shelf.name))

    def has_any(self, terms: Iterable[str]) -> bool:
        """Whether any offer has one of the terms among its words, whole or as a part of one."""
        reading = self._held()[1]
        with contextmanager(self._guarded)(reading.shelf.name):
            return reading.has_any(terms)

    def documents(self, refs: Iterable[str] | None = None) -> Iterator[OfferDocument]:
        """All offers, or those of some refs in that order. Texts that are only searched are empty."""
        reading = self._held()[1]
        with contextmanager(self._guarded)(reading.shelf.name):
            rows = reading.all_rows().tolist() if refs is None else reading.rows_of(refs)
            for row in rows:
                yield reading.document(row)

    def building(self, keys: Iterable[str], limit: int) -> list[OfferDocument]:
        """Offers that build any of the competences: those that build most first, then by start and ref."""
        reading = self._held()[1]
        with contextmanager(self._guarded)(reading.shelf.name):
            return reading.building(keys, limit)

    def titles_like(self, text: str, language: str, limit: int) -> list[Suggested]:
        """Offers whose title goes on the way somebody types."""
        reading = self._held()[1]
        with contextmanager(self._guarded)(reading.shelf.name):
            return reading.titles_like(text, language, limit)

    def _held(self) -> tuple[State, Reading]:
        """The newest state, read anew only when it has been written."""
        held = self._open
        if held is not None and self._mark_of(held[2]) == held[0]:
            return held[1:]
        with self._lock:
            return self._opened()

    def _mark_of(self, reading: Reading) -> str:
        return self._generations.mark(self.folder / reading.shelf.name)

    def _opened(self) -> tuple[State, Reading]:
        fault: Corrupt | None = None
        name = ""
        for _ in range(OPEN_TRIES):
            generation = self._generations.current()
            if generation is None:
                raise NoIndex
            name, mark = generation.name, self._generations.mark(generation)
            if not mark:
                continue  # switched just now
            if self._open is not None and self._open[0] == mark:
                return self._open[1:]
            try:
                state, reading = self._read(generation)
            except Corrupt as caught:
                fault = caught
                continue  # perhaps switched just now: the pointer names the new one
            self._open = (mark, state, reading)
            return state, reading
        self._discard(name, fault)
        raise NoIndex

    def _read(self, generation: Path) -> tuple[State, Reading]:
        state = self._generations.state(generation)
        if state is None:
            raise Corrupt("there is no state")
        before = self._open
        shelf = before[2].shelf if before is not None and before[2].shelf.name == generation.name else None
        if before is not None and shelf is not None and before[1].extent == state.extent:
            return state, before[2]  # only the cursor has moved
        offers, runs, steps, dead, codes = read_records(generation, state.extent)
        day = date.fromisoformat(state.standing.day)
        if shelf is None:
            lexicon = self._generations.lexicon(generation)
            shelf = Shelf(generation.name, lexicon, Documents(generation), Postings())
        reader = self._engine.read(generation / ENGINE_FILES)
        return state, Reading(shelf, Columns(offers, runs, steps, dead, codes, day), reader, day)

    def _guarded(self, name: str) -> Iterator[None]:
        try:
            yield
        except Corrupt as fault:
            self._discard(name, fault)
            raise NoIndex from fault

    def _discard(self, name: str, fault: Corrupt | None) -> None:
        log.error("the search index cannot be read and is to be built anew: %s", fault)
        self._generations.discard(self.folder / name)
        self._open = None


def _entries(
    appending: Appending, documents: Iterable[OfferDocument], lexicon: Lexicon, progress: Progress | None = None
) -> Iterator[Entry]:
    """Append offers to the records while the engine takes their words."""
    for number, document in enumerate(documents, start=1):
        yield entry_of(appending.add(document), document, lexicon)
        if progress is not None and number % TOLD_EVERY == 0:
            progress(number)
