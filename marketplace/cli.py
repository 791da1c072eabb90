"""The commands of `flask --app wsgi …`; each says what it does with --help."""

from __future__ import annotations

import threading
from datetime import date

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from marketplace.accounts.queries import has_sign_in
from marketplace.accounts.service import create_person
from marketplace.foundation import errands
from marketplace.foundation.actor import Actor, act_as
from marketplace.foundation.clock import now
from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.problems import problem
from marketplace.foundation.transaction import transaction
from marketplace.organisations.service.inviting import invite
from marketplace.organisations.service.roles import give_role
from marketplace.search import queries as search_queries
from marketplace.search import service as search_service
from seeds import load

seed = AppGroup("seed", help="Load reference tables or the demo market.")
work = AppGroup("errands", help="Work that happens after commit: mail, sweeps, repeats.")
people = AppGroup("people", help="People with rights of their own.")
search = AppGroup("search", help="The index of offers: derived, safe to delete.")


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
    # So that the first visitor finds something, and a mail of theirs does not wait behind those of the weeks before.
    errands.work_all()
    search_service.follow(now())


@work.command("work")
@click.option("--once", is_flag=True, help="do what is due and stop")
def errands_work(once: bool) -> None:
    """Do errands as they fall due, until stopped. Any number of these may run side by side on PostgreSQL."""
    if once:
        errands.schedule_repeats(now())
        done = errands.work_all()
        search_service.follow(now())
        click.echo(f"{done} errands done")
        return
    errands.work_forever(threading.Event(), also=lambda: search_service.follow(now()))


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


@work.command("dead")
@click.option("--revive", type=int, help="try this dead errand again")
def errands_dead(revive: int | None) -> None:
    """List the errands that were given up, or try one again."""
    act_as(Actor.system("cli"))
    if revive is not None:
        with transaction():
            errands.revive(revive, now())
    for errand in errands.dead_list():
        click.echo(f"{errand.id}  {errand.listener}  {errand.fault}  {errand.tries} tries")


@people.command("operator")
@click.argument("address")
@click.argument("name")
def people_operator(address: str, name: str) -> None:
    """Make somebody an operator and mail them an invitation (or tell them to sign in, where they can)."""
    actor = Actor.system("cli")
    act_as(actor)
    try:
        with transaction():
            person = create_person(actor, name, address, "da", now=now())
            give_role(actor, person.ref, "operator", now=now())
            known = has_sign_in(person.id)
            if not known:
                invite(actor, person.ref, by_mail=True, now=now())
    except RuleBroken as broken:
        raise click.ClickException(problem(broken)) from broken
    click.echo("They can sign in already." if known else "An invitation is on its way by mail; it lasts 30 days.")


def install(app: Flask) -> None:
    """Make the commands known to Flask."""
    for group in (seed, work, search, people):
        app.cli.add_command(group)
