"""Every page of the market, in both languages, by keyboard, in the dark and on paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from playwright.sync_api import Page, expect

from tests.journeys.conftest import VisitorFor
from tests.journeys.market import ROOT, Market
from tests.journeys.seeing import Visitor

pytestmark = pytest.mark.journey

TEXTS_LEFT_DANISH = """() => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walk.nextNode()) {
    const said = walk.currentNode.textContent.replace(/\\s+/g, ' ').trim();
    if (said && !walk.currentNode.parentElement.closest('body [lang=da]')) found.push(said);
  }
  for (const one of document.querySelectorAll('[aria-label], [placeholder], [data-label]'))
    for (const name of ['aria-label', 'placeholder', 'data-label'])
      if (one.hasAttribute(name) && !one.closest('body [lang=da]')) found.push(one.getAttribute(name));
  return found;
}"""
FOCUS = """() => {
  const one = document.activeElement;
  const style = getComputedStyle(one);
  const box = one.getBoundingClientRect();
  return {
    id: one.id, kind: one.tagName, hit: one.matches('.hit-title a'), said: one.innerText || one.ariaLabel || '',
    marked: style.outlineStyle !== 'none' || style.boxShadow !== 'none',
    there: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""


def danish_words() -> frozenset[str]:
    """What the pages say in Danish and otherwise in English."""
    path: Path = ROOT / "marketplace/translations/en/LC_MESSAGES/messages.po"
    with path.open("rb") as file:
        read = [(one.id, one.string) for one in read_po(file, locale="en") if one.id]
    singles = [(said, other) for said, other in read if isinstance(said, str) and isinstance(other, str)]
    # A word that is also English ("budget") or also somebody's English ("Start") tells nothing.
    english = {other for _said, other in singles}
    return frozenset(said for said, other in singles if "%" not in said and said != other and said not in english)


PUBLIC = (
    "/",
    "/forloeb",
    "/forloeb?q=findesikke",
    "/forloeb?side=2",
    "/udbydere",
    "/kompetencekurser",
    "/kompetencekurser/holstebro",
    "/for-udbydere",
    "/om/kvalitet",
    "/om/priser",
    "/om/persondata",
    "/om/tilgaengelighed",
    "/om/kontakt",
    "/konto/glemt-adgangskode",
)
DESKS = {
    "admin": (
        "/hr/",
        "/hr/behov",
        "/hr/behov/nyt",
        "/hr/soegninger",
        "/hr/soegninger/ny?q=ledelse",
        "/hr/bestillinger",
        "/hr/medarbejdere",
        "/hr/afdelinger",
        "/hr/afdelinger/ny",
        "/hr/arbejdssteder",
        "/hr/arbejdssteder/ny",
        "/hr/budgetter",
        "/hr/budgetter/graenser",
        "/hr/godkendelser",
        "/hr/fakturaer",
        "/hr/virksomhed",
        "/konto/roller",
        "/konto/mine-oplysninger",
        "/konto/adgangskode",
    ),
    "viewer": ("/hr/", "/hr/medarbejdere", "/hr/behov", "/hr/soegninger", "/hr/budgetter"),
    "approver": ("/hr/", "/hr/budgetter", "/hr/godkendelser"),
    "employee": ("/mit/",),
    "publisher": (
        "/udbyder/",
        "/udbyder/forloeb",
        "/udbyder/nanomoduler",
        "/udbyder/nanomoduler/nyt",
        "/udbyder/hold",
        "/udbyder/hold/nyt",
        "/udbyder/gennemsyn",
        "/udbyder/oplysninger",
        "/udbyder/oplysninger/om-jer",
        "/udbyder/oplysninger/kontakt",
        "/udbyder/oplysninger/akkreditering",
        "/udbyder/medarbejdere",
        "/udbyder/medarbejdere/ny",
        "/udbyder/vilkaar/nye",
    ),
    "finance": ("/udbyder/", "/udbyder/fakturaer", "/udbyder/oplysninger/bank"),
    "operator": (
        "/operator/",
        "/operator/organisationer",
        "/operator/tvister",
        "/operator/gaaet-i-staa",
        "/operator/haendelser",
        "/operator/udbakke",
    ),
}


def name_of(path: str) -> str:
    return path.strip("/").translate(str.maketrans("/?=&", "----")) or "front"


def first_offer(visitor: Visitor) -> str:
    visitor.go("/forloeb?q=ledelse")
    visitor.page.locator(".hit-title a").first.click()
    expect(visitor.page.get_by_role("heading", name="Fakta om beviset")).to_be_visible()
    return visitor.path


def in_english(visitor: Visitor, path: str, words: frozenset[str]) -> list[str]:
    visitor.go(path)
    said = visitor.page.evaluate(TEXTS_LEFT_DANISH)
    return [f"{path}: {one}" for one in said if one in words]


def test_every_public_page_in_danish_and_english(visitor: VisitorFor) -> None:
    reader, words = visitor(), danish_words()
    offer = first_offer(reader)
    reader.go("/udbydere")
    reader.page.locator("main a[href^='/udbydere/']").first.click()
    institution = reader.path
    reader.go(offer)
    reader.follow("English")
    assert reader.path.split("?")[0] == offer.split("?")[0]
    expect(reader.page.locator("html")).to_have_attribute("lang", "en")
    left = []
    for path in (*PUBLIC, offer, institution, "/konto/log-ind", "/konto/opret", "/konto/kode", "/findes-ikke"):
        left += in_english(reader, path, words)
    assert not left, "\n".join(left)
    reader.go("/forloeb?q=leadership")
    reader.seen("english-offers")
    reader.go(offer)
    reader.seen("english-offer")
    reader.follow("Dansk")
    assert reader.path.split("?")[0] == offer.split("?")[0]
    expect(reader.page.locator("html")).to_have_attribute("lang", "da")
    for path in (*PUBLIC, institution):
        reader.go(path)
        reader.seen(f"public-{name_of(path)}")
    reader.go("/findes-ikke")
    reader.seen("not-found", 404)
    assert not reader.dead_links()


@pytest.mark.parametrize("role", list(DESKS))
def test_every_page_of_a_desk_in_danish_and_english(market: Market, visitor: VisitorFor, role: str) -> None:
    person, words = visitor(), danish_words()
    person.sign_in(market.people[role])
    for path in DESKS[role]:
        person.go(path)
        person.seen(f"desk-{role}-{name_of(path)}")
    assert not person.dead_links()
    person.go(f"{DESKS[role][0]}?lang=en")
    left = [one for path in DESKS[role] for one in in_english(person, path, words)]
    assert not left, "\n".join(left)


def tab_to(page: Page, wanted: str, most: int = 80) -> None:
    """Press Tab until the wanted element has the focus; each stop on the way must be seen."""
    for _step in range(most):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        assert focus["marked"], f"no mark on {focus}"
        assert focus["there"], f"out of sight: {focus}"
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"{wanted} was not reached by {most} Tabs")


def test_from_the_front_page_to_an_offer_by_keyboard(visitor: VisitorFor) -> None:
    reader = visitor()
    reader.go("/")
    reader.page.keyboard.press("Tab")
    focus = reader.page.evaluate(FOCUS)
    assert focus["said"] == "Gå til indholdet"
    assert focus["there"]
    tab_to(reader.page, "#q")
    reader.page.keyboard.type("sundhedskom")
    expect(reader.page.get_by_role("option").first).to_be_visible()
    reader.page.keyboard.press("ArrowDown")
    reader.page.keyboard.press("Enter")
    reader.page.keyboard.press("Enter")
    expect(reader.page.locator("#results")).to_be_visible()
    tab_to(reader.page, ".hit-title a")
    title = reader.page.evaluate(FOCUS)["said"]
    reader.page.keyboard.press("Enter")
    reader.heading(title)
    tab_to(reader.page, "#n")


def test_in_the_dark_and_on_paper(market: Market, visitor: VisitorFor) -> None:
    dark = visitor(color_scheme="dark")
    offer = first_offer(dark)
    for path in ("/", "/forloeb?q=sundhedskommunikation&antal=3", offer, "/konto/log-ind"):
        dark.go(path)
        dark.seen(f"dark-{name_of(path.split('?')[0])[:12]}")
    dark.sign_in(market.people["admin"])
    for path in ("/hr/", "/hr/bestillinger", "/hr/medarbejdere/ny"):
        dark.go(path)
        dark.seen(f"dark-{name_of(path)}")
    paper = visitor()
    for path in ("/", offer):
        paper.go(path)
        paper.page.emulate_media(media="print")
        assert len(paper.page.pdf()) > 10_000
        paper.page.emulate_media(media="screen")
