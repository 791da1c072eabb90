"""The list of bookings, one booking, names on its seats, files to take away."""

from __future__ import annotations

import html5lib

from marketplace.booking.queries import find_booking
from marketplace.booking.rules import SeatName
from marketplace.foundation.db import session
from marketplace.organisations.models import Company
from tests.conftest import Clock
from tests.doors.conftest import ClientFor
from tests.doors.counting import counting
from tests.doors.hr.people import Desk, heading_of, sit, text_of
from tests.factories.booking import make_booking, make_draft
from tests.factories.organisations import make_company, make_employee, make_person

SIGNE = SeatName(name="Signe Lind", email="signe@nordlys.example")


def test_the_list_is_paged_and_filtered(desk: Desk) -> None:
    make_booking(desk.actor)
    make_draft(desk.actor)
    answer = desk.client.get("/hr/bestillinger")
    assert heading_of(answer) == "Bestillinger"
    assert "2 bestillinger" in text_of(answer)
    html5lib.HTMLParser(strict=True).parse(answer.get_data(as_text=True))
    assert "1 bestilling " in text_of(desk.client.get("/hr/bestillinger?status=placed"))
    assert "Ingen bestillinger med den status" in text_of(desk.client.get("/hr/bestillinger?status=withdrawn"))


def test_an_empty_list_says_what_will_be_here(desk: Desk) -> None:
    assert "Ingen bestillinger endnu." in text_of(desk.client.get("/hr/bestillinger"))


def test_the_list_sends_few_statements(desk: Desk) -> None:
    for _ in range(12):
        make_booking(desk.actor)
    session.expunge_all()
    with counting() as statements:
        assert desk.client.get("/hr/bestillinger").status_code == 200
    assert len(statements) <= 10, "\n\n".join(statements)


def test_a_booking_says_when_names_end_and_what_cancelling_costs(desk: Desk) -> None:
    placed = make_booking(desk.actor)
    said = text_of(desk.client.get(f"/hr/bestillinger/{placed.ref}"))
    assert "I kan skrive og skifte navne til og med 27. jan. 2027" in said
    assert "til og med 4. jan. 2027 0 kr." in said
    assert "9.800 kr." in said
    assert "Plads 1 Uden navn" in said


def seat_refs(desk: Desk, ref: str) -> list[str]:
    return [seat.ref for seat in find_booking(desk.actor, ref).lines[0].seats]


def test_naming_renaming_and_unnaming_a_seat(desk: Desk, company: Company) -> None:
    make_employee(company, make_person("Omar Holm", "omar@nordlys.example"))
    ref = make_booking(desk.actor).ref
    first = seat_refs(desk, ref)[0]
    given = {"booking": ref, "who": "Signe Lind <signe@nordlys.example>"}
    named = desk.client.post(f"/hr/pladser/{first}/navn", data=given)
    assert named.status_code == 303
    assert "Signe Lind" in text_of(desk.client.get(f"/hr/bestillinger/{ref}"))
    desk.client.post(f"/hr/pladser/{first}/navn", data={"booking": ref, "who": "Omar Holm"})
    assert find_booking(desk.actor, ref).lines[0].seats[0].person.name == "Omar Holm"  # type: ignore[union-attr]
    desk.client.post(f"/hr/pladser/{first}/uden-navn")
    assert find_booking(desk.actor, ref).lines[0].seats[0].person is None


def test_a_name_that_cannot_be_read_is_kept(desk: Desk) -> None:
    ref = make_booking(desk.actor).ref
    seat = seat_refs(desk, ref)[1]
    answer = desk.client.post(f"/hr/pladser/{seat}/navn", data={"booking": ref, "who": "Ukendt Person"})
    assert answer.status_code == 422
    assert 'value="Ukendt Person"' in answer.get_data(as_text=True)
    assert "Ingen medarbejder hedder Ukendt Person" in text_of(answer)
    html5lib.HTMLParser(strict=True).parse(answer.get_data(as_text=True))
    empty = desk.client.post(f"/hr/pladser/{seat}/navn", data={"booking": ref, "who": ""})
    assert empty.status_code == 422
    assert "Skriv et navn eller en mail." in text_of(empty)


