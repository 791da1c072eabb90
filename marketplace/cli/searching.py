"""`flask search …`: the index of offers."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from marketplace.foundation.clock import now
from marketplace.search import queries as search_queries
from marketplace.search import service as search_service

search = AppGroup("search", help="The index of offers: derived, safe to delete.")


@search.command("rebuild")
def search_rebuild() -> None:
    """Build the index anew from the database and put it in place when it is whole."""
    click.echo(f"{search_service.rebuild(now())} offers indexed")


@search.command("follow")
def search_follow() -> None:
    """Bring the index up to date with what has happened since it was last written."""
    click.echo(f"{search_service.follow(now())} offers written")


@search.command("ask")
@click.argument("text")
@click.option("--lang", default="da", type=click.Choice(["da", "en"]), help="language of the words")
def search_ask(text: str, lang: str) -> None:
    """Show what a search finds, best first."""
    hits = search_queries.ask(search_queries.Ask(text=text, language=lang))
    click.echo(f"{hits.total} offers")
    for ref in hits.refs:
        click.echo(f"  {ref}")
