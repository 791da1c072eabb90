"""An institution sets a price with the calculator: refused under the floor, then let through with a reason."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import VisitorFor
from tests.journeys.market import Market
from tests.journeys.seeing import Visitor

pytestmark = pytest.mark.journey


def first_offer(visitor: Visitor) -> str:
    """The address of one of the institution's public offers."""
    visitor.go("/udbyder/forloeb?status=published")
    link = visitor.page.locator("main table a").first
    href = link.get_attribute("href")
    assert href
    return href.split("?")[0]


def type_costs(visitor: Visitor) -> None:
    visitor.fill(
        lines__0__text="Undervisere",
        lines__0__amount="60.000",
        lines__1__text="Materialer",
        lines__1__amount="500",
        lines__2__text="Planlægning",
        lines__2__amount="8.000",
        overhead="20",
        expected="10",
    )
    visitor.field("lines-1-each").select_option("1")
    visitor.field("lines-2-kind").select_option("indirect")


def test_a_price_under_the_floor_needs_the_reason_of_finance(market: Market, visitor: VisitorFor) -> None:
    publisher, finance = visitor(), visitor()
    publisher.sign_in(market.people["publisher"])
    offer = first_offer(publisher)
    publisher.go(f"{offer}/pris")
    publisher.seen("prices")
    publisher.follow("Regn på omkostninger")
    publisher.seen("costs-none")
    type_costs(publisher)
    publisher.press("Tilføj en udgift")
    publisher.press("Fjern Udgift 4")
    publisher.press("Regn uden at gemme")
    publisher.shows("Bunden pr. plads")
    publisher.shows("8.760 kr.")
    publisher.seen("costs-calculated")
    publisher.page.emulate_media(media="print")
    expect(publisher.page.locator("form[action$='/omkostninger']")).to_be_hidden()
    expect(publisher.page.locator("#tal table")).to_be_visible()
    publisher.page.emulate_media(media="screen")
    publisher.press("Gem beregningen")
    publisher.shows(re.compile(r"Beregning \d+, gemt"))
    publisher.seen("costs-saved")

    publisher.go(f"{offer}/pris/pr-plads")
    publisher.fill(seat_price="6.500")
    publisher.page.locator('[name=funding_basis][value="full_cost"]').check()
    publisher.page.locator("[name=terms]").first.check()
    publisher.press("Tilføj et trin")
    publisher.fill(tiers__0__seats="5", tiers__0__seat_price="6.000")
    publisher.press("Gem prisen")
    publisher.shows("Prisen dækker ikke omkostningerne.")
    publisher.seen("price-under-floor", 422)
    publisher.press("Gem prisen")
    publisher.shows("Prisen dækker ikke omkostningerne.")
    expect(publisher.field("seat_price")).to_have_value("6.500")

    finance.sign_in(market.people["finance"])
    finance.go(f"{offer}/pris/pr-plads?lang=en")
    finance.fill(seat_price="6,500")
    finance.page.locator('[name=funding_basis][value="full_cost"]').check()
    finance.page.locator("[name=terms]").first.check()
    finance.press("Save the price")
    finance.seen("price-under-floor-finance", 422)
    finance.fill(floor_reason="Første hold af et nyt forløb.")
    finance.press("Save the price")
    finance.shows("has allowed it: “Første hold af et nyt forløb.”")
    finance.seen("prices-under-floor-en")
    finance.go(f"{offer}/omkostninger")
    finance.shows("breaks even with 14 participants")
    finance.seen("costs-en")

    publisher.go(f"{offer}/pris/pr-hold?lang=da")
    publisher.seen("price-per-class")
    publisher.fill(team_price="90.000", team_size="12", extra_seat_price="6.000", most="20")
    publisher.page.locator("[name=terms]").first.check()
    publisher.press("Tilføj et tillæg")
    publisher.fill(extras__0__text_da="Forplejning", extras__0__amount="250")
    publisher.press("Gem prisen")
    publisher.shows("Tillæg: Forplejning, 250 kr. pr. plads")
    publisher.seen("prices-two")
    publisher.go(f"{offer}/omkostninger")
    publisher.seen("costs-side-by-side")
    publisher.go(f"{offer}/pris")
    publisher.follow(re.compile("Tag ud af salg.*pris pr. hold"), exact=False)
    publisher.seen("price-retire")
    publisher.press("Tag ud af salg")
    publisher.shows("Priser før")
    assert publisher.dead_links() == []


def test_a_pass_is_put_on_sale_without_a_script(market: Market, visitor: VisitorFor) -> None:
    publisher = visitor(script=False)
    publisher.sign_in(market.people["publisher"])
    publisher.go("/udbyder/klippekort")
    publisher.seen("sales")
    publisher.follow("Nyt klippekort")
    publisher.press("Sæt til salg")
    publisher.seen("pass-refused", 422)
    publisher.fill(
        name_da="Ti klip til det hele", name_en="Ten punches", klip_price="1.200", klip="10", valid_months="18"
    )
    publisher.page.locator("[name=offers]").first.check()
    publisher.page.locator("[name=terms]").first.check()
    publisher.press("Sæt til salg")
    publisher.shows("10 klip à 1.200 kr.; gælder i 18 måneder")
    publisher.seen("sales-one")
    publisher.go("/udbyder/abonnementer/nyt?lang=en")
    publisher.heading("New subscription")
    publisher.seen("subscription-en")


@pytest.mark.parametrize("page", ["klippekort", "klippekort/nyt", "abonnementer/nyt"])
def test_the_pages_of_sales_are_in_order_in_english(market: Market, visitor: VisitorFor, page: str) -> None:
    finance = visitor()
    finance.sign_in(market.people["finance"])
    finance.go(f"/udbyder/{page}?lang=en")
    finance.seen("sales-en-" + page.replace("/", "-"))
