"""A whole job ad as the question: read once, never carried in an address."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import html5lib
import pytest

from marketplace.foundation.texts import Texts
from marketplace.web.public import pasting
from marketplace.web.public.forms import LONG
from tests.doors.conftest import ClientFor, Knocker
from tests.doors.public.market import a_competence, heading, index, list_offer, words

AD = (
    "Vi søger en kollega til kommunikation.\r\n\r\nDu har erfaring med sundhedskommunikation, og du trives med klart "
    "sprog. Ring til Anna Vestergaard på 12 34 56 78, eller skriv til anna@vaeksthus.example.\r\n"
)


@pytest.fixture
def client(client_for: ClientFor, monkeypatch: pytest.MonkeyPatch) -> Knocker:
    monkeypatch.setattr(pasting, "LONG", 100)
    list_offer(competence=a_competence("sundhedskommunikation", "health communication"))
    list_offer(Texts("Skriv", "Write"), competence=a_competence("klart sprog", "plain language"))
    index()
    return client_for()


def test_a_long_text_becomes_the_competences_it_asks_for_and_stands_in_no_address(client: Knocker) -> None:
    sent = client.post("/stillingsopslag", data={"q": AD, "postnr": "8000", "antal": "4", "form": "onsite"})
    assert sent.status_code == 303
    asked = parse_qs(urlsplit(sent.location).query)
    assert set(asked["q"][0].split(", ")) == {"sundhedskommunikation", "klart sprog"}
    assert {name: asked[name] for name in ("postnr", "antal", "form")} == {
        "postnr": ["8000"],
        "antal": ["4"],
        "form": ["onsite"],
    }
    assert "Anna" not in sent.location
    assert "csrf" not in sent.location
    answer = client.get(sent.location)
    assert heading(answer).startswith("2 forløb til »")
    assert "Vi forstod 2 kompetencer" in words(answer)
    assert "Vi har læst jeres tekst" in words(answer)
    links = re.findall(r'href="([^"]*)"', answer.get_data(as_text=True))
    assert not any("opslag=1" in link for link in links if "lang=" not in link)  # said once


def test_a_long_text_in_an_address_goes_the_same_way(client: Knocker) -> None:
    answer = client.get("/forloeb", query_string={"q": AD, "antal": "4", "side": "3"})
    assert answer.status_code == 303
    assert "Anna" not in answer.location
    assert parse_qs(urlsplit(answer.location).query)["antal"] == ["4"]


def test_a_short_text_sent_by_the_form_is_read_too(client: Knocker) -> None:
    sent = client.post("/stillingsopslag", data={"q": "Ring til Anna om klart\r\nsprog", "postnr": "", "antal": ""})
    assert sent.location == "/forloeb?q=klart+sprog&opslag=1"


def test_a_text_nothing_is_understood_of_stays_in_the_form(client: Knocker) -> None:
    text = "Xyzzy plugh. Ring 12 34 56 78 eller skriv til a@b.example. " * 3
    sent = client.post("/stillingsopslag", data={"q": text})
    assert sent.status_code == 422
    assert "Vi kan ikke læse nogen kompetence i teksten." in words(sent)
    assert "a@b.example" in sent.get_data(as_text=True)
    # In an address it is asked by how it begins, without what points at people.
    way = client.get("/forloeb", query_string={"q": text}).location
    q = parse_qs(urlsplit(way).query)["q"][0]
    assert q.startswith("Xyzzy plugh.")
    assert "12 34" not in q
    assert "@" not in q


def test_what_is_wrong_is_said_with_all_that_was_typed_kept(client: Knocker) -> None:
    form = client.get("/stillingsopslag")
    html5lib.HTMLParser(strict=True).parse(form.get_data(as_text=True))
    for wrong, said in (
        ({"q": ""}, "Sæt teksten ind her."),
        ({"postnr": "9999"}, "Postnummeret findes ikke."),
        ({"antal": "0"}, "Skriv et tal fra"),
        ({"q": "æ" * 50_000}, "Teksten er for lang: 50.000 tegn."),
        ({"q": "le\x01delse"}, "tegn, der ikke kan vises"),
    ):
        answer = client.post("/stillingsopslag", data={"q": AD, "postnr": "8000", "antal": "4", **wrong})
        assert answer.status_code == 422, wrong
        assert said in words(answer)
        page = answer.get_data(as_text=True)
        if "q" not in wrong:
            html5lib.HTMLParser(strict=True).parse(page)
            assert "Anna Vestergaard" in page


def test_the_question_leads_to_the_form_for_long_texts(client: Knocker) -> None:
    for path, said in (("/", True), ("/forloeb", True), ("/forloeb?q=ledelse", False)):
        page = client.get(path).get_data(as_text=True)
        assert f'data-long="/stillingsopslag" data-long-from="{LONG}"' in page
        assert ('<a href="/stillingsopslag">Sæt et helt stillingsopslag ind</a>' in page) is said
    assert heading(client.get("/stillingsopslag?lang=en")) == "Find courses for a job ad"
