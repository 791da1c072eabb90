"""Alembic's environment: the database of the environment, and the tables of every room. Forward only."""

from __future__ import annotations

from alembic import context

from marketplace import wiring
from marketplace.config import database_url
from marketplace.foundation.db import Base, connect

if not wiring.MODELS:  # importing the wiring makes every table known
    raise RuntimeError("no room keeps tables")

target = Base.metadata


def run(connection) -> None:  # type: ignore[no-untyped-def]
    context.configure(
        connection=connection,
        target_metadata=target,
        compare_type=True,
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with connect(context.config.get_main_option("sqlalchemy.url") or database_url()).connect() as connection:
        run(connection)
