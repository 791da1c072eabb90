"""Migrations make just the tables the models say, from an empty database and from the last release's, and only go
forward."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, select, text

from marketplace import wiring
from marketplace.foundation.db import Base, connect
from marketplace.foundation.money import kroner
from marketplace.pricing.models import PricePlan
from marketplace.pricing.rules import PerSeat, thawed_plan
from tests.conftest import POSTGRESQL, make_database

ROOT = Path(__file__).resolve().parents[2]
RELEASES = ["d8394a78df9f"]  # the head of each release that may stand somewhere: 0.1.0


def settings() -> Config:
    return Config(toml_file=ROOT / "pyproject.toml")


def migrate(engine: Engine, to: str = "head") -> None:
    with engine.connect() as connection:
        config = settings()
        config.attributes["connection"] = connection
        command.upgrade(config, to)
        connection.commit()


@pytest.fixture(params=["sqlite", *(["postgresql"] if POSTGRESQL else [])])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    url, drop = make_database(request.param, tmp_path)
    engine = connect(url)
    yield engine
    engine.dispose()
    drop()


def checks(engine: Engine) -> dict[str, set[tuple[str | None, str]]]:
    """The CHECK constraints of each table; the comparison by Alembic does not see them."""
    found = inspect(engine)
    return {
        table: {(one["name"], "".join(one["sqltext"].split())) for one in found.get_check_constraints(table)}
        for table in found.get_table_names()
        if table != "alembic_version"
    }


def test_migrations_from_empty_match_the_models(empty: Engine, tmp_path: Path) -> None:
    assert wiring.MODELS
    migrate(empty)
    with empty.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    url, drop = make_database(empty.dialect.name, tmp_path)
    fresh = connect(url)
    Base.metadata.create_all(fresh)
    wanted = checks(fresh)
    fresh.dispose()
    drop()
    assert checks(empty) == wanted


FIELD = "INSERT INTO field (key, label_da, label_en, isced_f) VALUES ('sundhed', 'Sundhed', 'Health', '091')"
COMPETENCES = """INSERT INTO competence (id, key, kind, source, field_key, label_da, label_en) VALUES
    (1, 'pleje', 'skill', 'own', 'sundhed', 'pleje', 'care'), (2, 'sygepleje', 'skill', 'own', 'sundhed', 'b', 'b')"""
LABEL = """INSERT INTO competence_label (id, competence_id, lang, kind, text, folded, source)
    VALUES (1, 1, 'da', 'pref', 'pleje', 'pleje', 'own')"""
BROADER = "INSERT INTO competence_broader (narrower_id, broader_id) VALUES (2, 1)"
OCCUPATION = "INSERT INTO occupation (id, key, label_da, label_en) VALUES (1, 'job', 'sygeplejerske', 'nurse')"
NEEDS = "INSERT INTO occupation_competence (occupation_id, competence_id, essential) VALUES (1, 2, true)"
POSTCODE = """INSERT INTO postcode (code, city, lat, lon, municipality, municipality_slug, region)
    VALUES ('4700', 'Næstved', 55.2, 11.8, 'Næstved', 'naestved', 'sjaelland')"""
ORGANISATION = """INSERT INTO organisation
    (id, ref, cvr, name, street, postcode_code, email, phone, web, created_at, fictional)
    VALUES (1, 'org', '10150817', 'Udbyder', '', '4700', '', '', '', '2026-11-01 08:00:00', true)"""
INSTITUTION = """INSERT INTO institution
    (id, kind, prefix, may_award_ects, bank_reg, bank_account, iban, fik, payment_days)
    VALUES (1, 'university', 'UD', true, '', '', '', '', 30)"""
OFFER = "INSERT INTO offer (id, ref, institution_id, field_key, created_at) VALUES (1, 'o', 1, 'sundhed', '2026-11-01')"
TERMS = """INSERT INTO terms (id, ref, institution_id, ladder, naming_days, created_at)
    VALUES (1, 't', 1, '[]', 7, '2026-11-01 08:00:00')"""
PLAN = """INSERT INTO price_plan (id, ref, offer_id, kind, funding_basis, seat_price, terms_id, status, created_at)
    VALUES (1, 'p', 1, 'per_seat', 'full_cost', 980000, 1, 'active', '2026-11-01 08:00:00')"""
SOLD = (POSTCODE, ORGANISATION, INSTITUTION, OFFER, TERMS, PLAN)


@pytest.mark.parametrize("release", RELEASES)
def test_what_the_last_release_kept_is_still_there(empty: Engine, release: str) -> None:
    migrate(empty, release)
    with empty.begin() as connection:
        for row in (FIELD, COMPETENCES, LABEL, BROADER, OCCUPATION, NEEDS, *SOLD):
            connection.execute(text(row))
    migrate(empty)
    with empty.connect() as connection:
        assert connection.execute(text("SELECT key, field_key, escos FROM competence ORDER BY id")).all() == [
            ("pleje", "sundhed", ""),
            ("sygepleje", "sundhed", ""),
        ]
        assert connection.execute(text("SELECT competence_id, text FROM competence_label")).all() == [(1, "pleje")]
        assert connection.execute(text("SELECT narrower_id, source FROM competence_broader")).all() == [(2, "own")]
        assert connection.execute(text("SELECT competence_id, source FROM occupation_competence")).all() == [(2, "own")]
        assert connection.execute(text("SELECT label_en, esco_alternatives_en FROM occupation")).all() == [
            ("nurse", "")
        ]
        plan = connection.execute(select(PricePlan.__table__.c.figures, PricePlan.__table__.c.extras)).one()
        assert thawed_plan(plan.figures) == PerSeat(kroner(9800))
        assert plan.extras == []


def test_there_is_one_line_of_migrations_and_no_way_back() -> None:
    scripts = ScriptDirectory.from_config(settings())
    assert len(scripts.get_heads()) == 1
    for script in scripts.walk_revisions():
        with pytest.raises(RuntimeError, match="forward only"):
            script.module.downgrade()
