"""Databases, clock and clients that tests stand on."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from marketplace import wiring
from marketplace.foundation import clock as clock_module
from marketplace.foundation import db as database
from marketplace.foundation import links
from marketplace.foundation.words import speak

POSTGRESQL = os.environ.get("TEST_DATABASE_URL", "")
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def pytest_configure() -> None:
    """Where nothing may be skipped (.ci/run), a missing PostgreSQL is a fault, as a missing Chromium is."""
    if os.environ.get("REQUIRE_EVERYTHING") == "1" and not POSTGRESQL:
        raise pytest.UsageError("REQUIRE_EVERYTHING=1, but TEST_DATABASE_URL names no PostgreSQL.")


class Clock:
    """A clock tests can set and move."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        return self.at

    def move(self, **by: float) -> datetime:
        self.at += timedelta(**by)
        return self.at


@pytest.fixture(autouse=True)
def clock() -> Iterator[Clock]:
    ours = Clock()
    clock_module.set_clock(ours)
    yield ours
    clock_module.set_clock(None)


@pytest.fixture(autouse=True)
def danish() -> None:
    """Every test begins in Danish, whatever page an earlier one asked for."""
    speak("da")


@pytest.fixture(scope="session", autouse=True)
def wired() -> None:
    wiring.wire()
    links.use("a secret for tests only")


def make_database(kind: str, folder: Path) -> tuple[str, Callable[[], None]]:
    """An empty database of its own: (url, how to drop it)."""
    name = f"kt_{uuid.uuid4().hex[:12]}"
    if kind == "sqlite":
        return f"sqlite:///{folder / name}.db", lambda: None
    server = create_engine(POSTGRESQL.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
        # Our processes are killed in tests, the server is not: nothing waits for its disk.
        connection.execute(text(f"ALTER DATABASE {name} SET synchronous_commit = off"))

    def drop() -> None:
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        server.dispose()

    return POSTGRESQL.rsplit("/", 1)[0] + f"/{name}", drop


@pytest.fixture(scope="session", params=["sqlite", *(["postgresql"] if POSTGRESQL else [])])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """One database with all tables per kind, kept for the whole run and left empty by every test."""
    url, drop = make_database(request.param, tmp_path_factory.mktemp("database"))
    ours = database.connect(url)
    database.Base.metadata.create_all(ours)
    yield ours
    ours.dispose()
    drop()


@pytest.fixture
def db(engine: Engine) -> Iterator[None]:
    """A test transaction that everything joins with savepoints and that is undone at the end."""
    with engine.connect() as connection:
        outer = connection.begin()
        database.use(connection, join_transaction_mode="create_savepoint")
        yield
        database.session.remove()
        outer.rollback()


@pytest.fixture(params=["sqlite", *(["postgresql"] if POSTGRESQL else [])])
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The url of a database of its own with real commits: for locks, races, errands and kills."""
    url, drop = make_database(request.param, tmp_path)
    ours = database.connect(url)
    database.Base.metadata.create_all(ours)
    database.use(ours, join_transaction_mode="conditional_savepoint")
    yield url
    database.session.remove()
    ours.dispose()
    drop()
