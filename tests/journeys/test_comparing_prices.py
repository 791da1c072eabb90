"""HR compares the prices of a course for eight employees; the operator keeps what may be had towards them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import VisitorFor
from tests.journeys.market import Market
from tests.journeys.seeing import Visitor

pytestmark = pytest.mark.journey

CHEAPEST = "/forloeb?antal=8&sort=pris"


def bill(visitor: Visitor) -> str:
    """What the bill comes to."""
    return visitor.page.locator("#bill .bill .total dd").inner_text()


def find_team_price(visitor: Visitor) -> None:
    """The cheapest course whose price for eight is one for a team, and which eight can go to."""
    visitor.go(f"{CHEAPEST}&pladser=free")
    for _page in range(9):
        cards = visitor.page.locator("article.hit", has_text="pr. hold op til 8")
        if cards.count():
            with visitor.page.expect_navigation():
                cards.first.locator(".hit-title a").click()
            return
        visitor.follow(re.compile("Næste"))
    raise AssertionError("no card has a price for a team")


@pytest.mark.parametrize("script", [True, False])
def test_hr_compares_prices_for_eight_employees(market: Market, visitor: VisitorFor, script: bool) -> None:
    hr = visitor(script=script)
    hr.sign_in(market.people["admin"])
    find_team_price(hr)
    hr.shows("Vælg pris for 8 pladser")
    team = hr.page.get_by_role("radio", name=re.compile("^Pris pr. hold"))
    seat = hr.page.get_by_role("radio", name=re.compile("^Pris pr. plads"))
    expect(team).to_be_checked()
    hr.shows(re.compile("Muligt tilskud fra Kompetencefond for Opdigtede Fag"))
    hr.shows(re.compile("Ingen garanti: I søger selv"))
    hr.seen("prices-side-by-side")
    by_team = bill(hr)
    seat.focus()
    hr.page.keyboard.press("Space")
    if not script:
        hr.press("Beregn prisen")
    expect(hr.page.locator("#bill .bill")).to_contain_text("8 pladser à")
    expect(seat).to_be_checked()
    if script:
        expect(seat).to_be_focused()
    assert bill(hr) != by_team
    hr.press("Book 8 pladser")
    hr.heading("Book pladser")
    hr.fill(people__0="Ida Holm <ida.holm@maagekaer.example>")
    hr.page.get_by_role("radio", name=re.compile("^Pris pr. hold")).check()
    hr.press("Skift pris")
    expect(hr.field("people-0")).to_have_value("Ida Holm <ida.holm@maagekaer.example>")
    expect(hr.page.locator(".bill .total dd")).to_have_text(by_team)
    hr.seen("book-by-team")
    hr.press("Opgiv pladserne")
    assert not hr.dead_links()


def test_the_operator_reads_a_source_again_and_everybody_sees_it(market: Market, visitor: VisitorFor) -> None:
    operator = visitor()
    operator.sign_in(market.people["operator"])
    operator.go("/operator/tilskud")
    operator.heading("Tilskud")
    operator.seen("schemes")
    operator.page.locator("tbody tr", has_text="Læs den igen").locator("th a").first.click()
    operator.heading("Ret tilskudsordningen")
    operator.seen("scheme")
    operator.fill(source="http://usikker.example")
    operator.press("Gem ordningen")
    operator.shows(re.compile("Det skal begynde med https://"))
    operator.seen("scheme-refused", 422)
    stale = visitor()
    stale.go("/tilskud?lang=en")
    stale.heading("Support you can apply for")
    stale.shows("More than a year old")
    stale.seen("support")
