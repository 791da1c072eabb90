"""Purchases that wait for an approver, from the booking form to the yes or no."""

from __future__ import annotations

import re

import html5lib
import pytest

from marketplace.booking.models import Booking
from marketplace.booking.queries import find_booking
from marketplace.booking.rules import SeatName
from marketplace.booking.service.sweeping import release_lapsed_holds
from marketplace.foundation.db import session
from marketplace.foundation.money import ZERO, kroner
from marketplace.foundation.transaction import transaction
from marketplace.organisations.models import Company, Department
from marketplace.spending.queries import approval_of_or_none
from tests.conftest import Clock
from tests.doors.conftest import ClientFor
from tests.doors.counting import counting
from tests.doors.hr.people import Desk, heading_of, sit, text_of
from tests.factories.booking import make_booking, make_draft
from tests.factories.organisations import make_company, make_department, make_employee
from tests.factories.spending import make_budget, make_limit, make_waiting


@pytest.fixture
def approver(client_for: ClientFor, company: Company) -> Desk:
    return sit(client_for, company, "approver")


@pytest.fixture
def department(company: Company, approver: Desk) -> Department:
    """A department with too little left for two seats."""
    made = make_department(company)
    make_budget(made, kroner(15_000))
    return made


def ref_of(company: Company, booking: Booking) -> str:
    found = approval_of_or_none(company.id, booking.ref)
    assert found is not None
    return found.ref


def seen_on(desk: Desk, ref: str) -> str:
    """The overrun that the page's yes carries."""
    found = re.search(r'name="seen" value="(\d+)"', desk.client.get(f"/hr/godkendelser/{ref}").get_data(as_text=True))
    assert found
    return found[1]


def test_the_form_tells_what_is_left_and_what_must_be_approved(
    desk: Desk, company: Company, department: Department
) -> None:
    make_budget(make_department(company, "Køkkenet", cost_centre=""), kroner(40_000))
    draft = make_draft(desk.actor)
    answer = desk.client.get(f"/hr/bestillinger/{draft.ref}/bestil")
    said = text_of(answer)
    assert "Hjemmeplejen (4711): 15.000 kr. tilbage, skal godkendes" in said
    assert "Køkkenet: 40.000 kr. tilbage" in said
    assert "Køkkenet: 40.000 kr. tilbage, skal godkendes" not in said
    assert "Står der »skal godkendes«" in said
    assert "Bestil 2 pladser" in said
    html5lib.HTMLParser(strict=True).parse(answer.get_data(as_text=True))
    one = desk.client.post(f"/hr/bestillinger/{draft.ref}/bestil", data={"act": "count", "n": "1"})
    assert "Hjemmeplejen (4711): 15.000 kr. tilbage Køkkenet" in text_of(one)


def test_where_everything_waits_the_button_says_so(desk: Desk, company: Company, department: Department) -> None:
    make_limit(company, ZERO)
    said = text_of(desk.client.get(f"/hr/bestillinger/{make_draft(desk.actor).ref}/bestil"))
    assert "Ingen afdeling, skal godkendes" in said
    assert "Send til godkendelse" in said
    assert "Bestil 2 pladser" not in said


