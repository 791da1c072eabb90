"""Chromium, and a demo market to walk in."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from tests.journeys.market import Market, seeded, served
from tests.journeys.seeing import Visitor

CHROMIUM = shutil.which("chromium")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
STEP_MS = 20_000

VisitorFor = Callable[..., Visitor]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's own Chromium."""
    if CHROMIUM is None:
        if os.environ.get("REQUIRE_EVERYTHING") == "1":
            pytest.fail("REQUIRE_EVERYTHING=1, but there is no chromium on this machine.")
        pytest.skip("No chromium on this machine, so the journeys are not walked.")
    expect.set_options(timeout=STEP_MS)
    with sync_playwright() as playwright:
        ours = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield ours
        ours.close()


@pytest.fixture(scope="session")
def market(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Market]:
    """The demo market as it stands today, served; each worker has its own copy."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    folder = tmp_path_factory.mktemp("journeys") / "market"
    shutil.copytree(seeded(Path(shared)), folder)
    with served(folder) as ours:
        yield ours


@pytest.fixture
def visitor(browser: Browser, market: Market) -> Iterator[VisitorFor]:
    """A new visitor with a browser of their own: size, language, script or none, colour scheme."""
    made: list[tuple[BrowserContext, Visitor]] = []

    def make(*, phone: bool = False, script: bool = True, once: bool = False, **more: Any) -> Visitor:
        context = browser.new_context(
            viewport={"width": 360, "height": 740} if phone else {"width": 1280, "height": 900},
            has_touch=phone,
            java_script_enabled=script,
            locale="da-DK",
            timezone_id="Europe/Copenhagen",
            reduced_motion="reduce",
            **more,
        )
        context.set_default_timeout(STEP_MS)
        made.append((context, Visitor(market, context, script=script, once=once)))
        return made[-1][1]

    yield make
    faults = [fault for _context, one in made for fault in one.faults]
    for context, _visitor in made:
        context.close()
    assert not faults, faults
