"""A company's klip: the price before the click, then spent on a booking; a subscription changed by the day."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import VisitorFor
from tests.journeys.market import Market
from tests.journeys.seeing import Visitor

pytestmark = pytest.mark.journey


def klip_left(visitor: Visitor) -> int:
    """What the page of a pass says is left."""
    return int(visitor.page.locator(".sums dd").first.inner_text().replace(".", ""))


def find_klip_offer(visitor: Visitor, addresses: list[str]) -> None:
    """The first of the offers a pass opens that has klip as one of its prices, with the price chosen."""
    for address in addresses:
        visitor.go(f"{address}?n=2")
        row = visitor.page.locator("table.plans tr", has_text=re.compile(r"\bklip pr. plads"))
        if row.count():
            plan = row.locator("input[name=plan]").get_attribute("value")
            visitor.go(f"{address}?n=2&plan={plan}")
            return
    raise AssertionError(f"no price in klip among {addresses}")


@pytest.mark.parametrize("script", [True, False])
def test_hr_buys_klip_and_spends_them_on_a_booking(market: Market, visitor: VisitorFor, script: bool) -> None:
    hr = visitor(script=script)
    hr.sign_in(market.people["admin"])
    hr.follow("Klippekort")
    hr.heading("Klippekort")
    hr.seen("passes")
    hr.page.get_by_role("link", name="Professionshøjskolen Egelund", exact=True).click()
    before = klip_left(hr)
    hr.follow("Tilbage til klippekort")
    with hr.page.expect_navigation():
        # The institution may have put another pass on sale meanwhile: this one is the market's own.
        ours = hr.page.locator("li", has_text="Professionshøjskolen Egelund").filter(has_text="40 klip")
        ours.get_by_role("link").click()
    hr.seen("pass-price")
    total = hr.page.locator(".bill .total dd").inner_text()
    opens = [str(one.get_attribute("href")) for one in hr.page.locator("section a[href^='/forloeb/']").all()]
    verb = hr.page.get_by_role("button", name=re.compile("^Køb for")).inner_text()
    assert verb.removeprefix("Køb for ") == total
    hr.press(re.compile("^Køb for"))
    hr.shows(re.compile("Skriv en reference"))
    hr.seen("pass-refused", 422)
    hr.fill(buyer_reference="Klip 2026")
    hr.press(re.compile("^Køb for"))
    bought = int(re.findall(r"I har købt (\d+) klip", hr.page.locator("body").inner_text())[0])
    assert klip_left(hr) == before + bought
    hr.seen("pass")
    entries = hr.path

    find_klip_offer(hr, opens)
    hr.press("Book 2 pladser")
    hr.heading("Book pladser")
    hr.shows(re.compile(r"Bestillingen koster \d+ klip\."))
    hr.seen("book-by-klip")
    klip = int(re.findall(r"Bestillingen koster (\d+) klip", hr.page.locator("main").inner_text())[0])
    expect(hr.page.locator("[name=buyer_reference]:not([type=hidden])")).to_have_count(0)  # nothing is invoiced
    hr.page.locator("[name=naming][value=later]").check()
    hr.page.locator("[name=terms]").check()
    hr.press("Bestil 2 pladser")
    hr.shows(re.compile(r"Bestillingen er på plads\."))
    hr.seen("booking-by-klip")
    booking = hr.path
    hr.go(entries)
    assert klip_left(hr) == before + bought - klip
    spent = hr.page.locator("tbody tr", has=hr.page.locator(f"a[href='{booking}']")).all_inner_texts()
    assert sum(int(one) for row in spent for one in re.findall(r"−(\d+)", row)) == klip  # perhaps of two purchases
    assert not hr.dead_links()


def test_hr_changes_a_subscription_by_the_day_in_english(market: Market, visitor: VisitorFor) -> None:
    hr = visitor()
    hr.sign_in(market.people["admin"])
    hr.go("/hr/abonnementer?lang=en")
    hr.heading("Subscriptions")
    hr.seen("subscriptions")
    hr.page.locator("a[href^='/hr/abonnementer/tegn/']").first.click()
    hr.page.get_by_role("checkbox").first.check()
    hr.press("Work out the price")
    expect(hr.page.locator(".bill .total")).to_be_visible()
    hr.seen("subscribe")
    hr.fill(buyer_reference="Sub 2026")
    hr.press("Take out the subscription")
    hr.shows("Employees on the subscription")
    hr.seen("subscription")
    expect(hr.page.locator("main")).to_contain_text("Each person you put on today costs")
    hr.page.locator("section", has=hr.page.locator("#more")).get_by_role("checkbox").first.check()
    hr.press("Put on the subscription")
    hr.press(re.compile("^Take off"), exact=False)
    expect(hr.page.locator("main")).to_contain_text("today is the last day")
    hr.press("Cancel the subscription")
    expect(hr.page.locator("main")).to_contain_text("Runs until and including")
    hr.seen("subscription-ending")