def test_a_purchase_over_the_budget_waits_and_an_approver_lets_it_go(
    desk: Desk, approver: Desk, company: Company, department: Department
) -> None:
    mette, draft = make_employee(company), make_draft(desk.actor)
    data = {"act": "place", "n": "2", "department": department.ref, "terms": "y", "naming": "now"}
    data |= {"people-0": mette.person.email_norm or "", "people-1": ""}
    answer = desk.client.post(f"/hr/bestillinger/{draft.ref}/bestil", data=data)
    assert (answer.status_code, answer.location) == (303, f"/hr/bestillinger/{draft.ref}")
    page = desk.client.get(answer.location)
    said = text_of(page)
    assert "Bestillingen venter på godkendelse. Pladserne holdes imens." in said
    assert "Pladserne holdes til og med 30. nov. 2026. Er der ikke svaret da, falder bestillingen bort." in said
    assert "Anne Skov kan godkende bestillingen. Den går 4.600 kr. over afdelingens budget." in said
    assert "Pladser til: Mette Holm." in said
    assert "Træk bestillingen tilbage" in said
    html5lib.HTMLParser(strict=True).parse(page.get_data(as_text=True))
    assert "venter på godkendelse" in text_of(desk.client.get("/hr/bestillinger?status=awaiting_approval"))

    today = text_of(approver.client.get("/hr/"))
    assert "1 køb venter på dit ja" in today
    listed = approver.client.get("/hr/godkendelser")
    assert "1 køb venter på dit ja." in text_of(listed)
    assert "Hjemmeplejen venter 4.600 kr. 19.600 kr." in text_of(listed)
    html5lib.HTMLParser(strict=True).parse(listed.get_data(as_text=True))
    ref = ref_of(company, draft)
    page = approver.client.get(f"/hr/godkendelser/{ref}")
    said = text_of(page)
    assert "Budget 15.000 kr. Disponeret og brugt til andet 0 kr. Tilbage til dette køb 15.000 kr." in said
    assert "Købet går 4.600 kr. over budgettet." in said
    assert "Pladser 2: Mette Holm" in said
    html5lib.HTMLParser(strict=True).parse(page.get_data(as_text=True))
    answer = approver.client.post(f"/hr/godkendelser/{ref}/godkend", data={"seen": seen_on(approver, ref)})
    assert (answer.status_code, answer.location) == (303, "/hr/godkendelser")
    said = text_of(desk.client.get(f"/hr/bestillinger/{draft.ref}"))
    assert "Godkendt af Anne Skov." in said
    assert "Faktura " in said
    assert "Anne Skov sagde ja 23. nov. 2026." in text_of(approver.client.get(f"/hr/godkendelser/{ref}"))
    assert "Intet venter på dig." in text_of(approver.client.get("/hr/godkendelser"))
    assert "4.600 kr. over" in text_of(desk.client.get("/hr/budgetter"))
    again = approver.client.post(f"/hr/godkendelser/{ref}/godkend", data={"seen": "0"})
    assert again.status_code == 303


def test_a_budget_used_meanwhile_is_shown_anew(
    desk: Desk, approver: Desk, company: Company, department: Department
) -> None:
    ref = ref_of(company, make_waiting(desk.actor, department=department))
    seen = seen_on(approver, ref)
    make_booking(desk.actor, wanted=1, department_ref=department.ref)
    answer = approver.client.post(f"/hr/godkendelser/{ref}/godkend", data={"seen": seen})
    assert answer.status_code == 409
    assert "Købet går nu 14.400 kr. over det, ikke 4.600 kr. Se det igen." in text_of(answer)
    assert 'value="1440000"' in answer.get_data(as_text=True)
    html5lib.HTMLParser(strict=True).parse(answer.get_data(as_text=True))


@pytest.mark.parametrize("seen", ["", "x", "-5", "\u00b2", "9" * 40])
def test_a_yes_that_does_not_say_to_what_is_asked_again(
    desk: Desk, approver: Desk, company: Company, department: Department, seen: str
) -> None:
    ref = ref_of(company, make_waiting(desk.actor, department=department))
    answer = approver.client.post(f"/hr/godkendelser/{ref}/godkend", data={"seen": seen})
    assert answer.status_code == 409


def test_a_no_needs_a_reason_and_the_booker_reads_it(
    desk: Desk, approver: Desk, company: Company, department: Department
) -> None:
    booking = make_waiting(desk.actor, department=department)
    ref = ref_of(company, booking)
    answer = approver.client.post(f"/hr/godkendelser/{ref}/afvis", data={"reason": " "})
    assert answer.status_code == 422
    assert "Skriv, hvorfor I siger nej" in text_of(answer)
    html5lib.HTMLParser(strict=True).parse(answer.get_data(as_text=True))
    answer = approver.client.post(f"/hr/godkendelser/{ref}/afvis", data={"reason": "x" * 401})
    assert answer.status_code == 422
    assert "x" * 401 in answer.get_data(as_text=True)
    answer = approver.client.post(f"/hr/godkendelser/{ref}/afvis", data={"reason": "Vent til <foråret>"})
    assert answer.status_code == 303
    page = desk.client.get(f"/hr/bestillinger/{booking.ref}")
    assert "Anne Skov sagde nej 23. nov. 2026. Pladserne er givet fri, og intet er bestilt." in text_of(page)
    assert "Vent til &lt;foråret&gt;" in page.get_data(as_text=True)
    assert "Vent til <foråret>" in text_of(approver.client.get(f"/hr/godkendelser/{ref}"))
    late = approver.client.post(f"/hr/godkendelser/{ref}/godkend", data={"seen": "0"})
    assert late.status_code == 409
    assert "Købet venter ikke mere på godkendelse." in text_of(late)


