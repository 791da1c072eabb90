"""What an employee sees of their own seats."""

from __future__ import annotations

from datetime import date

import html5lib
import pytest

from marketplace.accounts.models import Person
from marketplace.accounts.queries import person_by_email_or_none
from marketplace.booking.queries import my_seats
from marketplace.booking.rules import SeatName
from marketplace.catalogue.models import Run
from marketplace.foundation import clock as clocks
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from tests.conftest import Clock
from tests.doors.conftest import ClientFor, Knocker
from tests.doors.counting import counting
from tests.doors.hr.people import heading_of, text_of
from tests.factories import within
from tests.factories.accounts import make_sign_in
from tests.factories.booking import a_booker, make_booking
from tests.factories.organisations import make_person
from tests.factories.pricing import make_priced_run

MAIL = "signe@nordlys.example"


def seat_of(person: Person) -> str:
    return my_seats(Actor(person_id=person.id, desk="employee"), clocks.now())[0].ref


def booked(run: Run | None = None, booker: Actor | None = None) -> Person:
    """Signe, with a seat on a run."""
    make_booking(booker or a_booker(), run, 2, names=[SeatName(name="Signe Lind", email=MAIL)])
    person = person_by_email_or_none(MAIL)
    assert person is not None
    return person


@pytest.fixture
def signe(client_for: ClientFor) -> tuple[Person, Knocker]:
    with within():
        person = booked()
        make_sign_in(person)
        session.flush()
    return person, client_for(person, "employee")


def test_the_overview_says_what_is_next_where_and_when(signe: tuple[Person, Knocker]) -> None:
    answer = signe[1].get("/mit/")
    assert heading_of(answer) == "Hej Signe"
    said = text_of(answer)
    assert "Næste skridt" in said
    assert "Onsdag 3. feb. 2027 kl. 9.00 til 15.00." in said
    assert "Campus Fjordby, lokale 2, 8000 Aarhus C" in said
    assert "Nordlys Pleje ApS har booket pladsen til dig hos Fjordby Professionshøjskole." in said
    html5lib.HTMLParser(strict=True).parse(answer.get_data(as_text=True))


def test_a_past_run_moves_to_earlier(signe: tuple[Person, Knocker], clock: Clock) -> None:
    clock.move(days=120)
    said = text_of(signe[1].get("/mit/"))
    assert "Ingen forløb venter på dig." in said
    assert "Tidligere" in said


def test_the_seat_page(signe: tuple[Person, Knocker]) -> None:
    answer = signe[1].get(f"/mit/{seat_of(signe[0])}")
    assert heading_of(answer) == "Sundhedskommunikation i praksis"
    said = text_of(answer)
    for fact in (
        "3. feb. til 10. mar. 2027",
        "Kan formidle sundhedsviden.",
        "28 timer",
        "Udbyderen ser dit navn.",
        "Nordlys Pleje ApS",
        "Fjordby Professionshøjskole",
    ):
        assert fact in said
    html5lib.HTMLParser(strict=True).parse(answer.get_data(as_text=True))


def test_calendars(signe: tuple[Person, Knocker]) -> None:
    whole = signe[1].get("/mit/kalender.ics")
    assert whole.mimetype == "text/calendar"
    assert whole.get_data(as_text=True).count("BEGIN:VEVENT") == 2
    one = signe[1].get(f"/mit/{seat_of(signe[0])}/kalender.ics")
    assert one.get_data(as_text=True).count("BEGIN:VEVENT") == 2


def test_somebody_elses_seat_is_not_found(client_for: ClientFor) -> None:
    with within():
        person = booked()
        other = make_person("Omar Holm")
        make_sign_in(other)
        ref = seat_of(person)
    client = client_for(other, "employee")
    assert client.get(f"/mit/{ref}").status_code == 404
    assert client.get(f"/mit/{ref}/kalender.ics").status_code == 404


def test_somebody_without_seats_is_told_what_will_be_here(client_for: ClientFor) -> None:
    with within():
        person = make_person("Ny Person")
        make_sign_in(person)
    answer = client_for(person, "employee").get("/mit/")
    assert "Ingen forløb venter på dig." in text_of(answer)
    assert "VEVENT" not in client_for(person, "employee").get("/mit/kalender.ics").get_data(as_text=True)


def test_continuous_intake_says_to_begin_when_it_suits(client_for: ClientFor) -> None:
    with within():
        run, _plan = make_priced_run(continuous=True)
        person = booked(run)
        make_sign_in(person)
    said = text_of(client_for(person, "employee").get("/mit/"))
    assert "Næste skridt, når det passer dig" in said
    assert "Forløbet har ingen faste dage." in said


def test_a_cancelled_run_is_no_next_step(client_for: ClientFor) -> None:
    with within():
        run, _plan = make_priced_run()
        person = booked(run)
        run.status = "cancelled"
        make_sign_in(person)
        ref = seat_of(person)
    client = client_for(person, "employee")
    assert "Ingen forløb venter på dig." in text_of(client.get("/mit/"))
    assert "Udbyderen har aflyst holdet." in text_of(client.get(f"/mit/{ref}"))


def test_the_pages_in_english(client_for: ClientFor) -> None:
    with within():
        person = booked()
        make_sign_in(person)
        ref = seat_of(person)
    client = client_for(person, "employee", language="en")
    assert "Next step" in text_of(client.get("/mit/"))
    answer = client.get(f"/mit/{ref}")
    assert heading_of(answer) == "Health communication in practice"
    assert "Wednesday 3 Feb 2027" in text_of(answer)


def test_the_overview_sends_few_statements(client_for: ClientFor) -> None:
    with within():
        booker = a_booker()
        for month in range(1, 9):
            run, _plan = make_priced_run(starts_on=date(2027, month, 3), ends_on=date(2027, month, 20))
            person = booked(run, booker)
        make_sign_in(person)
    client = client_for(person, "employee")
    session.expunge_all()
    with counting() as statements:
        assert client.get("/mit/").status_code == 200
    assert len(statements) <= 8, "\n\n".join(statements)


def test_nobody_comes_in_without_signing_in(client_for: ClientFor) -> None:
    assert client_for().get("/mit/").status_code == 302
