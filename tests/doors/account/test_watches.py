"""Stopping the mails about a saved search from a link in one of them."""

from __future__ import annotations

import pytest

from marketplace.foundation import clock
from marketplace.foundation.transaction import transaction
from marketplace.search.models import Watch
from marketplace.search.queries.watches import Look, stop_link, watch_or_none
from marketplace.search.service.watching import drop_watch, save_watch
from tests.doors.conftest import ClientFor
from tests.doors.hr.people import heading_of, text_of
from tests.factories.organisations import make_company, make_member


@pytest.fixture
def link(client_for: ClientFor) -> str:
    """The address of the link that stops a search called “Klart sprog”."""
    actor = make_member(make_company(), "booker")
    with transaction():
        watch = save_watch(actor, Look("q=klart+sprog", "0" * 64, 0, ()), title="Klart sprog", now=clock.now())
    return "/konto/soegning/{}/{}".format(*stop_link(watch))


def watch_of(link: str) -> Watch:
    found = watch_or_none(link.split("/")[3])
    assert found
    return found


def test_the_link_asks_first_and_works_signed_out(client_for: ClientFor, link: str) -> None:
    client = client_for()
    page = client.get(link)
    assert page.status_code == 200
    assert "Vil du ikke have flere mails om »Klart sprog«?" in text_of(page)
    assert page.headers["Cache-Control"] == "no-store"
    assert watch_of(link).status == "active"  # programs that read mails follow links
    for _time in range(2):
        stopped = client.post(link)
        assert stopped.status_code == 200
        assert heading_of(stopped) == "Mails om søgningen er stoppet"
    assert watch_of(link).status == "stopped"
    assert heading_of(client.get(link)) == "Mails om søgningen er stoppet"


def test_an_altered_link_stops_nothing_and_says_nothing_of_the_search(client_for: ClientFor, link: str) -> None:
    client = client_for()
    for altered in (link[:-1] + ("0" if link[-1] != "0" else "1"), "/konto/soegning/findesikke/" + "0" * 40):
        for page in (client.get(altered), client.post(altered)):
            assert page.status_code == 410
            assert "Klart sprog" not in text_of(page)
    assert watch_of(link).status == "active"


def test_the_link_of_a_deleted_search_says_so(client_for: ClientFor, link: str) -> None:
    watch = watch_of(link)
    actor = make_member(watch.company, "admin")
    with transaction():
        drop_watch(actor, watch.ref)
    page = client_for().get(link)
    assert page.status_code == 410
    assert "Er den slettet, kommer der ingen mails om den." in text_of(page)


def test_the_page_is_in_english_too(client_for: ClientFor, link: str) -> None:
    assert heading_of(client_for(language="en").get(link)) == "Stop mails about a search"
