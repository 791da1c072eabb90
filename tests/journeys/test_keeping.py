"""What a company keeps of what it asks: a need with its levels, and a search it hears of again."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import VisitorFor
from tests.journeys.market import Market

pytestmark = pytest.mark.journey

NEED = "Vores medarbejdere skal kunne skrive klarsprog og arbejde med databeskyttelse"


@pytest.mark.parametrize("script", [True, False], ids=["script", "without"])
def test_a_need_is_written_down_corrected_deleted_and_brought_back(
    visitor: VisitorFor, market: Market, script: bool
) -> None:
    hr = visitor(script=script)
    hr.sign_in(market.people["admin"])
    hr.go(f"/hr/behov/nyt?q={NEED}&antal=4&postnr=7100")
    hr.seen("need-new")
    hr.fill(senest="snart")
    hr.press("Gem behovet")
    hr.seen("need-refused", status=422)
    hr.fill(senest="01-04-2027", pris="40.000")
    hr.press("Gem behovet")
    hr.heading("Kompetencebehov")
    hr.shows("klart sprog")
    hr.seen("need")
    hr.page.get_by_label("Kan i dag: klart sprog").select_option(label="kan med støtte")
    hr.page.get_by_label("Skal kunne: klart sprog").select_option(label="kan vejlede andre")
    hr.fill(add="mundtlig formidling")
    hr.press("Gem ændringen")
    expect(hr.page.get_by_text("Behovet er rettet.")).to_be_visible()
    expect(hr.page.get_by_label("Skal kunne: klart sprog")).to_have_value("4")
    need = hr.path
    hr.go("/hr/behov")
    hr.seen("needs")
    hr.go(need)
    hr.press("Slet behovet")
    hr.page.locator("summary", has_text="slettet for nylig").click()
    hr.seen("needs-deleted")
    hr.press("Hent tilbage", exact=False)
    assert hr.path == need
    with hr.page.expect_navigation():
        hr.page.locator("main").get_by_role("link", name="Find forløb").click()
    assert "q=Vores+medarbejdere" in hr.path
    assert hr.dead_links() == []


def test_a_search_is_saved_stopped_and_resumed(visitor: VisitorFor, market: Market) -> None:
    hr = visitor()
    hr.sign_in(market.people["admin"])
    hr.go("/hr/soegninger")
    hr.seen("searches-before")
    hr.go("/hr/soegninger/ny?q=klarsprog&region=syddanmark&antal=4")
    hr.seen("search-new")
    hr.page.get_by_label("med det samme").check()
    hr.press("Gem søgningen")
    hr.heading("Gemte søgninger")
    hr.shows("»klarsprog«, 4 medarbejdere, Syddanmark")
    hr.seen("searches")
    hr.go("/hr/soegninger/ny?antal=4&region=syddanmark&q=klarsprog")
    hr.press("Gem søgningen")
    hr.seen("search-twice", status=422)
    hr.go("/hr/soegninger")
    hr.follow(re.compile("Ret.*klarsprog"))
    hr.seen("search")
    hr.press("Stop mails")
    hr.seen("search-stopped")
    hr.press("Få mails igen")
    hr.press("Slet søgningen")
    hr.heading("Gemte søgninger")
    expect(hr.page.get_by_role("link", name=re.compile("Ret.*klarsprog"))).to_have_count(0)
