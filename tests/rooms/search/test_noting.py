"""What was asked, counted: right under several processes, without persons, forgotten in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from marketplace.foundation import clock
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import NotAllowed
from marketplace.foundation.events import EventLog
from marketplace.foundation.transaction import transaction
from marketplace.organisations.models import Company
from marketplace.search.models import AskedByDay, AskedText
from marketplace.search.queries.asked import unmet
from marketplace.search.rules.noted import Noted
from marketplace.search.service import noting
from tests.conftest import Clock
from tests.factories import within
from tests.factories.competences import make_vocabulary
from tests.factories.organisations import make_company, make_institution, make_member
from tests.rooms.booking.racing import race

OPERATOR = Actor(person_id=1, desk="operator", roles=frozenset({"operator"}))


@pytest.fixture(autouse=True)
def _nothing_gathered() -> Iterator[None]:
    noting.take()
    yield
    noting.take()


def asked(*competences: str, company: Company | None = None, region: str = "", hits: int = 0, text: str = "") -> bool:
    return noting.note_asked(
        competences=competences,
        region=region,
        company_id=company.id if company else None,
        hits=hits,
        text=text,
        now=clock.now(),
    )


def write() -> None:
    noted = noting.take()
    assert noted
    with transaction():
        noting.write_down(noted, clock.now())


def rows() -> list[tuple[Any, ...]]:
    columns = (AskedByDay.region, AskedByDay.company_id, AskedByDay.hits, AskedByDay.times, AskedByDay.poor)
    return [tuple(row) for row in session.execute(select(*columns).order_by(AskedByDay.id))]


@pytest.mark.usefixtures("db")
def test_counts_are_added_to_those_of_the_day() -> None:
    make_vocabulary()
    company = make_company()
    for hits in (9, 0):
        asked("klarsprog", company=company, region="sjaelland", hits=hits)
        asked("klarsprog", region="sjaelland", hits=hits)
        write()
    assert sorted(rows(), key=str) == [("sjaelland", company.id, 9, 2, 1), ("sjaelland", None, 9, 2, 1)]


@pytest.mark.usefixtures("db")
def test_another_day_region_company_or_competence_is_another_count(clock: Clock) -> None:
    make_vocabulary()
    asked("klarsprog", "rekruttering")
    asked("klarsprog", region="sjaelland")
    asked("klarsprog", company=make_company())
    clock.move(days=1)
    asked("klarsprog")
    write()
    assert len(rows()) == 5
    assert all(times == 1 for _region, _company, _hits, times, _poor in rows())


@pytest.mark.usefixtures("db")
def test_a_competence_or_company_that_is_no_more_is_left_out() -> None:
    make_vocabulary()
    asked("klarsprog", "findes-ikke")
    noting.note_asked(competences=["klarsprog"], region="", company_id=10**6, hits=0, text="", now=clock.now())
    write()
    assert len(rows()) == 1


@pytest.mark.usefixtures("db")
def test_words_are_kept_of_poor_searches_only_once_a_day() -> None:
    asked(text="tegne molekyler", hits=0)
    asked(text="tegne  molekyler", hits=1)
    asked(text="klarsprog", hits=40)
    asked(text="skriv til mette@firma.dk", hits=0)
    write()
    asked(text="tegne molekyler", hits=0)
    write()
    kept = {row.text: row.times for row in session.scalars(select(AskedText))}
    assert kept == {"tegne molekyler": 3, "skriv til …": 1}


@pytest.mark.usefixtures("db")
def test_words_go_after_90_days(clock: Clock) -> None:
    asked(text="tegne molekyler")
    write()
    clock.move(days=90)
    asked(text="tegne kvasarer")
    write()
    with transaction():
        assert noting.forget_texts(clock.at) == 0
    clock.move(days=1)
    with transaction():
        assert noting.forget_texts(clock.at) == 1
    assert session.scalars(select(AskedText.text)).all() == ["tegne kvasarer"]


@pytest.mark.usefixtures("db")
def test_a_count_leaves_no_fact() -> None:
    """Facts name an actor, and make every kept page old."""
    make_vocabulary()
    before = session.scalar(select(func.count()).select_from(EventLog))
    asked("klarsprog", text="klarsprog")
    write()
    assert session.scalar(select(func.count()).select_from(EventLog)) == before


def test_what_was_taken_and_not_written_is_not_lost() -> None:
    asked("klarsprog")
    taken = noting.take()
    assert taken
    assert noting.take() is None
    asked("klarsprog")
    noting.give_back(taken)
    again = noting.take()
    assert again
    assert [tally.times for _cell, tally in again.sorted_cells()] == [2]


def test_a_large_gathering_is_written_in_several_statements(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    make_vocabulary()
    monkeypatch.setattr(noting, "ROWS", 2)
    companies = [make_company() for _ in range(5)]
    for company in companies:
        asked("klarsprog", company=company)
    write()
    assert len(rows()) == 5


def count_many(_meet: Any, turns: int, company_ids: list[int]) -> str:
    """A web process: gathers searches of several companies, and writes them down again and again."""
    for turn in range(turns):
        for company_id in company_ids if turn % 2 else reversed(company_ids):
            for competence in ("klarsprog", "rekruttering"):
                noting.note_asked(
                    competences=[competence],
                    region="sjaelland",
                    company_id=company_id or None,
                    hits=1,
                    text=f"tegne {'molekyler' if turn % 3 else 'kvasarer'}",
                    now=clock.now(),
                )
        noted = noting.take()
        assert noted
        with transaction():
            noting.write_down(noted, clock.now())
    return "done"


def test_processes_that_count_the_same_at_the_same_time_lose_nothing(fresh: str) -> None:
    with within():
        make_vocabulary()
        companies = [make_company().id for _ in range(3)]
    session.remove()
    turns, processes = 15, 3
    said = race(fresh, count_many, [(turns, [*companies, 0])] * processes)
    assert said == ["done"] * processes
    counted = session.execute(
        select(func.count(), func.sum(AskedByDay.times), func.min(AskedByDay.times), func.max(AskedByDay.times))
    ).one()
    each = turns * processes
    assert tuple(counted) == (8, 8 * each, each, each)
    assert session.scalar(select(func.sum(AskedText.times))) == 8 * each


@pytest.mark.usefixtures("db")
class TestUnmet:
    def ask_from(self, companies: int, competence: str = "klarsprog", region: str = "sjaelland", hits: int = 0) -> None:
        for _ in range(companies):
            asked(competence, company=make_company(), region=region, hits=hits)

    def board(self, since: date = date(2026, 11, 1), **more: Any) -> list[tuple[str, str, int, int]]:
        if (noted := noting.take()) is not None:
            with transaction():
                noting.write_down(noted, clock.now())
        return [(one.competence, one.region, one.companies, one.times) for one in unmet(OPERATOR, since, **more)]

    def test_five_companies_are_shown_and_four_are_not(self) -> None:
        make_vocabulary()
        self.ask_from(5)
        self.ask_from(4, "rekruttering")
        assert self.board() == [("klarsprog", "sjaelland", 5, 5)]

    def test_one_company_that_asks_often_and_people_without_one_make_no_five(self) -> None:
        make_vocabulary()
        company = make_company()
        self.ask_from(3)
        for _ in range(10):
            asked("klarsprog", company=company, region="sjaelland")
            asked("klarsprog", region="sjaelland")
        assert self.board() == []
        self.ask_from(1)
        assert self.board() == [("klarsprog", "sjaelland", 5, 24)]

    def test_companies_of_two_regions_are_not_added_up(self) -> None:
        make_vocabulary()
        self.ask_from(3)
        self.ask_from(3, region="midtjylland")
        assert self.board() == []

    def test_needs_that_are_met_are_not_shown(self) -> None:
        make_vocabulary()
        self.ask_from(9, hits=20)
        assert self.board() == []

    def test_only_whole_months_can_be_asked_for(self, clock: Clock) -> None:
        make_vocabulary()
        self.ask_from(5)
        assert self.board(date(2026, 11, 30)) == self.board(date(2026, 11, 1))
        clock.move(days=10)
        self.ask_from(1)
        assert self.board(date(2026, 12, 1)) == []
        assert self.board(date(2026, 11, 1), months=2) == [("klarsprog", "sjaelland", 6, 6)]
        assert self.board(date(2026, 10, 1)) == []

    def test_institutions_may_see_it_and_companies_may_not(self) -> None:
        assert unmet(make_member(make_institution(), "publisher"), date(2026, 11, 1)) == []
        with pytest.raises(NotAllowed):
            unmet(make_member(make_company(), "admin"), date(2026, 11, 1))


def test_a_search_that_is_buffered_costs_little() -> None:
    """Not a clock: the work of a search is one addition for each competence, however much is gathered."""
    noted = Noted()
    for no in range(1_000):
        noted.add({"a", "b"}, "", no % 3, 9, "x" * 2_000, clock.now() + timedelta(seconds=no % 2))
    assert len(noted.cells) == 6
    assert noted.texts == {}
