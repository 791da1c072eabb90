"""What people are told: each kind of letter in both languages, once per person and cause."""

from __future__ import annotations

import re
from dataclasses import replace as changed
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from sqlalchemy import select

from marketplace.accounts.models import Person
from marketplace.accounts.service import ask_new_password
from marketplace.booking.rules import SeatName
from marketplace.booking.service.naming import name_seat, unname_seat
from marketplace.booking.service.running import change_capacity, confirm_run
from marketplace.catalogue.models import Run
from marketplace.catalogue.queries import find_run
from marketplace.catalogue.rules import MeetingFacts, RunFacts
from marketplace.catalogue.service.runs import change_run
from marketplace.foundation import errands
from marketplace.foundation.clock import now
from marketplace.foundation.db import session
from marketplace.foundation.errors import Conflict
from marketplace.foundation.texts import Texts
from marketplace.foundation.transaction import transaction
from marketplace.foundation.words import NBSP
from marketplace.notices import service
from marketplace.notices.gateway import FileOutbox
from marketplace.notices.rules import Kind, MessageStatus, check_move
from marketplace.organisations.service.inviting import (
    invite,
)
from tests.conftest import Clock
from tests.rooms.notices.conftest import Booked, Mail, Sent, address_of, make_booked, messages

pytestmark = pytest.mark.usefixtures("db")
METTE = "mette@nordlys.example"


