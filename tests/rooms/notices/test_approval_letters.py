"""Mails about bookings that wait for an approver."""

from __future__ import annotations

import pytest

from marketplace.accounts.queries import person_by_id
from marketplace.booking.rules import SeatName
from marketplace.booking.service.approving import approve_booking, decline_booking
from marketplace.booking.service.holding import withdraw_draft
from marketplace.booking.service.sweeping import release_lapsed_holds
from marketplace.foundation.clock import now
from marketplace.foundation.money import kroner
from marketplace.foundation.transaction import transaction
from marketplace.foundation.words import NBSP
from marketplace.notices import service
from marketplace.notices.rules import Kind
from marketplace.spending.queries import approval_of_or_none
from tests.conftest import Clock
from tests.factories.organisations import make_company, make_department, make_member, make_person
from tests.factories.spending import make_budget, make_waiting
from tests.rooms.notices.conftest import Sent, address_of, messages
from tests.rooms.notices.test_letters import reads_well

pytestmark = pytest.mark.usefixtures("db")
METTE = "mette@nordlys.example"


class Story:
    """A booking above its department's budget, of a company with one who books and two who may approve."""

    def __init__(self, language: str = "da") -> None:
        with transaction():
            company = make_company("Nordlys Pleje ApS")
            self.booker, self.approver = make_member(company, "booker"), make_member(company, "approver")
            self.other = make_member(company, "approver")
            for actor, name in ((self.booker, "Bo Bestil"), (self.approver, "Gry Godkend"), (self.other, "Ib Anden")):
                person = person_by_id(actor.person_id or 0)
                person.name, person.language = name, language
            department = make_department(company)
            make_budget(department, kroner(15_000))
            names = [SeatName(name="Mette Holm", email=METTE)]
            self.booking = make_waiting(self.booker, department=department, names=names).ref
        approval = approval_of_or_none(company.id, self.booking)
        assert approval is not None
        self.approval = approval.ref


@pytest.mark.parametrize(
    ("language", "said", "above"),
    [
        ("da", f"Bo Bestil vil bestille for 19.600{NBSP}kr. i alt", f"Budgettet overskrides: 4.600{NBSP}kr. mere"),
        ("en", f"Bo Bestil wants to book for DKK{NBSP}19,600", f"DKK{NBSP}4,600 more"),
    ],
)
def test_every_approver_is_told_what_waits_and_nobody_else(sent: Sent, language: str, said: str, above: str) -> None:
    story = Story(language)
    letters = sent()
    assert {mail.to for mail in letters} == {address_of(story.approver), address_of(story.other)}
    for mail in letters:
        reads_well(mail)
        assert said in mail.text
        assert above in mail.text
        assert f"30.{NBSP}nov. 2026" in mail.text or f"30{NBSP}Nov 2026" in mail.text
        assert mail.link("hr/godkendelser") == [story.approval]


def test_a_yes_is_told_with_the_booking_and_now_the_participants_hear_of_it(sent: Sent) -> None:
    story = Story()
    sent()
    with transaction():
        approve_booking(story.approver, story.booking, seen=kroner(4_600), now=now())
    letters = {mail.to: mail for mail in sent()}
    placed = letters[address_of(story.booker)]
    reads_well(placed)
    assert placed.subject.startswith("Bestilt: ")
    assert "Godkendt af Gry Godkend." in placed.text
    assert letters[METTE].subject.startswith("Du er meldt til: ")


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_no_is_told_with_its_reason(sent: Sent, language: str) -> None:
    story = Story(language)
    sent()
    with transaction():
        decline_booking(story.approver, story.booking, reason="Vent til <foråret>", now=now())
    (mail,) = sent()
    reads_well(mail)
    assert mail.to == address_of(story.booker)
    assert "Gry Godkend" in mail.text
    assert "Vent til <foråret>" in mail.text
    assert "Vent til &lt;foråret&gt;" in mail.html
    assert mail.link("hr/bestillinger") == [story.booking]


@pytest.mark.parametrize("language", ["da", "en"])
def test_when_nobody_answers_in_time_the_booker_is_told(sent: Sent, clock: Clock, language: str) -> None:
    story = Story(language)
    sent()
    clock.move(days=8)
    with transaction():
        release_lapsed_holds(clock.at)
    (mail,) = sent()
    reads_well(mail)
    assert mail.to == address_of(story.booker)
    assert {"da": "Ingen nåede at godkende", "en": "Nobody approved"}[language] in mail.text


def test_who_withdraws_is_told_nothing_and_an_approver_hears_nothing_of_what_is_over(sent: Sent) -> None:
    story = Story()
    with transaction():
        withdraw_draft(story.booker, story.booking, now=now())
    assert sent() == []


def test_a_late_message_of_what_is_no_longer_so_is_not_sent(sent: Sent) -> None:
    story = Story()
    sent()
    with transaction():
        stranger = make_person("Ny Ven")
        service.tell(stranger, Kind.APPROVAL_ASKED, story.approval, "late", now=now())
        service.tell(stranger, Kind.APPROVAL_ENDED, story.approval, "late", now=now())
        service.tell(stranger, Kind.APPROVAL_ENDED, "unknown", "unknown", now=now())
    assert sent() == []
    assert [message.status for message in messages()].count("refused") == 3
