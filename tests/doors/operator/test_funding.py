"""Funding schemes at the operator's desk, and what everybody reads of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from marketplace.accounts.queries import person_by_id
from marketplace.foundation.actor import Actor
from marketplace.foundation.clock import now, today
from marketplace.foundation.db import session
from marketplace.pricing.models import FundingScheme
from tests.doors.conftest import ClientFor, Knocker
from tests.doors.counting import counting
from tests.doors.operator.reading import said
from tests.factories.accounts import make_sign_in
from tests.factories.organisations import make_company, make_member
from tests.factories.pricing import make_scheme

LIST = "/operator/tilskud"
TYPED: dict[str, str] = {
    "name_da": "Kompetencefond for Opdigtede Fag",
    "name_en": "Fund for Invented Trades",
    "rule_da": "Søg før start.",
    "rule_en": "Apply before the start.",
    "percent": "50",
    "most_a_head": "4.000",
    "only_small": "y",
    "source": "https://fonden.example/regler",
    "as_of": "02-11-2026",
}


def all_schemes() -> list[FundingScheme]:
    return list(session.scalars(select(FundingScheme).order_by(FundingScheme.id)))


def test_the_operator_writes_a_scheme_and_everybody_reads_it(client: Knocker, client_for: ClientFor) -> None:
    assert "Ingen ordninger endnu" in said(client.get(LIST))
    answer = client.post(f"{LIST}/ny", data=TYPED)
    assert (answer.status_code, answer.location) == (303, LIST)
    assert "Ordningen er gemt." in said(client.get(LIST))
    words = said(client_for().get("/tilskud"))
    assert "Kompetencefond for Opdigtede Fag" in words
    assert "50 % af prisen, højst 4.000 kr. pr. medarbejder" in words
    assert "Kun til virksomheder med under 250 medarbejdere." in words
    assert "Læst 2. nov. 2026." in words
    assert "Over et år gammel" not in words
    english = said(client_for(language="en").get("/tilskud"))
    assert "Fund for Invented Trades" in english
    assert "50% of the price" in english


def test_it_is_read_again_and_written_anew(client: Knocker, operator: Actor) -> None:
    row = make_scheme(as_of=today(now()) - timedelta(days=500))
    assert "Læs den igen" in said(client.get(LIST))
    assert "Over et år gammel" in said(client.get("/tilskud"))
    page = client.get(f"{LIST}/{row.ref}")
    assert 'value="4.000"' in page.get_data(as_text=True)
    assert client.post(f"{LIST}/{row.ref}", data=TYPED).status_code == 303
    words = said(client.get(LIST))
    assert "Læs den igen" not in words
    assert "Anne Skov" in words, "who changed it last"
    assert "Over et år gammel" not in said(client.get("/tilskud"))


def test_it_is_hidden_and_shown_again(client: Knocker) -> None:
    row = make_scheme()
    for shown, word in (("0", "Ordningen er skjult."), ("1", "Ordningen vises nu for alle.")):
        assert client.post(f"{LIST}/{row.ref}/vis", data={"shown": shown}).status_code == 303
        assert word in said(client.get(LIST))
        assert (row.name.da in said(client.get("/tilskud"))) is (shown == "1")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name_en": ""}, "Skriv ordningens navn på engelsk."),
        ({"name_da": "x" * 121}, "Teksten er for lang"),
        ({"rule_da": "   "}, "Skriv reglen på dansk."),
        ({"rule_en": "x" * 1001}, "Teksten er for lang"),
        ({"percent": "101"}, "Skriv et tal fra 0 til 100."),
        ({"percent": "-1"}, "Skriv et tal fra 0 til 100."),
        ({"percent": ""}, "Skriv en andel af prisen fra 0 til 100 procent."),
        ({"most_a_head": "0"}, "Beløbet pr. medarbejder skal være over 0 kr."),
        ({"most_a_head": "-5"}, "Beløbet kan ikke være under 0 kr."),
        ({"most_a_head": "1,005"}, "for mange decimaler"),
        ({"source": "http://fonden.example"}, "Det skal begynde med https://"),
        ({"source": "https://"}, "Det skal begynde med https://"),
        ({"source": ""}, "Skriv linket til kilden."),
        ({"as_of": "24-11-2026"}, "Kilden kan ikke være læst i fremtiden."),
        ({"as_of": "31-02-2026"}, "Den dag findes ikke."),
        ({"as_of": ""}, "Skriv den dag, du læste kilden."),
    ],
)
@pytest.mark.parametrize("old", [False, True])
def test_bad_input_says_what_is_wrong_and_loses_nothing(
    client: Knocker, change: dict[str, str], says: str, old: bool
) -> None:
    before = [make_scheme().scheme] if old else []
    where = f"{LIST}/{all_schemes()[0].ref}" if old else f"{LIST}/ny"
    answer = client.post(where, data={**TYPED, "rule_da": "Ikke væk.", **change})
    assert answer.status_code == 422
    assert says in said(answer)
    if "rule_da" not in change:
        assert "Ikke væk." in said(answer)
    session.expire_all()
    assert [row.scheme for row in all_schemes()] == before


def test_words_of_others_are_never_markup(client: Knocker) -> None:
    client.post(f"{LIST}/ny", data={**TYPED, "name_da": "<b>Fed</b>", "rule_da": "<script>alert(1)</script>"})
    body = client.get("/tilskud").get_data(as_text=True)
    assert "<b>Fed" not in body
    assert "<script>alert" not in body


def test_nobody_else_comes_in_and_what_is_not_there_is_not_found(client: Knocker, client_for: ClientFor) -> None:
    admin = make_member(make_company(), "admin")
    person = person_by_id(admin.person_id or 0)
    make_sign_in(person)
    row = make_scheme()
    other = client_for(person, "company", admin.organisation_ref)
    for path in (LIST, f"{LIST}/ny", f"{LIST}/{row.ref}"):
        assert other.get(path).status_code == 404
    assert other.post(f"{LIST}/{row.ref}/vis", data={"shown": "0"}).status_code == 404
    assert client.get(f"{LIST}/findesikke").status_code == 404
    assert client.post(f"{LIST}/findesikke/vis", data={"shown": "0"}).status_code == 404


def test_more_schemes_take_no_more_statements(client: Knocker) -> None:
    def asked(path: str) -> int:
        with counting() as statements:
            assert client.get(path).status_code == 200
        return len(statements)

    make_scheme()
    few: dict[str, Any] = {path: asked(path) for path in (LIST, "/tilskud")}
    for _more in range(8):
        make_scheme()
    assert {path: asked(path) for path in few} == few


def test_the_page_without_schemes_says_so(client_for: ClientFor) -> None:
    assert "Ingen ordninger lige nu" in said(client_for().get("/tilskud"))
