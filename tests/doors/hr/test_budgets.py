"""Budgets and limits at the company's desk."""

from __future__ import annotations

import html5lib
import pytest
from werkzeug.test import TestResponse

from marketplace.foundation.db import session
from marketplace.foundation.money import ZERO, kroner
from marketplace.organisations.models import Company
from marketplace.spending.queries import limits_of, purse_of
from tests.doors.conftest import ClientFor
from tests.doors.counting import counting
from tests.doors.hr.people import Desk, heading_of, sit, text_of
from tests.factories.booking import make_booking
from tests.factories.organisations import make_company, make_department, make_member
from tests.factories.spending import make_budget, make_limit, make_waiting

AMOUNTS = ("-1", "100,005", "abc", "99999999999", "1e9", "\u00b2")


def strictly(answer: TestResponse) -> None:
    html5lib.HTMLParser(strict=True).parse(answer.get_data(as_text=True))


def test_a_company_without_departments_is_told_what_to_do(desk: Desk) -> None:
    answer = desk.client.get("/hr/budgetter")
    assert heading_of(answer) == "Budgetter 2026"
    assert "Ingen afdelinger endnu." in text_of(answer)
    strictly(answer)


def test_a_budget_is_set_and_shown_with_what_is_used(desk: Desk, company: Company) -> None:
    department = make_department(company)
    answer = desk.client.post(f"/hr/budgetter/{department.ref}?aar=2026", data={"amount": "50.000"})
    assert (answer.status_code, answer.location) == (303, "/hr/budgetter?aar=2026")
    make_booking(desk.actor, department_ref=department.ref)
    make_limit(company, kroner(5_000), department)
    make_member(company, "approver")
    make_waiting(desk.actor, department=department)
    answer = desk.client.get("/hr/budgetter")
    said = text_of(answer)
    assert "Hjemmeplejen 50.000 kr. 19.600 kr. 19.600 kr. 10.800 kr. 5.000 kr." in said
    assert "Nogle afdelinger har en grænse." in said
    strictly(answer)
    strictly(desk.client.get(f"/hr/budgetter/{department.ref}"))
    sheet = desk.client.get("/hr/budgetter.csv?aar=2026").get_data(as_text=True)
    assert "Hjemmeplejen;4711;2026;50000,00;19600,00;19600,00;10800,00;0,00" in sheet
    assert "Uden afdeling;;2026;;0,00;0,00;;0,00" in sheet


def test_a_department_over_its_budget_is_marked(desk: Desk, company: Company) -> None:
    department = make_department(company)
    make_booking(desk.actor, department_ref=department.ref)
    make_budget(department, kroner(19_600))
    assert "19.600 kr. 0 kr." in text_of(desk.client.get("/hr/budgetter"))
    answer = desk.client.post(f"/hr/budgetter/{department.ref}", data={"amount": "19.599"})
    assert answer.status_code == 422
    assert "Der er allerede disponeret og brugt 19.600 kr. Sæt ikke budgettet lavere end det." in text_of(answer)
    assert 'value="19.599"' in answer.get_data(as_text=True)


def test_an_empty_budget_takes_the_limit_away(desk: Desk, company: Company) -> None:
    department = make_department(company)
    make_budget(department, ZERO)
    assert "0 kr." in text_of(desk.client.get(f"/hr/budgetter/{department.ref}"))
    assert desk.client.post(f"/hr/budgetter/{department.ref}", data={"amount": ""}).status_code == 303
    assert purse_of(company.id, department.id, 2026).budget is None
    assert "ikke begrænset" in text_of(desk.client.get("/hr/budgetter"))


@pytest.mark.parametrize("amount", AMOUNTS)
def test_an_amount_that_cannot_be_is_kept_and_explained(desk: Desk, company: Company, amount: str) -> None:
    department = make_department(company)
    for path, field in ((f"/hr/budgetter/{department.ref}", "amount"), ("/hr/budgetter/graenser", "above")):
        answer = desk.client.post(path, data={field: amount, "department": ""})
        assert answer.status_code == 422
        assert "Ret én ting" in text_of(answer)
        assert f'value="{amount}"' in answer.get_data(as_text=True)


