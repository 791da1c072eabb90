"""`flask search ask`: what a search finds, for reading and for measuring."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import click

from marketplace.cli.choices import CHOICES, weights_of
from marketplace.competences.queries import competences_by_key
from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.transaction import end_reading
from marketplace.geography.queries import find_postcode
from marketplace.search.queries import ask
from marketplace.search.rules import TEXT_MAX, Ask, Hits, Near, OfferHit

A_WORD = "kompetence"
OFFERS = 10  # a query, unless --per-page says otherwise


def search_options(command: Any) -> Any:
    """Every filter of a search as an option."""
    for option in reversed(
        (
            click.option("--lang", default="da", type=click.Choice(["da", "en"]), help="language of the words"),
            click.option("--field", "fields", multiple=True, help="key of a field"),
            click.option("--region", "regions", multiple=True, type=click.Choice(CHOICES["region"])),
            click.option("--municipality", default="", help="as in an address, e.g. roskilde"),
            click.option(
                "--participation", "participations", multiple=True, type=click.Choice(CHOICES["participation"])
            ),
            click.option("--language", "languages", multiple=True, type=click.Choice(["da", "en"]), help="of teaching"),
            click.option("--level", "levels", multiple=True, type=click.IntRange(1, 8), help="NQF level"),
            click.option("--ects", multiple=True, type=click.Choice(CHOICES["ects"])),
            click.option("--hours", multiple=True, type=click.Choice(CHOICES["hours"]), help="away from work"),
            click.option("--kind", "kinds", multiple=True, type=click.Choice(CHOICES["kind"]), help="of institution"),
            click.option("--start", "starts", multiple=True, type=click.Choice(CHOICES["start"])),
            click.option("--accredited", multiple=True, type=click.Choice(CHOICES["accredited"])),
            click.option("--seats", multiple=True, type=click.Choice(CHOICES["seats"])),
            click.option("--price-to", type=float, help="kroner, net, for all who go"),
            click.option("--headcount", type=int, help="how many are to go"),
            click.option("--done-by", type=click.DateTime(["%Y-%m-%d"]), help="over by this day"),
            click.option("--postcode", default="", help="where the people are"),
            click.option("--within-km", type=int, help="of the postcode"),
            click.option("--institution", default="", help="ref of an institution"),
            click.option("--competence", default="", help="key of a competence that must be built"),
            click.option("--weights", default="", help="0 to 3 for kvalitet,pris,tid,match; as on the page: 2,1,2,3"),
            click.option("--sort", default="best", type=click.Choice(CHOICES["sort"])),
            click.option("--page", type=int, default=1),
            click.option("--per-page", type=int, default=OFFERS),
        )
    ):
        command = option(command)
    return command


@click.command("ask")
@click.argument("text", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="one JSON object a line")
@search_options
def search_ask(text: tuple[str, ...], as_json: bool, **options: Any) -> None:
    """Show what searches find, best first: TEXT, or without it one query a line of standard input."""
    try:
        template = _template(**options)
    except RuleBroken as broken:
        raise click.ClickException(refusal(broken)) from broken
    _answer(template, A_WORD)  # so that the first line's time is its own, not that of reading index and vocabulary
    for query in _queries(text):
        began = time.perf_counter()
        fault, hits = _answer(template, query)
        took = (time.perf_counter() - began) * 1000
        lines = [_as_json(query, hits, fault, took, template.language)] if as_json else _as_text(query, hits, fault)
        click.echo("\n".join(lines).encode())
        end_reading()


def refusal(broken: RuleBroken) -> str:
    """What cannot be asked, for whoever typed the options: the limit and its bounds."""
    bounds = ", ".join(f"{name} {value}" for name, value in broken.facts.items())
    return f"{broken.field or 'text'}: {broken.code}" + (f" ({bounds})" if bounds else "")


def _template(
    lang: str, price_to: float | None, done_by: datetime | None, postcode: str, weights: str, **more: Any
) -> Ask:
    return Ask(
        language=lang,
        price_to=None if price_to is None else _ore(price_to),
        done_by=_day(done_by),
        near=_near(postcode) if postcode.strip() else None,
        weights=weights_of(weights),
        **more,
    )


def _ore(kroner: float) -> int:
    try:
        return round(kroner * 100)
    except (OverflowError, ValueError):
        raise RuleBroken("search.not_in_range", field="price_to", least=0, most=10**10) from None


def _day(at: datetime | None) -> date | None:
    return None if at is None else at.date()


def _near(postcode: str) -> Near:
    found = find_postcode(postcode)
    return Near(found.code, found.lat, found.lon)


def _queries(text: tuple[str, ...]) -> Iterator[str]:
    """The arguments as one query, or every line of standard input; whatever the bytes, it is text."""
    if text:
        yield " ".join(text).encode(errors="replace").decode()
        return
    for line in sys.stdin.buffer:
        yield line.decode(errors="replace").rstrip("\r\n")


def _answer(template: Ask, query: str) -> tuple[RuleBroken | None, Hits]:
    """What is found; a longer text than a search takes is read as far as that."""
    try:
        return None, ask(replace(template, text=query[:TEXT_MAX]))
    except RuleBroken as broken:
        return broken, Hits(total=0, hits=(), facets={}, page=1, per_page=template.per_page)


def _as_json(query: str, hits: Hits, fault: RuleBroken | None, ms: float, language: str) -> str:
    read = (*hits.understood, *hits.alternatives)
    uris = {key: one.uri for key, one in competences_by_key(one.key for one in read).items()}
    answer = {
        "query": query,
        "competences": [
            {"uri": uris.get(one.key), "label": one.label.said(language), "score": round(one.score, 4)} for one in read
        ],
        "total": hits.total,
        "offers": [_offer(hit) for hit in hits.hits],
        "ms": round(ms, 2),
        **({"error": fault.code} if fault else {} if hits.ready else {"error": "search.not_ready"}),
    }
    return json.dumps(answer, ensure_ascii=False)


def _offer(hit: OfferHit) -> dict[str, object]:
    return {"ref": hit.ref, "external_id": hit.external_id or None, "score": hit.score}


def _as_text(query: str, hits: Hits, fault: RuleBroken | None) -> Iterator[str]:
    if fault is not None:
        yield f"{query!r}: {refusal(fault)}"
        return
    if not hits.ready:
        yield "There is no index yet: `flask search rebuild` builds it."
        return
    yield f"{hits.total} offers"
    if hits.instead:
        yield f"  searched instead: {hits.instead}"
    if hits.did_you_mean:
        yield f"  did you mean: {hits.did_you_mean}"
    for one in hits.understood:
        yield f"  understood: {one.label.da} ({', '.join(one.words)}) {one.score:.2f}"
    for hit in hits.hits:
        covers = f"  covers {', '.join(hit.covers)}" if hit.covers else ""
        yield f"  {hit.score:.3f}  {hit.ref}  {hit.external_id}{covers}"
