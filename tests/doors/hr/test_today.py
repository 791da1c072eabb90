"""What waits for a company today."""

from __future__ import annotations

import html5lib

from marketplace.foundation.db import session
from tests.conftest import Clock
from tests.doors.conftest import ClientFor
from tests.doors.counting import counting
from tests.doors.hr.people import Desk, heading_of, sit, text_of
from tests.factories.booking import make_booking, make_draft
from tests.factories.organisations import make_company


def test_nothing_waits_in_the_beginning(desk: Desk) -> None:
    answer = desk.client.get("/hr/")
    assert heading_of(answer) == "Intet venter på jer"
    assert "Ingen hold endnu." in text_of(answer)
    html5lib.HTMLParser(strict=True).parse(answer.get_data(as_text=True))


def test_held_seats_and_missing_names_wait(desk: Desk) -> None:
    make_draft(desk.actor, wanted=3)
    make_booking(desk.actor, wanted=2)
    answer = desk.client.get("/hr/")
    assert heading_of(answer) == "2 ting venter på jer"
    said = text_of(answer)
    assert "Bestil 3 pladser til 29.400 kr." in said
    assert "Pladserne holdes til kl. 10.20." in said
    assert "Senest 27. jan." in said
    assert "2 pladser mangler navn" in said
    assert "0 af 2 med navn" in said
    html5lib.HTMLParser(strict=True).parse(answer.get_data(as_text=True))


def test_a_hold_that_has_ended_waits_no_more(desk: Desk, clock: Clock) -> None:
    make_draft(desk.actor)
    clock.move(minutes=21)
    assert heading_of(desk.client.get("/hr/")) == "Intet venter på jer"


def test_a_company_that_waits_is_told_what_it_can_do(client_for: ClientFor) -> None:
    waiting = sit(client_for, make_company("Ny ApS", verified=False), "admin")
    answer = waiting.client.get("/hr/")
    assert heading_of(answer) == "Én ting venter på jer"
    assert "I kan søge og holde pladser nu" in text_of(answer)


def test_another_companys_things_are_not_here(client_for: ClientFor, desk: Desk) -> None:
    make_draft(desk.actor)
    make_booking(desk.actor)
    other = sit(client_for, make_company("Anden ApS"), "booker")
    assert heading_of(other.client.get("/hr/")) == "Intet venter på jer"


def test_nobody_comes_in_without_a_company_desk(client_for: ClientFor) -> None:
    assert client_for().get("/hr/").status_code == 302


def test_the_page_sends_few_statements(desk: Desk) -> None:
    for _ in range(10):
        make_booking(desk.actor)
        make_draft(desk.actor)
    session.expunge_all()
    with counting() as statements:
        assert desk.client.get("/hr/").status_code == 200
    assert len(statements) <= 14, "\n\n".join(statements)


def test_today_in_english(client_for: ClientFor) -> None:
    english = sit(client_for, make_company("Nordlys"), "booker", language="en")
    make_draft(english.actor)
    assert heading_of(english.client.get("/hr/")) == "One thing is waiting for you"
