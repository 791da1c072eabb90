"""Forgotten passwords, new ones by a link, changing the one in use."""

from __future__ import annotations

from marketplace.accounts.queries import reset_link_or_none, sign_in_of
from marketplace.accounts.service import ask_new_password
from marketplace.foundation.clock import now
from marketplace.foundation.transaction import transaction
from tests.conftest import Clock
from tests.doors.account.people import PASSWORD, known, said
from tests.doors.conftest import ClientFor

NEW = "tre røde heste"


def link_of(email: str = "anne@nordlys.dk") -> str:
    """The link in the mail after asking for a new password."""
    person = known(email=email)
    with transaction():
        ask_new_password(email, now=now())
    row = sign_in_of(person.id)
    assert row is not None
    link = reset_link_or_none(person.ref, row.reset_counter, now())
    assert link is not None
    return f"/konto/ny-adgangskode/{person.ref}/{link.token}"


def test_the_answer_is_the_same_whether_anybody_has_the_address(client_for: ClientFor) -> None:
    person = known()
    client = client_for()
    answers = [
        client.post("/konto/glemt-adgangskode", data={"email": email})
        for email in ("anne@nordlys.dk", "ingen@nordlys.dk", "ikke en adresse")
    ]
    assert {(answer.status_code, answer.location) for answer in answers} == {(303, "/konto/sendt")}
    row = sign_in_of(person.id)
    assert row is not None
    assert row.reset_expires_at is not None
    assert "Hvis adressen er rigtig" in said(client.get("/konto/sendt"))


def test_an_empty_address_is_asked_for_again(client_for: ClientFor) -> None:
    answer = client_for().post("/konto/glemt-adgangskode", data={"email": " "})
    assert answer.status_code == 422
    assert "Skriv din e-mail" in said(answer)


def test_a_new_password_is_chosen_with_the_link_and_the_person_is_in(client_for: ClientFor) -> None:
    where = link_of()
    client = client_for()
    assert "anne@nordlys.dk" in said(client.get(where))
    answer = client.post(where, data={"password": NEW})
    assert (answer.status_code, answer.location) == (303, "/mit/")
    assert client.get("/konto/mine-oplysninger").status_code == 200


def test_a_weak_password_is_refused_and_the_link_still_works(client_for: ClientFor) -> None:
    where = link_of()
    client = client_for()
    for weak in ("kort", "adgangskode123", "anne@nordlys.dk", "x" * 201):
        answer = client.post(where, data={"password": weak})
        assert answer.status_code == 422
        assert "Ret én ting" in said(answer)
    assert client.post(where, data={"password": NEW}).status_code == 303


def test_a_link_works_once_for_two_hours_and_only_whole(client_for: ClientFor, clock: Clock) -> None:
    where = link_of()
    client = client_for()
    cut = client.get(where[:-1])
    assert cut.status_code == 410
    assert "Linket virker ikke længere" in said(cut)
    clock.move(hours=2)
    assert client.get(where).status_code == 410
    clock.move(hours=-2)
    assert client_for().post(where, data={"password": NEW}).status_code == 303
    assert client.get(where).status_code == 410
    assert client.post(where, data={"password": "fem blå katte"}).status_code == 410
    assert client.get("/konto/ny-adgangskode/nobody/nothing").status_code == 410


def test_changing_the_password_ends_other_sessions_and_keeps_this_one(client_for: ClientFor) -> None:
    person = known()
    here, there = client_for(person), client_for(person)
    answer = here.post("/konto/adgangskode", data={"old": PASSWORD, "password": NEW})
    assert (answer.status_code, answer.location) == (303, "/konto/mine-oplysninger")
    assert here.get("/konto/mine-oplysninger").status_code == 200
    assert there.get("/konto/mine-oplysninger").status_code == 302
    assert client_for().post("/konto/log-ind", data={"email": "anne@nordlys.dk", "password": NEW}).status_code == 303


def test_the_old_password_must_be_right_and_wrong_ones_are_counted(client_for: ClientFor) -> None:
    client = client_for(known())
    for _try in range(5):
        answer = client.post("/konto/adgangskode", data={"old": "gæt", "password": NEW})
        assert answer.status_code == 422
        assert "Den nuværende adgangskode er ikke rigtig" in said(answer)
        assert NEW not in answer.get_data(as_text=True)
    assert client.post("/konto/adgangskode", data={"old": PASSWORD, "password": NEW}).status_code == 429
