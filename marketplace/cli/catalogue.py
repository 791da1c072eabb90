"""`flask catalogue …`: a catalogue from a file, see docs/catalogue-import.md."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import click
from flask import current_app
from flask.cli import AppGroup

from marketplace.catalogue.service.importing import Importing, RowFault, Tally, begin_import, import_rows
from marketplace.cli.selling import put_on_sale
from marketplace.cli.telling import reason
from marketplace.foundation.actor import Actor, acting_as
from marketplace.foundation.clock import now
from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.transaction import end_reading, transaction

catalogue = AppGroup("catalogue", help="The catalogue of offers.")
CHUNK = 250  # rows of one transaction
FAULTS_SHOWN = 50
Row = tuple[int, object]


class _NothingKeptError(Exception):
    """Ends a transaction of which nothing may stay."""


@catalogue.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--institution", default="", help="its ref, CVR number or name (a trial: made where it is not there)")
@click.option("--hide", multiple=True, type=click.Choice(["title"]), help="leave this out, for known-item trials")
@click.option("--field", "field_key", default="", help="the field of rows that name none (default: the first one)")
@click.option("--all-or-nothing", is_flag=True, help="import nothing if any row is bad")
@click.option(
    "--publish-as-trial/--drafts",
    "trial",
    default=None,
    help="show the offers at once, in a fictional institution, or make drafts for review (default: a trial in DEMO)",
)
def catalogue_import(
    file: Path, institution: str, hide: tuple[str, ...], field_key: str, all_or_nothing: bool, trial: bool | None
) -> None:
    """Import offers from FILE, one JSON object a line; again changes only what differs.

    Bad rows are listed with their number, field and reason, and the good ones imported all the same.
    """
    as_trial = bool(current_app.config["DEMO"]) if trial is None else trial
    with acting_as(Actor.system("import")):
        try:
            with transaction():
                importing = begin_import(
                    institution, trial=as_trial, hide=frozenset(hide), field_key=field_key, now=now()
                )
            tally = _import(importing, file, all_or_nothing)
        except RuleBroken as broken:
            raise click.ClickException(f"{broken.field}: {reason(broken)}") from broken
        finally:
            end_reading()
    kept = not (all_or_nothing and tally.faults)
    _tell(tally, kept=kept, trial=as_trial)
    if not kept:
        raise SystemExit(1)


def _import(importing: Importing, file: Path, all_or_nothing: bool) -> Tally:
    size = max(1, file.stat().st_size)
    with file.open("rb") as lines, click.progressbar(length=size, label="importing") as bar:
        chunks = _chunks(lines)
        if not all_or_nothing:
            for chunk, read in chunks:
                with transaction():
                    _import_chunk(importing, chunk)
                bar.update(read)
            return importing.tally
        try:
            with transaction():
                for chunk, read in chunks:
                    _import_chunk(importing, chunk)
                    bar.update(read)
                if importing.tally.faults:
                    raise _NothingKeptError
        except _NothingKeptError:
            pass
    return importing.tally


def _import_chunk(importing: Importing, chunk: list[Row]) -> None:
    at = now()
    put_on_sale(importing, import_rows(importing, chunk, now=at), now=at)


def _chunks(lines: BinaryIO) -> Iterator[tuple[list[Row], int]]:
    """Rows with their numbers, some at a time, and how many bytes of the file they are."""
    numbered = enumerate(lines, start=1)
    while batch := list(islice(numbered, CHUNK)):
        yield [(number, _row(line)) for number, line in batch if line.strip()], sum(len(line) for _, line in batch)


def _row(line: bytes) -> object:
    """What a line says, or the rule it breaks."""
    try:
        return json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return RuleBroken("catalogue.row_no_json", field="row")


def _tell(tally: Tally, *, kept: bool, trial: bool) -> None:
    for fault in tally.faults[:FAULTS_SHOWN]:
        click.echo(f"  {_fault(fault)}", err=True)
    more = len(tally.faults) - FAULTS_SHOWN
    if more > 0:
        click.echo(f"  … and {more} more", err=True)
    if not kept:
        click.echo(f"nothing imported: {len(tally.faults)} bad rows")
        return
    what = "shown as a trial, without review" if trial else "drafts, to be reviewed"
    click.echo(
        f"{tally.added} offers added, {tally.changed} changed, {tally.same} the same, "
        f"{len(tally.faults)} bad rows; {what}"
    )


def _fault(fault: RowFault) -> str:
    return f"row {fault.row}: {fault.broken.field or 'row'}: {reason(fault.broken)}"
