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
from whoosh.index import LockError
from whoosh.query import And, Every, Or, Query, Term
from whoosh.scoring import BM25F

from marketplace.foundation.events import Cursor
from marketplace.search.rules import OfferDocument, terms

SCHEMA_VERSION = 1


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
        return generation if index.exists_in(str(generation)) and self._state(generation) else None

    def _state(self, generation: Path) -> dict[str, Any]:
        path = generation / "state.json"
        state: dict[str, Any] = json.loads(path.read_text()) if path.is_file() else {}
        return state if state.get("schema") == SCHEMA_VERSION else {}

    def _keep_state(self, generation: Path, cursor: Cursor, day: str) -> None:
        part = generation / "state.part"
        part.write_text(json.dumps({"schema": SCHEMA_VERSION, "txid": cursor.txid, "id": cursor.id, "day": day}))
        part.replace(generation / "state.json")

    def state(self) -> tuple[Cursor, str]:
        """How far the index has read the facts, and the day it was built for."""
        generation = self._generation()
        state = self._state(generation) if generation else {}
        return Cursor(state.get("txid", 0), state.get("id", 0)), state.get("day", "")

    # -- writing -------------------------------------------------------------------------------------------

    def rebuild(self, documents: Iterable[OfferDocument], cursor: Cursor, day: str) -> int:
        """Write a new generation and switch to it; the old one is removed afterwards."""
        self.folder.mkdir(parents=True, exist_ok=True)
        generation = self.folder / f"generation-{time.time_ns()}"
        generation.mkdir()
        writer = index.create_in(str(generation), _schema()).writer(limitmb=128)
        written = 0
        for document in documents:
            writer.add_document(**_as_fields(document))
            written += 1
        writer.commit(optimize=True)
        self._keep_state(generation, cursor, day)
        part = self.folder / "current.part"
        part.write_text(generation.name)
        part.replace(self.folder / "current")
        for old in self.folder.glob("generation-*"):
            if old != generation and old.name < generation.name:
                shutil.rmtree(old, ignore_errors=True)
        return written

    def update(self, changed: Sequence[OfferDocument], gone: Sequence[str], cursor: Cursor, day: str) -> bool:
        """Bring some offers up to date; False when another process is writing just now."""
        generation = self._generation()
        if generation is None:
            return False
        if changed or gone:
            try:
                writer = index.open_dir(str(generation)).writer()
            except LockError:
                return False
            for ref in gone:
                writer.delete_by_term("ref", ref)
            for document in changed:
                writer.update_document(**_as_fields(document))
            writer.commit()
        self._keep_state(generation, cursor, day)
        return True

    # -- asking --------------------------------------------------------------------------------------------

    @contextmanager
    def _searcher(self) -> Iterator[tuple[Any, dict[int, OfferDocument]]]:
        """An open searcher on the newest state, with every stored document beside it."""
        with self._lock:
            generation = self._generation()
            if generation is None:
                raise RuntimeError("there is no index; run `flask search rebuild`")
            held = self._open
            if held is None or held[0] != generation.name or not held[1].up_to_date():
                searcher = index.open_dir(str(generation)).searcher(weighting=BM25F())
                documents = {
                    number: _from_stored(stored["document"]) for number, stored in searcher.reader().iter_docs()
                }
                held = self._open = (generation.name, searcher, documents)
        yield held[1], held[2]

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
            if name not in ("text", "labels")  # only searched, never shown
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
