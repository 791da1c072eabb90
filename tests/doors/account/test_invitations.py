"""Coming in by an invitation: a link in a mail, or a printed code."""

from __future__ import annotations

import re

import pytest

from marketplace.accounts.models import Person
from marketplace.foundation.actor import Actor
from marketplace.foundation.clock import now
from marketplace.foundation.transaction import transaction
from marketplace.organisations.models import Company
from marketplace.organisations.queries.inviting import invitation_link
from marketplace.organisations.service.inviting import invite, withdraw_invitation
from tests.conftest import Clock
from tests.doors.account.people import PASSWORD, known, said
from tests.doors.conftest import ClientFor
from tests.factories.organisations import make_company, make_employee, make_member, make_person


@pytest.fixture
def company(db: None) -> Company:
    return make_company("Nordlys Pleje ApS")


@pytest.fixture
def booker(company: Company) -> Actor:
    return make_member(company, "admin", "booker")


def invited(booker: Actor, company: Company, person: Person) -> tuple[str, str]:
    """The path of the link in the mail, and the invitation's ref."""
    with transaction():
        make_employee(company, person)
        invitation, _code = invite(booker, person.ref, by_mail=True, now=now())
        ref, token = invitation_link(invitation)
    return f"/konto/invitation/{ref}/{token}", ref


def code_for(booker: Actor, company: Company, person: Person) -> str:
    with transaction():
        make_employee(company, person)
        _invitation, code = invite(booker, person.ref, by_mail=False, now=now())
    assert code is not None
    return code


def test_a_new_person_sees_who_invites_chooses_a_password_and_is_in(
    client_for: ClientFor, company: Company, booker: Actor
) -> None:
    where, _ref = invited(booker, company, make_person("Mette Holm", "mette@nordlys.dk"))
    client = client_for()
    words = said(client.get(where))
    assert "Nordlys Pleje ApS har inviteret dig" in words
    assert "Anne Skov har inviteret Mette Holm." in words
    short = client.post(where, data={"password": "kort"})
    assert short.status_code == 422
    assert "mindst 10 tegn" in said(short)
    answer = client.post(where, data={"password": PASSWORD})
    assert (answer.status_code, answer.location) == (303, "/mit/")
    assert client.get("/konto/mine-oplysninger").status_code == 200


def test_a_link_is_spent_when_used_withdrawn_cut_or_thirty_days_old(
    client_for: ClientFor, company: Company, booker: Actor, clock: Clock
) -> None:
    where, _ref = invited(booker, company, make_person("Mette Holm", "mette@nordlys.dk"))
    assert client_for().get(where[:-2]).status_code == 410
    assert client_for().post(where, data={"password": PASSWORD}).status_code == 303
    again = client_for().get(where)
    assert again.status_code == 410
    assert "Invitationen virker ikke længere" in said(again)
    taken_back, ref = invited(booker, company, make_person("Per Lund", "per@nordlys.dk"))
    with transaction():
        withdraw_invitation(booker, ref)
    assert client_for().get(taken_back).status_code == 410
    old, _ref = invited(booker, company, make_person("Ida Berg", "ida@nordlys.dk"))
    clock.move(days=31)
    assert client_for().get(old).status_code == 410


def test_somebody_who_can_sign_in_does_that_to_accept(client_for: ClientFor, company: Company, booker: Actor) -> None:
    person = known("Mette Holm", "mette@nordlys.dk")
    where, _ref = invited(booker, company, person)
    page = client_for().get(where)
    assert "Mette Holm har allerede en adgangskode" in said(page)
    assert f"/konto/log-ind?next={where}" in page.get_data(as_text=True)
    assert "new-password" not in page.get_data(as_text=True)
    client = client_for(person)
    assert "Tag imod invitationen" in said(client.get(where))
    assert client.post(where).status_code == 303
    assert client.get(where).status_code == 410


def test_nobody_else_can_take_an_invitation_and_no_password_is_overwritten(
    client_for: ClientFor, company: Company, booker: Actor
) -> None:
    where, _ref = invited(booker, company, known("Mette Holm", "mette@nordlys.dk"))
    other = client_for(known("Per Lund", "per@nordlys.dk"))
    assert "logget ind som en anden" in said(other.get(where))
    assert other.post(where, data={"password": "en helt ny kode"}).status_code == 403
    assert client_for().post(where, data={"password": "en helt ny kode"}).status_code == 403
    mine = client_for().post("/konto/log-ind", data={"email": "mette@nordlys.dk", "password": PASSWORD})
    assert mine.status_code == 303


def test_a_printed_code_gives_a_sign_in(client_for: ClientFor, company: Company, booker: Actor) -> None:
    code = code_for(booker, company, make_person("Mette Holm", None))
    client = client_for()
    step = client.post("/konto/kode", data={"code": f" {code.upper().replace('-', ' ')} "})
    assert step.status_code == 200
    assert "Koden er til Mette Holm." in said(step)
    again = client.post("/konto/kode", data={"code": code, "email": "mette", "password": PASSWORD})
    assert again.status_code == 422
    assert 'value="mette"' in again.get_data(as_text=True)
    empty = client.post("/konto/kode", data={"code": code, "email": "mette@nordlys.dk", "password": ""})
    assert empty.status_code == 422
    assert re.search(r'name="code"[^>]*value="[^"]+"', empty.get_data(as_text=True))
    answer = client.post("/konto/kode", data={"code": code, "email": "mette@nordlys.dk", "password": PASSWORD})
    assert (answer.status_code, answer.location) == (303, "/mit/")
    used = client_for().post("/konto/kode", data={"code": code})
    assert used.status_code == 422
    assert "brugt" in said(used)


def test_wrong_codes_are_counted_by_place(client_for: ClientFor) -> None:
    client = client_for()
    wrong = client.post("/konto/kode", data={"code": "abcd-efgh-jkmn-pqrs"})
    assert wrong.status_code == 422
    assert "Koden findes ikke" in said(wrong)
    for _try in range(49):
        client.post("/konto/kode", data={"code": f"wrng-{_try}"})
    refused = client.post("/konto/kode", data={"code": "zzzz-efgh-jkmn-pqrs"})
    assert refused.status_code == 429


def test_an_empty_code_is_asked_for(client_for: ClientFor) -> None:
    answer = client_for().post("/konto/kode", data={"code": ""})
    assert answer.status_code == 422
    assert "Skriv koden" in said(answer)
