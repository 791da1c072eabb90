"""What must hold on every page of a journey, whoever looks at it."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import html5lib
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Response, expect

from tests.journeys.market import Market, SignIn

PATIENCE = 20  # seconds for what happens behind: mails, the index
WIDTHS = (1280, 360)
HEIGHTS = {1280: 900, 360: 740}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SHOTS = os.environ.get("SCREENSHOTS", "")

_TWICE = """() => {
  const ids = [...document.querySelectorAll('[id]')].map(one => one.id);
  return ids.filter((id, n) => ids.indexOf(id) !== n);
}"""
_TOO_WIDE = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  const wide = [...document.body.querySelectorAll('*')].filter(one => {
    const box = one.getBoundingClientRect();
    return box.width && box.right > root.clientWidth + 1;
  });
  return [`${root.scrollWidth} > ${root.clientWidth}`, ...wide.slice(0, 5).map(one => one.outerHTML.slice(0, 160))];
}"""
_LINKS = "[...document.querySelectorAll('a[href^=\"/\"]')].map(one => one.getAttribute('href').split('#')[0])"
_AXE = """async (rules) => {
  const found = await axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']});
  return found.violations.flatMap(one => one.nodes.map(
    node => `${one.id}: ${node.html.slice(0, 200)} | ${node.any.concat(node.all, node.none).map(c => c.message)[0]}`));
}"""


class Visitor:
    """Somebody with a browser: walks, and looks closely at each page."""

    def __init__(self, market: Market, context: BrowserContext, *, script: bool = True, once: bool = False) -> None:
        self.market = market
        self.page: Page = context.new_page()
        self.pages = 0  # documents opened
        self.faults: list[str] = []
        self.links: dict[str, str] = {}  # by path: one address met with it
        self._script = script
        self._once = once  # look at the size the visitor has, and no other
        self._answer: Response | None = None
        self.page.on("response", self._note)
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda fault: self.faults.append(str(fault)))

    def _note(self, answer: Response) -> None:
        if answer.request.is_navigation_request() and answer.frame == self.page.main_frame:
            if not 300 <= answer.status < 400:
                self._answer = answer
                self.pages += 1
        elif answer.status >= 400:
            self.faults.append(f"{answer.status} {answer.url}")

    def _hear(self, said: ConsoleMessage) -> None:
        # What the server answered is asserted by its status; the browser says it once more here.
        if said.type in ("error", "warning") and not said.text.startswith("Failed to load resource"):
            self.faults.append(f"{said.type}: {said.text}")

    @property
    def path(self) -> str:
        """Where we are, without the site."""
        return self.page.url.removeprefix(self.market.url)

    def go(self, path: str) -> None:
        """Type an address."""
        self.page.goto(path if path.startswith("http") else self.market.url + path)

    def press(self, name: str | re.Pattern[str], *, exact: bool = True) -> None:
        """Press a button by its words; another page follows."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=exact).first.click()

    def follow(self, name: str | re.Pattern[str], *, exact: bool = True) -> None:
        """Follow a link by its words to another page."""
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=name, exact=exact).first.click()

    def fill(self, **said: str) -> None:
        """Fill in fields by their names; `__` stands for a hyphen."""
        for name, value in said.items():
            self.page.locator(f'[name="{name.replace("__", "-")}"]:not([type=hidden])').fill(value)

    def field(self, name: str) -> Locator:
        """A field by its name."""
        return self.page.locator(f'[name="{name}"]')

    def heading(self, words: str | re.Pattern[str]) -> None:
        """The page's one heading says this."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(words)

    def shows(self, words: str | re.Pattern[str]) -> None:
        """The page says this somewhere."""
        expect(self.page.locator("main").get_by_text(words).first).to_be_visible()

    def sign_in(self, person: SignIn) -> None:
        """Sign in by the form."""
        self.go("/konto/log-ind")
        form = self.page.locator("form", has=self.page.locator("#email"))
        form.locator("#email").fill(person.email)
        form.locator("#password").fill(person.password)
        form.get_by_role("button", name="Log ind", exact=True).click()
        expect(self.page.locator("form.sign-out").first).to_be_attached()

    def until(self, path: str, there: Callable[[Page], Locator], seconds: float = PATIENCE) -> None:
        """Load a page again and again until something is on it."""
        end = time.monotonic() + seconds
        while True:
            self.go(path)
            try:
                expect(there(self.page).first).to_be_visible(timeout=500)
            except AssertionError:
                if time.monotonic() > end:
                    raise
            else:
                return

    def dead_links(self) -> list[str]:
        """Links met on the pages seen that lead nowhere; each path is tried once."""
        tried = [(link, self.page.request.get(self.market.url + link).status) for link in self.links.values()]
        return [f"{status} {link}" for link, status in tried if status != 200]

    def seen(self, name: str, status: int = 200) -> None:
        """Look closely: the answer, its HTML, its words for machines, its width, its accessibility."""
        page, answer = self.page, self._answer
        assert answer is not None
        assert answer.status == status, f"{name}: {answer.status} at {self.path}"
        wrong = [f"HTML: {one}" for one in invalid(answer.text())]
        assert page.title().removesuffix(" | Kompetencetorvet").strip(), f"{name}: no title"
        assert page.locator("html").get_attribute("lang") in ("da", "en")
        assert page.locator("h1").count() == 1, f"{name}: {page.locator('h1').count()} h1"
        wrong += [f"id twice: {one}" for one in page.evaluate(_TWICE)]
        self.links |= {link.split("?")[0]: link for link in page.evaluate(_LINKS)}
        size = page.viewport_size
        assert size is not None
        if self._script:
            page.evaluate(AXE_SCRIPT + "; undefined")
        for width in (size["width"],) if self._once else WIDTHS:
            page.set_viewport_size({"width": width, "height": HEIGHTS.get(width, size["height"])})
            wrong += [f"{width}: {one}" for one in page.evaluate(_TOO_WIDE)]
            if self._script:
                wrong += [f"{width}: {one}" for one in page.evaluate(_AXE, RULES)]
            if SHOTS:
                Path(SHOTS).mkdir(parents=True, exist_ok=True)
                page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)
        page.set_viewport_size(size)
        wrong += self.faults
        self.faults = []
        assert not wrong, f"{name} ({self.path}):\n" + "\n".join(dict.fromkeys(wrong))


def invalid(text: str) -> list[str]:
    """What the HTML parser of the standard finds wrong with a page."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    parser.parse(text)
    lines = text.splitlines()
    found: list[tuple[tuple[int, int], str, dict[str, Any]]] = parser.errors
    return [f"{code} {more} in {lines[at[0] - 1].strip()[:160]!r}" for at, code, more in found]
