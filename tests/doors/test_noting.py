"""A search on the list is counted, once its page is made; nobody's name is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from marketplace.foundation.db import session
from marketplace.search.models import AskedByDay, AskedText
from marketplace.search.service import noting
from marketplace.web.shell.noting import flush
from tests.conftest import Clock
from tests.doors.conftest import ClientFor
from tests.doors.hr.people import sit
from tests.doors.public.market import a_competence, index, list_offer
from tests.factories.organisations import make_company, make_postcode


@pytest.fixture(autouse=True)
def _market(client_for: ClientFor) -> Iterator[None]:
    make_postcode()
    painting = a_competence("maling", "painting")
    for _ in range(3):
        list_offer(competence=painting)
    a_competence("kvasarer", "quasars")
    index()
    noting.take()
    yield
    noting.take()


def counted() -> list[tuple[Any, ...]]:
    columns = (AskedByDay.region, AskedByDay.company_id, AskedByDay.hits, AskedByDay.times, AskedByDay.poor)
    return [tuple(row) for row in session.execute(select(*columns).order_by(AskedByDay.id))]


def texts() -> list[str]:
    return list(session.scalars(select(AskedText.text).order_by(AskedText.id)))


def test_a_poor_search_is_written_down_at_once_with_its_words(client_for: ClientFor) -> None:
    company = make_company()
    desk = sit(client_for, company, "viewer")
    assert desk.client.get("/forloeb?q=kvasarer&postnr=8000").status_code == 200
    assert counted() == [("midtjylland", company.id, 0, 1, 1)]
    assert texts() == ["kvasarer"]
    assert client_for().get("/forloeb?q=kvasarer+mail+mette@firma.dk").status_code == 200
    assert counted()[1:] == [("", None, 0, 1, 1)]
    assert texts()[1:] == ["kvasarer mail …"]


def test_searches_of_programs_sellers_and_further_pages_are_not_counted(client_for: ClientFor) -> None:
    client = client_for()
    client.get("/forloeb?q=kvasarer", headers={"User-Agent": "Mozilla/5.0 (compatible; bingbot/2.0)"})
    client.get("/forloeb?q=kvasarer&side=2")
    client.get("/forloeb")
    client.get("/forloeb?q=kvasarer&antal=mange")
    assert counted() == []
    assert noting.take() is None


def test_a_good_search_waits_for_the_next_one_or_a_clean_stop(client_for: ClientFor, clock: Clock) -> None:
    client = client_for()
    client.get("/forloeb?q=maling")
    assert counted() == []
    clock.move(seconds=5)
    client.get("/forloeb?q=maling")
    assert counted() == [("", None, 6, 2, 0)]
    client.get("/forloeb?q=maling")
    flush()
    assert counted() == [("", None, 9, 3, 0)]
    assert texts() == []


def test_a_count_that_cannot_be_written_refuses_nobody_and_is_kept(
    client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_given: object) -> None:
        raise OperationalError("INSERT", {}, Exception("away"))

    with monkeypatch.context() as patched:
        patched.setattr(noting, "write_down", away)
        assert client_for().get("/forloeb?q=kvasarer").status_code == 200
    assert counted() == []
    flush()
    assert counted() == [("", None, 0, 1, 1)]
