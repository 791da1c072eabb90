"""`flask competences …`: the vocabulary from ESCO's files, and matching texts to it."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import click
from flask.cli import AppGroup

from marketplace.cli.telling import reason
from marketplace.competences import gateway
from marketplace.competences import queries as competence_queries
from marketplace.competences.rules import Match
from marketplace.competences.service import Imported, import_esco
from marketplace.foundation.actor import Actor, acting_as
from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.transaction import transaction

competences = AppGroup("competences", help="The common language: ESCO's vocabulary and ours.")

SHOWN = 20  # bad rows told one by one; the rest are counted
REASONS = {
    "no_uri": "no ESCO address",
    "no_label": "no preferred label",
    "long_label": "the preferred label is longer than 200 characters",
    "skill_type": "unknown skillType",
    "relation": "unknown relationType",
    "circle": "broader than itself",
    "columns": "more or fewer cells than the head has",
    "twice": "the concept stands in the file twice",
    "unknown": "points at a concept or occupation that no file names",
    "unreadable": "not readable as CSV",
}


@competences.command("import-esco")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False), required=False)
@click.option(
    "--assembled",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="a folder with the two assembled English files instead of ESCO's own",
)
@click.option(
    "--without",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="leave out the labels of this file (label TAB URI); may be given more than once",
)
def competences_import(folder: Path | None, assembled: Path | None, without: tuple[Path, ...]) -> None:
    """Take in ESCO's official CSV folder, Danish, English or both; running it again changes only what differs."""
    if (folder is None) == (assembled is None):
        raise click.UsageError("Name one folder: ESCO's own, or one of assembled files with --assembled.")
    try:
        tables, left_out = (
            gateway.tables_in(folder) if folder else (gateway.assembled_tables_in(assembled or Path()), [])
        )
        for name in left_out:
            click.echo(f"{name}: left out, the market speaks Danish and English")
        labels = {pair for path in without for pair in gateway.labels_left_out(path)}
        with acting_as(Actor.system("cli")), transaction():
            done = import_esco(tables, labels, _tell)
    except RuleBroken as broken:
        raise click.ClickException(reason(broken)) from broken
    _report(done)


def _tell(file: str, rows: int) -> None:
    click.echo(f"{file}: {rows} rows read")


def _report(done: Imported) -> None:
    for bad in done.refused[:SHOWN]:
        found = f": {bad.found}" if bad.found else ""
        click.echo(f"{bad.file} row {bad.row}: {REASONS[bad.reason]}{found}")
    if len(done.refused) > SHOWN:
        click.echo(f"… and {len(done.refused) - SHOWN} more rows like these")
    counts = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in done.counts.items() if count)
    click.echo(f"{counts or 'nothing changed'}; {len(done.refused)} rows could not be used")


@competences.command("match")
@click.option("--lang", default="da", type=click.Choice(["da", "en"]), help="language of the page")
@click.option("--limit", default=12, type=click.IntRange(1, 1000), help="most competences for one text")
@click.option("--among", default="", help="only competences with these keys, separated by commas")
@click.option("--json", "as_json", is_flag=True, help="one JSON object a line")
def competences_match(lang: str, limit: int, among: str, as_json: bool) -> None:
    """Match texts to competences: one text a line on standard input, best first."""
    keys = frozenset(key.strip() for key in among.split(",") if key.strip()) or None
    competence_queries.match("", lang)  # so that the first line's time is its own, not that of reading the vocabulary
    for line in _lines(sys.stdin.buffer):
        began = time.perf_counter()
        found = competence_queries.match(line, lang, limit=limit, among=keys)
        ms = (time.perf_counter() - began) * 1000
        click.echo(_object(line, found, lang, ms) if as_json else _table(line, found, lang, ms))


def _lines(stream: Iterable[bytes]) -> Iterable[str]:
    for line in stream:
        yield line.decode("utf-8", errors="replace").rstrip("\r\n")


def _object(line: str, found: list[Match], lang: str, ms: float) -> str:
    rows = [{"uri": one.uri, "label": one.label.said(lang), "score": one.score} for one in found]
    return json.dumps({"query": line, "competences": rows, "ms": round(ms, 3)}, ensure_ascii=False)


def _table(line: str, found: list[Match], lang: str, ms: float) -> str:
    rows = [f"  {one.score:.2f}  {one.label.said(lang):<50}  {one.via:<10}  {' '.join(one.words)}" for one in found]
    return "\n".join([f"{line[:100]}  ({ms:.1f} ms)", *rows])
