"""An institution's journey: from an idea through review to an offer that a company finds."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import VisitorFor
from tests.journeys.market import Market
from tests.journeys.seeing import Visitor

pytestmark = pytest.mark.journey

TITLE = "Kærnemælksprøver for begyndere"
WORD = "kærnemælksprøver"


def typed(day: date) -> str:
    return day.strftime("%d-%m-%Y")


def make_module(publisher: Visitor) -> None:
    publisher.go("/udbyder/nanomoduler")
    publisher.seen("modules")
    publisher.follow("Nyt nanomodul")
    publisher.press("Gem nanomodulet")
    publisher.seen("module-refused", 422)
    publisher.field("field").select_option(index=1)
    publisher.fill(
        title_da="Smag på kærnemælk",
        title_en="Tasting buttermilk",
        summary_da="Deltagerne smager på ti slags og finder ord for forskellen.",
        summary_en="Participants taste ten kinds and find words for the difference.",
        body_da="Syrlig, rund, skarp.\n\n- ti glas\n- ti ord",
        body_en="Sour, round, sharp.\n\n- ten glasses\n- ten words",
        hours="2,5",
    )
    publisher.seen("module-edit", 422)
    publisher.press("Gem nanomodulet")
    publisher.heading("Smag på kærnemælk")
    publisher.seen("module")


def write_offer(publisher: Visitor) -> str:
    """A draft with all that section 6 of the recommendation asks; gives the address of the offer's page."""
    publisher.go("/udbyder/forloeb")
    publisher.seen("institution-offers")
    publisher.follow("Nyt forløb")
    publisher.seen("new-offer")
    publisher.field("field").select_option(index=1)
    publisher.fill(title_da=TITLE, title_en="Buttermilk tests for beginners")
    publisher.press("Opret kladden")
    publisher.heading(f"Kladde: {TITLE}")
    publisher.seen("draft-empty")
    publisher.fill(
        lead_da="Deltagerne kan tage prøver og sige, hvad der er galt.",
        lead_en="Participants can take samples and say what is wrong.",
        target_group_da="Mejerister og laboranter.",
        target_group_en="Dairy workers and technicians.",
        about_da="To dage i mejeriet.\n\n- første dag: prøver\n- anden dag: svar",
        about_en="Two days in the dairy.\n\n- first day: samples\n- second day: answers",
        outcomes__0__text_da="Udtager en prøve, der kan bruges",
        outcomes__0__text_en="Takes a sample that can be used",
    )
    label = publisher.field("outcomes-0-competences-0-label")
    label.press_sequentially("statistik")
    options = publisher.page.locator("#outcomes-0-competences-0-label-list [role=option]")
    expect(options.first).to_be_visible()
    label.press("ArrowDown")
    label.press("Enter")
    expect(label).not_to_have_value("")
    publisher.press("Tilføj et læringsudbytte")
    publisher.fill(
        outcomes__1__text_da="Forklarer et afvigende svar for en kollega",
        outcomes__1__text_en="Explains a deviating answer to a colleague",
        outcomes__1__competences__0__label="opbygge egenkontrol",
    )
    publisher.field("outcomes-1-competences-0-level").select_option("2")
    row = publisher.page.locator("#modules tbody tr", has_text="Smag på kærnemælk")
    row.get_by_role("checkbox").check()
    row.get_by_role("textbox").fill("1")
    publisher.fill(
        hours_total="20",
        hours_away="14",
        ects="1",
        assessment_text_da="En time i laboratoriet.",
        assessment_text_en="One hour in the laboratory.",
        supervision_da="En lærer er til stede og ser legitimation.",
        supervision_en="A teacher is present and checks identity.",
    )
    publisher.field("assessment").select_option("practical")
    publisher.field("participation").select_option("onsite")
    publisher.field("quality_assurance").select_option("external_institution")
    publisher.page.locator('[name=grading][value="pass_fail"]').check()
    publisher.page.locator('[name=admission][value="none"]').check()
    with publisher.page.expect_navigation():
        publisher.page.get_by_role("button", name="Gem kladden").last.click()
    publisher.shows("Den gemte kladde siger alt, hvad den skal.")
    publisher.seen("draft")
    publisher.follow("Se forløbet, og send til gennemsyn")
    publisher.heading(TITLE)
    return publisher.path


def test_an_offer_goes_through_review_to_the_public_and_is_found(market: Market, visitor: VisitorFor) -> None:
    people = market.people
    publisher, reviewer, hr = visitor(), visitor(), visitor()
    publisher.sign_in(people["publisher"])
    make_module(publisher)
    offer = write_offer(publisher)
    publisher.press("Send til gennemsyn")
    publisher.shows("til gennemsyn")
    publisher.seen("offer-in-review")

    publisher.go(f"{offer}/moms")
    publisher.page.locator('[name=basis][value="exempt"]').check()
    publisher.field("reason_code").select_option("vocational_retraining")
    publisher.fill(reason_text="Faglig uddannelse af mejeriansatte.")
    publisher.seen("vat")
    publisher.press("Gem afgørelsen")
    publisher.go(f"{offer}/pris")
    publisher.seen("prices-none")
    publisher.follow("Pris pr. plads")
    publisher.fill(seat_price="minus 3")
    publisher.press("Gem prisen")
    publisher.seen("price-refused", 422)
    publisher.fill(seat_price="4.250")
    publisher.page.locator('[name=funding_basis][value="full_cost"]').check()
    publisher.page.locator("[name=terms]").first.check()
    publisher.press("Gem prisen")

    reviewer.sign_in(people["reviewer"])
    reviewer.go("/udbyder/gennemsyn")
    reviewer.seen("reviews")
    reviewer.follow(TITLE)
    expect(reviewer.page.locator("main")).to_contain_text("En time i laboratoriet.")
    reviewer.seen("review")
    reviewer.press("Godkend versionen")
    reviewer.seen("review-approved")

    publisher.go(offer)
    publisher.seen("offer-approved")
    publisher.press("Udgiv")
    publisher.seen("offer-published")
    publisher.go(f"/udbyder/hold/nyt?forloeb={offer.rpartition('/')[2]}")
    first = date.today() + timedelta(days=70)  # noqa: DTZ011 (the served market's clock is this machine's)
    publisher.fill(
        capacity="12",
        minimum="6",
        place="Mejeriet, Mælkevej 3",
        postcode="7500",
        enrol_by=typed(first - timedelta(days=14)),
        meetings__0__day=typed(first),
        meetings__0__begins="9.00",
        meetings__0__ends="15.30",
    )
    publisher.press("Tilføj en mødegang")
    publisher.fill(
        meetings__1__day=typed(first + timedelta(days=1)), meetings__1__begins="9", meetings__1__ends="12.15"
    )
    publisher.seen("new-run")
    with publisher.page.expect_navigation():
        publisher.page.get_by_role("button", name="Planlæg holdet").last.click()
    publisher.heading(TITLE)
    publisher.seen("run-planned")
    publisher.press("Åbn for bestilling")
    expect(publisher.page.get_by_role("button", name="Åbn for bestilling")).to_have_count(0)
    publisher.seen("run-open")
    publisher.go("/udbyder/hold")
    publisher.seen("runs")

    hr.sign_in(people["admin"])
    hr.until(f"/forloeb?q={WORD}", lambda page: page.get_by_role("link", name=TITLE, exact=True))
    hr.follow(TITLE)
    hr.heading(TITLE)
    hr.shows("4.250 kr.")
    hr.press("Book 1 plads")
    hr.heading("Book pladser")
