"""Today, nanomodules, invoices, oplysninger and people."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from marketplace.catalogue.models import ModuleVersion
from marketplace.foundation.db import session
from marketplace.organisations.models import Institution
from marketplace.organisations.queries import people_of
from tests.doors.conftest import ClientFor
from tests.doors.counting import counting
from tests.doors.institution.people import Desk, fields_of, heading_of, read, sit
from tests.factories import within
from tests.factories.catalogue import make_offer, make_offer_version, make_run
from tests.factories.organisations import make_institution
from tests.factories.payments import make_invoice

MODULE = {
    "field": "sundhed",
    "title_da": "Korte sætninger",
    "title_en": "Short sentences",
    "summary_da": "Skriv kort.",
    "body_da": "# Hvorfor\n\n- fordi\n\n<script>alert(1)</script>",
    "hours": "1,5",
    "language": "da",
    "competences-0-label": "klarsprog",
}
PAGES = (
    "/udbyder/",
    "/udbyder/forloeb",
    "/udbyder/nanomoduler",
    "/udbyder/hold",
    "/udbyder/gennemsyn",
    "/udbyder/fakturaer",
    "/udbyder/oplysninger",
    "/udbyder/oplysninger/bank",
    "/udbyder/medarbejdere",
)
FORMS = (
    "/udbyder/forloeb/nyt",
    "/udbyder/nanomoduler/nyt",
    "/udbyder/hold/nyt",
    "/udbyder/vilkaar/nye",
    "/udbyder/oplysninger/om-jer",
    "/udbyder/oplysninger/kontakt",
    "/udbyder/oplysninger/akkreditering",
    "/udbyder/medarbejdere/ny",
)


@pytest.mark.parametrize("page", PAGES + FORMS)
def test_every_page_stands_in_both_languages(client_for: ClientFor, institution: Any, page: str) -> None:
    desk = sit(client_for, institution, "publisher", "finance")
    make_offer_version(make_offer(institution), "published")
    danish = heading_of(desk.client.get(page))
    read(desk.client.get(page))
    desk.client.set_cookie("language", "en")
    english = desk.client.get(page)
    read(english)
    assert heading_of(english) != danish
    assert 'lang="en"' in english.get_data(as_text=True)


@pytest.mark.parametrize("page", PAGES)
def test_every_role_may_look(teacher: Desk, page: str) -> None:
    read(teacher.client.get(page))


@pytest.mark.parametrize("page", FORMS)
def test_only_who_may_gets_the_form(teacher: Desk, page: str) -> None:
    assert teacher.client.get(page).status_code == 403


def test_today_lists_what_needs_somebody(publisher: Desk, reviewer: Desk, institution: Any) -> None:
    offer = make_offer(institution)
    make_offer_version(offer, "draft", author=publisher.person, review_note="Skriv en målgruppe.")
    make_offer_version(make_offer(institution), "in_review", author=publisher.person)
    approved = make_offer_version(make_offer(institution), "approved", author=publisher.person)
    make_run(approved, status="planned")
    make_run(approved, minimum=10, enrol_by=date(2026, 12, 1))
    make_run(approved, minimum=10, enrol_by=date(2026, 12, 20))
    with within():
        session.get_one(Institution, institution.id).bank_reg = ""
    said = read(publisher.client.get("/udbyder/"))
    assert heading_of(publisher.client.get("/udbyder/")) == "5 ting venter på jer"
    assert "Skriv en målgruppe." in said
    assert "Version 1 er godkendt og kan udgives." in said
    assert "Senest 1. dec." in said
    assert "Mangler 10 pladser for at nå minimum på 10." in said
    assert "Senest 20. dec." not in said
    assert "Vi mangler jeres bankoplysninger" in said
    theirs = read(reviewer.client.get("/udbyder/"))
    assert "har sendt version 1 til gennemsyn" in theirs
    assert "Skriv en målgruppe." not in theirs


def test_an_institution_not_yet_verified_is_told_what_that_means(client_for: ClientFor, db: None) -> None:
    desk = sit(client_for, make_institution(verified=False), "publisher")
    assert "I er ikke godkendt endnu" in read(desk.client.get("/udbyder/"))


def test_today_asks_at_most_fourteen_times(publisher: Desk, institution: Any) -> None:
    for _ in range(4):
        version = make_offer_version(make_offer(institution), "approved", author=publisher.person)
        make_run(version, status="planned")
        make_run(version, minimum=10, enrol_by=date(2026, 12, 1))
    session.expire_all()
    with counting() as statements:
        read(publisher.client.get("/udbyder/"))
    assert len(statements) <= 14, "\n\n".join(statements)


@pytest.mark.parametrize("page", ["forloeb", "nanomoduler", "gennemsyn", "fakturaer"])
def test_lists_ask_at_most_ten_times(publisher: Desk, institution: Any, page: str) -> None:
    for no in range(4):
        make_offer_version(make_offer(institution), "in_review", author=publisher.person)
        make_invoice(institution)
        publisher.client.post("/udbyder/nanomoduler/nyt", data={**MODULE, "title_da": f"Nummer {no}"})
    session.expire_all()
    with counting() as statements:
        read(publisher.client.get(f"/udbyder/{page}"))
    assert len(statements) <= 10, "\n\n".join(statements)


def test_a_module_is_made_and_read_without_its_script(publisher: Desk) -> None:
    answer = publisher.client.post("/udbyder/nanomoduler/nyt", data=MODULE)
    assert answer.status_code == 303
    page = publisher.client.get(answer.location)
    said = read(page)
    assert heading_of(page) == "Korte sætninger"
    assert "skrive klart" in said
    assert "<h3>Hvorfor</h3>" in page.get_data(as_text=True)
    assert "alert(1)" not in page.get_data(as_text=True)


def test_a_new_version_of_a_module_keeps_the_old_one(publisher: Desk) -> None:
    address = publisher.client.post("/udbyder/nanomoduler/nyt", data=MODULE).location
    form = publisher.client.get(f"{address}/ny-version")
    read(form)
    sent = fields_of(form)
    assert sent["competences-0-key"] == "klarsprog"
    again = publisher.client.post(f"{address}/ny-version", data={**sent, "hours": "2"})
    assert again.status_code == 303
    assert [row.hours_tenths for row in session.scalars(select(ModuleVersion).order_by(ModuleVersion.no))] == [15, 20]
    assert "1,5 timer" in read(publisher.client.get(f"{address}?version=1"))


@pytest.mark.parametrize(
    ("over", "said"),
    [
        ({"hours": "-1"}, "Skriv et tal over 0"),
        ({"hours": "en"}, "Skriv et tal, for eksempel 7,5."),
        ({"field": "magi"}, "Vælg en af mulighederne på listen."),
        ({"title_da": "", "title_en": ""}, "Skriv en titel på dansk eller engelsk."),
        ({"title_da": "x" * 10_000}, "Teksten er for lang: 10.000 tegn."),
        ({"competences-0-label": "trylleri"}, "Vi kender ikke kompetencen “trylleri”."),
    ],
)
def test_a_module_that_does_not_fit_is_kept_on_the_form(publisher: Desk, over: dict[str, str], said: str) -> None:
    answer = publisher.client.post("/udbyder/nanomoduler/nyt", data={**MODULE, **over})
    assert said in read(answer, 422)
    assert fields_of(answer)["summary_da"] == "Skriv kort."


def test_suggestions_are_competences_only(publisher: Desk) -> None:
    said = publisher.client.get("/udbyder/kompetencer?q=sundhed").get_data(as_text=True)
    assert 'data-value="formidle sundhedsviden"' in said
    assert "sundhedskommunikatør" not in said  # a job
    assert "option" not in publisher.client.get("/udbyder/kompetencer?q=s").get_data(as_text=True)


def test_a_module_of_another_institution_is_not_found(publisher: Desk, stranger: Desk) -> None:
    address = publisher.client.post("/udbyder/nanomoduler/nyt", data=MODULE).location
    assert stranger.client.get(address).status_code == 404
    assert stranger.client.post(f"{address}/ny-version", data=MODULE).status_code == 404


def test_an_invoice_is_read_by_its_seller_only(finance: Desk, teacher: Desk, stranger: Desk, institution: Any) -> None:
    invoice = make_invoice(institution)
    said = read(finance.client.get(f"/udbyder/fakturaer/{invoice.ref}"))
    assert invoice.full_number in said
    assert "100 kr." in said
    assert invoice.full_number in read(finance.client.get("/udbyder/fakturaer"))
    assert "Fakturaer ses af økonomi og redaktører." in read(teacher.client.get("/udbyder/fakturaer"))
    assert teacher.client.get(f"/udbyder/fakturaer/{invoice.ref}").status_code == 403
    assert stranger.client.get(f"/udbyder/fakturaer/{invoice.ref}").status_code == 404


def test_bank_data_is_kept_by_finance(finance: Desk, publisher: Desk) -> None:
    address = "/udbyder/oplysninger/bank"
    sent = {**fields_of(finance.client.get(address)), "bank_reg": "12"}
    answer = finance.client.post(address, data=sent)
    assert "reg" in read(answer, 422).lower()
    assert fields_of(answer)["bank_reg"] == "12"
    assert finance.client.post(address, data={**sent, "bank_reg": "4321"}).status_code == 303
    assert "Kun økonomi ser og ændrer dem." in read(publisher.client.get(address))
    assert publisher.client.post(address, data=sent).status_code == 403


def test_the_profile_is_changed_by_publishers(publisher: Desk, teacher: Desk) -> None:
    base = "/udbyder/oplysninger"
    assert publisher.client.post(f"{base}/om-jer", data={"about_da": "Vi **kan**."}).status_code == 303
    contact = fields_of(publisher.client.get(f"{base}/kontakt"))
    wrong = publisher.client.post(f"{base}/kontakt", data={**contact, "postcode": "9999x", "phone": "12 34 56 78"})
    assert wrong.status_code == 422
    assert fields_of(wrong)["phone"] == "12 34 56 78"
    assert publisher.client.post(f"{base}/kontakt", data={**contact, "phone": "12 34 56 78"}).status_code == 303
    given = {"kind": "certification", "body_da": "Certificeringen", "given_on": "1-3-2026", "ends_on": "1-3-2025"}
    assert publisher.client.post(f"{base}/akkreditering", data=given).status_code == 422
    given["ends_on"] = ""
    assert publisher.client.post(f"{base}/akkreditering", data=given).status_code == 303
    said = read(teacher.client.get(base))
    assert "Vi kan ." in said or "Vi kan." in said
    assert "12 34 56 78" in said
    assert "venter på os" in said


def test_a_colleague_is_invited_and_roles_change(publisher: Desk) -> None:
    client = publisher.client
    wrong = client.post("/udbyder/medarbejdere/ny", data={"name": "Karl", "email": "karl", "roles": "reviewer"})
    assert wrong.status_code == 422
    assert fields_of(wrong)["email"] == "karl"
    nothing = client.post("/udbyder/medarbejdere/ny", data={"name": "Karl Vind", "email": "karl@example.dk"})
    assert nothing.status_code == 422
    sent = {"name": "Karl Vind", "email": "karl@example.dk", "roles": "reviewer"}
    assert client.post("/udbyder/medarbejdere/ny", data=sent).status_code == 303
    said = read(client.get("/udbyder/medarbejdere"))
    assert "Karl Vind" in said
    assert "inviteret" in said
    karl = next(one for one in people_of(publisher.actor) if one.person.name == "Karl Vind")
    address = f"/udbyder/medarbejdere/{karl.person.ref}"
    assert "Send en ny invitation" in read(client.get(address))
    assert client.post(f"{address}/rolle", data={"role": "finance", "give": "y"}).status_code == 303
    assert client.post(f"{address}/rolle", data={"role": "reviewer"}).status_code == 303
    assert client.post(f"{address}/rolle", data={"role": "operator", "give": "y"}).status_code == 422
    karl = next(one for one in people_of(publisher.actor) if one.person.name == "Karl Vind")
    assert karl.roles == ("finance",)
    assert client.post(f"{address}/inviter").status_code == 303


def test_the_last_publisher_stays(publisher: Desk, teacher: Desk, stranger: Desk) -> None:
    address = f"/udbyder/medarbejdere/{publisher.person.ref}"
    assert publisher.client.post(f"{address}/rolle", data={"role": "publisher"}).status_code == 422
    assert teacher.client.post(f"{address}/rolle", data={"role": "publisher"}).status_code == 403
    assert stranger.client.get(address).status_code == 404


def test_a_visitor_signs_in_first_and_a_company_is_elsewhere(client_for: ClientFor, institution: Any) -> None:
    answer = client_for().get("/udbyder/")
    assert answer.status_code == 302
    assert "/konto/log-ind" in answer.location
