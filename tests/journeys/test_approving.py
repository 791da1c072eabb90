"""A purchase over a budget: HR asks, a colleague says yes, and another time no."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import VisitorFor
from tests.journeys.market import Market
from tests.journeys.seeing import Visitor
from tests.journeys.test_booking import find_egelunds, link_in_mail, outbox_row

pytestmark = pytest.mark.journey

DEPARTMENT = "Nattevagten"


def hold(hr: Visitor, seats: int) -> str:
    """Seats held on an offer at a price in money (klip need no budget); gives the offer's title."""
    hr.go("/")
    title = find_egelunds(hr, "sundhedskommunikation", seats)
    hr.follow(title)
    hr.press(f"Book {seats} pladser" if seats > 1 else "Book 1 plads")
    hr.heading("Book pladser")
    by_seat = hr.page.get_by_role("radio", name=re.compile("^Pris pr. plads"))
    if by_seat.count() and not by_seat.first.is_checked():
        by_seat.first.check()
        hr.press("Skift pris")
    return title


def choose_the_department(hr: Visitor) -> None:
    """The department pays, and the form says that somebody must say yes."""
    options = hr.field("department").locator("option").all_inner_texts()
    ours = next(one for one in options if one.startswith(DEPARTMENT))
    assert ours.endswith("tilbage, skal godkendes")
    hr.field("department").select_option(label=ours)


def test_an_approval_over_budget(market: Market, visitor: VisitorFor) -> None:
    people = market.people
    hr, approver, operator = visitor(), visitor(phone=True), visitor()
    hr.sign_in(people["admin"])
    hr.go("/hr/afdelinger/ny")
    hr.fill(name=DEPARTMENT, cost_centre="9300")
    hr.press("Gem afdelingen")
    hr.follow("Budgetter")
    hr.seen("budgets")
    hr.follow(DEPARTMENT)
    hr.heading(re.compile(f"^Budget 20.. for {DEPARTMENT}$"))
    hr.fill(amount="tusind")
    hr.press("Gem budgettet")
    hr.seen("budget-refused", 422)
    expect(hr.field("amount")).to_have_value("tusind")
    hr.fill(amount="1.000")
    hr.press("Gem budgettet")
    hr.shows("Budgettet er gemt.")
    hr.follow("Ret, hvad der skal godkendes")
    hr.seen("limits")

    title = hold(hr, 3)
    choose_the_department(hr)
    hr.seen("book-must-be-approved")
    hr.fill(buyer_reference="Indkøb 4711")
    hr.page.locator("[name=terms]").check()
    hr.press("Bestil 3 pladser")
    hr.shows("Bestillingen venter på godkendelse. Pladserne holdes imens.")
    hr.shows(re.compile(r"over afdelingens budget\."))
    hr.seen("booking-waits")
    booking = hr.path

    operator.sign_in(people["operator"])
    operator.until("/operator/udbakke", outbox_row(title, people["approver"].email))
    approver.sign_in(people["approver"])
    approver.shows(re.compile("køb venter på dit ja"))
    approver.seen("today-approver")
    approver.go(link_in_mail(market, people["approver"].email, "/hr/godkendelser/"))
    approver.heading(title)
    approver.shows(re.compile(r"^Købet går .* over budgettet\.$"))
    approver.seen("approval")
    approver.go(f"{approver.path}?lang=en")
    approver.seen("approval-english")
    approver.go(approver.path.replace("lang=en", "lang=da"))
    approver.press(re.compile("^Godkend .* over budgettet$"))
    approver.shows("Købet er godkendt og bestilt. Bestilleren får besked.")
    approver.seen("approvals")
    approver.go("/hr/godkendelser?lang=en")
    approver.seen("approvals-english")
    approver.go("/hr/godkendelser?lang=da")

    hr.go(booking)
    hr.shows(re.compile("^Godkendt af "))
    hr.seen("booking-approved")
    hr.follow(re.compile("^Faktura "))
    expect(hr.page.locator("main")).to_contain_text("9300")
    hr.go("/hr/budgetter?lang=en")
    row = hr.page.locator("tbody tr", has_text=DEPARTMENT)
    expect(row).to_contain_text("above")
    hr.seen("budgets-english")
    hr.go("/hr/budgetter/graenser?lang=en")
    hr.seen("limits-english")
    hr.go("/hr/budgetter?lang=da")

    hold(hr, 1)
    choose_the_department(hr)
    hr.fill(buyer_reference="Indkøb 4711")
    hr.page.locator("[name=terms]").check()
    hr.press("Bestil 1 plads")
    declined = hr.path
    approver.go("/hr/godkendelser")
    approver.page.locator("tbody tr", has_text=DEPARTMENT).first.get_by_role("link").click()
    approver.page.get_by_text("Sig nej", exact=True).click()
    approver.press("Afvis købet")
    approver.seen("approval-refused", 422)
    approver.fill(reason="Vent til efter sommerferien.")
    approver.press("Afvis købet")
    approver.shows("I har sagt nej. Pladserne er givet fri, og bestilleren får besked.")
    hr.go(declined)
    hr.shows("Vent til efter sommerferien.")
    hr.seen("booking-declined")
    assert [hr.dead_links(), approver.dead_links()] == [[], []]


def test_without_javascript_a_purchase_waits_and_is_withdrawn(market: Market, visitor: VisitorFor) -> None:
    hr = visitor(script=False)
    hr.sign_in(market.people["admin"])
    hr.go("/hr/budgetter/graenser")
    hr.fill(above="0")
    hr.press("Gem grænsen")
    hr.shows("Grænsen er gemt.")
    hold(hr, 1)
    hr.shows(re.compile("^Købet skal godkendes af en kollega"))
    hr.seen("plain-book-must-be-approved")
    hr.fill(buyer_reference="Indkøb 4711")
    hr.page.locator("[name=terms]").check()
    hr.press("Send til godkendelse")
    hr.seen("plain-booking-waits")
    hr.press("Træk bestillingen tilbage")
    hr.shows("Pladserne er givet fri. Intet er bestilt.")
    hr.go("/hr/budgetter/graenser")
    hr.fill(above="40.000")
    hr.press("Gem grænsen")
