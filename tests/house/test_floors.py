"""The house itself: floors, guards, tokens, one place that commits, files short enough to read."""

from __future__ import annotations

import ast
import dataclasses
import pkgutil
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import Environment

from marketplace import wiring
from marketplace.foundation.db import Base
from marketplace.foundation.events import Event
from marketplace.web.shell.guards import Door, open_to_all
from tests.doors.conftest import ClientFor, app, client_for

__all__ = ["app", "client_for"]

ROOT = Path(__file__).resolve().parents[2]
CODE = ROOT / "marketplace"
SOURCES = sorted(CODE.rglob("*.py"))
ROOMS = sorted({module.__name__.split(".")[1] for module in wiring.MODELS} | {"planning", "search"})
LONGEST = 320


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def test_imports_only_go_down() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports")], capture_output=True, text=True, cwd=ROOT, timeout=120
    )
    assert done.returncode == 0, done.stdout[-3000:]


def test_no_contract_ignores_an_import() -> None:
    assert "ignore_imports" not in (ROOT / "pyproject.toml").read_text()


def test_only_foundation_transaction_commits() -> None:
    guilty = [
        str(path.relative_to(ROOT))
        for path in SOURCES
        if path != CODE / "foundation" / "transaction.py"
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "commit"
        and "search/gateway" not in str(path)  # the index's own writer
    ]
    assert guilty == []


def test_only_doors_commands_and_the_worker_open_transactions() -> None:
    allowed = ("web/", "cli/", "foundation/errands.py", "foundation/transaction.py")
    guilty = [
        str(path.relative_to(CODE))
        for path in SOURCES
        if "transaction()" in path.read_text() and not str(path.relative_to(CODE)).startswith(allowed)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.With)
        and any(
            isinstance(item.context_expr, ast.Call) and getattr(item.context_expr.func, "id", "") == "transaction"
            for item in node.items
        )
    ]
    assert guilty == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(CODE)))
