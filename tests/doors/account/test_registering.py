"""Becoming known: a person, a company, an institution."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from marketplace.accounts.queries import person_by_email_or_none
from marketplace.foundation.db import session
from marketplace.foundation.events import EventLog
from marketplace.organisations.models import Organisation
from tests.conftest import Clock
from tests.doors.account.people import known, said
from tests.doors.conftest import ClientFor, Knocker
from tests.factories.organisations import a_cvr, make_company, make_postcode

COMPANY = {"name": "Lille Smed ApS", "street": "Havnegade 2", "postcode": "8000", "size": "12", "ean": ""}
INSTITUTION = {
    "name": "Fjordby Akademi",
    "street": "Campus 1",
    "postcode": "8000",
    "kind": "business_academy",
    "prefix": "fba",
}


@pytest.fixture
def client(client_for: ClientFor) -> Knocker:
    make_postcode()
    return client_for(known())


def organisation(cvr: str) -> Organisation | None:
    return session.scalars(select(Organisation).where(Organisation.cvr == cvr)).one_or_none()


@pytest.mark.parametrize("path", ["/konto/opret", "/konto/glemt-adgangskode"])
def test_a_place_has_only_so_many_links_mailed_to_strangers(client_for: ClientFor, clock: Clock, path: str) -> None:
    client = client_for()

    def ask(number: int) -> int:
        data = {"name": "Vind 1.000 kr.", "email": f"stranger{number}@nordlys.dk"}
        return client.post(path, data=data).status_code

    assert [ask(number) for number in range(22)] == [303] * 20 + [429] * 2
    refused = client.post(path, data={"name": "Anne Skov", "email": "anne@nordlys.dk"})
    assert "Vent 15 minutter" in said(refused)
    assert 'value="anne@nordlys.dk"' in refused.get_data(as_text=True)
    assert person_by_email_or_none("stranger20@nordlys.dk") is None
    clock.move(minutes=15)
    assert ask(22) == 303
    assert client.post("/konto/log-ind", data={"email": "a@b.dk", "password": "x"}).status_code == 422


def test_registering_answers_alike_and_makes_the_unknown_known(client_for: ClientFor) -> None:
    known()
    client = client_for()
    answers = [
        client.post("/konto/opret", data={"name": "Anne Skov", "email": email})
        for email in ("anne@nordlys.dk", "ny@nordlys.dk")
    ]
    assert {(answer.status_code, answer.location) for answer in answers} == {(303, "/konto/sendt")}
    assert person_by_email_or_none("ny@nordlys.dk") is not None


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": "", "email": "ny@nordlys.dk"}, "Skriv dit navn."),
        ({"name": "x" * 10_000, "email": "ny@nordlys.dk"}, "Teksten er for lang"),
        ({"name": "Ny", "email": "ny.nordlys.dk"}, "E-mailadressen mangler noget."),
    ],
)
def test_a_wrong_registration_keeps_what_was_typed(
    client_for: ClientFor, fields: dict[str, str], sentence: str
) -> None:
    answer = client_for().post("/konto/opret", data=fields)
    assert answer.status_code == 422
    assert sentence in said(answer)
    assert f'value="{fields["email"]}"' in answer.get_data(as_text=True)


def test_a_company_is_registered_and_its_desk_is_open_at_once(client: Knocker) -> None:
    cvr = a_cvr()
    answer = client.post("/konto/virksomhed", data={**COMPANY, "cvr": f"DK {cvr[:2]} {cvr[2:]}"})
    assert (answer.status_code, answer.location) == (303, "/hr/")
    made = organisation(cvr)
    assert made is not None
    assert made.verified_at is None
    assert "Lille Smed ApS" in said(client.get("/konto/roller"))


def test_sending_it_twice_makes_one_company(client: Knocker) -> None:
    data = {**COMPANY, "cvr": a_cvr()}
    assert client.post("/konto/virksomhed", data=data).status_code == 303
    assert client.post("/konto/virksomhed", data=data).status_code == 303


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("cvr", "1234567", "CVR-nummeret har 8 cifre. I skrev 7."),
        ("cvr", "12345678", "kontrolcifferet passer ikke"),
        ("cvr", "abc", "CVR-nummeret må kun have cifre."),
        ("postcode", "9999", "Postnummeret findes ikke."),
        ("size", "mange", "Skriv et helt tal"),
        ("size", "0", "Skriv et tal fra 1"),
        ("ean", "579000000000", "Der mangler et ciffer."),
        ("name", "x" * 10_000, "Teksten er for lang"),
    ],
)
def test_a_wrong_company_keeps_what_was_typed(client: Knocker, field: str, typed: str, sentence: str) -> None:
    answer = client.post("/konto/virksomhed", data={**COMPANY, "cvr": a_cvr(), field: typed})
    assert answer.status_code == 422
    assert sentence in said(answer)
    assert f'value="{typed}"' in answer.get_data(as_text=True)
    assert 'value="Havnegade 2"' in answer.get_data(as_text=True)


def test_a_second_claim_is_refused_and_the_operator_is_told(client: Knocker) -> None:
    taken = make_company("Nordlys Pleje ApS").organisation.cvr
    answer = client.post("/konto/virksomhed", data={**COMPANY, "cvr": taken})
    assert answer.status_code == 409
    words = said(answer)
    assert "CVR-nummeret er allerede oprettet af en anden." in words
    assert "Operatøren" in words
    assert session.scalars(select(EventLog.kind).where(EventLog.kind == "claim_disputed")).all() == ["claim_disputed"]
    assert client.get("/hr/").status_code == 404


def test_an_institution_is_registered_and_waits(client: Knocker) -> None:
    cvr = a_cvr()
    answer = client.post("/konto/udbyder", data={**INSTITUTION, "cvr": cvr})
    assert (answer.status_code, answer.location) == (303, "/udbyder/")
    made = organisation(cvr)
    assert made is not None
    assert made.verified_at is None


@pytest.mark.parametrize(("field", "typed"), [("kind", "kiosk"), ("prefix", "1"), ("cvr", "")])
def test_a_wrong_institution_is_refused(client: Knocker, field: str, typed: str) -> None:
    answer = client.post("/konto/udbyder", data={**INSTITUTION, "cvr": a_cvr(), field: typed})
    assert answer.status_code == 422
    assert "Fjordby Akademi" in answer.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/konto/virksomhed", "/konto/udbyder"])
def test_registering_an_organisation_asks_for_a_sign_in(client_for: ClientFor, path: str) -> None:
    assert client_for().get(path).location == f"/konto/log-ind?next={path}"


@pytest.mark.parametrize("path", ["/konto/virksomhed", "/konto/udbyder", "/konto/roller", "/konto/adgangskode"])
def test_the_pages_can_be_read_in_english(client_for: ClientFor, path: str) -> None:
    words = said(client_for(known(), language="en").get(path))
    assert "Opret" not in words
    assert "Skift" not in words
