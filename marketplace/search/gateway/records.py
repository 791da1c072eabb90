"""What the index keeps of offers and their runs beside the engine's words: files that are only ever added to.

`offers` and `runs` hold records of one size, `documents` what a hit shows, `codes` the strings that records name by
their number, `dead` the rows that no longer hold. How much of each file counts stands in the generation's state: what
lies behind that was left by a crash and is cut off by the next writer.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from marketplace.search.gateway.engine import Corrupt
from marketplace.search.gateway.rows import Rows
from marketplace.search.rules.documents import DocumentRun, OfferDocument, PriceStep
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
STEP = np.dtype([("run", "<u4"), ("seats", "<u4"), ("flat", "<i8"), ("each", "<i8")])  # by run and seats, rising
DEAD = np.dtype("<u4")
Records = NDArray[Any]


FILES: Mapping[str, int] = {  # bytes of a record
    "offers": OFFER.itemsize,
    "runs": RUN.itemsize,
    "steps": STEP.itemsize,
    "documents": 1,
    "codes": 1,
    "dead": DEAD.itemsize,
}
CHECKED_ONE_BY_ONE = "documents"  # the large file, of which only what is shown is read


@dataclass(frozen=True, slots=True)
class Extent:
    """How much of each file counts, in bytes, its checksum, and how many dead rows the engine has forgotten."""

    sizes: Mapping[str, int]
    checks: Mapping[str, int]
    dropped: int

    @classmethod
    def of_nothing(cls) -> Extent:
        """Nothing counts yet."""
        return cls(dict.fromkeys(FILES, 0), dict.fromkeys(FILES, 0), 0)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Extent:
        """The extent as the state holds it; ValueError when it is not one."""
        numbers = [*kept["sizes"].values(), *kept["checks"].values(), kept["dropped"]]
        if not kept["sizes"].keys() == kept["checks"].keys() == FILES.keys():
            raise ValueError("an extent names all files")
        if any(type(number) is not int or number < 0 for number in numbers):
            raise ValueError("an extent has whole numbers")
        return cls(kept["sizes"], kept["checks"], kept["dropped"])

    @property
    def offers(self) -> int:
        """How many offers there are, dead ones too."""
        return self.sizes["offers"] // OFFER.itemsize

    @property
    def dead(self) -> int:
        """How many of them no longer hold."""
        return self.sizes["dead"] // DEAD.itemsize


def read_records(folder: Path, extent: Extent) -> tuple[Records, Records, Records, Rows, list[str]]:
    """The offers, the runs, the steps of their prices, the dead rows and the codes of a generation; Corrupt when they
    are not what was written."""
    return (
        np.frombuffer(_counted(folder, "offers", extent), dtype=OFFER),
        np.frombuffer(_counted(folder, "runs", extent), dtype=RUN),
        np.frombuffer(_counted(folder, "steps", extent), dtype=STEP),
        read_dead(folder, extent),
        _read_codes(folder, extent),
    )


def read_dead(folder: Path, extent: Extent) -> Rows:
    """The rows that no longer hold, in the order in which they ended."""
    return np.frombuffer(_counted(folder, "dead", extent), dtype=DEAD).astype(np.intp)


def _read_codes(folder: Path, extent: Extent) -> list[str]:
    return _counted(folder, "codes", extent).decode().split("\n")[:-1]


def _counted(folder: Path, name: str, extent: Extent) -> bytes:
    """What counts of a file."""
    try:
        with (folder / name).open("rb") as file:
            found = file.read(extent.sizes[name])
    except OSError as fault:
        raise Corrupt(f"{name}: {fault}") from fault
    if len(found) != extent.sizes[name] or zlib.crc32(found) != extent.checks[name]:
        raise Corrupt(f"{name}: this is not what was written")
    return found


class Appending:
    """Adds offers to the files of a generation, behind what counts."""

    def __init__(self, folder: Path, extent: Extent) -> None:
        self._codes = {code: number for number, code in enumerate(_read_codes(folder, extent))} if extent.offers else {}
        self._sizes, self._checks = dict(extent.sizes), dict(extent.checks)
        self._dropped = extent.dropped
        self._files: dict[str, BinaryIO] = {}
        for name, size in extent.sizes.items():
            file = (folder / name).open("r+b" if (folder / name).exists() else "w+b")
            file.truncate(size)  # what a crash left behind it
            file.seek(size)
            self._files[name] = file

    def add(self, document: OfferDocument) -> int:
        """Add an offer; its row."""
        row = self._sizes["offers"] // OFFER.itemsize
        kept = json.dumps(_as_list(document), ensure_ascii=False, separators=(",", ":")).encode()
        runs = runs_of(document)
        self._write("offers", self._offer(document, kept, len(runs)).tobytes())
        first = self._sizes["runs"] // RUN.itemsize
        steps = [(no, *step) for no, run in enumerate(runs, first) for step in run.steps]
        self._write("runs", np.array([self._run(run) for run in runs], dtype=RUN).tobytes())
        self._write("steps", np.array(steps, dtype=STEP).tobytes())
        self._write("documents", kept)
        return row

    def end(self, rows: Iterable[int], dropped: int) -> None:
        """Mark rows as dead; `dropped` of all dead ones the engine has forgotten."""
        self._write("dead", np.array(list(rows), dtype=DEAD).tobytes())
        self._dropped = dropped

    def close(self) -> Extent:
        """Write everything out; how much counts once the state says so."""
        for file in self._files.values():
            file.close()
        return Extent(self._sizes, self._checks, self._dropped)

    def _write(self, name: str, more: bytes) -> None:
        self._files[name].write(more)
        self._sizes[name] += len(more)
        if name != CHECKED_ONE_BY_ONE:
            self._checks[name] = zlib.crc32(more, self._checks[name])

    def _code(self, value: str) -> int:
        number = self._codes.get(value)
        if number is None:
            if "\n" in value:
                raise ValueError(f"a code has one line, not {value!r}")
            number = self._codes[value] = len(self._codes)
            self._write("codes", f"{value}\n".encode())
        return number

    def _offer(self, document: OfferDocument, kept: bytes, runs: int) -> Records:
        ref = document.ref.encode()
        if not 0 < len(ref) <= REF_BYTES:
            raise ValueError(f"a ref has 1 to {REF_BYTES} bytes, not {document.ref!r}")
        return np.array(
            (
                ref,
                *(title_key(document.title, language) for language in ("da", "en")),
                self._sizes["documents"],
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
        shown["steps"] = _steps(shown["steps"])
        for run in runs:
            run[-1] = _steps(run[-1])
        return OfferDocument(**shown, runs=tuple(DocumentRun(*run) for run in runs))


def _steps(kept: list[list[int]]) -> tuple[PriceStep, ...]:
    return tuple((seats, flat, each) for seats, flat, each in kept)
