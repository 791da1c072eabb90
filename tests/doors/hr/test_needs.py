"""The company's needs: kept from a search, read, changed, deleted and brought back."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import parse_qs, urlsplit

import html5lib
import pytest
from sqlalchemy import select

from marketplace.foundation.actor import Actor
from marketplace.foundation.clock import now
from marketplace.foundation.db import session
from marketplace.foundation.transaction import transaction
from marketplace.needs.models import Need
from marketplace.needs.queries import understood
from marketplace.needs.rules import Limits, Wanted
from marketplace.needs.service import change_need, keep_need
from marketplace.organisations.models import Company
from tests.doors.conftest import ClientFor
from tests.doors.counting import counting
from tests.doors.hr.people import Desk, heading_of, sit, text_of
from tests.factories.competences import make_vocabulary
from tests.factories.organisations import make_company, make_postcode

TEXT = "Vi skal skrive klarsprog til borgere"


@pytest.fixture(autouse=True)
def _vocabulary(client_for: ClientFor) -> None:
    make_vocabulary()
    make_postcode()


def kept(actor: Actor, text: str = TEXT, **limits: object) -> str:
    with transaction():
        keys = understood(text, actor.language)
        return keep_need(actor, text=text, limits=Limits(**limits), understood=keys, now=now()).ref  # type: ignore[arg-type]


def sent(**over: str) -> dict[str, str]:
    """What the form of a need with one competence sends."""
    line = {"competences-0-key": "klarsprog", "competences-0-now": "", "competences-0-wanted": "3"}
    return {"seen": "0", "text": TEXT, **line, **over}


def test_a_search_becomes_a_need(desk: Desk) -> None:
    data = {"q": TEXT, "postnr": "8000", "antal": "4", "pris": "40.000", "senest": "2027-04-01"}
    answer = desk.client.post("/hr/behov", data=data)
    assert answer.status_code == 303
    page = desk.client.get(answer.location)
    assert page.status_code == 200
    assert heading_of(page) == "Kompetencebehov"
    said = text_of(page)
    assert "Behovet er gemt." in said
    assert "klarsprog" in said
    body = page.get_data(as_text=True)
    html5lib.HTMLParser(strict=True).parse(body)
    for value in ('value="4"', 'value="8000"', 'value="40.000"', 'value="01-04-2027"'):
        assert value in body, value


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("q", "", "Skriv, hvad jeres medarbejdere skal kunne."),
        ("q", "x" * 2_001, "Teksten er for lang"),
        ("postnr", "9999", "Postnummeret findes ikke."),
        ("antal", "mange", "Skriv et helt tal"),
        ("pris", "gratis", "Skriv beløbet i tal"),
        ("senest", "snart", "Skriv dag, måned og år"),
    ],
)
def test_what_cannot_be_read_comes_back_with_all_that_was_typed(
    desk: Desk, field: str, typed: str, sentence: str
) -> None:
    answer = desk.client.post("/hr/behov", data={"q": TEXT, "antal": "4", "postnr": "8000", field: typed})
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert heading_of(answer) == "Nyt kompetencebehov"
    if field != "q":
        assert TEXT in text_of(answer)
    assert session.scalars(select(Need)).all() == []


def test_the_form_opens_with_what_the_list_was_asked(desk: Desk) -> None:
    body = desk.client.get("/hr/behov/nyt?q=klarsprog&postnr=8000&antal=7").get_data(as_text=True)
    assert ">klarsprog</textarea>" in body.replace("\n", "").replace("\r", "")
    assert 'value="7"' in body
    assert desk.client.get("/hr/behov/nyt").status_code == 200


def test_somebody_signed_out_comes_back_to_the_form(client_for: ClientFor) -> None:
    answer = client_for().get("/hr/behov/nyt?q=klarsprog&antal=7")
    assert answer.status_code == 302
    back = parse_qs(urlsplit(answer.location).query)["next"][0]
    assert back == "/hr/behov/nyt?q=klarsprog&antal=7"


def test_the_list_shows_needs_and_sends_few_statements(desk: Desk) -> None:
    for no in range(25):
        kept(desk.actor, f"{TEXT} nr. {no}", headcount=4)
    session.expunge_all()
    with counting() as statements:
        answer = desk.client.get("/hr/behov")
    assert len(statements) <= 10, "\n\n".join(statements)
    said = text_of(answer)
    assert heading_of(answer) == "Kompetencebehov"
    assert f"{TEXT} nr. 24" in said
    assert f"{TEXT} nr. 4 " not in said
    assert "1 af 2" in said
    assert f"{TEXT} nr. 4 " in text_of(desk.client.get("/hr/behov?side=2"))
    html5lib.HTMLParser(strict=True).parse(answer.get_data(as_text=True))


def test_an_empty_list_says_what_will_be_here(desk: Desk) -> None:
    assert "Ingen behov endnu." in text_of(desk.client.get("/hr/behov"))


def test_levels_and_limits_are_changed(desk: Desk) -> None:
    ref = kept(desk.actor)
    more = {
        "competences-0-now": "2",
        "competences-0-wanted": "4",
        "budget": "9.800",
        "hours": "7,5",
        "add": "rekruttering",
    }
    answer = desk.client.post(f"/hr/behov/{ref}", data=sent(**more))
    assert answer.status_code == 303
    page = desk.client.get(answer.location)
    assert "Behovet er rettet." in text_of(page)
    body = page.get_data(as_text=True)
    chosen = re.findall(r'<option selected value="(\d?)">([^<]+)', body)
    assert chosen == [
        ("2", "kan med støtte"),
        ("4", "kan vejlede andre"),
        ("", "ikke angivet"),
        ("3", "kan selvstændigt"),
    ]
    assert 'value="9.800"' in body
    assert 'value="7,5"' in body


def test_a_competence_is_removed(desk: Desk) -> None:
    ref = kept(desk.actor)
    assert desk.client.post(f"/hr/behov/{ref}", data=sent(**{"competences-0-gone": "y"})).status_code == 303
    assert "Vi fandt ingen kompetencer i jeres ord." in text_of(desk.client.get(f"/hr/behov/{ref}"))


@pytest.mark.parametrize(
    ("field", "typed", "status", "sentence"),
    [
        ("text", "", 422, "Skriv, hvad jeres medarbejdere skal kunne."),
        ("add", "xyzzy", 422, "Vi fandt ingen kompetence i de ord."),
        ("competences-0-wanted", "9", 422, "Vælg en af mulighederne"),
        ("competences-0-key", "findes-ikke", 422, "Vi kender ikke en af kompetencerne."),
        ("starts_on", "01-05-2027", 422, "Det skal være færdigt efter starten"),
        ("postcode", "0000", 422, "Postnummeret findes ikke."),
        ("seen", "7", 409, "En kollega har rettet behovet imens."),
        ("seen", "x", 409, "En kollega har rettet behovet imens."),
    ],
)
def test_a_change_that_fails_keeps_what_was_typed(
    desk: Desk, field: str, typed: str, status: int, sentence: str
) -> None:
    ref = kept(desk.actor)
    data = sent(headcount="77", done_by="01-04-2027", **{field: typed})
    answer = desk.client.post(f"/hr/behov/{ref}", data=data)
    assert answer.status_code == status
    assert sentence in text_of(answer)
    assert 'value="77"' in answer.get_data(as_text=True)
    assert desk.client.get(f"/hr/behov/{ref}").status_code == 200


def test_two_tabs_do_not_write_over_each_other(desk: Desk) -> None:
    ref = kept(desk.actor)
    assert desk.client.post(f"/hr/behov/{ref}", data=sent(headcount="4")).status_code == 303
    answer = desk.client.post(f"/hr/behov/{ref}", data=sent(headcount="9"))
    assert answer.status_code == 409
    again = desk.client.get(f"/hr/behov/{ref}").get_data(as_text=True)
    assert 'value="4"' in again
    assert 'name="seen" type="hidden" value="1"' in again


def test_find_courses_asks_the_list_for_this_need(desk: Desk) -> None:
    ref = kept(desk.actor, "Vi skal skrive klarsprog", headcount=4, postcode="8000", budget=40_000_00)
    with transaction():
        change_need(
            desk.actor,
            ref,
            text="Vi skal skrive klarsprog",
            limits=Limits(headcount=4, postcode="8000", budget=40_000_00),
            wanted=[Wanted("rekruttering")],
            seen=0,
            now=now(),
        )
    body = desk.client.get(f"/hr/behov/{ref}").get_data(as_text=True)
    found = re.search(r'href="(/forloeb\?[^"]+)">Find forløb', body)
    assert found
    assert parse_qs(urlsplit(found[1].replace("&amp;", "&")).query) == {
        "q": ["Vi skal skrive klarsprog"],
        "postnr": ["8000"],
        "antal": ["4"],
        "pris": ["40000"],
        "uden": ["klarsprog"],
        "med": ["rekruttering"],
    }


def test_a_cover_is_asked_for_with_levels_and_all_limits(desk: Desk) -> None:
    limits = {"headcount": 4, "postcode": "8000", "budget": 40_000_00, "hours": 75}
    ref = kept(desk.actor, "klarsprog", **limits, starts_on=date(2027, 1, 4), done_by=date(2027, 4, 1))
    body = desk.client.get(f"/hr/behov/{ref}").get_data(as_text=True)
    found = re.search(r'href="(/daekning\?[^"]+)">Se en dækning', body)
    assert found
    path = found[1].replace("&amp;", "&")
    assert parse_qs(urlsplit(path).query) == {
        "q": ["klarsprog"],
        "postnr": ["8000"],
        "antal": ["4"],
        "budget": ["40000"],
        "timer": ["7.5"],
        "fra": ["2027-01-04"],
        "senest": ["2027-04-01"],
        "krav": ["klarsprog:3"],
    }
    assert desk.client.get(path).status_code == 200


def test_a_deleted_need_is_brought_back(desk: Desk) -> None:
    ref = kept(desk.actor)
    answer = desk.client.post(f"/hr/behov/{ref}/slet")
    assert answer.status_code == 303
    said = text_of(desk.client.get(answer.location))
    assert "Behovet er slettet. I kan hente det tilbage i 30 dage" in said
    assert "1 behov slettet for nylig" in said
    assert desk.client.get(f"/hr/behov/{ref}").status_code == 404
    assert desk.client.post(f"/hr/behov/{ref}/slet").status_code == 404
    assert desk.client.post(f"/hr/behov/{ref}/tilbage").status_code == 303
    assert desk.client.get(f"/hr/behov/{ref}").status_code == 200
    assert desk.client.post(f"/hr/behov/{ref}/tilbage").status_code == 404


def test_who_only_reads_sees_no_form(client_for: ClientFor, company: Company, desk: Desk) -> None:
    ref = kept(desk.actor, headcount=4)
    reader = sit(client_for, company, "viewer")
    page = reader.client.get(f"/hr/behov/{ref}")
    assert page.status_code == 200
    assert "Medarbejdere 4" in text_of(page)
    assert f'action="/hr/behov/{ref}"' not in page.get_data(as_text=True)
    assert reader.client.post(f"/hr/behov/{ref}", data=sent()).status_code == 403
    assert reader.client.post(f"/hr/behov/{ref}/slet").status_code == 403
    assert reader.client.post("/hr/behov", data={"q": TEXT}).status_code == 403
    assert reader.client.get("/hr/behov/nyt").status_code == 403
    assert "Skriv et behov" not in text_of(reader.client.get("/hr/behov"))


def test_a_manager_has_no_needs_in_the_menu(client_for: ClientFor, company: Company) -> None:
    manager = sit(client_for, company, "manager")
    assert "/hr/behov" not in manager.client.get("/hr/").get_data(as_text=True)
    assert manager.client.get("/hr/behov").status_code == 403


def test_another_company_finds_nothing(client_for: ClientFor, desk: Desk) -> None:
    ref = kept(desk.actor)
    stranger = sit(client_for, make_company("En anden"), "admin", "booker")
    assert TEXT not in text_of(stranger.client.get("/hr/behov"))
    assert stranger.client.get(f"/hr/behov/{ref}").status_code == 404
    assert stranger.client.post(f"/hr/behov/{ref}", data=sent()).status_code == 404
    assert stranger.client.post(f"/hr/behov/{ref}/slet").status_code == 404


def test_the_pages_are_in_english_too(client_for: ClientFor, company: Company) -> None:
    desk = sit(client_for, company, "admin", language="en")
    ref = kept(desk.actor)
    assert heading_of(desk.client.get("/hr/behov")) == "Competence needs"
    said = text_of(desk.client.get(f"/hr/behov/{ref}"))
    for words in ("plain language", "Must be able to", "not stated", "Earliest start", "Delete the need"):
        assert words in said, words
