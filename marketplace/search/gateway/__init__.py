"""The index of offers behind one class: Whoosh (the maintained fork) in a folder under INSTANCE_DIR.

The index is derived and safe to delete. A rebuild writes a new generation beside the old one and switches the
pointer when it is whole; a follower updates the present generation and keeps its cursor in the same folder.
Whoosh unpickles what lies in the folder, so the folder must never hold anything from outside.
"""

from __future__ import annotations

import json
import shutil
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whoosh import fields, index
from whoosh.analysis import Filter, Tokenizer
from whoosh.analysis import Token as WhooshToken
from whoosh.index import EmptyIndexError
from whoosh.query import And, Every, Or, Query, Term
from whoosh.scoring import BM25F
from whoosh.util.filelock import FileLock

from marketplace.foundation.events import Cursor
from marketplace.search.rules import OfferDocument, terms

SCHEMA_VERSION = 2
OPEN_TRIES = 5  # a generation may be switched, or a segment merged, between reading its name and opening it


class NoIndex(Exception):
    """There is nothing to ask yet: the index is being built, or its folder was deleted."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far an index has read the facts, the day it was built for, and which database's facts they are."""

    cursor: Cursor
    day: str
    began: str  # see foundation.events.log_began


class _Stems(Tokenizer):  # type: ignore[misc]  # whoosh has no types
    """Feeds Whoosh the same stems for index and query."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Stems) and other.language == self.language

    def __hash__(self) -> int:
        return hash(self.language)

    def __call__(self, value: str, positions: bool = False, mode: str = "", **_more: Any) -> Iterator[Any]:
        token = WhooshToken(positions=positions, mode=mode)
        for position, text in enumerate(terms_all(value, self.language)):
            token.text = text
            token.boost = 1.0
            token.stopped = False
            if positions:
                token.pos = position
            yield token


def terms_all(value: str, language: str) -> list[str]:
    """The stems of a text for the index, repeats kept so that frequency counts."""
    return [stem for line in value.split("\n") for word in line.split() for stem in terms(word, language)]


class _Nothing(Filter):  # type: ignore[misc]  # whoosh builds analysers by joining parts
    def __call__(self, tokens: Iterable[Any]) -> Iterable[Any]:
        return tokens


def _schema() -> Any:
    da, en = _Stems("da") | _Nothing(), _Stems("en") | _Nothing()
    return fields.Schema(
        ref=fields.ID(unique=True),
        title_da=fields.TEXT(analyzer=da, phrase=False, field_boost=4.0),
        title_en=fields.TEXT(analyzer=en, phrase=False, field_boost=4.0),
        labels_da=fields.TEXT(analyzer=da, phrase=False, field_boost=2.5),
        labels_en=fields.TEXT(analyzer=en, phrase=False, field_boost=2.5),
        text_da=fields.TEXT(analyzer=da, phrase=False),
        text_en=fields.TEXT(analyzer=en, phrase=False),
        competences=fields.KEYWORD,
        document=fields.STORED,
    )


@dataclass(frozen=True)
class Found:
    """What a text found: every match with its score, and how long the engine took."""

    matches: Sequence[tuple[float, OfferDocument]]
    engine_ms: float


class OfferIndex:
    """Published offers by text in both languages and by competence."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        self._open: tuple[str, Any, dict[int, OfferDocument]] | None = None

    # -- what stands on disk -------------------------------------------------------------------------------

    def exists(self) -> bool:
        """Whether there is a whole generation to ask."""
        return self._generation() is not None

    def _generation(self) -> Path | None:
        pointer = self.folder / "current"
        if not pointer.is_file():
            return None
        generation = self.folder / pointer.read_text().strip()
        # A generation gets its state when it is whole, and the pointer afterwards.
        return generation if self._state(generation) else None

    def _state(self, generation: Path) -> dict[str, Any]:
        try:
            state: dict[str, Any] = json.loads((generation / "state.json").read_text())
        except (OSError, ValueError):
            return {}
        return state if state.get("schema") == SCHEMA_VERSION else {}

    def _keep_state(self, generation: Path, standing: Standing) -> None:
        cursor = standing.cursor
        state = {"schema": SCHEMA_VERSION, "txid": cursor.txid, "id": cursor.id}
        part = generation / "state.part"
        part.write_text(json.dumps({**state, "day": standing.day, "began": standing.began}))
        part.replace(generation / "state.json")

    def standing(self) -> Standing | None:
        """How far the index has read the facts; None where there is none, or it cannot be opened."""
        generation = self._generation()
        whole = generation is not None and index.exists_in(str(generation))
        state = self._state(generation) if generation and whole else {}
        return Standing(Cursor(state["txid"], state["id"]), state["day"], state["began"]) if state else None

    def mark(self) -> str:
        """A sign of the present state of the index: generation, cursor and instant of the last write."""
        generation = self._generation()
        try:
            return f"{generation.name}:{(generation / 'state.json').stat().st_mtime_ns}" if generation else ""
        except OSError:  # switched just now
            return ""

    # -- writing -------------------------------------------------------------------------------------------

    @contextmanager
    def writing(self, *, wait: bool) -> Iterator[bool]:
        """Be the only one who writes, from reading the facts to keeping the cursor; False when somebody else is.

        Otherwise two followers could write what an offer was, after what it is, and keep the later cursor.
        The lock is the operating system's: it goes with the process, however that ends.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(str(self.folder / "writing.lock"))
        if not lock.acquire(blocking=wait):
            yield False
            return
        try:
            yield True
        finally:
            lock.release()

    def rebuild(self, documents: Iterable[OfferDocument], standing: Standing) -> int:
        """Write a new generation and switch to it; all others are removed afterwards. Only inside `writing`."""
        generation = self.folder / f"generation-{time.time_ns()}"
        generation.mkdir()
        writer = index.create_in(str(generation), _schema()).writer(limitmb=128)
        written = 0
        for document in documents:
            writer.add_document(**_as_fields(document))
            written += 1
        writer.commit(optimize=True)
        self._keep_state(generation, standing)
        part = self.folder / "current.part"
        part.write_text(generation.name)
        part.replace(self.folder / "current")
        for old in self.folder.glob("generation-*"):
            if old != generation:
                shutil.rmtree(old, ignore_errors=True)
        return written

    def update(self, changed: Sequence[OfferDocument], gone: Sequence[str], standing: Standing) -> None:
        """Bring some offers up to date. Only inside `writing`."""
        generation = self._generation()
        if generation is None:
            raise NoIndex
        if changed or gone:
            writer = index.open_dir(str(generation)).writer()
            for ref in gone:
                writer.delete_by_term("ref", ref)
            for document in changed:
                writer.update_document(**_as_fields(document))
            writer.commit()
        self._keep_state(generation, standing)

    # -- asking --------------------------------------------------------------------------------------------

    @contextmanager
    def _searcher(self) -> Iterator[tuple[Any, dict[int, OfferDocument]]]:
        """An open searcher on the newest state, with every stored document beside it."""
        with self._lock:
            held = self._held()
        yield held[1], held[2]

    def _held(self) -> tuple[str, Any, dict[int, OfferDocument]]:
        for _ in range(OPEN_TRIES):
            generation = self._generation()
            if generation is None:
                break
            held = self._open
            try:
                if held is not None and held[0] == generation.name and held[1].up_to_date():
                    return held
                searcher = index.open_dir(str(generation)).searcher(weighting=BM25F())
            except (OSError, EmptyIndexError):
                continue  # switched just now: the pointer names the new one
            documents = {number: _from_stored(stored["document"]) for number, stored in searcher.reader().iter_docs()}
            self._open = (generation.name, searcher, documents)
            return self._open
        raise NoIndex

    def find(self, da: Sequence[str], en: Sequence[str], competences: Sequence[str]) -> Found:
        """Every offer a text finds: all its words in one language, or a competence it names; else any of its words."""
        began = time.perf_counter()
        with self._searcher() as (searcher, documents):
            if not da and not en and not competences:
                matches = self._run(searcher, documents, Every())
            else:
                named: list[Query] = [Term("competences", key, boost=6.0) for key in competences]
                whole = [_words(words, language, And) for words, language in ((da, "da"), (en, "en")) if words]
                matches = self._run(searcher, documents, Or([*named, *whole]))
                if not matches:
                    loose = [_words(words, language, Or) for words, language in ((da, "da"), (en, "en")) if words]
                    matches = self._run(searcher, documents, Or(loose))
        return Found(matches, (time.perf_counter() - began) * 1000)

    @staticmethod
    def _run(searcher: Any, documents: dict[int, OfferDocument], query: Query) -> list[tuple[float, OfferDocument]]:
        # limit=None: with a limit, Whoosh may stop early and its totals and filters are then wrong.
        results = searcher.search(query, limit=None)
        return [(score, documents[number]) for score, number in results.top_n if number in documents]


def _words(words: Sequence[str], language: str, join: Any) -> Query:
    names = [f"{name}_{language}" for name in ("title", "labels", "text")]
    return join([Or([Term(name, word) for name in names]) for word in words])


def _as_fields(document: OfferDocument) -> dict[str, Any]:
    return {
        "ref": document.ref,
        "title_da": document.title[0],
        "title_en": document.title[1],
        "labels_da": document.labels[0],
        "labels_en": document.labels[1],
        "text_da": document.text[0],
        "text_en": document.text[1],
        "competences": " ".join(document.competences),
        "document": {
            name: getattr(document, name)
            for name in document.__slots__
            if name not in ("text", "labels", "groups")  # only searched, never shown
        },
    }


def _from_stored(stored: dict[str, Any]) -> OfferDocument:
    return OfferDocument(text=("", ""), labels=("", ""), **stored)


_index: OfferIndex | None = None


def use(folder: Path) -> None:
    """Keep the index in this folder."""
    global _index
    _index = OfferIndex(folder)


def offers() -> OfferIndex:
    """The index in use."""
    if _index is None:
        raise RuntimeError("no search index is in use")
    return _index
