"""Links in letters really open what they say, once, and are not sent when there is nothing left to open."""

from __future__ import annotations

import pytest

from marketplace.accounts.queries import check_reset_link
from marketplace.accounts.service import ask_new_password, take_new_password
from marketplace.foundation.clock import now
from marketplace.foundation.db import session
from marketplace.foundation.transaction import transaction
from marketplace.foundation.words import NBSP
from marketplace.organisations.models import Invitation
from marketplace.organisations.queries.inviting import check_invitation
from marketplace.organisations.service.inviting import (
    accept_invitation,
    invite,
    renew_invitation,
    withdraw_invitation,
)
from tests.conftest import Clock
from tests.factories.organisations import make_company, make_employee, make_member, make_person
from tests.rooms.notices.conftest import Sent, messages

pytestmark = pytest.mark.usefixtures("db")


def test_the_link_of_an_invitation_opens_it(sent: Sent) -> None:
    with transaction():
        company = make_company()
        admin = make_member(company, "admin")
        employee = make_employee(company)
        invitation, code = invite(admin, employee.person.ref, by_mail=True, now=now())
    assert code is None
    (mail,) = sent()
    ref, token = mail.link("konto/invitation")
    assert check_invitation(ref, token, now=now()).id == invitation.id
    assert "til og med" in mail.text
    assert f"Linket virker én gang, til og med 23.{NBSP}dec. 2026." in mail.text
    with transaction():
        renew_invitation(admin, invitation.ref, now=now())
    (renewed,) = sent()
    assert renewed.message_id != mail.message_id
    assert renewed.link("konto/invitation") != [ref, token]
    with transaction():
        accept_invitation(*renewed.link("konto/invitation"), "en rigtig lang adgangskode", now=now())
    assert session.get_one(Invitation, invitation.id).status == "accepted"


def test_an_invitation_on_paper_is_not_mailed(sent: Sent) -> None:
    with transaction():
        company = make_company()
        admin = make_member(company, "admin")
        employee = make_employee(company, make_person("Ole", None))
        invite(admin, employee.person.ref, by_mail=False, now=now())
    assert sent() == []
    assert messages() == []


def test_the_link_to_a_new_password_opens_it_once(sent: Sent) -> None:
    with transaction():
        person = make_person(email="mette@nordlys.example")
        ask_new_password("METTE@nordlys.example", now=now())
        ask_new_password("nobody@nordlys.example", now=now())
    (mail,) = sent()
    ref, token = mail.link("konto/ny-adgangskode")
    assert check_reset_link(ref, token, now=now()).id == person.id
    with transaction():
        take_new_password(ref, token, "en rigtig lang adgangskode", now=now())
    assert sent() == []


def test_a_mail_whose_cause_has_vanished_is_not_sent(sent: Sent, clock: Clock) -> None:
    with transaction():
        company = make_company()
        admin = make_member(company, "admin")
        late, gone = make_employee(company), make_employee(company, name="Ole")
        invite(admin, late.person.ref, by_mail=True, now=now())
        withdrawn, _ = invite(admin, gone.person.ref, by_mail=True, now=now())
        withdraw_invitation(admin, withdrawn.ref)
        ask_new_password(late.person.email_norm or "", now=now())
    clock.move(days=40)
    assert sent() == []
    assert {message.status for message in messages()} == {"refused"}
