"""Handing mail over to a real mail server on loopback: taken, refused for good, put off, and killed in between."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from smtplib import SMTPException

import pytest
from sqlalchemy import select

from marketplace.foundation import errands
from marketplace.foundation.clock import now
from marketplace.foundation.db import session
from marketplace.foundation.documents.letters import Letter
from marketplace.foundation.errands import Errand
from marketplace.foundation.transaction import transaction
from marketplace.notices import gateway
from marketplace.notices.gateway import Refused, Smtp
from marketplace.notices.models import Message
from marketplace.organisations.service.inviting import invite
from tests.conftest import Clock
from tests.factories.organisations import make_company, make_employee, make_member
from tests.rooms.notices.conftest import SENDER, SITE, opened
from tests.rooms.notices.mail_server import MailServer

LETTER = Letter(
    to="mette@nordlys.example",
    name="Mette Høj, HR",
    subject="Du er meldt til: Klart sprog på Ærø",
    text="Hej\n.\n.linje\nslut\n",
    html="<p>Hej æøå</p>",
    message_id="<abc@kompetencetorvet>",
    language="da",
)


@pytest.fixture(autouse=True)
def _office() -> Iterator[None]:
    before = gateway._office.post, gateway._office.site_url
    yield
    gateway._office.post, gateway._office.site_url = before


def post_to(server: MailServer) -> None:
    gateway.use(Smtp(server.url, SENDER), site_url=SITE)


def invited() -> None:
    """An invitation by mail, waiting to go."""
    with transaction():
        company = make_company()
        invite(make_member(company, "admin"), make_employee(company).person.ref, by_mail=True, now=now())


def statuses() -> list[str]:
    session.rollback()
    return list(session.scalars(select(Message.status)))


def test_a_letter_arrives_as_it_was_written() -> None:
    with MailServer() as server:
        Smtp(server.url, SENDER).hand_over(LETTER)
    (raw,) = server.letters
    mail = opened(raw.replace(b"\r\n..", b"\r\n."))
    assert (mail.to, mail.name, mail.subject, mail.message_id) == (
        LETTER.to,
        LETTER.name,
        LETTER.subject,
        LETTER.message_id,
    )
    assert mail.text.replace("\r\n", "\n") == LETTER.text
    assert "æøå" in mail.html
    assert server.heard[1].startswith("mail FROM:<torvet@torvet.example>")
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))


@pytest.mark.parametrize("answers", [{"RCPT": "550 no such person"}, {".": "554 spam"}, {"DATA": "552 too much"}])
def test_a_permanent_no_is_a_refusal(answers: dict[str, str]) -> None:
    with MailServer(answers) as server, pytest.raises(Refused):
        Smtp(server.url, SENDER).hand_over(LETTER)
    assert server.letters == []


@pytest.mark.parametrize(
    "answers",
    [{"RCPT": "451 later"}, {".": "452 full"}, {"MAIL": "421 busy"}, {"MAIL": "550 your address is not known here"}],
)
def test_a_temporary_no_and_a_mistake_of_ours_are_tried_again(answers: dict[str, str]) -> None:
    with MailServer(answers) as server, pytest.raises(SMTPException):
        Smtp(server.url, SENDER).hand_over(LETTER)
    assert server.letters == []


def test_nobody_answering_is_tried_again() -> None:
    with MailServer() as server:
        url = server.url
    with pytest.raises(ConnectionRefusedError):
        Smtp(url, SENDER).hand_over(LETTER)


def test_a_password_is_never_sent_in_the_clear() -> None:
    with MailServer(offers=("AUTH PLAIN LOGIN",)) as server, pytest.raises(ConnectionError):
        Smtp(server.url.replace("smtp://", "smtp://navn:kode@"), SENDER).hand_over(LETTER)
    assert server.letters == []
    assert not any("AUTH" in line for line in server.heard)


@pytest.mark.usefixtures("db")
def test_a_message_taken_by_the_server_is_handed_over() -> None:
    invited()
    with MailServer() as server:
        post_to(server)
        errands.work_all()
    assert [opened(letter).message_id for letter in server.letters] == list(session.scalars(select(Message.message_id)))
    assert statuses() == ["handed_over"]


@pytest.mark.usefixtures("db")
def test_a_message_refused_for_good_is_not_tried_again(clock: Clock) -> None:
    invited()
    with MailServer({"RCPT": "550 no such person"}) as server:
        post_to(server)
        errands.work_all()
        tries = len(server.heard)
        clock.move(days=1)
        errands.work_all()
    assert statuses() == ["refused"]
    assert len(server.heard) == tries


@pytest.mark.usefixtures("db")
def test_a_message_that_is_put_off_goes_later(clock: Clock) -> None:
    invited()
    with MailServer({"RCPT": "451 later"}) as server:
        post_to(server)
        errands.work_all()
        assert statuses() == ["queued"]
        heard = len(server.heard)
        errands.work_all()
        assert len(server.heard) == heard  # not before its time
        server.answers.clear()
        clock.move(minutes=3)
        errands.work_all()
    assert statuses() == ["handed_over"]
    assert len(server.letters) == 1
    assert session.scalars(select(Message.tries)).one() == 2


@pytest.mark.usefixtures("db")
def test_a_message_nobody_ever_takes_ends_on_the_dead_list_and_can_be_revived(clock: Clock) -> None:
    invited()
    with MailServer({"RCPT": "451 later"}) as server:
        post_to(server)
        for _ in range(errands.MAX_TRIES + 1):
            errands.work_all()
            clock.move(days=1)
        dead = [errand.id for errand in errands.dead_list()]
        assert dead
        assert statuses() == ["queued"]
        server.answers.clear()
        for errand_id in dead:
            with transaction():
                errands.revive(errand_id, now())
        errands.work_all()
    assert statuses() == ["handed_over"]


WORKER = """
    import os, signal, sys
    from datetime import datetime
    from marketplace import wiring
    from marketplace.foundation import clock, db, errands, links
    from marketplace.foundation.errands import Outside
    from marketplace.notices import asking, gateway
    from marketplace.notices.gateway import Smtp
    from marketplace.notices.service import HAND_OVER, HANDING_OVER

    url, server, at, end = sys.argv[1:]
    wiring.wire()
    links.use("a secret for tests only")
    clock.set_clock(lambda: datetime.fromisoformat(at))
    gateway.use(Smtp(server, "torvet@torvet.example"), site_url="https://torvet.example")
    db.use(db.connect(url))

    def hand_over_and_die(letter):
        asking.hand_over(letter)
        os.kill(os.getpid(), signal.SIGKILL)

    if end == "die":
        errands.use({HAND_OVER: Outside(HANDING_OVER.prepare, hand_over_and_die, HANDING_OVER.note)}, {})
    print(errands.work_all())
"""


def test_a_worker_killed_after_the_server_took_the_mail_sends_it_again_under_the_same_message_id(
    fresh: str, clock: Clock
) -> None:
    invited()
    session.remove()
    with MailServer() as server:

        def work(end: str) -> subprocess.CompletedProcess[str]:
            script = [sys.executable, "-c", textwrap.dedent(WORKER), fresh, server.url, clock.at.isoformat(), end]
            return subprocess.run(script, capture_output=True, cwd=os.getcwd(), timeout=60, text=True)

        killed = work("die")
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        assert statuses() == ["queued"]
        assert len(server.letters) == 1
        assert work("live").stdout.strip() == "0"  # its lease has not ended
        clock.move(seconds=errands.LEASE.total_seconds())
        assert work("live").stdout.strip() == "1"
        clock.move(days=1)
        assert work("live").stdout.strip() == "0"
    first, second = (opened(letter) for letter in server.letters)
    assert first.message_id == second.message_id
    assert first.text == second.text
    assert statuses() == ["handed_over"]
    assert {errand.status for errand in session.scalars(select(Errand))} == {"done"}