def test_files_are_short_enough_to_read(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LONGEST


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_begins_with_one_sentence_and_no_code(room: str) -> None:
    tree = parsed(CODE / room / "__init__.py")
    assert len(tree.body) == 1
    assert ast.get_docstring(tree)


@pytest.mark.parametrize("path", [p for p in SOURCES if p.name == "rules.py" or "rules" in p.parts], ids=str)
def test_rules_are_pure(path: Path) -> None:
    """No database, no clock, no outside library in rules."""
    forbidden = ("sqlalchemy", "stripe", "whoosh", "marketplace.foundation.db", "marketplace.foundation.clock.now")
    imported = [
        alias.name if isinstance(node, ast.Import) else f"{node.module}.{alias.name}"
        for node in ast.walk(parsed(path))
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in node.names
    ]
    assert [name for name in imported if name.startswith(forbidden)] == []


LIBRARIES = {
    "whoosh": ("search/gateway/",),
    "tantivy": ("search/gateway/",),
    "highspy": ("planning/gateway.py",),
    "argon2": ("accounts/gateway.py",),
    "smtplib": ("notices/gateway.py",),
    "markdown": ("foundation/documents/",),
    "nh3": ("foundation/documents/",),
    "icalendar": ("foundation/documents/",),
    "jinja2": ("foundation/documents/",),
    "snowballstemmer": ("foundation/language/",),
    "babel": ("foundation/words.py",),
    "stdnum": ("organisations/rules.py",),
    "flask": ("web/", "app.py", "cli/"),
    "flask_login": ("web/", "app.py"),
    "flask_wtf": ("web/shell/", "app.py"),
    "wtforms": ("web/",),
}


@pytest.mark.parametrize("library", sorted(LIBRARIES))
def test_an_outside_library_enters_in_one_place(library: str) -> None:
    importers = {
        str(path.relative_to(CODE))
        for path in SOURCES
        for node in ast.walk(parsed(path))
        if (isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == library)
        or (isinstance(node, ast.Import) and any(alias.name.split(".")[0] == library for alias in node.names))
    }
    assert importers
    assert [path for path in importers if not path.startswith(LIBRARIES[library])] == []


def test_names_the_house_does_not_use() -> None:
    forbidden = {"utils", "util", "helpers", "helper", "common", "manager", "processor", "misc"}
    assert [str(path) for path in SOURCES if path.stem in forbidden or forbidden & set(path.parts)] == []


def test_no_view_knows_the_session() -> None:
    assert [
        str(path.relative_to(CODE))
        for path in (CODE / "web").rglob("*.py")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith(("marketplace.foundation.db", "sqlalchemy.orm"))
    ] == []


FLOORS = [
    {"foundation"},
    {"accounts", "competences", "geography"},
    {"organisations"},
    {"catalogue", "needs", "payments", "spending"},
    {"pricing"},
    {"booking"},
    {"search"},
    {"planning"},
    {"notices"},
]


def floor(module: str) -> int:
    room = module.split(".")[1]
    return next(number for number, rooms in enumerate(FLOORS) if room in rooms)


def test_foreign_keys_and_relationships_point_down_or_stay_in_the_room() -> None:
    wrong = []
    owners = {mapper.local_table.name: mapper.class_.__module__ for mapper in Base.registry.mappers}
    for mapper in Base.registry.mappers:
        here = mapper.class_.__module__
        for relation in mapper.relationships:
            there = relation.mapper.class_.__module__
            if there.split(".")[1] != here.split(".")[1] and floor(there) >= floor(here):
                wrong.append(f"{here}.{mapper.class_.__name__}.{relation.key}")
        for key in mapper.local_table.foreign_keys:
            there = owners[key.column.table.name]
            if there.split(".")[1] != here.split(".")[1] and floor(there) >= floor(here):
                wrong.append(f"{here}: {key.parent} -> {key.column}")
    assert wrong == []


def test_every_relationship_refuses_to_load_by_itself() -> None:
    assert [
        f"{mapper.class_.__name__}.{relation.key}"
        for mapper in Base.registry.mappers
        for relation in mapper.relationships
        if relation.lazy != "raise"
    ] == []


PERSONAL = re.compile(r"name|mail|address|street|phone|title|text|note|token|code|password|cvr|body|message")


def test_facts_carry_no_personal_field() -> None:
    for module in pkgutil.walk_packages([str(CODE)], "marketplace."):
        if module.name.endswith("events"):
            __import__(module.name)
    fields = {
        (kind, field.name, field.type)
        for kind, fact in Event.kinds.items()
        for field in dataclasses.fields(fact)  # type: ignore[arg-type]
    }
    assert fields
    assert {(kind, name) for kind, name, type_ in fields if type_ != "bool" and PERSONAL.search(name)} == set()
    assert {
        (kind, name, type_) for kind, name, type_ in fields if type_ not in ("str", "int", "bool", "tuple[str, ...]")
    } == set()


def test_every_route_belongs_to_a_door_with_a_guard(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        if rule.endpoint.endswith("static"):
            continue
        door = app.blueprints[rule.endpoint.split(".")[0]]
        assert isinstance(door, Door), rule.endpoint
        assert door.guard in app.before_request_funcs[door.name], rule.endpoint


def filled(rule: Any) -> str:
    return re.sub(r"<[^>]+>", "abcdefghjkmn", str(rule.rule))


def test_doors_with_a_desk_send_strangers_to_sign_in(app: Flask, client_for: ClientFor) -> None:
    client = client_for()
    guarded = 0
    for rule in app.url_map.iter_rules():
        door = app.blueprints.get(rule.endpoint.split(".")[0])
        if not isinstance(door, Door) or door.guard is open_to_all or rule.endpoint.startswith("account."):
            continue
        guarded += 1
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            answer = client.open(filled(rule), method=method) if method == "GET" else client.post(filled(rule))
            assert answer.status_code == 302, (rule.endpoint, method, answer.status_code)
            assert "/konto/log-ind" in answer.headers["Location"], rule.endpoint
    assert guarded > 20


def test_every_post_needs_a_token(app: Flask, client_for: ClientFor) -> None:
    client = client_for()
    posts = [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    assert len(posts) > 20
    for rule in posts:
        answer = client.post(filled(rule), token=False)
        assert answer.status_code == 400, (rule.endpoint, answer.status_code)


TEMPLATES = sorted((CODE / "templates").rglob("*.html"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(CODE / "templates")))
def test_templates_parse_and_hold_no_inline_code(path: Path) -> None:
    source = path.read_text()
    Environment(autoescape=True, extensions=["jinja2.ext.do"]).parse(source)
    assert not re.search(r"\sstyle=\"|<script>|\son[a-z]+=\"|javascript:", source)
    for form in re.findall(r"<form\b[^>]*method=\"post\"[^>]*>.*?</form>", source, flags=re.S | re.I):
        assert "csrf" in form, "a POST form without a token"


def test_routes_are_pinned(app: Flask) -> None:
    found = sorted(
        f"{rule.rule} {','.join(sorted((rule.methods or set()) - {'HEAD', 'OPTIONS'}))} {rule.endpoint}"
        for rule in app.url_map.iter_rules()
        if not rule.endpoint.startswith("bootstrap.")
    )
    pinned = (Path(__file__).parent / "routes.txt").read_text().splitlines()
    assert found == pinned, "a changed address breaks bookmarks and mails: change tests/house/routes.txt on purpose"
