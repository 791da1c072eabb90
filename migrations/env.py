"""Alembic's environment: the database of the environment, and the tables of every room. Forward only."""

from __future__ import annotations

from alembic import context

from marketplace import wiring
from marketplace.config import database_url
from marketplace.foundation.db import Base, Instant, connect

if not wiring.MODELS:  # importing the wiring makes every table known
    raise RuntimeError("no room keeps tables")

target = Base.metadata


def as_plain(kind: str, thing: object, _context: object) -> str | bool:
    """Migrations stand on their own: our own column types are written as the plain ones they are made of."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(thing, Instant) else False


def run(connection) -> None:  # type: ignore[no-untyped-def]
    """Migrate. SQLite makes a changed table anew, so what points at it is checked afterwards and not meanwhile."""
    on_sqlite = connection.dialect.name == "sqlite"
    dbapi = connection.connection.dbapi_connection
    if on_sqlite and connection.in_transaction():
        raise RuntimeError("SQLite is migrated outside a transaction: keys can only be let go of before one begins")
    if on_sqlite:
        dbapi.execute("PRAGMA foreign_keys=OFF")
    context.configure(
        connection=connection,
        target_metadata=target,
        compare_type=True,
        render_item=as_plain,
        render_as_batch=on_sqlite,
    )
    with context.begin_transaction():
        context.run_migrations()
        if on_sqlite and (astray := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
            raise RuntimeError(f"after the migration a row of {astray[0]} points at nothing in {astray[2]}")
    if on_sqlite:
        dbapi.execute("PRAGMA foreign_keys=ON")


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with connect(database_url()).connect() as connection:
        run(connection)
