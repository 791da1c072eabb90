"""Processes that save searches at the same time get neither one search twice nor more than the company's fifty."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from marketplace.foundation import clock
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.transaction import transaction
from marketplace.search.models import Watch
from marketplace.search.queries.watches import Look
from marketplace.search.rules.watches import MOST_WATCHES
from marketplace.search.service.watching import save_watch
from tests.factories import within
from tests.factories.organisations import make_company, make_member
from tests.rooms.booking.racing import race


def found(no: int) -> Look:
    return Look(f"q={no}", f"{no:064}", 0, ())


def click(_meet: Any, actor: Actor, no: int) -> str:
    """One click on "save"."""
    with transaction():
        save_watch(actor, found(no), title="Klart sprog", now=clock.now())
    return "saved"


def test_two_clicks_at_the_same_time_save_one_search(fresh: str) -> None:
    with within():
        actor = make_member(make_company(), "booker")
    session.remove()
    assert sorted(race(fresh, click, [(actor, 1)] * 3)) == ["saved", "search.watch_exists", "search.watch_exists"]


def test_three_colleagues_do_not_share_the_last_place(fresh: str) -> None:
    with within():
        company = make_company()
        actors = [make_member(company, "booker") for _ in range(3)]
        for no in range(MOST_WATCHES - 1):
            save_watch(actors[0], found(no), title=f"Nr. {no}", now=clock.now())
    session.remove()
    said = race(fresh, click, [(actor, 99) for actor in actors])
    assert sorted(said) == ["saved", "search.too_many_watches", "search.too_many_watches"]
    assert session.scalar(select(func.count()).select_from(Watch)) == MOST_WATCHES
