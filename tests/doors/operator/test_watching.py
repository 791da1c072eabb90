"""The dead list, the demo's outbox and the log."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from marketplace.accounts.events import PersonChanged, PersonCreated
from marketplace.foundation.clock import now
from marketplace.foundation.db import session
from marketplace.foundation.documents.letters import Letter
from marketplace.foundation.errands import Errand
from marketplace.foundation.events import Event, announce
from marketplace.foundation.labels import LABELS
from marketplace.foundation.transaction import transaction
from marketplace.notices.gateway import outbox_or_none
from tests.doors.conftest import Knocker
from tests.doors.counting import counting
from tests.doors.operator.reading import said
from tests.factories import within

DEAD, OUTBOX, LOG = "/operator/gaaet-i-staa", "/operator/udbakke", "/operator/haendelser"


def dead_errand(key: str = "x") -> Errand:
    with within():
        made = Errand(
            listener="task:notices.hand_over",
            ref="abc",
            due_at=now(),
            key=key,
            tries=8,
            status="dead",
            fault="TimeoutError",
        )
        session.add(made)
    return made


def test_a_dead_errand_is_shown_and_tried_again_once(client: Knocker) -> None:
    assert "Intet er gået i stå." in said(client.get(DEAD))
    number = dead_errand().id
    words = said(client.get(DEAD))
    assert "task:notices.hand_over" in words
    assert "TimeoutError" in words
    assert "1 opgave er opgivet" in said(client.get("/operator/"))
    answer = client.post(f"{DEAD}/igen", data={"errand": number})
    assert (answer.status_code, answer.location) == (303, DEAD)
    words = said(client.get(DEAD))
    assert "Opgaven prøves igen om lidt." in words
    assert "1 opgave er klar til at blive gjort nu." in words
    assert client.post(f"{DEAD}/igen", data={"errand": number}).status_code == 404


def test_an_errand_is_not_revived_by_a_link(client: Knocker) -> None:
    assert client.get(f"{DEAD}/igen", query_string={"errand": dead_errand().id}).status_code == 405


@pytest.mark.parametrize("typed", ["", "abc", "-1", "9" * 40, "424242"])
def test_a_number_that_is_no_dead_errand_is_not_found(client: Knocker, typed: str) -> None:
    assert client.post(f"{DEAD}/igen", data={"errand": typed}).status_code == 404


@pytest.fixture
def letter(client: Knocker) -> Iterator[str]:
    outbox = outbox_or_none()
    assert outbox is not None
    outbox.hand_over(
        Letter(
            to="mette@nordlys.dk",
            name="Mette Holm",
            subject="Vælg en adgangskode",
            text="Hej Mette Holm\n\nhttp://localhost/konto/ny <script>alert(1)</script>\n",
            html="<p>Hej</p>",
            message_id="<brev@kompetencetorvet>",
            language="da",
        )
    )
    yield outbox.letters().items[0].file
    for file in outbox.folder.glob("*.eml"):
        file.unlink()


def test_the_demos_letters_are_listed_and_read_as_text(client: Knocker, letter: str) -> None:
    words = said(client.get(OUTBOX))
    assert "Demoens udbakke" in words
    assert "Vælg en adgangskode" in words
    assert "mette@nordlys.dk" in words
    page = client.get(f"{OUTBOX}/{letter}")
    assert "Hej Mette Holm" in said(page)
    assert "<script>alert" not in page.get_data(as_text=True)
    assert '<a href="http://localhost/konto/ny"' in page.get_data(as_text=True)


@pytest.mark.parametrize("name", ["findes-ikke", "..", "%2e%2e%2fmarket", "A.eml"])
def test_other_files_are_no_letters(client: Knocker, name: str) -> None:
    assert client.get(f"{OUTBOX}/{name}").status_code in (404, 308)


def test_outside_the_demo_there_is_no_outbox(client: Knocker, app: Flask, letter: str) -> None:
    app.config["DEMO"] = False
    try:
        assert client.get(OUTBOX).status_code == 404
        assert client.get(f"{OUTBOX}/{letter}").status_code == 404
        assert "Udbakke" not in said(client.get("/operator/"))
    finally:
        app.config["DEMO"] = True


def test_the_log_shows_facts_newest_first_one_kind_or_all(client: Knocker) -> None:
    with transaction():
        announce(PersonCreated(person="foerste"))
        announce(PersonChanged(person="anden", what="name"))
    words = said(client.get(LOG))
    assert words.index("person: anden, what: name") < words.index("person: foerste")
    only = said(client.get(LOG, query_string={"slags": "person_created"}))
    assert "foerste" in only
    assert "anden, what" not in only
    assert "anden, what" in said(client.get(LOG, query_string={"slags": "ukendt"}))


def test_the_log_is_paged_in_two_statements_whatever_its_length(client: Knocker) -> None:
    with transaction():
        for number in range(120):
            announce(PersonCreated(person=f"p{number:03}"))
    with counting() as sent:
        page = client.get(LOG)
    assert len([one for one in sent if "event_log" in one]) == 1
    body = page.get_data(as_text=True)
    assert "p119" in body
    assert "p069" not in body
    older = body.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    second = client.get(older).get_data(as_text=True)
    assert "p069" in second
    assert "p119" not in second
    assert "De nyeste" in second


@pytest.mark.parametrize("before", ["abc", "-1", "9" * 40])
def test_a_place_in_the_log_that_is_no_number_is_the_top(client: Knocker, before: str) -> None:
    assert client.get(LOG, query_string={"foer": before}).status_code == 200


def test_every_fact_of_the_market_has_a_word() -> None:
    told = {kind for kind, fact in Event.kinds.items() if fact.__module__.startswith("marketplace.")}
    assert told - set(LABELS["fact"]) == set()
