"""The commands of `flask --app wsgi …`; each says what it does with --help."""

from __future__ import annotations

from flask import Flask

from marketplace.cli.catalogue import catalogue
from marketplace.cli.competences import competences
from marketplace.cli.demo import demo
from marketplace.cli.invoicing import invoices
from marketplace.cli.people import people
from marketplace.cli.searching import search
from marketplace.cli.seeding import seed
from marketplace.cli.working import work


def install(app: Flask) -> None:
    """Make the commands known to Flask."""
    for group in (seed, work, invoices, search, people, competences, catalogue, demo):
        app.cli.add_command(group)
