"""The app and clients that knock on its doors."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from marketplace.accounts.models import Person
from marketplace.accounts.queries import session_counter
from marketplace.app import create_app
from marketplace.config import Config
from marketplace.foundation import db as database

_apps: dict[str, Flask] = {}


def config_for(url: str, folder: Path) -> Config:
    return Config(
        database_url=url,
        instance_dir=folder,
        secret_key="a secret for tests only, long enough",
        site_url="http://localhost",
        demo=True,
        operator_name="Operatøren",
        operator_cvr="10000009",
        log_level="ERROR",
        testing=True,
    )


@pytest.fixture
def app(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """One app per kind of database, made once; the `db` fixture points the session at the test's transaction."""
    kind = engine.dialect.name
    if kind not in _apps:
        _apps[kind] = create_app(
            config_for(engine.url.render_as_string(hide_password=False), tmp_path_factory.mktemp("instance"))
        )
    return _apps[kind]


class Knocker(FlaskClient):
    """A test client that sends the token of the form with every POST, as a browser would."""

    def post(self, *args: Any, token: bool = True, **more: Any) -> TestResponse:
        if token:
            page = self.get("/konto/log-ind").get_data(as_text=True)
            found = re.search(r'name="csrf_token" value="([^"]+)"', page) or re.search(
                r'name="csrf_token" value="([^"]+)"', self.get("/mit/").get_data(as_text=True)
            )
            assert found, "no page gave a token"
            data = more.get("data") or {}
            more["data"] = {**data, "csrf_token": found[1]} if isinstance(data, dict) else data
        return super().post(*args, **more)


ClientFor = Callable[..., Knocker]


@pytest.fixture
def client_for(app: Flask, db: None) -> Iterator[ClientFor]:
    """A client that has signed in as a person (or nobody), sitting at a desk."""
    app.test_client_class = Knocker

    def make(person: Person | None = None, desk: str = "", organisation: str = "", language: str = "da") -> Knocker:
        client = app.test_client()
        assert isinstance(client, Knocker)
        client.set_cookie("language", language)
        if person is not None:
            with client.session_transaction() as kept:
                kept["_user_id"] = f"{person.ref}:{session_counter(person.id)}"
                kept["_fresh"] = True
                kept["desk"], kept["organisation"] = desk, organisation
        return client

    yield make
    database.session.remove()
