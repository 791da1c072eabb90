"""`flask seed …`: the reference tables and the demo market."""

from __future__ import annotations

from datetime import date

import click
from flask import current_app
from flask.cli import AppGroup

from marketplace.foundation import errands
from marketplace.foundation.actor import Actor, acting_as
from marketplace.foundation.clock import now
from marketplace.foundation.transaction import transaction
from marketplace.search import service as search_service
from marketplace.search.service.growing import grow_lexicon
from seeds import load

seed = AppGroup("seed", help="Load reference tables or the demo market.")


@seed.command("reference")
def seed_reference() -> None:
    """Load postcodes, fields, competences and occupations; running it again changes only what differs."""
    for line in load.reference():
        click.echo(line)


@seed.command("demo")
@click.option("--start", type=click.DateTime(["%Y-%m-%d"]), help="the day the market stands at (default: today)")
@click.option("--once", is_flag=True, help="do nothing where the demo market is there already")
def seed_demo(start: date | None, once: bool) -> None:
    """Fill an empty database with the fictional demo market and print one sign-in per role."""
    for line in load.demo(start, current_app.config["INSTANCE_DIR"], once=once):
        click.echo(line)
    with acting_as(Actor.system("seed")), transaction():
        grow_lexicon(now())
    # So that the first visitor finds something, and a mail of theirs does not wait behind those of the weeks before.
    errands.work_all()
    search_service.follow(now())
