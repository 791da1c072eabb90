"""Tables and the session. Only models, queries, services and the foundation itself import this."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar

from sqlalchemy import (
    BigInteger,
    Connection,
    DateTime,
    Dialect,
    Engine,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Text,
    create_engine,
    event,
)
from sqlalchemy.orm import (
    Composite,
    DeclarativeBase,
    Session,
    composite,
    mapped_column,
    scoped_session,
    sessionmaker,
)
from sqlalchemy.types import TypeDecorator

from marketplace.foundation.texts import Texts as Texts

SQLITE_BUSY_MS = 20_000


class Instant(TypeDecorator[datetime]):
    """A moment in time: refuses naive datetimes on the way in, gives UTC on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime is not an instant")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """All tables. Constraint names are fixed so that a violation can be told by its name."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: Instant}


_BIG = BigInteger().with_variant(Integer, "sqlite")

Id = Annotated[int, mapped_column(_BIG, primary_key=True)]
Ref = Annotated[str, mapped_column(String(16), unique=True)]
Ore = Annotated[int, mapped_column(BigInteger)]


def points_to(column: str, **more: Any) -> Any:
    """A foreign key column with an index: `institution_id: Mapped[int] = points_to("institution.id")`."""
    index = more.pop("index", True)
    return mapped_column(_BIG, ForeignKey(column), index=index, **more)


def texts(name: str, length: int | None = None) -> Composite[Texts]:
    """A `_da` / `_en` column pair: `title: Mapped[Texts] = texts("title", 200)`."""
    kind = Text if length is None else String(length)
    return composite(
        Texts,
        mapped_column(f"{name}_da", kind, default="", server_default=""),
        mapped_column(f"{name}_en", kind, default="", server_default=""),
    )


def connect(url: str) -> Engine:
    """An engine for SQLite or PostgreSQL with the settings the market relies on."""
    if url.startswith("postgresql://"):
        url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, pool_size=5, max_overflow=10)
    engine = create_engine(url, connect_args={"timeout": SQLITE_BUSY_MS / 1000, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _prepare(dbapi: Any, _record: Any) -> None:
        dbapi.isolation_level = None  # SQLAlchemy sends BEGIN itself, see _begin
        for pragma in (
            "journal_mode=WAL",
            "foreign_keys=ON",
            f"busy_timeout={SQLITE_BUSY_MS}",
            "synchronous=FULL",
            "temp_store=MEMORY",
            "cache_size=-32000",
        ):
            dbapi.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A writer takes the lock at once: a transaction that reads first and writes later
        # can otherwise fail with "database is locked" however long it waits.
        writing = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


_maker: sessionmaker[Session] = sessionmaker(expire_on_commit=False)
session: scoped_session[Session] = scoped_session(_maker)


def use(bind: Engine | Connection, **options: Any) -> None:
    """Point the session at a database (the app once; tests as they need)."""
    session.remove()
    _maker.configure(bind=bind, **options)


def on_postgresql() -> bool:
    """Whether the session talks to PostgreSQL."""
    return session.get_bind().dialect.name == "postgresql"


def learn_sizes() -> None:
    """Let SQLite count a sample of every table, so that it reads the small side of a join first.

    Without, it takes an index where nearly all rows are alike for a good one. PostgreSQL does this by itself.
    """
    if not on_postgresql():
        session.connection().exec_driver_sql("PRAGMA analysis_limit=1000")
        session.connection().exec_driver_sql("ANALYZE")