@pytest.mark.parametrize("year", ["", "0", "1999", "2101", "20266", "abcd", "\u00b2\u00b2\u00b2\u00b2"])
def test_a_year_that_cannot_be_is_this_year(desk: Desk, company: Company, year: str) -> None:
    make_department(company)
    assert heading_of(desk.client.get("/hr/budgetter", query_string={"aar": year})) == "Budgetter 2026"
    assert heading_of(desk.client.get("/hr/budgetter?aar=2027")) == "Budgetter 2027"


@pytest.mark.parametrize("year", [2000, 2100])
def test_the_first_and_the_last_year_can_be_seen(desk: Desk, company: Company, year: int) -> None:
    department = make_department(company)
    assert desk.client.get(f"/hr/budgetter?aar={year}").status_code == 200
    answer = desk.client.post(f"/hr/budgetter/{department.ref}?aar={year}", data={"amount": "1"})
    assert answer.location == f"/hr/budgetter?aar={year}"


def test_limits_are_set_listed_and_taken_away(desk: Desk, company: Company) -> None:
    department = make_department(company)
    said = text_of(desk.client.get("/hr/budgetter/graenser"))
    assert "Ingen hos jer er godkender." in said
    make_member(company, "approver")
    for ref, above in (("", "10.000"), (department.ref, "0")):
        data = {"department": ref, "above": above}
        assert desk.client.post("/hr/budgetter/graenser", data=data).status_code == 303
    answer = desk.client.get(f"/hr/budgetter/graenser?afdeling={department.ref}")
    said = text_of(answer)
    assert "Alle uden deres egen grænse 10.000 kr." in said
    assert "Hjemmeplejen 0 kr." in said
    assert "Hos jer kan Anne Skov godkende" in said
    assert 'value="0"' in answer.get_data(as_text=True)
    strictly(answer)
    desk.client.post("/hr/budgetter/graenser", data={"department": "", "above": ""})
    assert dict(limits_of(company.id)) == {department.id: ZERO}


def test_another_companys_department_is_not_found(desk: Desk) -> None:
    strange = make_department(make_company())
    assert desk.client.get(f"/hr/budgetter/{strange.ref}").status_code == 404
    assert desk.client.post(f"/hr/budgetter/{strange.ref}", data={"amount": "1"}).status_code == 404
    answer = desk.client.post("/hr/budgetter/graenser", data={"department": strange.ref, "above": "1"})
    assert answer.status_code == 422
    assert desk.client.get(f"/hr/budgetter/graenser?afdeling={strange.ref}").status_code == 200


@pytest.mark.parametrize(("role", "sees"), [("booker", 200), ("approver", 200), ("viewer", 200), ("manager", 403)])
def test_others_than_administrators_see_budgets_and_change_nothing(
    client_for: ClientFor, company: Company, role: str, sees: int
) -> None:
    department = make_department(company)
    other = sit(client_for, company, role)
    for path in ("/hr/budgetter", "/hr/budgetter.csv"):
        assert other.client.get(path).status_code == sees
    for path in (f"/hr/budgetter/{department.ref}", "/hr/budgetter/graenser"):
        assert other.client.get(path).status_code == 403
        assert other.client.post(path, data={"amount": "1", "above": "1", "department": ""}).status_code == 403
    assert ("hr/budgetter" in other.client.get("/hr/").get_data(as_text=True)) is (sees == 200)


def test_budgets_in_english(client_for: ClientFor, company: Company) -> None:
    make_department(company)
    english = sit(client_for, company, "admin", language="en")
    assert heading_of(english.client.get("/hr/budgetter")) == "Budgets 2026"
    assert heading_of(english.client.get("/hr/budgetter/graenser")) == "What needs approval?"


def test_the_list_sends_few_statements(desk: Desk, company: Company) -> None:
    for number in range(12):
        make_budget(make_department(company, f"Afdeling {number}"), kroner(1000))
    session.expunge_all()
    with counting() as statements:
        assert desk.client.get("/hr/budgetter").status_code == 200
    assert len(statements) <= 8, "\n\n".join(statements)
