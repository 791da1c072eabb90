"""Generations of an index on disk: a pointer to the present one, its state, and who may write.

A rebuild writes a new generation beside the old one and switches the pointer when it is whole; a follower adds to the
present one. The state is the one commit point: it says how much of each file counts, and how far the facts were read.
"""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from marketplace.foundation.events import Cursor
from marketplace.foundation.language.lexicon import Lexicon
from marketplace.search.gateway.engine import Corrupt
from marketplace.search.gateway.locking import locked
from marketplace.search.gateway.records import Extent

SCHEMA_VERSION = 5
POINTER, STATE, LEXICON, ENGINE_FILES = "current", "state.json", "lexicon", "words"
_NAME = re.compile(r"generation-[0-9]{1,30}")


class Unwritable(Exception):
    """The index cannot be written where it is to be: a file stands there, the disk is full, it is not ours."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far an index has read the facts, the day it was built for, which database's they are, and its lexicon."""

    cursor: Cursor
    day: str
    began: str  # see foundation.events.log_began
    lexicon: str = ""  # version


@dataclass(frozen=True, slots=True)
class State:
    """What a generation says of itself."""

    engine: str
    standing: Standing
    extent: Extent


class Generations:
    """The folder of an index."""

    def __init__(self, folder: Path, engine: str) -> None:
        self.folder = folder
        self.engine = engine

    def current(self) -> Path | None:
        """The present generation; None where there is none that is whole and of our kind."""
        named = ""
        # A generation gets its state when it is whole, and the pointer afterwards; the one before it is removed then,
        # perhaps while we look at it.
        while (pointer := self._pointer()) != named:
            named = pointer
            if self.state(self.folder / named):
                return self.folder / named
        return None

    def _pointer(self) -> str:
        try:
            name = (self.folder / POINTER).read_text().strip()
        except (OSError, UnicodeDecodeError):
            return ""
        return name if _NAME.fullmatch(name) else ""

    def state(self, generation: Path) -> State | None:
        """The state of a generation; None where it cannot be read, or another version or engine wrote it."""
        try:
            kept: dict[str, Any] = json.loads((generation / STATE).read_text())
            if kept["schema"] != SCHEMA_VERSION or kept["engine"] != self.engine:
                return None
            cursor = Cursor(int(kept["txid"]), int(kept["id"]))
            day = date.fromisoformat(kept["day"]).isoformat()
            standing = Standing(cursor, day, str(kept["began"]), str(kept["lexicon"]))
            return State(kept["engine"], standing, Extent.from_json(kept["extent"]))
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None

    def mark(self, generation: Path) -> str:
        """A sign that changes with each switch and each write, and costs a look at two files; "" when they are gone."""
        try:
            pointer, state = (self.folder / POINTER).stat(), (generation / STATE).stat()
        except OSError:
            return ""
        return f"{generation.name}:{pointer.st_mtime_ns}:{pointer.st_ino}:{state.st_mtime_ns}:{state.st_ino}"

    def lexicon(self, generation: Path) -> Lexicon:
        """The words a generation was built with; Corrupt when they cannot be read."""
        try:
            return Lexicon.from_text((generation / LEXICON).read_text())
        except (OSError, ValueError) as fault:
            raise Corrupt(f"{LEXICON}: {fault}") from fault

    def begin(self, lexicon: Lexicon) -> Path:
        """A new generation, not yet in place."""
        generation = self.folder / f"generation-{time.time_ns()}"  # see _NAME
        generation.mkdir()
        (generation / LEXICON).write_text(lexicon.as_text())
        return generation

    def keep_state(self, generation: Path, standing: Standing, extent: Extent) -> None:
        """Commit what was written."""
        cursor = standing.cursor
        state = {
            "schema": SCHEMA_VERSION,
            "engine": self.engine,
            "txid": cursor.txid,
            "id": cursor.id,
            "day": standing.day,
            "began": standing.began,
            "lexicon": standing.lexicon,
            "extent": asdict(extent),
        }
        _replace(generation / STATE, json.dumps(state))

    def switch(self, generation: Path) -> None:
        """Put a whole generation in place; all others are removed."""
        _replace(self.folder / POINTER, generation.name)
        for old in self.folder.glob("generation-*"):
            if old != generation:
                shutil.rmtree(old, ignore_errors=True)

    def give_up(self, generation: Path) -> None:
        """Remove a generation that could not be finished: where the disk is full, it is what fills it."""
        shutil.rmtree(generation, ignore_errors=True)

    def discard(self, generation: Path) -> None:
        """Take a broken generation out of use, unless another one is in place by now."""
        if self.current() == generation:
            (self.folder / POINTER).unlink(missing_ok=True)

    @contextmanager
    def writing(self, *, wait: bool) -> Iterator[bool]:
        """Be the only one who writes, from reading the facts to keeping the cursor; False when somebody else is.

        Otherwise two followers could write what an offer was, after what it is, and keep the later cursor.
        Unwritable where the folder cannot be written.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with locked(self.folder / "writing.lock", wait=wait) as alone:
                yield alone
        except OSError as fault:
            raise Unwritable(f"{self.folder}: {fault.strerror or fault}") from fault


def _replace(path: Path, text: str) -> None:
    part = path.with_name(f"{path.name}.part")
    part.write_text(text)
    part.replace(path)
