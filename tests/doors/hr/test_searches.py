"""The company's saved searches: saved from the list, renamed, stopped, resumed, deleted."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import html5lib
import pytest
from sqlalchemy import select

from marketplace.foundation.db import session
from marketplace.organisations.models import Company
from marketplace.search.models import Watch
from tests.doors.conftest import ClientFor
from tests.doors.counting import counting
from tests.doors.hr.people import Desk, heading_of, sit, text_of
from tests.doors.public.market import index, list_offer
from tests.factories.organisations import make_company, make_postcode

QUERY = "q=klart+sprog&postnr=8000&antal=4&region=midtjylland&sort=pris&side=2"


@pytest.fixture(autouse=True)
def _market(client_for: ClientFor) -> None:
    make_postcode()
    list_offer()
    index()


def save(desk: Desk, query: str = QUERY, **more: str) -> str:
    """Save a search; its ref."""
    answer = desk.client.post("/hr/soegninger", data={"query": query, "title": "Klart sprog", **more})
    assert answer.status_code == 303, text_of(answer)
    return answer.location.partition("#")[2]


def test_saving_from_the_list_and_opening_it_again(desk: Desk) -> None:
    ref = save(desk)
    answer = desk.client.get("/hr/soegninger")
    assert heading_of(answer) == "Gemte søgninger"
    said = text_of(answer)
    for words in (
        "Søgningen er gemt.",
        "Klart sprog",
        "»klart sprog«, nær 8000, 4 medarbejdere, Midtjylland",
        "Mail til",
        "Antal forløb",
        "dig",
        "højst én gang om dagen",
        "kl. 10.00",
    ):
        assert words in said, words
    body = answer.get_data(as_text=True)
    html5lib.HTMLParser(strict=True).parse(body)
    assert f'id="{ref}"' in body
    assert "/forloeb?q=klart+sprog&amp;postnr=8000&amp;antal=4&amp;region=midtjylland&amp;sort=pris" in body


def test_a_saved_search_is_said_in_english_with_english_signs(desk: Desk) -> None:
    save(desk)
    said = text_of(desk.client.get("/hr/soegninger?lang=en"))
    assert "“klart sprog”, near 8000, 4 employees, Central Jutland" in said
    assert "Courses found" in said
    assert 'value="klart sprog"' in desk.client.get(f"/hr/soegninger/ny?{QUERY}&lang=en").get_data(as_text=True)


def test_the_form_opens_with_the_search_and_a_title(desk: Desk) -> None:
    page = desk.client.get(f"/hr/soegninger/ny?{QUERY}")
    assert page.status_code == 200
    assert heading_of(page) == "Gem søgningen"
    body = page.get_data(as_text=True)
    html5lib.HTMLParser(strict=True).parse(body)
    assert 'value="klart sprog"' in body
    assert desk.client.get("/hr/soegninger/ny?antal=mange&fremmed=1").status_code == 200


def test_somebody_signed_out_comes_back_to_the_form(client_for: ClientFor) -> None:
    answer = client_for().get("/hr/soegninger/ny?q=klart+sprog")
    assert parse_qs(urlsplit(answer.location).query)["next"] == ["/hr/soegninger/ny?q=klart+sprog"]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": ""}, "Skriv en titel, så I kan kende søgningen."),
        ({"title": "x" * 121}, "Teksten er for lang"),
        ({"every": "hvert minut"}, "Vælg, hvor tit du vil høre om nye forløb."),
        ({"query": "ukendt=1"}, "Søgningen har dele, vi ikke kender."),
        ({"query": "q=" + "x" * 4_000}, "Søgningen er for lang til at gemme."),
        ({"query": "q=x&postnr=9999"}, "Postnummeret findes ikke."),
        ({"query": "q=a"}, "Vi kan ikke læse et behov af de ord."),
        ({"query": "q=vi+skal+kunne&form=online"}, "Vi kan ikke læse et behov af de ord."),
        ({"query": "antal=<script>"}, "Skriv et tal fra"),
    ],
)
def test_a_search_that_cannot_be_saved_is_told(desk: Desk, fields: dict[str, str], sentence: str) -> None:
    answer = desk.client.post("/hr/soegninger", data={"query": QUERY, "title": "Klart sprog", **fields})
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert "<script>" not in answer.get_data(as_text=True)
    assert session.scalars(select(Watch)).all() == []


def test_the_same_search_twice_is_told(desk: Desk) -> None:
    save(desk)
    data = {"query": "antal=4&postnr=8000&q=klart+sprog&region=midtjylland", "title": "Igen"}
    answer = desk.client.post("/hr/soegninger", data=data)
    assert answer.status_code == 422
    assert "Du har allerede gemt den søgning. Den hedder »Klart sprog«." in text_of(answer)


def test_renaming_and_another_pace(desk: Desk) -> None:
    ref = save(desk)
    page = desk.client.get(f"/hr/soegninger/{ref}")
    assert heading_of(page) == "Klart sprog"
    html5lib.HTMLParser(strict=True).parse(page.get_data(as_text=True))
    answer = desk.client.post(f"/hr/soegninger/{ref}", data={"title": "Skriv kort", "every": "weekly"})
    assert answer.status_code == 303
    said = text_of(desk.client.get("/hr/soegninger"))
    assert "Søgningen er rettet." in said
    assert "Skriv kort" in said
    assert "højst én gang om ugen" in said
    refused = desk.client.post(f"/hr/soegninger/{ref}", data={"title": "", "every": "daily"})
    assert refused.status_code == 422
    assert heading_of(refused) == "Skriv kort"


def test_stopping_resuming_and_deleting(desk: Desk) -> None:
    ref = save(desk)
    answer = desk.client.post(f"/hr/soegninger/{ref}/stop")
    assert answer.status_code == 303
    assert "Søgningen er stoppet." in text_of(desk.client.get(answer.location))
    assert "Stoppet" in text_of(desk.client.get("/hr/soegninger"))
    assert desk.client.post(f"/hr/soegninger/{ref}/stop").status_code == 409
    assert desk.client.post(f"/hr/soegninger/{ref}/igen").status_code == 303
    assert "Stop mails" in text_of(desk.client.get(f"/hr/soegninger/{ref}"))
    assert desk.client.post(f"/hr/soegninger/{ref}/slet").status_code == 303
    said = text_of(desk.client.get("/hr/soegninger"))
    assert "Søgningen er slettet." in said
    assert "Ingen gemte søgninger endnu." in said
    assert desk.client.get(f"/hr/soegninger/{ref}").status_code == 404


def test_a_colleague_sees_it_and_cannot_change_it(client_for: ClientFor, company: Company, desk: Desk) -> None:
    ref = save(desk)
    colleague = sit(client_for, company, "viewer")
    assert desk.person.name in text_of(colleague.client.get("/hr/soegninger"))
    page = colleague.client.get(f"/hr/soegninger/{ref}")
    assert "Kun den, der har gemt søgningen" in text_of(page)
    assert "Slet søgningen" not in text_of(page)
    assert colleague.client.post(f"/hr/soegninger/{ref}/stop").status_code == 403
    assert colleague.client.post(f"/hr/soegninger/{ref}", data={"title": "Min", "every": "daily"}).status_code == 403
    save(colleague, title="Min egen")


def test_another_company_finds_nothing(client_for: ClientFor, desk: Desk) -> None:
    ref = save(desk)
    stranger = sit(client_for, make_company("En anden"), "admin")
    assert "Klart sprog" not in text_of(stranger.client.get("/hr/soegninger"))
    assert stranger.client.get(f"/hr/soegninger/{ref}").status_code == 404
    for verb in ("stop", "igen", "slet"):
        assert stranger.client.post(f"/hr/soegninger/{ref}/{verb}").status_code == 404


def test_the_list_is_paged_and_sends_few_statements(desk: Desk) -> None:
    for no in range(21):
        save(desk, f"q=klart+sprog&antal={no + 1}", title=f"Nr. {no:02}")
    session.expunge_all()
    with counting() as statements:
        answer = desk.client.get("/hr/soegninger")
    assert len(statements) <= 10, "\n\n".join(statements)
    assert "Nr. 19" in text_of(answer)
    assert "Nr. 20" in text_of(desk.client.get("/hr/soegninger?side=2"))


def test_the_pages_are_in_english_too(client_for: ClientFor, company: Company) -> None:
    desk = sit(client_for, company, "viewer", language="en")
    ref = save(desk)
    said = text_of(desk.client.get("/hr/soegninger"))
    for words in ("Saved searches", "at most once a day", "near 8000, 4 employees", "Last looked for"):
        assert words in said, words
    assert "Get" not in text_of(desk.client.get(f"/hr/soegninger/{ref}"))
