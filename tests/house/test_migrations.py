"""Migrations make, from an empty database, just the tables the models say, and only go forward."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from marketplace import wiring
from marketplace.foundation.db import Base, connect
from tests.conftest import POSTGRESQL, make_database

ROOT = Path(__file__).resolve().parents[2]


def settings() -> Config:
    return Config(toml_file=ROOT / "pyproject.toml")


@pytest.mark.parametrize("kind", ["sqlite", *(["postgresql"] if POSTGRESQL else [])])
def test_migrations_from_empty_match_the_models(kind: str, tmp_path: Path) -> None:
    assert wiring.MODELS
    url, drop = make_database(kind, tmp_path)
    engine = connect(url)
    with engine.begin() as connection:
        config = settings()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        difference = compare_metadata(context, Base.metadata)
    engine.dispose()
    drop()
    assert difference == []


def test_there_is_one_line_of_migrations_and_no_way_back() -> None:
    scripts = ScriptDirectory.from_config(settings())
    assert len(scripts.get_heads()) == 1
    for script in scripts.walk_revisions():
        with pytest.raises(RuntimeError, match="forward only"):
            script.module.downgrade()
