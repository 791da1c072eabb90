"""Signing people in at a company's desk, and reading what a page says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from werkzeug.test import TestResponse

from marketplace.accounts.models import Person
from marketplace.accounts.queries import person_by_id
from marketplace.foundation.actor import Actor
from marketplace.organisations.models import Company
from tests.doors.conftest import ClientFor, Knocker
from tests.factories import within
from tests.factories.accounts import make_sign_in
from tests.factories.organisations import make_member


@dataclass(frozen=True)
class Desk:
    """A person at a company's desk."""

    actor: Actor
    person: Person
    client: Knocker


def sit(client_for: ClientFor, company: Company, *roles: str, language: str = "da") -> Desk:
    """Somebody new with these roles, signed in."""
    with within():
        actor = make_member(company, *roles)
        assert actor.person_id is not None
        person = person_by_id(actor.person_id)
        make_sign_in(person)
    return Desk(actor, person, client_for(person, "company", actor.organisation_ref, language))


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
