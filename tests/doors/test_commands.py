"""The commands people type: each explains itself and does what it says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.accounts.models import Person
from marketplace.foundation.db import session
from marketplace.notices.models import Message
from marketplace.organisations.models import Membership
from tests.factories.competences import make_vocabulary

GROUPS = {
    "seed": ("reference", "demo"),
    "errands": ("work", "dead"),
    "invoices": ("run",),
    "search": ("rebuild", "follow", "ask"),
    "people": ("operator",),
    "competences": ("import-esco", "match"),
    "catalogue": ("import",),
    "demo": ("scale",),
}


@pytest.mark.parametrize(("group", "name"), [(group, name) for group, names in GROUPS.items() for name in names])
def test_a_command_explains_itself(app: Flask, group: str, name: str) -> None:
    said = app.test_cli_runner().invoke(args=[group, name, "--help"])
    assert said.exit_code == 0, said.output
    first = said.output.split("\n\n")[1].strip()
    assert len(first) > 30, said.output


def test_an_operator_is_made_and_invited_once(app: Flask, db: None) -> None:
    runner = app.test_cli_runner()
    said = runner.invoke(args=["people", "operator", "Ny@Torvet.example", "Ny Operatør"])
    assert said.exit_code == 0, said.output
    assert "invitation" in said.output
    person_id = session.scalars(select(Person.id).where(Person.email_norm == "ny@torvet.example")).one()
    assert session.scalars(select(Membership.role).where(Membership.person_id == person_id)).all() == ["operator"]
    assert runner.invoke(args=["errands", "work", "--once"]).exit_code == 0
    assert session.scalars(select(Message.kind).where(Message.person_id == person_id)).all() == ["invitation"]


def test_a_wrong_address_is_said_in_words(app: Flask, db: None) -> None:
    said = app.test_cli_runner().invoke(args=["people", "operator", "not-an-address", "Ny Operatør"])
    assert said.exit_code == 1
    assert "e-mail address" in said.output


def test_commands_say_what_is_wrong_in_english(app: Flask, db: None, tmp_path: Path) -> None:
    said = app.test_cli_runner().invoke(args=["competences", "import-esco", str(tmp_path)])
    assert said.exit_code == 1
    assert "skills_da.csv, skills_en.csv" in said.output
    assert not set("æøå") & set(said.output.lower().replace(str(tmp_path), ""))


def test_match_gives_each_line_the_object_that_is_documented(app: Flask, db: None) -> None:
    make_vocabulary()
    said = app.test_cli_runner().invoke(args=["competences", "match", "--json"], input="sundhedskommunikation\n\n")
    first, second = (json.loads(line) for line in said.output.splitlines())
    assert set(first) == set(second) == {"query", "competences", "ms"}
    assert first["query"] == "sundhedskommunikation"
    assert set(first["competences"][0]) == {"uri", "label", "score"}
    assert second["competences"] == []


def test_the_index_is_built_followed_and_asked(app: Flask, db: None) -> None:
    runner = app.test_cli_runner()
    assert "0 offers indexed\n" in runner.invoke(args=["search", "rebuild"]).output
    assert runner.invoke(args=["search", "follow"]).output == "0 offers written\n"
    assert "0 offers\n" in runner.invoke(args=["search", "ask", "ledelse"]).output


def test_no_errand_is_dead_in_a_new_market(app: Flask, db: None) -> None:
    said = app.test_cli_runner().invoke(args=["errands", "dead"])
    assert (said.exit_code, said.output) == (0, "")
    assert app.test_cli_runner().invoke(args=["errands", "dead", "--revive", "999"]).exit_code != 0
