"""The index of offers in a folder under INSTANCE_DIR, by one of two outside engines: Whoosh, or tantivy (extra)."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from marketplace.search.gateway.engine import Corrupt, Engine
from marketplace.search.gateway.finding import Candidate, Suggested, TextQuery, Word
from marketplace.search.gateway.found import Found
from marketplace.search.gateway.generations import Standing, Unwritable
from marketplace.search.gateway.index import NoIndex, OfferIndex

__all__ = [
    "ENGINES",
    "Candidate",
    "Corrupt",
    "EngineMissing",
    "Found",
    "NoIndex",
    "OfferIndex",
    "Standing",
    "Suggested",
    "TextQuery",
    "Unwritable",
    "Word",
    "offers",
    "open_index",
    "use",
]

ENGINES = ("whoosh", "tantivy")


class EngineMissing(Exception):
    """The engine asked for is not installed; the message says how to get it."""


def open_index(folder: Path, engine: str = "whoosh") -> OfferIndex:
    """The index in a folder, by one of the engines; EngineMissing when that is not installed."""
    return OfferIndex(folder, engine, _engine(engine))


def _engine(name: str) -> Engine:
    # Only the engine in use is imported: tantivy need not be there, and Whoosh takes a while.
    if name not in ENGINES:
        raise EngineMissing(f"SEARCH_ENGINE must be one of {', '.join(ENGINES)}, not {name!r}")
    try:
        engine: Engine = import_module(f"{__name__}.{name}").Engine()
    except ModuleNotFoundError as missing:
        raise EngineMissing(
            f"SEARCH_ENGINE={name} needs a library that is not installed ({missing.name}): "
            f"pip install 'kompetencetorvet[{name}]'"
        ) from missing
    return engine


_index: OfferIndex | None = None


def use(folder: Path, engine: str = "whoosh") -> None:
    """Keep the index in this folder, by this engine."""
    global _index
    _index = open_index(folder, engine)


def offers() -> OfferIndex:
    """The index in use."""
    if _index is None:
        raise RuntimeError("no search index is in use")
    return _index
