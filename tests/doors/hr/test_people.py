"""Employees, departments, workplaces, the company, its roles and invoices."""

from __future__ import annotations

import html5lib
import pytest

from marketplace.foundation.db import session
from marketplace.organisations.models import Company
from marketplace.organisations.queries import employees
from tests.doors.conftest import ClientFor
from tests.doors.counting import counting
from tests.doors.hr.people import Desk, heading_of, sit, text_of
from tests.factories.booking import make_booking
from tests.factories.organisations import make_company, make_department, make_employee, make_person


def add(desk: Desk, **fields: str) -> tuple[int, str]:
    data = {"name": "Signe Lind", "email": "", "starts_on": "01-12-2026", **fields}
    answer = desk.client.post("/hr/medarbejdere/ny", data=data)
    return answer.status_code, answer.location or answer.get_data(as_text=True)


def test_adding_an_employee(desk: Desk, company: Company) -> None:
    paying = make_department(company, "Klinik Vejle")
    status, where = add(desk, email="signe@nordlys.example", title="Sygeplejerske", department=paying.ref)
    assert status == 303
    said = text_of(desk.client.get(where))
    assert "Signe Lind er tilføjet." in said
    assert "Klinik Vejle" in said
    assert "1. dec. 2026" in said


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "", "Skriv medarbejderens navn."),
        ("name", "x" * 10_000, "Teksten er for lang"),
        ("starts_on", "31-02-2026", "Den dag findes ikke."),
        ("email", "ikke en mail", "mail"),
        ("department", "en-andens", "Vælg en af mulighederne"),
    ],
)
def test_a_form_that_fails_keeps_what_was_typed(desk: Desk, field: str, typed: str, sentence: str) -> None:
    status, body = add(desk, **{"title": "Sygeplejerske", field: typed})
    assert status == 422
    assert sentence in body
    assert 'value="Sygeplejerske"' in body


def test_the_list_is_searched(desk: Desk, company: Company) -> None:
    make_employee(company, name="Omar Holm", title="Tolk")
    make_employee(company, name="Åse Dam")
    answer = desk.client.get("/hr/medarbejdere")
    assert "2 medarbejdere" in text_of(answer)
    html5lib.HTMLParser(strict=True).parse(answer.get_data(as_text=True))
    found = text_of(desk.client.get("/hr/medarbejdere?q=tolk"))
    assert "Omar Holm" in found
    assert "Åse Dam" not in found
    assert "Ingen medarbejder passer på «zzz»." in text_of(desk.client.get("/hr/medarbejdere?q=zzz"))


def test_the_list_sends_few_statements(desk: Desk, company: Company) -> None:
    for _ in range(25):
        make_employee(company)
    session.expunge_all()
    with counting() as statements:
        assert desk.client.get("/hr/medarbejdere").status_code == 200
    assert len(statements) <= 10, "\n\n".join(statements)


def test_the_list_as_csv(desk: Desk, company: Company) -> None:
    for no in range(25):
        make_employee(company, name=f"Ansat {no}")
    body = desk.client.get("/hr/medarbejdere.csv").get_data()
    assert body.startswith(b"\xef\xbb\xbfNavn;Mail;Titel")
    assert body.count(b"\r\n") == 26


def test_changing_and_ending_an_employment(desk: Desk, company: Company) -> None:
    boss = make_employee(company, name="Nadja Ravn").ref
    ref = make_employee(company, name="Omar Holm").ref
    answer = desk.client.post(f"/hr/medarbejdere/{ref}/ret", data={"title": "Tolk", "manager": boss})
    assert answer.status_code == 303
    said = text_of(desk.client.get(f"/hr/medarbejdere/{ref}"))
    assert "Tolk" in said
    assert "Nadja Ravn" in said
    circle = desk.client.post(f"/hr/medarbejdere/{boss}/ret", data={"manager": ref})
    assert circle.status_code == 422
    early = desk.client.post(f"/hr/medarbejdere/{ref}/slut", data={"ends_on": "01-01-2020"})
    assert early.status_code == 422
    assert 'value="01-01-2020"' in early.get_data(as_text=True)
    assert desk.client.post(f"/hr/medarbejdere/{ref}/slut", data={"ends_on": "22-11-2026"}).status_code == 303
    assert "Stoppet 22. nov. 2026" in text_of(desk.client.get("/hr/medarbejdere"))


