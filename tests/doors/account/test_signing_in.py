"""Signing in and out, and changing desk."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import Clock
from tests.doors.account.people import PASSWORD, able, known, said
from tests.doors.conftest import ClientFor
from tests.factories.organisations import make_company, make_member

SIGN_IN = "/konto/log-ind"


def test_the_page_can_be_read_in_both_languages(client_for: ClientFor) -> None:
    danish = client_for().get(SIGN_IN)
    assert danish.status_code == 200
    assert "Log ind" in said(danish)
    english = said(client_for(language="en").get(SIGN_IN))
    assert "Sign in" in english
    assert "Adgangskode" not in english


def test_the_right_password_opens_the_persons_own_desk(client_for: ClientFor) -> None:
    known()
    client = client_for()
    answer = client.post(SIGN_IN, data={"email": " ANNE@nordlys.dk ", "password": PASSWORD})
    assert (answer.status_code, answer.location) == (303, "/mit/")
    assert client.get("/konto/mine-oplysninger").status_code == 200


def test_an_unknown_address_and_a_wrong_password_are_answered_alike(client_for: ClientFor) -> None:
    known()
    client = client_for()
    wrong = client.post(SIGN_IN, data={"email": "anne@nordlys.dk", "password": "forkert kode"})
    unknown = client.post(SIGN_IN, data={"email": "ane@nordlys.dk", "password": "forkert kode"})
    assert wrong.status_code == unknown.status_code == 422
    assert said(wrong) == said(unknown)
    assert 'value="anne@nordlys.dk"' in wrong.get_data(as_text=True)
    assert "forkert kode" not in wrong.get_data(as_text=True)


def test_the_sixth_wrong_try_is_told_to_wait_and_so_is_the_right_password(client_for: ClientFor, clock: Clock) -> None:
    known()
    client = client_for()
    for _try in range(5):
        assert client.post(SIGN_IN, data={"email": "anne@nordlys.dk", "password": "nej"}).status_code == 422
    right = {"email": "anne@nordlys.dk", "password": PASSWORD}
    refused = client.post(SIGN_IN, data=right)
    assert refused.status_code == 429
    assert "Vent 15 minutter" in said(refused)
    clock.move(minutes=16)
    assert client.post(SIGN_IN, data=right).status_code == 303


@pytest.mark.parametrize(
    ("target", "where"),
    [
        ("/konto/roller", "/konto/roller"),
        ("https://ond.example/", "/mit/"),
        ("//ond.example/", "/mit/"),
        ("/\\ond.example", "/mit/"),
        ("javascript:alert(1)", "/mit/"),
    ],
)
def test_only_a_path_of_this_site_comes_after_signing_in(client_for: ClientFor, target: str, where: str) -> None:
    known()
    answer = client_for().post(
        SIGN_IN, query_string={"next": target}, data={"email": "anne@nordlys.dk", "password": PASSWORD}
    )
    assert answer.location == where


def test_a_guarded_page_leads_to_the_sign_in_and_back(client_for: ClientFor) -> None:
    answer = client_for().get("/konto/mine-oplysninger")
    assert answer.status_code == 302
    assert answer.location == "/konto/log-ind?next=/konto/mine-oplysninger"


def test_nothing_planted_in_a_session_survives_signing_in(client_for: ClientFor) -> None:
    known()
    client = client_for()
    with client.session_transaction() as kept:
        kept["planted"] = "by somebody else"
    client.post(SIGN_IN, data={"email": "anne@nordlys.dk", "password": PASSWORD})
    with client.session_transaction() as kept:
        assert "planted" not in kept


def test_remember_me_outlives_the_session_until_signing_out(client_for: ClientFor) -> None:
    known()
    client = client_for()
    client.post(SIGN_IN, data={"email": "anne@nordlys.dk", "password": PASSWORD, "remember": "y"})
    kept = client.get_cookie("kompetencetorvet_remember")
    assert kept is not None
    assert kept.http_only
    assert kept.same_site == "Lax"
    client.delete_cookie("kompetencetorvet")
    assert client.get("/konto/mine-oplysninger").status_code == 200
    client.post("/konto/log-ud")
    assert client.get_cookie("kompetencetorvet_remember") is None
    assert client.get("/konto/mine-oplysninger").status_code == 302


def test_signing_out_takes_a_post(client_for: ClientFor) -> None:
    client = client_for(known())
    assert client.get("/konto/log-ud").status_code == 405
    assert client.get("/konto/mine-oplysninger").status_code == 200
    answer = client.post("/konto/log-ud")
    assert (answer.status_code, answer.location) == (303, SIGN_IN)
    assert client.get("/konto/mine-oplysninger").status_code == 302


def test_a_post_without_the_token_is_refused(client_for: ClientFor) -> None:
    known()
    answer = client_for().post(SIGN_IN, token=False, data={"email": "anne@nordlys.dk", "password": PASSWORD})
    assert answer.status_code == 400


def test_account_pages_are_kept_by_nobody(client_for: ClientFor) -> None:
    answer = client_for().get(SIGN_IN)
    assert answer.headers["Cache-Control"] == "no-store"
    assert 'name="robots" content="noindex"' in answer.get_data(as_text=True)


@pytest.fixture
def demo_file(app: Flask) -> Path:
    path: Path = app.config["INSTANCE_DIR"] / "demo_sign_ins.json"
    path.write_text(
        json.dumps(
            [
                {
                    "role": "booker",
                    "email": "anne@nordlys.dk",
                    "password": PASSWORD,
                    "text_da": "HR i Nordlys Pleje",
                    "text_en": "HR at Nordlys Pleje",
                }
            ]
        ),
        encoding="utf-8",
    )
    return path


def test_the_demos_people_are_shown_in_demo_mode_only(client_for: ClientFor, app: Flask, demo_file: Path) -> None:
    try:
        shown = client_for().get(SIGN_IN)
        assert "HR i Nordlys Pleje" in said(shown)
        assert "HR at Nordlys Pleje" in said(client_for(language="en").get(SIGN_IN))
        app.config["DEMO"] = False
        assert "HR i Nordlys Pleje" not in said(client_for().get(SIGN_IN))
    finally:
        app.config["DEMO"] = True
        demo_file.unlink()
    assert "Prøv demoen" not in said(client_for().get(SIGN_IN))


def test_a_person_with_several_desks_changes_between_them(client_for: ClientFor) -> None:
    company = make_company("Nordlys Pleje ApS")
    actor = make_member(company, "admin", "booker")
    client = client_for(able(actor))
    page = client.get("/konto/roller")
    assert page.status_code == 200
    words = said(page)
    assert "Nordlys Pleje ApS" in words
    assert "Roller: administrator, bestiller." in words
    to_own = client.post("/konto/roller", data={"desk": "employee", "organisation": ""})
    assert (to_own.status_code, to_own.location) == (303, "/mit/")
    to_company = client.post("/konto/roller", data={"desk": "company", "organisation": actor.organisation_ref})
    assert to_company.location == "/hr/"


def test_somebody_elses_desk_is_not_found(client_for: ClientFor) -> None:
    other = make_member(make_company("En anden virksomhed"), "admin")
    client = client_for(known())
    answer = client.post("/konto/roller", data={"desk": "company", "organisation": other.organisation_ref})
    assert answer.status_code == 404
    assert client.post("/konto/roller", data={"desk": "operator"}).status_code == 404
    assert client.post("/konto/roller", data={}).status_code == 404


def test_somebody_who_has_signed_in_is_sent_on(client_for: ClientFor) -> None:
    client = client_for(known())
    assert client.get(SIGN_IN).location == "/mit/"
    assert client.get("/konto/opret").location == "/mit/"