def test_who_asked_can_withdraw_it(desk: Desk, approver: Desk, company: Company, department: Department) -> None:
    booking = make_waiting(desk.actor, department=department)
    assert desk.client.post(f"/hr/bestillinger/{booking.ref}/opgiv").status_code == 303
    assert find_booking(desk.actor, booking.ref).status == "withdrawn"
    said = text_of(approver.client.get(f"/hr/godkendelser/{ref_of(company, booking)}"))
    assert "Bestilleren trak købet tilbage." in said
    assert "Godkend" not in said.replace("Godkendelse", "")


def test_what_nobody_answered_says_so(
    desk: Desk, approver: Desk, company: Company, department: Department, clock: Clock
) -> None:
    booking = make_waiting(desk.actor, department=department)
    clock.move(days=8)
    assert "Tiden for at holde pladserne er gået." in text_of(desk.client.get(f"/hr/bestillinger/{booking.ref}"))
    with transaction():
        release_lapsed_holds(clock.at)
    assert "Ingen svarede i tide." in text_of(desk.client.get(f"/hr/bestillinger/{booking.ref}"))
    assert "Ingen svarede i tide." in text_of(approver.client.get(f"/hr/godkendelser/{ref_of(company, booking)}"))


def test_ones_own_purchase_is_for_another(client_for: ClientFor, company: Company, department: Department) -> None:
    both = sit(client_for, company, "booker", "approver")
    ref = ref_of(company, make_waiting(both.actor, department=department))
    assert "Det er dit eget køb." in text_of(both.client.get(f"/hr/godkendelser/{ref}"))
    answer = both.client.post(f"/hr/godkendelser/{ref}/godkend", data={"seen": "460000"})
    assert answer.status_code == 422
    assert "Du kan ikke godkende dit eget køb." in text_of(answer)
    assert "venter på dit ja" not in text_of(both.client.get("/hr/"))


def test_where_nobody_else_approves_the_form_says_who_can_help(desk: Desk, company: Company) -> None:
    make_limit(company, ZERO)
    draft = make_draft(desk.actor)
    data = {"act": "place", "n": "2", "department": "", "terms": "y", "naming": "later"}
    answer = desk.client.post(f"/hr/bestillinger/{draft.ref}/bestil", data=data)
    assert answer.status_code == 422
    assert "Bed en administrator give en kollega rollen godkender." in text_of(answer)


def test_only_the_companys_own_people_see_and_only_approvers_decide(
    client_for: ClientFor, desk: Desk, company: Company, department: Department
) -> None:
    booking = make_waiting(desk.actor, department=department, names=[SeatName(name="Bo Lund")])
    ref = ref_of(company, booking)
    stranger = sit(client_for, make_company("Anden ApS"), "admin", "approver")
    assert stranger.client.get(f"/hr/godkendelser/{ref}").status_code == 404
    assert stranger.client.post(f"/hr/godkendelser/{ref}/godkend", data={"seen": "460000"}).status_code == 404
    assert stranger.client.post(f"/hr/godkendelser/{ref}/afvis", data={"reason": "x"}).status_code == 404
    assert "Intet har ventet på godkendelse." in text_of(stranger.client.get("/hr/godkendelser"))
    assert desk.client.get(f"/hr/godkendelser/{ref}").status_code == 200
    assert desk.client.post(f"/hr/godkendelser/{ref}/godkend", data={"seen": "460000"}).status_code == 403
    manager = sit(client_for, company, "manager")
    assert manager.client.get("/hr/godkendelser").status_code == 403


def test_approvals_in_english(client_for: ClientFor, desk: Desk, company: Company, department: Department) -> None:
    ref = ref_of(company, make_waiting(desk.actor, department=department))
    english = sit(client_for, company, "approver", language="en")
    assert heading_of(english.client.get("/hr/godkendelser")) == "Approvals"
    assert "The purchase goes DKK 4,600 above the budget." in text_of(english.client.get(f"/hr/godkendelser/{ref}"))


def test_the_list_sends_few_statements(desk: Desk, approver: Desk, company: Company, department: Department) -> None:
    for _ in range(12):
        make_waiting(desk.actor, department=department)
    session.expunge_all()
    with counting() as statements:
        assert approver.client.get("/hr/godkendelser").status_code == 200
    assert len(statements) <= 11, "\n\n".join(statements)