def test_names_end_with_the_deadline(desk: Desk, clock: Clock) -> None:
    ref = make_booking(desk.actor).ref
    seat = seat_refs(desk, ref)[0]
    clock.move(days=66)
    shown = text_of(desk.client.get(f"/hr/bestillinger/{ref}"))
    assert "Fristen for navne var 27. jan. 2027" in shown
    assert "Gem navnet" not in shown
    answer = desk.client.post(f"/hr/pladser/{seat}/navn", data={"booking": ref, "who": "A B <a@b.example>"})
    assert answer.status_code == 422
    assert "Fristen for at ændre navne udløb den 27. jan. 2027" in text_of(answer)


def test_another_company_cannot_name_the_seat(client_for: ClientFor, desk: Desk) -> None:
    ref = make_booking(desk.actor).ref
    seat = seat_refs(desk, ref)[0]
    other = sit(client_for, make_company("Anden ApS"), "booker")
    assert other.client.post(f"/hr/pladser/{seat}/navn", data={"booking": ref, "who": "x"}).status_code == 404
    assert other.client.post(f"/hr/pladser/{seat}/uden-navn").status_code == 404
    assert other.client.get(f"/hr/bestillinger/{ref}/pladser.csv").status_code == 404
    assert other.client.get(f"/hr/bestillinger/{ref}/kalender.ics").status_code == 404


def test_the_seats_as_csv(desk: Desk) -> None:
    placed = make_booking(desk.actor, names=[SIGNE, SeatName(name="=cmd", email="x@nordlys.example")])
    answer = desk.client.get(f"/hr/bestillinger/{placed.ref}/pladser.csv")
    assert answer.mimetype == "text/csv"
    body = answer.get_data()
    assert body.startswith(b"\xef\xbb\xbfPlads;Status;Navn;Mail")
    assert "Signe Lind;signe@nordlys.example" in body.decode("utf-8-sig")
    assert "'=cmd" in body.decode("utf-8-sig")


def test_the_meetings_as_a_calendar(desk: Desk) -> None:
    placed = make_booking(desk.actor)
    body = desk.client.get(f"/hr/bestillinger/{placed.ref}/kalender.ics").get_data(as_text=True)
    assert body.count("BEGIN:VEVENT") == 2
    assert "DTSTART:20270203T080000Z" in body


def test_a_viewer_reads_and_changes_nothing(client_for: ClientFor, company: Company, desk: Desk) -> None:
    ref = make_booking(desk.actor).ref
    seat = seat_refs(desk, ref)[0]
    viewer = sit(client_for, company, "viewer")
    shown = text_of(viewer.client.get(f"/hr/bestillinger/{ref}"))
    assert "Uden navn" in shown
    assert "Gem navnet" not in shown
    assert viewer.client.post(f"/hr/pladser/{seat}/uden-navn").status_code == 403


def test_a_manager_has_no_bookings(client_for: ClientFor, company: Company) -> None:
    manager = sit(client_for, company, "manager")
    assert manager.client.get("/hr/bestillinger").status_code == 403
    today = manager.client.get("/hr/")
    assert today.status_code == 200
    assert "Bestillinger" not in text_of(today)
    assert "Fakturaer" not in text_of(today)


def test_a_booking_in_english(client_for: ClientFor, company: Company) -> None:
    english = sit(client_for, company, "booker", language="en")
    placed = make_booking(english.actor)
    said = text_of(english.client.get(f"/hr/bestillinger/{placed.ref}"))
    assert "What does cancelling cost?" in said
    assert "You can add and change names until the end of 27 Jan 2027" in said
