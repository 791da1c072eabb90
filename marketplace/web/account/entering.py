"""Beginning a session, and where a person lands afterwards."""

from __future__ import annotations

import json
from dataclasses import dataclass

from flask import current_app, g, redirect, request, session, url_for
from flask_login import login_user
from werkzeug.wrappers import Response

from marketplace.accounts.models import Person
from marketplace.accounts.queries import session_counter
from marketplace.foundation.texts import Texts
from marketplace.organisations.queries import desks_of
from marketplace.web.shell.guards import SignedIn, present_desk, safe_next, signed_in_or_none, sit_down
from marketplace.web.shell.pages import desk_front

DEMO_FILE = "demo_sign_ins.json"


def place() -> str:
    """Where the request comes from, for counting tries."""
    return request.remote_addr or ""


def enter(person: Person, *, remember: bool = False) -> None:
    """Sign a person in. Nothing of the session before is kept, so that nobody can have planted one."""
    session.clear()
    g.pop("actor", None)
    login_user(
        SignedIn(person.id, person.ref, person.name, person.language, session_counter(person.id), desks_of(person.id)),
        remember=remember,
    )


def onwards() -> Response:
    """To the page that asked for the sign-in, or to the first page of the person's desk."""
    desk = present_desk()
    front = desk_front(desk.desk) if desk else url_for("public.front")
    return redirect(safe_next(request.args.get("next")) or front, 303)


def sit_at(kind: str, *, organisation_ref: str | None = None, organisation_id: int | None = None) -> bool:
    """Take a seat at one of the signed-in person's own desks, read anew; False when they have no such desk."""
    person = signed_in_or_none()
    for desk in desks_of(person.person_id) if person else []:
        by_ref = organisation_ref is None or desk.organisation_ref == organisation_ref
        by_id = organisation_id is None or desk.organisation_id == organisation_id
        if desk.desk == kind and by_ref and by_id:
            sit_down(desk)
            g.pop("actor", None)
            return True
    return False


@dataclass(frozen=True, slots=True)
class DemoSignIn:
    """One of the demo market's people, shown on the sign-in page with the password."""

    email: str
    password: str
    text: Texts


def demo_sign_ins() -> list[DemoSignIn]:
    """The people the demo market lets anybody sign in as; none outside demo mode or before it is seeded."""
    path = current_app.config["INSTANCE_DIR"] / DEMO_FILE
    if not current_app.config["DEMO"] or not path.is_file():
        return []
    return [
        DemoSignIn(row["email"], row["password"], Texts(row["text_da"], row["text_en"]))
        for row in json.loads(path.read_text(encoding="utf-8"))
    ]
