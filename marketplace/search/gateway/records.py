"""What the index keeps of offers and their runs beside the engine's words: files that are only ever added to.

`offers` and `runs` hold records of one size, `documents` what a hit shows, `codes` the strings that records name by
their number, `dead` the rows that no longer hold. How much of each file counts stands in the generation's state: what
lies behind that was left by a crash and is cut off by the next writer.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from marketplace.search.gateway.engine import Corrupt
from marketplace.search.gateway.rows import Rows
from marketplace.search.rules.documents import DocumentRun, OfferDocument
from marketplace.search.rules.facets import runs_of
from marketplace.search.rules.orders import TITLE_BYTES, title_key

REF_BYTES = 24
SEARCHED_ONLY = ("summary", "outcomes", "labels", "provider")
_SHOWN = tuple(one.name for one in fields(OfferDocument) if one.name not in (*SEARCHED_ONLY, "runs"))
_TUPLES = ("title", "competences", "proficiencies")

OFFER = np.dtype(
    [
        ("ref", f"S{REF_BYTES}"),
        ("title_da", f"S{TITLE_BYTES}"),
        ("title_en", f"S{TITLE_BYTES}"),
        ("at", "<u8"),  # of its document: first byte, size and checksum
        ("size", "<u4"),
        ("check", "<u4"),
        *((name, "<u4") for name in ("institution", "field", "language", "kind", "accredited")),
        *((name, "<u4") for name in ("level", "ects", "hours")),
        ("prior", "<f4"),
        ("runs", "<u4"),  # how many run records are its own
    ]
)
RUN = np.dtype(
    [
        *((name, "<u4") for name in ("participation", "region", "municipality", "starts", "ends")),
        ("free", "<i4"),
        ("price", "<i8"),
        ("lat", "<f8"),
        ("lon", "<f8"),
        ("open", "?"),  # not the run that stands for an offer without any
        ("placed", "?"),
    ]
)
Records = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Extent:
    """How much of each file counts: records, bytes, lines, and of the dead rows how many the engine has dropped."""

    offers: int = 0
    runs: int = 0
    documents: int = 0
    codes: int = 0
    code_bytes: int = 0
    dead: int = 0
    dropped: int = 0


def read_records(folder: Path, extent: Extent) -> tuple[Records, Records, Rows, list[str]]:
    """The offers, the runs, the dead rows and the codes of a generation; Corrupt when a file is too short."""
    return (
        _from_file(folder / "offers", OFFER, extent.offers),
        _from_file(folder / "runs", RUN, extent.runs),
        _from_file(folder / "dead", np.dtype("<u4"), extent.dead),
        _read_codes(folder, extent),
    )


def read_dead(folder: Path, extent: Extent) -> Rows:
    """The rows that no longer hold, in the order in which they ended."""
    return _from_file(folder / "dead", np.dtype("<u4"), extent.dead)


def _from_file(path: Path, kind: np.dtype[Any], many: int) -> NDArray[Any]:
    try:
        found = np.fromfile(path, dtype=kind, count=many)
    except OSError as fault:
        raise Corrupt(f"{path.name}: {fault}") from fault
    if len(found) != many:
        raise Corrupt(f"{path.name}: {len(found)} of {many} records")
    return found


def _read_codes(folder: Path, extent: Extent) -> list[str]:
    try:
        with (folder / "codes").open("rb") as file:
            codes = file.read(extent.code_bytes).decode().split("\n")[:-1]
    except (OSError, UnicodeDecodeError) as fault:
        raise Corrupt(f"codes: {fault}") from fault
    if len(codes) != extent.codes:
        raise Corrupt(f"codes: {len(codes)} of {extent.codes}")
    return codes


class Appending:
    """Adds offers to the files of a generation, behind what counts."""

    def __init__(self, folder: Path, extent: Extent) -> None:
        sizes = {
            "offers": extent.offers * OFFER.itemsize,
            "runs": extent.runs * RUN.itemsize,
            "documents": extent.documents,
            "codes": extent.code_bytes,
            "dead": extent.dead * 4,
        }
        self._codes = {code: number for number, code in enumerate(_read_codes(folder, extent))} if extent.codes else {}
        self._files: dict[str, BinaryIO] = {}
        for name, size in sizes.items():
            file = (folder / name).open("r+b" if (folder / name).exists() else "w+b")
            self._files[name] = file
            file.truncate(size)  # what a crash left behind it
            file.seek(size)
        self._offers, self._runs, self._documents = extent.offers, extent.runs, extent.documents
        self._code_bytes, self._dead, self._dropped = extent.code_bytes, extent.dead, extent.dropped

    @property
    def next_row(self) -> int:
        """The row the next offer gets."""
        return self._offers

    def add(self, document: OfferDocument) -> int:
        """Add an offer; its row."""
        kept = json.dumps(_as_list(document), ensure_ascii=False, separators=(",", ":")).encode()
        runs = runs_of(document)
        self._files["offers"].write(self._offer(document, kept, len(runs)).tobytes())
        self._files["runs"].write(np.array([self._run(run) for run in runs], dtype=RUN).tobytes())
        self._files["documents"].write(kept)
        row = self._offers
        self._offers, self._runs, self._documents = row + 1, self._runs + len(runs), self._documents + len(kept)
        return row

    def end(self, rows: Iterable[int], dropped: int) -> None:
        """Mark rows as dead; `dropped` of all dead ones the engine has forgotten."""
        ended = np.array(list(rows), dtype="<u4")
        self._files["dead"].write(ended.tobytes())
        self._dead, self._dropped = self._dead + len(ended), dropped

    def close(self) -> Extent:
        """Write everything out; how much counts once the state says so."""
        for file in self._files.values():
            file.close()
        return Extent(
            self._offers, self._runs, self._documents, len(self._codes), self._code_bytes, self._dead, self._dropped
        )

    def _code(self, value: str) -> int:
        number = self._codes.get(value)
        if number is None:
            if "\n" in value:
                raise ValueError(f"a code has one line, not {value!r}")
            number = self._codes[value] = len(self._codes)
            line = f"{value}\n".encode()
            self._files["codes"].write(line)
            self._code_bytes += len(line)
        return number

    def _offer(self, document: OfferDocument, kept: bytes, runs: int) -> Records:
        ref = document.ref.encode()
        if not 0 < len(ref) <= REF_BYTES:
            raise ValueError(f"a ref has 1 to {REF_BYTES} bytes, not {document.ref!r}")
        return np.array(
            (
                ref,
                *(title_key(document.title, language) for language in ("da", "en")),
                self._documents,
                len(kept),
                zlib.crc32(kept),
                self._code(document.institution),
                self._code(document.field),
                self._code(document.language),
                self._code(document.institution_kind),
                self._code(document.accredited),
                document.level,
                document.ects,
                document.hours,
                document.prior,
                runs,
            ),
            dtype=OFFER,
        )

    def _run(self, run: DocumentRun) -> tuple[Any, ...]:
        return (
            self._code(run.participation),
            self._code(run.region),
            self._code(run.municipality),
            run.starts,
            run.ends,
            run.free,
            run.price,
            run.lat,
            run.lon,
            bool(run.ref),
            run.placed,
        )


def _as_list(document: OfferDocument) -> list[Any]:
    return [*(getattr(document, name) for name in _SHOWN), [list(astuple(run)) for run in document.runs]]


class Documents:
    """What hits show, read by row from the file; safe for many threads."""

    def __init__(self, folder: Path) -> None:
        try:
            self._file = (folder / "documents").open("rb")
        except OSError as fault:
            raise Corrupt(f"documents: {fault}") from fault

    def read(self, record: Any) -> OfferDocument:
        """The document of an offer's record; Corrupt when it is not what was written."""
        kept = os.pread(self._file.fileno(), int(record["size"]), int(record["at"]))
        if zlib.crc32(kept) != int(record["check"]):
            raise Corrupt("documents: a checksum does not hold")
        *values, runs = json.loads(kept)
        shown: dict[str, Any] = dict(zip(_SHOWN, values, strict=True))
        for name in _TUPLES:
            shown[name] = tuple(shown[name])
        return OfferDocument(**shown, runs=tuple(DocumentRun(*run) for run in runs))