class Tags(HTMLParser):
    """The tags of a mail, and whether each that was opened was closed."""

    EMPTY = frozenset({"meta", "hr", "br"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def reads_well(mail: Mail) -> None:
    """What every letter owes its reader."""
    for part in (mail.subject, mail.text, mail.html):
        assert ".." not in part
        assert not re.search(r"%\(|\{\{|\bNone\b|&amp;(lt|gt|amp);", part), part
    assert mail.subject.strip() == mail.subject != ""
    assert "\n\n\n\n" not in mail.text
    assert all(line == line.rstrip() or line == "-- " for line in mail.text.splitlines())
    tags = Tags()
    tags.feed(mail.html)
    assert tags.open == []
    assert tags.seen <= {"html", "head", "meta", "title", "body", "h1", "p", "a", "strong", "hr", "ul", "li", "br"}


def moved_by_a_day(run: Run) -> RunFacts:
    day = timedelta(days=1)
    return RunFacts(
        intake=run.intake,
        capacity=run.capacity,
        minimum=run.minimum,
        participation=run.participation,
        place="Campus Fjordby, lokale 9",
        postcode=run.postcode_code or "",
        enrol_by=run.enrol_by,
        meetings=tuple(MeetingFacts(one.starts_at + day, one.ends_at + day) for one in run.meetings),
    )


def change(booked: Booked) -> None:
    with transaction():
        facts = moved_by_a_day(find_run(booked.publisher, booked.run.ref))
        change_run(booked.publisher, booked.run.ref, facts, now=now())


WORDS = {
    "da": {
        Kind.INVITATION: "inviteret",
        Kind.NEW_PASSWORD: "adgangskode",
        Kind.BOOKING_PLACED: f"I har bestilt 3 pladser (29.400{NBSP}kr. i alt).",
        Kind.BOOKING_RECEIVED: "Nordlys Pleje ApS har bestilt 3 pladser",
        Kind.SEAT_NAMED: "Nordlys Pleje ApS har meldt dig til et forløb.",
        Kind.SEAT_UNNAMED: "Du skal ikke møde op.",
        Kind.RUN_CHANGED: "Holdet er ændret.",
        Kind.RUN_CONFIRMED: "Holdet er nu sikkert.",
    },
    "en": {
        Kind.INVITATION: "invited",
        Kind.NEW_PASSWORD: "password",
        Kind.BOOKING_PLACED: f"DKK{NBSP}29,400",
        Kind.BOOKING_RECEIVED: "Nordlys Pleje ApS",
        Kind.SEAT_NAMED: "Nordlys Pleje ApS",
        Kind.SEAT_UNNAMED: "You need not come.",
        Kind.RUN_CHANGED: "changed",
        Kind.RUN_CONFIRMED: "The run will take place.",
    },
}


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_kind_of_letter_reads_well_in_both_languages(sent: Sent, language: str) -> None:
    booked = make_booked(language=language)
    letters = sent()
    with transaction():
        invite(booked.booker, _person(METTE).ref, by_mail=True, now=now())
        ask_new_password(METTE, now=now())
    letters += sent()
    change(booked)
    with transaction():
        confirm_run(booked.publisher, booked.run.ref, now=now())
    letters += sent()
    with transaction():
        unname_seat(booked.booker, booked.seats()[0].ref, now=now())
    letters += sent()

    kind_of = {message.message_id: Kind(message.kind) for message in messages()}
    elsewhere = {Kind.WATCH_FOUND, Kind.APPROVAL_ASKED, Kind.APPROVAL_ENDED}  # read in files of their own
    assert set(kind_of.values()) == set(Kind) - elsewhere
    for mail in letters:
        kind = kind_of[mail.message_id]
        reads_well(mail)
        assert WORDS[language][kind] in mail.text
        assert WORDS[language][kind] in mail.html.replace("&#39;", "'")
        assert f'<html lang="{language}">' in mail.html
        assert mail.whole["Content-Language"] == language
        assert mail.whole["Auto-Submitted"] == "auto-generated"
        assert mail.text.startswith("Hej " if language == "da" else "Hello ") or mail.text.startswith("Hi ")
        if language == "en":
            assert not re.search(r"\b(kr\.|kl\.|plads|forløb|til og med)\b", mail.text), mail.text
    assert {message.status for message in messages()} == {"handed_over"}


def test_a_booking_tells_who_booked_who_sells_and_who_is_to_come(sent: Sent) -> None:
    booked = make_booked()
    letters = {mail.to: mail for mail in sent()}
    assert set(letters) == {booked.booker_address, address_of(booked.publisher), METTE}
    placed = letters[booked.booker_address]
    assert placed.subject == "Bestilt: Klart sprog"
    assert f"1 plads mangler et navn. Skriv det senest 27.{NBSP}jan. 2027." in placed.text
    assert f"onsdag 3.{NBSP}feb. 2027 kl.{NBSP}9.00 til 15.00" in placed.text
    assert "Campus Fjordby, lokale 2, 8000 Aarhus C" in placed.text
    assert f"https://torvet.example/hr/bestillinger/{booked.booking.ref}" in placed.text
    assert letters[address_of(booked.publisher)].subject == "3 pladser bestilt: Klart sprog"
    assert "Hej Mette Holm" in letters[METTE].text


def test_a_person_without_an_address_is_told_nothing(sent: Sent) -> None:
    booked = make_booked()
    sent()
    change(booked)
    sent()
    without = session.scalars(select(Person).where(Person.email_norm.is_(None))).one()
    assert booked.seats()[1].person_id == without.id
    assert without.id not in {message.person_id for message in messages()}


def test_names_and_titles_are_text_in_html_and_one_line_in_headers(sent: Sent) -> None:
    title = Texts("<script>alert('x')</script> & \"mere\"\r\nBcc: alle@evil.example", "x")
    make_booked(title=title, company="A <b>& Søn</b> ApS")
    with transaction():
        person = _person(METTE)
        person.name = 'Åge "Å", O\'Neil <evil@evil.example>\nX: y'
    letters = sent()
    assert len(letters) == 3
    for mail in letters:
        assert "<script" not in mail.html
        assert "<b>" not in mail.html
        assert "Bcc" not in mail.whole
        assert "X" not in mail.whole
        assert "<script>alert('x')</script> & \"mere\" Bcc: alle@evil.example" in mail.subject
    mette = next(mail for mail in letters if mail.to == METTE)
    assert mette.name == 'Åge "Å", O\'Neil <evil@evil.example> X: y'
    assert "A <b>& Søn</b> ApS har meldt dig til" in mette.text
    assert "A &lt;b&gt;&amp; Søn&lt;/b&gt; ApS har meldt dig til" in mette.html


def test_who_was_named_and_unnamed_before_the_mail_went_hears_nothing(sent: Sent) -> None:
    booked = make_booked()
    with transaction():
        unname_seat(booked.booker, booked.seats()[0].ref, now=now())
    assert METTE not in {mail.to for mail in sent()}


def test_a_seat_given_to_a_colleague_tells_both(sent: Sent, clock: Clock) -> None:
    booked = make_booked()
    sent()
    clock.move(minutes=5)
    with transaction():
        name_seat(booked.booker, booked.seats()[0].ref, SeatName(name="Ida Ny", email="ida@nordlys.example"), now=now())
    letters = {mail.to: mail for mail in sent()}
    assert letters[METTE].subject == "Du er ikke længere meldt til: Klart sprog"
    assert letters["ida@nordlys.example"].subject == "Du er meldt til: Klart sprog"
    assert "/mit/" not in letters[METTE].text
    assert set(letters) == {METTE, "ida@nordlys.example"}


def test_a_changed_run_tells_everybody_on_it_once_with_the_new_time_and_place(sent: Sent) -> None:
    booked = make_booked()
    sent()
    with transaction():
        seat = booked.seats()[2]
        name_seat(booked.booker, seat.ref, SeatName(name="Ida Ny", email="ida@nordlys.example"), now=now())
    sent()
    change(booked)
    letters = sent()
    assert sorted(mail.to for mail in letters) == sorted([METTE, "ida@nordlys.example", booked.booker_address])
    for mail in letters:
        assert f"torsdag 4.{NBSP}feb. 2027 kl.{NBSP}9.00 til 15.00" in mail.text
        assert "lokale 9" in mail.text
    links = {mail.to: "https://torvet.example/mit/" in mail.text for mail in letters}
    assert links == {METTE: True, "ida@nordlys.example": True, booked.booker_address: False}
    assert sent() == []


def test_another_capacity_or_deadline_tells_nobody(sent: Sent) -> None:
    booked = make_booked()
    sent()
    with transaction():
        change_capacity(booked.publisher, booked.run.ref, 14, now=now())
    with transaction():
        run = find_run(booked.publisher, booked.run.ref)
        meetings = tuple(MeetingFacts(one.starts_at, one.ends_at) for one in run.meetings)
        facts = changed(moved_by_a_day(run), place=run.place, meetings=meetings)
        change_run(
            booked.publisher,
            booked.run.ref,
            changed(facts, enrol_by=(run.enrol_by or now().date()) - timedelta(days=1)),
            now=now(),
        )
    assert sent() == []


def test_who_is_no_longer_on_a_run_is_not_told_that_it_changed(sent: Sent, clock: Clock) -> None:
    booked = make_booked()
    sent()
    with transaction():
        unname_seat(booked.booker, booked.seats()[0].ref, now=now())
    sent()
    clock.move(minutes=1)
    with transaction():
        person = _person(METTE)
        service.tell(person, Kind.RUN_CHANGED, booked.run.ref, "queued before the name was taken off", now=now())
    assert sent() == []


def test_a_run_that_was_cancelled_meanwhile_is_not_said_to_go_ahead(sent: Sent) -> None:
    booked = make_booked()
    sent()
    with transaction():
        confirm_run(booked.publisher, booked.run.ref, now=now())
        session.execute(
            Run.__table__.update()
            .where(Run.id == booked.run.id)
            .values(status="cancelled", cancelled_at=now(), cancel_reason="provider")
        )
    assert sent() == []


def test_the_same_cause_tells_a_person_once(sent: Sent) -> None:
    booked = make_booked()
    assert len(sent()) == 3
    for _ in range(2):
        with transaction():
            service.tell_booking_placed(booked.booking.ref, now=now())
            service.tell_seat(booked.seats()[0].ref, _person(METTE).ref, named=True, now=now())
    assert sent() == []
    assert len(messages()) == 3


@pytest.mark.parametrize(
    ("before", "to", "allowed"),
    [
        ("queued", "handed_over", True),
        ("queued", "refused", True),
        ("queued", "bounced", False),
        ("handed_over", "bounced", True),
        ("handed_over", "refused", False),
        ("handed_over", "queued", False),
        ("refused", "queued", False),
        ("bounced", "handed_over", False),
    ],
)
def test_the_states_of_a_message(before: str, to: str, allowed: bool) -> None:
    if allowed:
        check_move(before, MessageStatus(to))
    else:
        with pytest.raises(Conflict):
            check_move(before, MessageStatus(to))


def test_the_outbox_shows_letters_newest_first_and_opens_nothing_else(sent: Sent, outbox: FileOutbox) -> None:
    make_booked()
    sent()
    shown = outbox.letters().items
    assert len(shown) == 3
    assert [outbox.letter_or_none(one.file) for one in shown] == shown
    assert {one.subject for one in shown} == {
        "Bestilt: Klart sprog",
        "3 pladser bestilt: Klart sprog",
        "Du er meldt til: Klart sprog",
    }
    assert all("Hej " in one.text and one.date and one.language == "da" for one in shown)
    for name in ("../secret_key", "x", "", "a/b", "%2e%2e"):
        assert outbox.letter_or_none(name) is None
    assert [len(outbox.letters(page, per_page=2).items) for page in (1, 2)] == [2, 1]


def test_what_was_told_is_kept_without_its_words(sent: Sent) -> None:
    make_booked()
    sent()
    for message in messages():
        row = " ".join(str(getattr(message, column.key)) for column in message.__table__.columns)
        assert "Mette" not in row
        assert "@nordlys" not in row
        assert message.handed_over_at is not None
        assert message.tries == 1
    assert errands.count_waiting(now()) == 0


def _person(address: str) -> Person:
    return session.scalars(select(Person).where(Person.email_norm == address)).one()
