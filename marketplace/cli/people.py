"""`flask people …`: people with rights of their own."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from marketplace.accounts.queries import has_sign_in
from marketplace.accounts.service import create_person
from marketplace.cli.telling import reason
from marketplace.foundation.actor import Actor, act_as
from marketplace.foundation.clock import now
from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.transaction import transaction
from marketplace.organisations.service.inviting import invite
from marketplace.organisations.service.roles import give_role

people = AppGroup("people", help="People with rights of their own.")


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
        raise click.ClickException(reason(broken)) from broken
    click.echo("They can sign in already." if known else "An invitation is on its way by mail; it lasts 30 days.")
