"""Tables and calendars as files to take away."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from flask import Response


def _plain(cell: object) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def csv_file(name: str, heading: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """A table as Danish spreadsheets open it: UTF-8 with a mark in front, semicolons between cells."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(heading)
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return _file(name, out.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8")


def ics_file(name: str, content: bytes) -> Response:
    """A calendar file."""
    return _file(name, content, "text/calendar; charset=utf-8")


def _file(name: str, content: bytes, kind: str) -> Response:
    return Response(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
