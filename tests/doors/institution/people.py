"""Signing people in at an institution's desk, and reading what a page says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from html import unescape

import html5lib
from werkzeug.test import TestResponse

from marketplace.accounts.models import Person
from marketplace.accounts.queries import person_by_id
from marketplace.foundation import clock
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.texts import Texts
from marketplace.organisations.models import Accreditation, Institution
from tests.doors.conftest import ClientFor, Knocker
from tests.factories import within
from tests.factories.accounts import make_sign_in
from tests.factories.organisations import make_member


@dataclass(frozen=True)
class Desk:
    """A person at an institution's desk."""

    actor: Actor
    person: Person
    client: Knocker
    institution: Institution


def sit(client_for: ClientFor, institution: Institution, *roles: str, language: str = "da") -> Desk:
    """Somebody new with these roles, signed in."""
    with within():
        actor = make_member(institution, *roles)
        assert actor.person_id is not None
        person = person_by_id(actor.person_id)
        make_sign_in(person)
    client = client_for(person, "institution", actor.organisation_ref, language)
    return Desk(actor, person, client, institution)


def accredit(institution: Institution) -> None:
    """An accreditation that the operator has checked."""
    with within():
        session.add(
            Accreditation(
                institution_id=institution.id,
                kind="accreditation",
                body=Texts("Akkrediteringsrådet", "The Accreditation Council"),
                given_on=date(2024, 5, 12),
                ends_on=date(2030, 5, 12),
                verified_at=clock.now(),
            )
        )


def text_of(answer: TestResponse) -> str:
    """What a page says, without its tags; no-break spaces as spaces."""
    body = answer.get_data(as_text=True)
    body = re.sub(r"<(script|svg|head).*?</\1>", " ", body, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).replace("\u00a0", " ").split())


def heading_of(answer: TestResponse) -> str:
    """The page's one h1."""
    found: list[str] = re.findall(r"<h1[^>]*>(.*?)</h1>", answer.get_data(as_text=True), flags=re.DOTALL)
    assert len(found) == 1, f"{len(found)} h1"
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[0])).split())


def read(answer: TestResponse, status: int = 200) -> str:
    """What a page says, after making sure of its status, its one heading and its HTML."""
    assert answer.status_code == status, text_of(answer)[:600]
    heading_of(answer)
    html5lib.HTMLParser(strict=True).parse(answer.get_data(as_text=True))
    return text_of(answer)


def fields_of(answer: TestResponse, form: str = "") -> dict[str, str]:
    """What a browser would send of a page's form (the last POST form, or the one with this id), without a button."""
    tree = html5lib.parse(answer.get_data(as_text=True), namespaceHTMLElements=False)
    forms = [one for one in tree.iter("form") if one.get("method") == "post" and "log-ud" not in one.get("action", "")]
    chosen = next(one for one in reversed(forms) if not form or one.get("id") == form)
    sent: dict[str, str] = {}
    for field in chosen.iter():
        name = field.get("name", "")
        if not name or field.tag == "button":
            continue
        if field.tag == "textarea":
            sent[name] = (field.text or "").removeprefix("\n")
        elif field.tag == "select":
            options = list(field.iter("option"))
            on = [one for one in options if one.get("selected") is not None] or options[:1]
            sent[name] = on[0].get("value", "") if on else ""
        elif field.get("type") in ("checkbox", "radio"):
            if field.get("checked") is not None:
                sent[name] = field.get("value", "y")
        else:
            sent[name] = field.get("value", "")
    sent.pop("csrf_token", None)
    return sent