def test_inviting_by_mail_and_by_code(desk: Desk, company: Company) -> None:
    by_mail = make_employee(company, make_person("Signe Lind", "signe@nordlys.example")).ref
    sent = desk.client.post(f"/hr/medarbejdere/{by_mail}/invitation", data={"way": "mail"})
    assert sent.status_code == 303
    assert "Inviteret" in text_of(desk.client.get(f"/hr/medarbejdere/{by_mail}"))
    on_paper = make_employee(company, make_person("Omar Holm", None)).ref
    printed = desk.client.post(f"/hr/medarbejdere/{on_paper}/invitation", data={"way": "code"})
    assert printed.status_code == 200
    assert "Koden vises kun denne ene gang." in text_of(printed)
    assert heading_of(printed) == "Velkommen, Omar Holm"


def test_roles_are_given_and_taken(desk: Desk, company: Company) -> None:
    ref = make_employee(company, name="Omar Holm").ref
    assert desk.client.post(f"/hr/medarbejdere/{ref}/rolle", data={"role": "viewer"}).status_code == 303
    assert "Læser" in text_of(desk.client.get(f"/hr/medarbejdere/{ref}"))
    assert desk.client.post(f"/hr/medarbejdere/{ref}/rolle/tag", data={"role": "viewer"}).status_code == 303
    assert desk.client.post(f"/hr/medarbejdere/{ref}/rolle", data={"role": "operator"}).status_code == 422


def test_the_last_administrator_stays(desk: Desk) -> None:
    answer = desk.client.post(f"/hr/virksomhed/roller/{desk.actor.person_ref}/tag", data={"role": "admin"})
    assert answer.status_code == 422
    assert "Ret én ting" in text_of(answer)


def test_another_companys_people_are_not_found(client_for: ClientFor, desk: Desk, company: Company) -> None:
    ref = make_employee(company).ref
    other = sit(client_for, make_company("Anden ApS"), "admin", "booker")
    for path in ("", "/ret", "/slut", "/invitation"):
        assert other.client.get(f"/hr/medarbejdere/{ref}{path}").status_code == 404
    assert other.client.post(f"/hr/medarbejdere/{ref}/rolle", data={"role": "viewer"}).status_code == 404


def test_a_viewer_keeps_no_people(client_for: ClientFor, company: Company) -> None:
    viewer = sit(client_for, company, "viewer")
    ref = make_employee(company).ref
    assert viewer.client.get("/hr/medarbejdere").status_code == 200
    assert viewer.client.get("/hr/medarbejdere/ny").status_code == 403
    assert viewer.client.post(f"/hr/medarbejdere/{ref}/slut", data={"ends_on": "01-12-2026"}).status_code == 403
    assert viewer.client.get("/hr/afdelinger/ny").status_code == 403


def test_a_person_page_shows_seats(desk: Desk, company: Company) -> None:
    ref = make_employee(company, make_person("Signe Lind", "signe@nordlys.example")).ref
    booking = make_booking(desk.actor).ref
    page = desk.client.get(f"/hr/bestillinger/{booking}").get_data(as_text=True)
    seat = page.split("/hr/pladser/")[1].split("/")[0]
    desk.client.post(f"/hr/pladser/{seat}/navn", data={"booking": booking, "who": "Signe Lind"})
    answer = desk.client.get(f"/hr/medarbejdere/{ref}")
    assert f"/hr/bestillinger/{booking}" in answer.get_data(as_text=True)
    html5lib.HTMLParser(strict=True).parse(answer.get_data(as_text=True))


