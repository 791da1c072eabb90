"""From a need in own words to an offer: chips, weights, map, comparison; in both languages, and without JavaScript."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import VisitorFor
from tests.journeys.seeing import Visitor

pytestmark = pytest.mark.journey

NEED = (
    "De skal kunne skrive om sundhed i klart sprog, så alle forstår det. Og de skal kunne planlægge kampagner og "
    "evaluere dem bagefter."
)
NEED_IN_ENGLISH = (
    "They must be able to write about health in plain language. And they must plan campaigns and evaluate them."
)
COMPARE = re.compile("Sammenlign de valgte|Compare the ticked ones")
WORDS = {
    "da": {
        "find": "Find forløb",
        "weights": "Brug vægtene",
        "much": "meget",
        "side by side": "2 forløb ved siden af hinanden",
        "for all": "Pris for 4 medarbejdere",
        "facts": "Fakta om beviset",
    },
    "en": {
        "find": "Find offers",
        "weights": "Use the weights",
        "much": "much",
        "side by side": "2 courses side by side",
        "for all": "Price for 4 employees",
        "facts": "Facts about the credential",
    },
}


def ask(visitor: Visitor, need: str, language: str) -> None:
    """Type a need on the front page, from Vejle, for four."""
    visitor.go(f"/?lang={language}")
    visitor.fill(q=need, postnr="7100", antal="4")
    visitor.press(WORDS[language]["find"])


def take_a_chip_away(visitor: Visitor) -> None:
    """The first competence understood was not meant."""
    chips = visitor.page.locator(".chip:not(.chip-add)")
    before = chips.count()
    assert before >= 2, "the need is understood as at least two competences"
    chips.first.click()
    expect(chips).to_have_count(before - 1)


def tick_two(visitor: Visitor) -> None:
    """The first two offers are to be compared."""
    boxes = visitor.page.locator(".hit-foot input[type=checkbox]")
    assert boxes.count() >= 2, "the need is answered by at least two offers"
    boxes.nth(0).check()
    boxes.nth(1).check()


def compare_and_open(visitor: Visitor, language: str, name: str) -> None:
    """From the list over the comparison to an offer that says what it covers."""
    words, page = WORDS[language], visitor.page
    visitor.press(COMPARE)
    visitor.heading(words["side by side"])
    expect(page.locator(".side")).to_have_count(2)
    expect(page.get_by_text(words["for all"]).first).to_be_visible()
    visitor.seen(f"{name}-compare")
    title = page.locator(".side h2 a").first
    chosen = title.inner_text()
    with page.expect_navigation():
        title.click()
    visitor.heading(chosen)
    expect(page.get_by_role("heading", name=words["facts"])).to_be_visible()
    expect(page.locator(".why")).to_be_visible()
    visitor.seen(f"{name}-offer")


@pytest.mark.parametrize(("language", "need"), [("da", NEED), ("en", NEED_IN_ENGLISH)])
def test_from_a_need_of_two_sentences_to_an_offer_in_three_pages(visitor: VisitorFor, language: str, need: str) -> None:
    reader = visitor()
    ask(reader, need, language)
    reader.pages = 1  # the list is the first one; the front page only asked
    page = reader.page
    reader.seen(f"finding-{language}-list")
    take_a_chip_away(reader)
    price = page.locator("#v2")
    price.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator("output[for=v2]")).to_have_text(WORDS[language]["much"])
    expect(page).to_have_url(re.compile(r"[?&]v2=3"))
    expect(page.locator("#where .n, #where p").first).to_be_visible()  # places on the map, or why there are none
    tick_two(reader)
    compare_and_open(reader, language, f"finding-{language}")
    assert reader.pages <= 3


@pytest.mark.parametrize(("language", "need"), [("da", NEED), ("en", NEED_IN_ENGLISH)])
def test_the_same_without_javascript(visitor: VisitorFor, language: str, need: str) -> None:
    reader = visitor(script=False)
    ask(reader, need, language)
    take_a_chip_away(reader)
    reader.page.locator("#v2").fill("3")
    reader.press(WORDS[language]["weights"])
    expect(reader.page.locator("output[for=v2]")).to_have_text(WORDS[language]["much"])
    tick_two(reader)
    compare_and_open(reader, language, f"plain-{language}")


def test_on_a_phone_the_filters_open_and_narrow_the_list(visitor: VisitorFor) -> None:
    reader = visitor(phone=True, once=True)
    reader.go("/forloeb?q=ledelse&postnr=8000&antal=3")
    before = reader.page.locator("#results .apart h2").first.inner_text()
    reader.page.locator(".filters-open").click()
    box = reader.page.locator(".facet input[type=checkbox]:visible").first
    box.check()
    expect(reader.page).to_have_url(re.compile("form="))
    reader.page.locator(".filters-close a").click()
    expect(reader.page.locator("#results .apart h2").first).not_to_have_text(before)
    reader.seen("finding-phone")


def test_an_offer_among_the_suggestions_is_opened_by_keyboard(visitor: VisitorFor) -> None:
    reader = visitor()
    reader.go("/")
    reader.page.locator("#q").click()
    reader.page.keyboard.type("sundhedskommunikation i klart")
    option = reader.page.locator("[role=option][data-url]").first
    expect(option).to_be_visible()
    reader.seen("finding-suggestions")
    with reader.page.expect_navigation():
        reader.page.keyboard.press("ArrowUp")  # the last of them
        reader.page.keyboard.press("Enter")
    assert reader.path.startswith("/forloeb/")
    expect(reader.page.locator("h1")).not_to_be_empty()


def test_a_suggestion_takes_the_place_of_the_last_phrase_of_a_long_need(visitor: VisitorFor) -> None:
    reader = visitor()
    reader.go("/")
    field = reader.page.locator("#q")
    before = (
        "Vores nye medarbejdere møder borgerne hver eneste dag, og derfor skal de kunne skrive godt. De skal også lære "
    )
    field.fill(before)
    reader.page.keyboard.type("sundhedskom")
    expect(reader.page.locator("[role=option]").first).to_be_visible()
    reader.page.keyboard.press("ArrowDown")
    reader.page.keyboard.press("Enter")
    expect(field).to_have_value(re.compile(f"^{re.escape(before)}sundhedskom."))


@pytest.mark.parametrize("script", [True, False], ids=["script", "without"])
def test_a_whole_job_ad_is_read_and_stands_in_no_address(visitor: VisitorFor, script: bool) -> None:
    reader = visitor(script=script)
    ad = f"Ring til Anna Vestergaard. {NEED} " + "Vi er et hus med mange opgaver og gode kolleger. " * 60
    assert len(ad) > 2_000
    if script:
        reader.go("/")
    else:
        reader.go("/stillingsopslag")
        reader.seen("pasting")
    reader.fill(q=ad, postnr="7100", antal="4")
    reader.press("Find forløb")
    expect(reader.page).to_have_url(re.compile("opslag=1"))
    reader.shows(re.compile("Vi har læst jeres tekst"))
    assert "Anna" not in reader.page.url
    assert "postnr=7100" in reader.page.url
    assert reader.page.locator(".chip:not(.chip-add)").count() >= 2
    reader.seen(f"pasted-{script}")


def test_ticks_stay_while_the_list_changes_and_a_fifth_is_taken_back_in_words(visitor: VisitorFor) -> None:
    reader = visitor()
    reader.go("/forloeb")
    boxes = reader.page.locator(".hit-foot input[type=checkbox]")
    reader.page.locator("#form-onsite").check()
    expect(reader.page).to_have_url(re.compile("form=onsite"))
    ref = boxes.first.get_attribute("value")
    boxes.first.check()
    reader.page.locator("#sprog-da").evaluate("box => (box.closest('details').open = true)")
    reader.page.locator("#sprog-da").check()
    expect(reader.page).to_have_url(re.compile(rf"sprog=da.*v={ref}"))
    ticked = reader.page.locator(f"#compare [name=v][value='{ref}'], #v-{ref}:checked")
    expect(ticked).to_have_count(1)
    with reader.page.expect_navigation():
        reader.page.locator(".pagination a").last.click()
    expect(reader.page.locator(f"#compare [name=v][value='{ref}']")).to_have_count(1)
    for at in range(3):
        boxes.nth(at).check()
    boxes.nth(3).click()
    expect(boxes.nth(3)).not_to_be_checked()
    expect(reader.page.get_by_role("alert")).to_contain_text("højst 4 forløb")
    reader.press(COMPARE)
    expect(reader.page.locator(".side")).to_have_count(4)


def test_a_comparison_of_four_fits_on_one_sheet(visitor: VisitorFor) -> None:
    reader = visitor()
    reader.go("/forloeb?q=ledelse+af+projekter&postnr=8000&antal=4")
    boxes = reader.page.locator(".hit-foot input[type=checkbox]")
    for at in range(4):
        boxes.nth(at).check()
    reader.press(COMPARE)
    expect(reader.page.locator(".side")).to_have_count(4)
    reader.seen("finding-four")
    for landscape in (True, False):
        sheets = re.findall(rb"/Type\s*/Page[^s]", reader.page.pdf(format="A4", landscape=landscape))
        assert len(sheets) == 1, f"landscape={landscape}"


def test_a_search_is_saved_by_somebody_who_has_signed_in_and_a_need_without_offers_is_kept(visitor: VisitorFor) -> None:
    booker = visitor()
    booker.sign_in(booker.market.people["admin"])
    booker.go("/forloeb?q=ledelse&form=online")
    booker.seen("finding-signed-in")
    booker.press("Gem søgningen")
    booker.shows(re.compile("Søgningen er gemt"))
    booker.go("/forloeb?q=qqzzxx")
    booker.seen("finding-nothing")
    expect(booker.page.locator("#q")).to_have_value("qqzzxx")
    booker.press("Gem behovet")
    booker.shows(re.compile("Behovet er gemt"))
