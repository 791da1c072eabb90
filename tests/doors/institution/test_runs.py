"""Runs: planned, opened, decided, changed, and who is booked."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from marketplace.booking.rules import SeatName
from marketplace.catalogue.models import Run
from marketplace.catalogue.queries import find_run
from marketplace.foundation.db import session
from tests.doors.counting import counting
from tests.doors.institution.people import Desk, fields_of, read, text_of
from tests.factories.booking import make_booking
from tests.factories.catalogue import make_offer, make_offer_version, make_run
from tests.factories.pricing import make_priced_run

PLANNED = {
    "intake": "dated",
    "capacity": "12",
    "minimum": "6",
    "participation": "onsite",
    "place": "Campus Fjordby",
    "postcode": "8000",
    "enrol_by": "4-1-2027",
    "meetings-0-day": "3-2-2027",
    "meetings-0-begins": "9",
    "meetings-0-ends": "15.30",
    "meetings-0-place": "",
}


@pytest.fixture
def version(institution: Any) -> Any:
    return make_offer_version(make_offer(institution), "published")


def priced(version: Any, **over: Any) -> Run:
    return make_priced_run(version=version, **over)[0]


def test_a_run_is_planned_in_danish_time(publisher: Desk, version: Any) -> None:
    asked = publisher.client.get(f"/udbyder/hold/nyt?forloeb={version.offer.ref}")
    read(asked)
    assert fields_of(asked)["offer"] == version.offer.ref
    answer = publisher.client.post("/udbyder/hold/nyt", data={**PLANNED, "offer": version.offer.ref})
    assert answer.status_code == 303, text_of(answer)
    run = find_run(publisher.actor, session.scalars(select(Run.ref)).one())
    assert (run.starts_on, run.enrol_by, run.minimum) == (date(2027, 2, 3), date(2027, 1, 4), 6)
    assert run.meetings[0].starts_at == datetime(2027, 2, 3, 8, 0, tzinfo=UTC)
    assert "Holdet skal have en pris" in read(publisher.client.get(answer.location))


def test_meetings_are_added_and_taken_away_with_everything_kept(publisher: Desk, version: Any) -> None:
    sent = {**PLANNED, "offer": version.offer.ref, "capacity": "tolv", "row": "add:meetings"}
    more = publisher.client.post("/udbyder/hold/nyt", data=sent)
    assert "Mødegang 2" in read(more)
    kept = fields_of(more)
    assert kept["capacity"] == "tolv"
    assert kept["meetings-0-begins"] == "9"
    less = publisher.client.post("/udbyder/hold/nyt", data={**kept, "row": "remove:meetings-0"})
    assert "meetings-0-day" not in fields_of(less)
    assert session.scalars(select(Run)).first() is None


@pytest.mark.parametrize(
    ("over", "said"),
    [
        ({"capacity": "-3"}, "Skriv et tal fra 1 til 500."),
        ({"minimum": "20"}, "Minimum kan ikke være over holdets 12 pladser."),
        ({"postcode": "0000"}, "postnummer"),
        ({"enrol_by": "9-2-2027"}, "Fristen for at booke kan ikke ligge efter første mødegang"),
        ({"meetings-0-ends": "8"}, "Mødegang 1 slutter, før den begynder."),
        ({"meetings-0-ends": ""}, "Skriv, hvornår mødegangen slutter."),
        ({"meetings-0-day": "31-2-2027"}, "Den dag findes ikke."),
        ({"offer": ""}, "Vælg det forløb, holdet er af."),
    ],
)
def test_what_does_not_fit_is_said_and_the_form_kept(
    publisher: Desk, version: Any, over: dict[str, str], said: str
) -> None:
    answer = publisher.client.post("/udbyder/hold/nyt", data={**PLANNED, "offer": version.offer.ref, **over})
    assert said in read(answer, 422)
    assert fields_of(answer)["place"] == "Campus Fjordby"


def test_a_run_is_opened_confirmed_and_not_started_too_early(publisher: Desk, version: Any) -> None:
    run = priced(version, status="planned")
    address = f"/udbyder/hold/{run.ref}"
    assert "Åbn for bestilling" in read(publisher.client.get(address))
    assert publisher.client.post(f"{address}/aabn").status_code == 303
    assert publisher.client.post(f"{address}/aabn").status_code == 409
    assert publisher.client.post(f"{address}/bekraeft").status_code == 303
    page = read(publisher.client.get(address))
    assert "Start holdet: Holdet kan først startes, når første mødegang er nået" in page
    assert "Holdet kan først startes" in read(publisher.client.post(f"{address}/start"), 422)


def test_a_run_without_a_price_is_not_opened(publisher: Desk, version: Any) -> None:
    run = make_run(version, status="planned")
    answer = publisher.client.post(f"/udbyder/hold/{run.ref}/aabn")
    assert "Holdet har ingen pris." in read(answer, 422)


def test_who_is_booked_is_shown_and_taken_out_as_csv(publisher: Desk, teacher: Desk, version: Any) -> None:
    run = priced(version)
    make_booking(run=run, wanted=2, names=[SeatName(name="=Omar Holm", email="omar@example.dk")])
    page = read(teacher.client.get(f"/udbyder/hold/{run.ref}"))
    assert "=Omar Holm" in page
    assert "uden navn" in page
    assert "2 af 12" in page
    assert "En redaktør åbner, afgør og afslutter hold." in page
    listed = teacher.client.get(f"/udbyder/hold/{run.ref}/deltagere.csv")
    assert listed.mimetype == "text/csv"
    rows = listed.get_data(as_text=True).splitlines()
    assert rows[0] == "\ufeffVirksomhed;Navn;Status"
    assert sorted(rows[1:]) == ["Nordlys Pleje ApS;'=Omar Holm;booket", "Nordlys Pleje ApS;uden navn;booket"]
    assert "=Omar Holm" in read(teacher.client.get(f"/udbyder/hold/{run.ref}/deltagerliste"))


def test_a_run_with_buyers_is_not_cancelled(publisher: Desk, version: Any) -> None:
    run = priced(version)
    make_booking(run=run)
    assert "Holdet kan kun aflyses her, når ingen har plads." in read(publisher.client.get(f"/udbyder/hold/{run.ref}"))
    assert "2 pladser er bestilt" in read(publisher.client.get(f"/udbyder/hold/{run.ref}/aflys"))
    answer = publisher.client.post(f"/udbyder/hold/{run.ref}/aflys", data={"reason": "provider"})
    assert answer.status_code == 409


def test_an_empty_run_is_cancelled_with_a_reason(publisher: Desk, version: Any) -> None:
    run = priced(version)
    address = f"/udbyder/hold/{run.ref}/aflys"
    assert "Vælg en af mulighederne på listen." in read(publisher.client.post(address, data={}), 422)
    assert publisher.client.post(address, data={"reason": "low_numbers"}).status_code == 303
    assert "for få tilmeldte" in read(publisher.client.get(f"/udbyder/hold/{run.ref}"))


def test_capacity_below_the_seats_taken_says_how_many_are_over(publisher: Desk, version: Any) -> None:
    run = priced(version)
    make_booking(run=run, wanted=3)
    address = f"/udbyder/hold/{run.ref}/pladser"
    assert "Skriv et helt tal" in read(publisher.client.post(address, data={"capacity": "to"}), 422)
    assert publisher.client.post(address, data={"capacity": "2"}).status_code == 303
    assert "1 plads for meget" in read(publisher.client.get(f"/udbyder/hold/{run.ref}"))


def test_changing_a_run_says_who_will_be_told(publisher: Desk, version: Any) -> None:
    run = priced(version)
    make_booking(run=run, names=[SeatName(name="Omar Holm", email="omar@example.dk")])
    page = publisher.client.get(f"/udbyder/hold/{run.ref}/ret")
    said = read(page)
    assert "1 virksomhed får besked" in said
    assert "1 navngiven deltager" in said
    sent = fields_of(page)
    assert sent["meetings-0-begins"] == "09:00"
    answer = publisher.client.post(f"/udbyder/hold/{run.ref}/ret", data={**sent, "place": "Lokale 7"})
    assert answer.status_code == 303
    assert "Lokale 7" in read(publisher.client.get(f"/udbyder/hold/{run.ref}"))


def test_another_institutions_run_is_not_found(stranger: Desk, version: Any) -> None:
    run = priced(version)
    for page in ("", "/ret", "/aflys", "/deltagere.csv", "/deltagerliste"):
        assert stranger.client.get(f"/udbyder/hold/{run.ref}{page}").status_code == 404
    for act in ("aabn", "bekraeft", "start", "afslut", "luk"):
        assert stranger.client.post(f"/udbyder/hold/{run.ref}/{act}").status_code == 404


def test_a_teacher_does_not_run_runs(teacher: Desk, version: Any) -> None:
    run = priced(version)
    assert teacher.client.get("/udbyder/hold/nyt").status_code == 403
    assert teacher.client.get(f"/udbyder/hold/{run.ref}/ret").status_code == 403
    assert teacher.client.post(f"/udbyder/hold/{run.ref}/bekraeft").status_code == 403
    assert teacher.client.post(f"/udbyder/hold/{run.ref}/pladser", data={"capacity": "5"}).status_code == 403


def test_a_run_page_asks_at_most_twelve_times(publisher: Desk, version: Any) -> None:
    run = priced(version)
    for _ in range(3):
        make_booking(run=run, names=[SeatName(name="Omar Holm")])
    session.expire_all()
    with counting() as statements:
        read(publisher.client.get(f"/udbyder/hold/{run.ref}"))
    assert len(statements) <= 12, "\n\n".join(statements)


def test_the_list_asks_at_most_ten_times_however_long(publisher: Desk, version: Any) -> None:
    for _ in range(8):
        make_run(version, minimum=4)
    session.expire_all()
    with counting() as statements:
        said = read(publisher.client.get("/udbyder/hold"))
    assert "mangler 4 til minimum" in said
    assert len(statements) <= 10, "\n\n".join(statements)


def test_the_list_is_filtered_by_state(publisher: Desk, version: Any) -> None:
    make_run(version, status="closed")
    assert "Ingen hold endnu." in read(publisher.client.get("/udbyder/hold"))
    assert "afsluttet" in read(publisher.client.get("/udbyder/hold?status=closed"))
    assert "Ingen hold på listen." in read(publisher.client.get("/udbyder/hold?status=open"))