def test_departments_are_made_nested_and_changed(desk: Desk) -> None:
    assert "Ingen afdelinger endnu." in text_of(desk.client.get("/hr/afdelinger"))
    made = desk.client.post("/hr/afdelinger/ny", data={"name": "Klinik", "cost_centre": "2110", "parent": ""})
    assert made.status_code == 303
    page = desk.client.get("/hr/afdelinger").get_data(as_text=True)
    ref = page.split('cell-link" href="/hr/afdelinger/')[1].split('"')[0]
    desk.client.post("/hr/afdelinger/ny", data={"name": "Vejle", "cost_centre": "2111", "parent": ref})
    assert "Vejle Klinik 2111" in text_of(desk.client.get("/hr/afdelinger"))
    twice = desk.client.post("/hr/afdelinger/ny", data={"name": "Klinik", "cost_centre": "9", "parent": ""})
    assert twice.status_code == 422
    assert 'value="9"' in twice.get_data(as_text=True)


def test_workplaces_need_a_postcode_that_exists(desk: Desk) -> None:
    data = {"name": "Hovedkontor", "street": "Havnegade 1", "postcode": "9999", "p_number": ""}
    wrong = desk.client.post("/hr/arbejdssteder/ny", data=data)
    assert wrong.status_code == 422
    assert 'value="Havnegade 1"' in wrong.get_data(as_text=True)
    assert desk.client.post("/hr/arbejdssteder/ny", data={**data, "postcode": "8000"}).status_code == 303
    assert "Havnegade 1, 8000 Aarhus C" in text_of(desk.client.get("/hr/arbejdssteder"))


def test_the_company_and_its_ean(desk: Desk) -> None:
    shown = desk.client.get("/hr/virksomhed")
    assert heading_of(shown) == "Nordlys Pleje ApS"
    html5lib.HTMLParser(strict=True).parse(shown.get_data(as_text=True))
    wrong = desk.client.post("/hr/virksomhed", data={"ean": "579800123456"})
    assert wrong.status_code == 422
    assert 'value="579800123456"' in wrong.get_data(as_text=True)
    assert desk.client.post("/hr/virksomhed", data={"ean": "5798000000001"}).status_code == 303


def test_an_invoice_states_what_a_danish_invoice_must(desk: Desk) -> None:
    make_booking(desk.actor, buyer_reference="Udd-14")
    listed = desk.client.get("/hr/fakturaer")
    assert "1 faktura" in text_of(listed)
    ref = listed.get_data(as_text=True).split('cell-link" href="/hr/fakturaer/')[1].split('"')[0]
    answer = desk.client.get(f"/hr/fakturaer/{ref}")
    said = text_of(answer)
    for fact in (
        "Fakturaen er ikke sendt elektronisk.",
        "Fakturadato 23. nov. 2026",
        "Betales senest 23. dec. 2026",
        "Udd-14",
        "reg. 1234, konto 0012345678",
        "Undervisning efter momsloven § 13",
        "19.600 kr.",
        "CVR-nummer",
    ):
        assert fact in said
    html5lib.HTMLParser(strict=True).parse(answer.get_data(as_text=True))


def test_another_companys_invoice_is_not_found(client_for: ClientFor, desk: Desk) -> None:
    make_booking(desk.actor)
    ref = (
        desk.client.get("/hr/fakturaer")
        .get_data(as_text=True)
        .split('cell-link" href="/hr/fakturaer/')[1]
        .split('"')[0]
    )
    other = sit(client_for, make_company("Anden ApS"), "admin")
    assert other.client.get(f"/hr/fakturaer/{ref}").status_code == 404
    assert "Ingen fakturaer endnu." in text_of(other.client.get("/hr/fakturaer"))


def test_the_list_of_invoices_sends_few_statements(desk: Desk) -> None:
    for _ in range(8):
        make_booking(desk.actor)
    session.expunge_all()
    with counting() as statements:
        assert desk.client.get("/hr/fakturaer").status_code == 200
    assert len(statements) <= 10, "\n\n".join(statements)


def test_employees_stay_within_the_company(desk: Desk, company: Company) -> None:
    make_employee(make_company("Anden ApS"))
    make_employee(company)
    assert employees(desk.actor, 1).total == 1
