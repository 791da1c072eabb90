"""Needs are kept, changed as one whole, deleted and brought back, by those who may."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from marketplace.foundation import clock
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import NotAllowed, NotFound
from marketplace.foundation.events import EventLog
from marketplace.foundation.transaction import transaction
from marketplace.needs.models import Need, NeedCompetence
from marketplace.needs.queries import added, find_need, needs, needs_dropped, understood
from marketplace.needs.rules import DROPPED_LAST, Limits, Wanted
from marketplace.needs.service import bring_back_need, change_need, drop_need, forget_dropped, keep_need
from marketplace.organisations.models import Company
from tests.conftest import Clock
from tests.factories.competences import make_vocabulary
from tests.factories.organisations import make_company, make_institution, make_member, make_postcode
from tests.factories.refusals import conflict, refused

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture(autouse=True)
def _vocabulary(db: None) -> None:
    make_vocabulary()
    make_postcode()


@pytest.fixture
def company() -> Company:
    return make_company()


@pytest.fixture
def booker(company: Company) -> Actor:
    return make_member(company, "booker")


def keep(actor: Actor, text: str = "Vi skal skrive klarsprog", **limits: Any) -> Need:
    with transaction():
        return keep_need(
            actor, text=text, limits=Limits(**limits), understood=understood(text, actor.language), now=clock.now()
        )


def change(actor: Actor, need: Need, seen: int = 0, **over: Any) -> Need:
    given = {"text": need.text, "limits": Limits(), "wanted": [Wanted("klarsprog")], **over}
    with transaction():
        return change_need(actor, need.ref, seen=seen, now=clock.now(), **given)


def held(need: Need) -> list[tuple[str, int | None, int]]:
    return [(one.competence.key, one.now, one.wanted) for one in need.competences]


def facts(kind: str) -> list[dict[str, object]]:
    return [row.refs for row in session.scalars(select(EventLog).where(EventLog.kind == kind).order_by(EventLog.id))]


def test_a_need_is_kept_with_the_competences_its_words_name(booker: Actor) -> None:
    need = keep(booker, headcount=4, postcode="8000", budget=40_000_00, hours=300, done_by=date(2027, 4, 1))
    session.expunge_all()
    found = find_need(booker, need.ref)
    assert held(found) == [("klarsprog", None, 3)]
    assert (found.headcount, found.budget, found.hours, found.done_by) == (4, 40_000_00, 300, date(2027, 4, 1))
    assert found.postcode
    assert found.postcode.region == "midtjylland"
    assert facts("need_kept") == [
        {"need": need.ref, "organisation": booker.organisation_ref, "competences": ["klarsprog"]}
    ]


def test_words_that_name_nothing_are_kept_all_the_same(booker: Actor) -> None:
    assert held(keep(booker, "xyzzy")) == []


@pytest.mark.parametrize(
    ("text", "limits", "code"),
    [
        (" ", {}, "needs.text_missing"),
        ("x", {"postcode": "9999"}, "geography.unknown_postcode"),
        ("x", {"headcount": 0}, "needs.out_of_range"),
        ("x", {"starts_on": date(2027, 2, 1), "done_by": date(2027, 1, 1)}, "needs.done_before_start"),
    ],
)
def test_a_need_that_makes_no_sense_is_refused(booker: Actor, text: str, limits: dict[str, Any], code: str) -> None:
    with refused(code):
        keep(booker, text, **limits)
    assert session.scalar(select(func.count()).select_from(Need)) == 0


def test_levels_and_limits_are_changed_in_one_go(booker: Actor) -> None:
    need = keep(booker, budget=100)
    wanted = [Wanted("klarsprog", 2, 4), Wanted("rekruttering")]
    changed = change(booker, need, wanted=wanted, limits=Limits(headcount=3))
    assert held(changed) == [("klarsprog", 2, 4), ("rekruttering", None, 3)]
    assert (changed.headcount, changed.budget, changed.revision) == (3, None, 1)
    assert [fact["what"] for fact in facts("need_changed")] == [["budget", "competences", "headcount", "levels"]]


def test_a_competence_keeps_its_row_when_its_level_changes(booker: Actor) -> None:
    need = keep(booker)
    before = need.competences[0].id
    assert change(booker, need, wanted=[Wanted("klarsprog", 1, 2)]).competences[0].id == before


def test_a_removed_competence_goes(booker: Actor) -> None:
    need = keep(booker)
    change(booker, need, wanted=[])
    assert session.scalar(select(func.count()).select_from(NeedCompetence)) == 0


def test_a_form_that_changes_nothing_leaves_no_fact(booker: Actor) -> None:
    need = keep(booker)
    assert change(booker, need).revision == 0
    assert facts("need_changed") == []


def test_competences_are_added_in_words(booker: Actor) -> None:
    need = keep(booker)
    both = added("rekruttering og klarsprog", "da")
    assert set(both) == {"klarsprog", "rekruttering"}
    changed = change(booker, need, wanted=[Wanted("klarsprog", 1, 2)], added=both)  # there already: stays as it is
    assert held(changed) == [("klarsprog", 1, 2), ("rekruttering", None, 3)]
    assert added(" ", "da") == ()
    with refused("needs.not_understood"):
        added("xyzzy", "da")


def test_a_form_shown_before_a_colleagues_change_is_refused(booker: Actor, company: Company) -> None:
    need = keep(booker)
    change(make_member(company, "admin"), need, wanted=[Wanted("klarsprog", 1, 2)])
    with conflict("needs.changed_meanwhile"):
        change(booker, need, wanted=[])
    assert held(find_need(booker, need.ref)) == [("klarsprog", 1, 2)]


def test_a_deleted_need_is_gone_and_comes_back(booker: Actor, clock: Clock) -> None:
    need = keep(booker)
    with transaction():
        drop_need(booker, need.ref, now=clock.at)
    assert needs(booker, 1).items == []
    with pytest.raises(NotFound):
        find_need(booker, need.ref)
    assert [one.ref for one in needs_dropped(booker, clock.at)] == [need.ref]
    with transaction():
        bring_back_need(booker, need.ref, now=clock.at)
    assert [one.ref for one in needs(booker, 1).items] == [need.ref]
    assert needs_dropped(booker, clock.at) == []
    assert [len(facts(kind)) for kind in ("need_dropped", "need_brought_back")] == [1, 1]


def test_after_30_days_a_deleted_need_is_gone_for_good(booker: Actor, clock: Clock) -> None:
    need = keep(booker)
    with transaction():
        drop_need(booker, need.ref, now=clock.at)
    clock.at += DROPPED_LAST - timedelta(seconds=1)
    with transaction():
        assert forget_dropped(clock.at) == 0
    clock.move(seconds=1)
    with pytest.raises(NotFound), transaction():
        bring_back_need(booker, need.ref, now=clock.at)
    with transaction():
        assert forget_dropped(clock.at) == 1
    assert session.scalar(select(func.count()).select_from(NeedCompetence)) == 0


@pytest.mark.parametrize("role", ["approver", "viewer"])
def test_who_only_reads_may_not_write(booker: Actor, company: Company, role: str, clock: Clock) -> None:
    need, reader = keep(booker), make_member(company, role)
    assert find_need(reader, need.ref).ref == need.ref
    with pytest.raises(NotAllowed):
        keep(reader)
    with pytest.raises(NotAllowed):
        change(reader, need)
    with pytest.raises(NotAllowed), transaction():
        drop_need(reader, need.ref, now=clock.at)


def test_a_manager_does_not_see_the_companys_needs(company: Company) -> None:
    with pytest.raises(NotAllowed):
        needs(make_member(company, "manager"), 1)


def test_another_company_finds_nothing(booker: Actor, clock: Clock) -> None:
    need, stranger = keep(booker), make_member(make_company("En anden"), "admin", "booker")
    assert needs(stranger, 1).items == []
    for reach in (
        lambda: find_need(stranger, need.ref),
        lambda: change(stranger, need),
        lambda: drop_need(stranger, need.ref, now=clock.at),
        lambda: needs(make_member(make_institution(), "publisher"), 1),
    ):
        with pytest.raises(NotFound):
            reach()


def test_the_need_changed_last_comes_first(booker: Actor, clock: Clock) -> None:
    first = keep(booker, "Først")
    clock.move(minutes=1)
    keep(booker, "Sidst")
    clock.move(minutes=1)
    change(booker, first)
    assert [one.text for one in needs(booker, 1).items] == ["Først", "Sidst"]
