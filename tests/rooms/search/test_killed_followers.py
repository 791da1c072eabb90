"""Followers that are killed at any moment, and facts that are committed out of order: nothing is lost or skipped."""

from __future__ import annotations

import random
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.catalogue.events import OfferWithdrawn, RunChanged
from marketplace.catalogue.models import Offer, OfferVersion
from marketplace.catalogue.service.publishing import suspend
from marketplace.foundation import clock as clock_module
from marketplace.foundation.db import on_postgresql, session
from marketplace.foundation.events import EventLog, announce
from marketplace.foundation.transaction import transaction
from marketplace.search.gateway import ENGINES, OfferIndex
from marketplace.search.service import follow
from tests.rooms.search.conftest import answer, followed, found, make_shown, publisher_of

pytestmark = pytest.mark.usefixtures("index")
ROOT = Path(__file__).resolve().parents[3]
KILLS = 4


@pytest.fixture(params=ENGINES)
def engine_of_words(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_a_follower_killed_at_any_moment_loses_nothing(fresh: str, index: OfferIndex, engine_of_words: str) -> None:
    chance = random.Random(3)
    at = clock_module.now().isoformat()
    command = [sys.executable, "-m", "tests.rooms.search.following", fresh, str(index.folder), engine_of_words, at]
    offers = [make_shown()[0] for _ in range(3)]
    withdrawn: set[str] = set()
    for turn in range(KILLS):
        child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        try:
            assert child.stdout is not None
            child.stdout.readline()  # it has written once, and goes on
            offer, version = make_shown()
            offers += [offer, make_shown()[0]]
            if turn % 2:
                actor = publisher_of(offer)
                with transaction():
                    suspend(actor, version, now=clock_module.now())
                withdrawn.add(offer)
            with suppress(subprocess.TimeoutExpired):  # some moment of its work, another one each time
                child.wait(chance.uniform(0.0, 0.15))
        finally:
            child.kill()
            child.wait()
        if answer().ready:
            assert answer().total == len(set(answer().refs))
    followed()
    hits = answer()
    assert set(hits.refs) == set(offers) - withdrawn
    assert hits.total == len(hits.refs)
    assert followed() == 0


@pytest.mark.usefixtures("fresh")
def test_many_facts_are_read_in_turns() -> None:
    first, _ = make_shown()
    followed()
    with transaction():
        for _ in range(1100):
            announce(RunChanged(offer=first, run="x", what=("place",)))
    late, _ = make_shown()
    followed()
    assert found() == {first, late}
    assert followed() == 0


@pytest.mark.usefixtures("fresh")
def test_a_fact_of_a_transaction_still_open_is_not_skipped() -> None:
    """On PostgreSQL the lower row id can become visible later than the higher one; SQLite has one writer."""
    _, version = make_shown()
    followed()
    if not on_postgresql():
        return
    offer = session.scalars(select(Offer.ref)).one()
    engine = session.get_bind()
    session.remove()
    with Session(engine) as slow:
        row = slow.scalars(select(OfferVersion).where(OfferVersion.ref == version)).one()
        row.status, row.suspended_at = "suspended", clock_module.now()
        txid = slow.connection().exec_driver_sql("SELECT pg_current_xact_id()::text::bigint").scalar_one()
        withdrawn = OfferWithdrawn(offer=offer, version=version, to="suspended")
        early = EventLog(
            txid=txid,
            at=clock_module.now(),
            kind=withdrawn.kind,
            refs={"offer": offer, "version": version, "to": "suspended"},
            actor="test",
        )
        slow.add(early)
        slow.flush()
        quick, _ = make_shown()
        assert session.scalar(select(EventLog.id).order_by(EventLog.id.desc()).limit(1)) > early.id
        session.remove()
        follow(clock_module.now())
        session.remove()
        assert offer in found()
        slow.commit()
    assert followed() == 1
    assert found() == {quick}
