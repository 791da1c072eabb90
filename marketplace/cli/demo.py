"""`flask demo …`: a fictional market of any size, to see how the real one behaves when it has grown."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import click
from flask import current_app
from flask.cli import AppGroup

from marketplace.catalogue.service.importing import begin_import, import_rows
from marketplace.cli.selling import put_on_sale
from marketplace.cli.telling import reason
from marketplace.competences.queries import lexicon
from marketplace.foundation.actor import Actor, acting_as
from marketplace.foundation.clock import now, today
from marketplace.foundation.events import log_began, log_end
from marketplace.foundation.transaction import end_reading, transaction
from marketplace.geography.queries import all_postcodes
from marketplace.search import gateway
from marketplace.search.rules import OfferDocument
from marketplace.search.service.growing import grow_lexicon
from seeds.scale.market import MadeOffer, Market, as_document, as_row, institution_name, places_of

demo = AppGroup("demo", help="A fictional market of any size.")
CHUNK = 100
MOST = 5_000_000


@demo.command("scale")
@click.option("--offers", "many", required=True, type=click.IntRange(1, MOST), help="how many offers there are to be")
@click.option("--seed", default=1, type=click.IntRange(0, 10**9), help="the same seed makes the same offers")
@click.option("--to-index-only", is_flag=True, help="write them to the search index, and not to the database")
def demo_scale(many: int, seed: int, to_index_only: bool) -> None:
    """Make a synthetic market: fictional offers, prices and runs with the words of the vocabulary.

    Again with the same seed changes nothing; more offers are added to those that are there.
    """
    if not current_app.config["DEMO"]:
        raise click.ClickException("a made-up market belongs in a demo: set DEMO=1")
    with acting_as(Actor.system("scale")):
        places = places_of(all_postcodes())
        if not places:
            raise click.ClickException("there are no postcodes: run `flask seed reference` first")
        market = Market(seed, today(now()), places)
        if not market.vocabulary.fields:
            raise click.ClickException("there are no competences: run `flask seed reference` first")
        try:
            if to_index_only:
                _to_index(market, many)
            else:
                _to_database(market, many)
        finally:
            end_reading()


def _to_index(market: Market, many: int) -> None:
    with transaction():
        grow_lexicon(now())
    words = lexicon()
    standing = gateway.Standing(log_end(), today(now()).isoformat(), log_began(), words.version)
    with click.progressbar(length=many, label="indexing offers") as bar:
        index = gateway.offers()
        with index.writing(wait=True):
            index.rebuild(_documents(market, many), standing, words, lambda done: bar.update(done - bar.pos))
        bar.update(many - bar.pos)
    click.echo(f"{many} offers indexed; `flask search rebuild` brings the index back to the database")


def _documents(market: Market, many: int) -> Iterator[OfferDocument]:
    return (as_document(offer, market.seed) for offer in market.offers(many))


def _to_database(market: Market, many: int) -> None:
    offers = sorted(market.offers(many), key=lambda offer: (offer.institution, offer.number))
    added = same = changed = 0
    with click.progressbar(length=many, label="making offers") as bar:
        for number, group in groupby(offers, key=lambda offer: offer.institution):
            with transaction():
                importing = begin_import(institution_name(number), trial=True, now=now())
            for chunk in _chunks(list(group)):
                with transaction():
                    rows = [(offer.number + 1, as_row(offer, market.seed)) for offer in chunk]
                    put_on_sale(importing, import_rows(importing, rows, now=now()), now=now())
                bar.update(len(chunk))
            for fault in importing.tally.faults:
                raise click.ClickException(f"offer {fault.row}: {fault.broken.field}: {reason(fault.broken)}")
            added += importing.tally.added
            same += importing.tally.same
            changed += importing.tally.changed
    click.echo(f"{added} offers added, {changed} changed, {same} the same; `flask search rebuild` makes them findable")


def _chunks(offers: list[MadeOffer]) -> Iterator[list[MadeOffer]]:
    return (offers[at : at + CHUNK] for at in range(0, len(offers), CHUNK))
