"""`flask errands …`: work that happens after commit."""

from __future__ import annotations

import threading

import click
from flask.cli import AppGroup

from marketplace.foundation import errands
from marketplace.foundation.actor import Actor, act_as
from marketplace.foundation.clock import now
from marketplace.foundation.transaction import transaction
from marketplace.search import service as search_service

work = AppGroup("errands", help="Work that happens after commit: mail, sweeps, repeats.")


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
