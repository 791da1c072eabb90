"""`flask search …`: the index of offers."""

from __future__ import annotations

import signal
import threading

import click
from flask.cli import AppGroup

from marketplace.cli.asking import search_ask
from marketplace.foundation.actor import Actor, acting_as
from marketplace.foundation.clock import now
from marketplace.foundation.transaction import end_reading, transaction
from marketplace.search import service as search_service
from marketplace.search.gateway import Unwritable
from marketplace.search.service.growing import grow_lexicon

search = AppGroup("search", help="The index of offers: derived, safe to delete.")
search.add_command(search_ask)
PAUSE = 1.0  # seconds between two looks at the facts


@search.command("rebuild")
def search_rebuild() -> None:
    """Build the index anew from the database and put it in place when it is whole.

    The words that Danish compounds are taken apart into are gathered first, from the vocabulary and the offers.
    """
    with acting_as(Actor.system("search")):
        with transaction():
            grown = grow_lexicon(now())
        click.echo("the lexicon has new words" if grown else "the lexicon is as it was")
        with click.progressbar(length=1, label="indexing offers") as bar:

            def told(done: int, of: int) -> None:
                bar.length = max(1, of)
                bar.update(done - bar.pos)

            try:
                written = search_service.rebuild(now(), told)
            except Unwritable as fault:
                raise click.ClickException(f"the index cannot be written: {fault}") from fault
            told(written, written)
        end_reading()
    click.echo(f"{written} offers indexed")


@search.command("follow")
@click.option("--forever", is_flag=True, help="go on until stopped, as on every machine that keeps its own index")
def search_follow(forever: bool) -> None:
    """Bring the index up to date with what has happened since it was last written."""
    stopped = threading.Event()
    if forever:
        for sign in (signal.SIGINT, signal.SIGTERM):
            signal.signal(sign, lambda _number, _frame: stopped.set())
    while True:
        written = search_service.follow(now())
        end_reading()
        if written or not forever:
            click.echo(f"{written} offers written")
        if not forever or stopped.wait(PAUSE):
            return
