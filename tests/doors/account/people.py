"""People who can sign in, and reading what a page says."""

from __future__ import annotations

import re
from html import unescape

import html5lib
from werkzeug.test import TestResponse

from marketplace.accounts.models import Person
from marketplace.accounts.queries import person_by_id
from marketplace.accounts.service import set_password
from marketplace.foundation.actor import Actor
from marketplace.foundation.clock import now
from marketplace.foundation.transaction import transaction
from tests.factories.organisations import make_person

PASSWORD = "fire gule ænder"


def known(name: str = "Anne Skov", email: str = "anne@nordlys.dk") -> Person:
    """A person with the password above."""
    with transaction():
        person = make_person(name, email)
        set_password(person, PASSWORD, now=now())
    return person


def able(actor: Actor) -> Person:
    """The person of an actor, with the password above."""
    with transaction():
        person = person_by_id(actor.person_id or 0)
        set_password(person, PASSWORD, now=now())
    return person


def said(answer: TestResponse) -> str:
    """The words of a page; its HTML is valid, or the test fails here."""
    body = answer.get_data(as_text=True)
    html5lib.HTMLParser(strict=True).parse(body)
    assert len(re.findall(r"<h1[\s>]", body)) == 1
    body = re.sub(r"<(script|svg|head).*?</\1>", " ", body, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).replace("\u00a0", " ").split())
