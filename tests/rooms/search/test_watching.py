"""Searches that are saved, looked for again, and told of."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from marketplace.foundation import clock, errands
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errands import Errand, schedule_repeats
from marketplace.foundation.errors import NotAllowed, NotFound
from marketplace.foundation.events import EventLog
from marketplace.foundation.texts import Texts
from marketplace.foundation.transaction import transaction
from marketplace.organisations.models import Company, Membership
from marketplace.search.gateway import OfferIndex
from marketplace.search.models import Watch, WatchHit
from marketplace.search.queries.watches import Look, find_watch, look, stop_link, watch_or_none, watches
from marketplace.search.rules.watches import MOST_HITS, MOST_WATCHES
from marketplace.search.service import rebuild, watching
from marketplace.search.service.watching import (
    change_watch,
    drop_watch,
    look_again,
    resume_watch,
    save_watch,
    stop_by_link,
    stop_watch,
)
from tests.conftest import Clock
from tests.factories import within
from tests.factories.catalogue import make_offer, make_offer_version, make_run
from tests.factories.organisations import make_company, make_institution, make_member
from tests.factories.refusals import conflict, refused

QUERY = "q=klarsprog"


@pytest.fixture(autouse=True)
def built(db: None, index: OfferIndex) -> None:
    rebuild(clock.now())


@pytest.fixture
def company() -> Company:
    return make_company()


@pytest.fixture
def booker(company: Company) -> Actor:
    return make_member(company, "booker")


def publish(title: str = "Klarsprog for alle", places: str = "onsite") -> str:
    """A new offer that is in the index; its ref."""
    with transaction():
        version = make_offer_version(make_offer(make_institution("Fjordby")), title=Texts(title, title))
        make_run(version, participation=places, postcode_code=None if places == "online" else "8000")
        ref = version.offer.ref
    rebuild(clock.now())
    return ref


def save(actor: Actor, query: str = QUERY, title: str = "Klarsprog", every: str = "at_once") -> Watch:
    assert actor.organisation_id
    found = look(query, actor.language, actor.organisation_id)
    with transaction():
        return save_watch(actor, found, title=title, every=every, now=clock.now())


def facts(kind: str) -> list[dict[str, object]]:
    return [row.refs for row in session.scalars(select(EventLog).where(EventLog.kind == kind).order_by(EventLog.id))]


def turn(clock_: Clock, **by: float) -> None:
    """Time goes by, and the worker does what is due then."""
    clock_.move(**by)
    with transaction():
        look_again(clock.now())
    errands.work_all()
    assert [dead.fault for dead in errands.dead_list()] == []


def test_what_is_there_when_a_search_is_saved_is_not_told_of(booker: Actor, clock: Clock) -> None:
    publish()
    watch = save(booker)
    assert watch.hits == 1
    assert facts("watch_saved") == [{"watch": watch.ref, "organisation": booker.organisation_ref, "hits": 1}]
    turn(clock, minutes=20)
    assert facts("watch_found") == []


def test_a_new_offer_is_told_of_once(booker: Actor, clock: Clock) -> None:
    publish()
    watch = save(booker)
    publish("Klarsprog for ledere")
    turn(clock, minutes=20)
    assert facts("watch_found") == [{"watch": watch.ref, "hits": 1, "telling": 1}]
    turn(clock, minutes=20)
    assert len(facts("watch_found")) == 1
    session.expire_all()
    looked = watch_or_none(watch.ref)
    assert looked
    assert (looked.hits, looked.tellings, looked.told_at is not None) == (2, 1, True)


def test_an_offer_that_goes_and_comes_back_is_no_news(booker: Actor, clock: Clock) -> None:
    publish()
    save(booker)
    again = publish("Klarsprog på skrift")
    turn(clock, minutes=20)
    with transaction():
        version = session.scalars(select(WatchHit).where(WatchHit.offer_ref == again)).one()
        assert version.telling == 1
    rebuild(clock.at)
    turn(clock, minutes=20)
    assert len(facts("watch_found")) == 1


def test_a_search_that_does_not_fit_is_not_told_of(booker: Actor, clock: Clock) -> None:
    save(booker, "q=klarsprog&form=online")
    publish("Klarsprog på stedet")
    turn(clock, minutes=20)
    assert facts("watch_found") == []
    publish("Klarsprog på nettet", places="online")
    turn(clock, minutes=20)
    assert [fact["hits"] for fact in facts("watch_found")] == [1]


@pytest.mark.parametrize(("every", "late", "due"), [("daily", 23, 25), ("weekly", 6 * 24, 7 * 24 + 1)])
def test_a_pace_is_kept(booker: Actor, clock: Clock, every: str, late: int, due: int) -> None:
    save(booker, every=every)
    publish()
    turn(clock, hours=late)
    assert facts("watch_found") == []
    turn(clock, hours=due - late)
    assert len(facts("watch_found")) == 1


def test_a_crash_after_the_look_tells_once(booker: Actor, clock: Clock) -> None:
    """The errand is taken again when its third step never came, and again when it came but nobody heard."""
    watch = save(booker)
    publish()
    clock.move(minutes=20)
    with transaction():
        asked = watching.LOOKING.prepare(watch.ref, clock.at)
    found = watching.LOOKING.send(asked)
    with transaction():
        watching.LOOKING.note(asked, found, clock.at)
    with transaction():
        watching.LOOKING.note(asked, found, clock.at)
    turn(clock, minutes=20)
    assert len(facts("watch_found")) == 1


def test_one_search_that_cannot_be_read_stops_nobody_elses(booker: Actor, clock: Clock) -> None:
    broken, whole = save(booker, title="Den ene").ref, save(booker, "q=klarsprog&antal=4", title="Den anden").ref
    with transaction():
        find_watch(booker, broken).query = "q=klarsprog&postnr=0001"
    publish()
    turn(clock, minutes=20)
    assert [fact["watch"] for fact in facts("watch_found")] == [whole]
    assert [(fact["watch"], fact["why"]) for fact in facts("watch_stopped")] == [(broken, "unreadable")]


def test_while_there_is_no_index_nothing_is_noted(booker: Actor, clock: Clock, index: OfferIndex) -> None:
    publish()
    watch = save(booker)
    (index.folder / "current").unlink()
    turn(clock, minutes=20)
    session.expire_all()
    assert find_watch(booker, watch.ref).hits == 1
    with refused("search.not_ready"):
        save(booker, "q=kommunikation")


def test_who_lost_the_role_is_not_told(booker: Actor, clock: Clock) -> None:
    watch = save(booker)
    publish()
    with transaction():
        session.delete(session.scalars(select(Membership).where(Membership.person_id == booker.person_id)).one())
    turn(clock, minutes=20)
    assert facts("watch_found") == []
    assert [(fact["watch"], fact["why"]) for fact in facts("watch_stopped")] == [(watch.ref, "gone")]


def test_a_stopped_search_is_silent_and_forgets_what_came_meanwhile(booker: Actor, clock: Clock) -> None:
    ref = save(booker).ref
    with transaction():
        stop_watch(booker, ref, now=clock.at)
    publish()
    turn(clock, minutes=20)
    assert booker.organisation_id
    found = look(QUERY, "da", booker.organisation_id)
    with transaction():
        resume_watch(booker, ref, found, now=clock.at)
    turn(clock, minutes=20)
    assert facts("watch_found") == []
    publish("Klarsprog igen")
    turn(clock, minutes=20)
    assert [fact["hits"] for fact in facts("watch_found")] == [1]


def test_stopping_twice_at_the_desk_is_told(booker: Actor, clock: Clock) -> None:
    watch = save(booker)
    with transaction():
        stop_watch(booker, watch.ref, now=clock.at)
    with conflict("search.watch_move"), transaction():
        stop_watch(booker, watch.ref, now=clock.at)


def test_the_link_of_a_mail_stops_its_search_and_no_other(booker: Actor, clock: Clock) -> None:
    mine, other = save(booker), save(booker, "q=kommunikation")
    ref, token = stop_link(mine)
    with pytest.raises(NotFound), transaction():
        stop_by_link(other.ref, token, now=clock.at)
    for _time in range(2):  # a second press changes nothing
        with transaction():
            stop_by_link(ref, token, now=clock.at)
    assert [fact["why"] for fact in facts("watch_stopped")] == ["link"]
    assert watch_or_none(other.ref).status == "active"  # type: ignore[union-attr]  # it was saved above


def test_the_same_search_twice_is_told_not_doubled(booker: Actor, company: Company) -> None:
    save(booker, "q=klarsprog&region=sjaelland&form=online&sort=pris", title="Første")
    with refused("search.watch_exists") as broken:
        save(booker, "form=online&q=klarsprog&region=sjaelland&v1=3")
    assert broken.value.facts["name"] == "Første"
    save(make_member(company, "booker"), "q=klarsprog&region=sjaelland&form=online")  # a colleague may want mails too
    save(booker, "q=klarsprog&region=sjaelland")


def test_a_company_has_room_for_50(booker: Actor, company: Company) -> None:
    found = Look("q=x", "f" * 64, 0, ())
    with transaction():
        for no in range(MOST_WATCHES - 1):
            save_watch(booker, Look(f"q={no}", f"{no:064}", 0, ()), title=f"Nr. {no}", now=clock.now())
        save_watch(make_member(company, "viewer"), found, title="En kollegas", now=clock.now())
    with refused("search.too_many_watches"), transaction():
        save_watch(booker, found, title="En for meget", now=clock.now())
    save(make_member(make_company("En anden"), "booker"))


def test_a_search_that_finds_too_much_is_not_saved(booker: Actor) -> None:
    with refused("search.watch_too_wide"), transaction():
        save_watch(booker, Look("", "0" * 64, MOST_HITS + 1, ()), title="Alt", now=clock.now())


@pytest.mark.parametrize(
    ("title", "every", "code"),
    [(" ", "daily", "watch_untitled"), ("x" * 121, "daily", "watch_title_long"), ("Ja", "hourly", "watch_every")],
)
def test_a_title_and_a_pace_are_needed(booker: Actor, title: str, every: str, code: str) -> None:
    with refused(f"search.{code}"):
        save(booker, title=title, every=every)


def test_renaming_and_changing_the_pace(booker: Actor, clock: Clock) -> None:
    watch = save(booker, every="weekly")
    with transaction():
        change_watch(booker, watch.ref, title=" Klart   sprog ", every="daily", now=clock.at)
        change_watch(booker, watch.ref, title="Klart sprog", every="daily", now=clock.at)
    assert [fact["what"] for fact in facts("watch_changed")] == [["title", "every"]]
    assert watch.look_at == watch.looked_at + timedelta(days=1)


def test_deleting_takes_what_was_found_along(booker: Actor) -> None:
    publish()
    watch = save(booker)
    with transaction():
        drop_watch(booker, watch.ref)
    assert session.scalar(select(func.count()).select_from(WatchHit)) == 0
    with pytest.raises(NotFound):
        find_watch(booker, watch.ref)


def test_colleagues_see_administrators_tidy_up_others_see_nothing(
    booker: Actor, company: Company, clock: Clock
) -> None:
    watch = save(booker)
    colleague, admin = make_member(company, "booker"), make_member(company, "admin")
    stranger = make_member(make_company("En anden"), "admin", "booker")
    assert [one.ref for one in watches(colleague, 1).items] == [watch.ref]
    assert watches(stranger, 1).items == []
    with pytest.raises(NotAllowed), transaction():
        stop_watch(colleague, watch.ref, now=clock.at)
    with pytest.raises(NotFound), transaction():
        stop_watch(stranger, watch.ref, now=clock.at)
    with transaction():
        stop_watch(admin, watch.ref, now=clock.at)
    with pytest.raises(NotAllowed), transaction():  # mails begin again only where who gets them says so
        resume_watch(admin, watch.ref, Look(watch.query, watch.mark, 0, ()), now=clock.at)


def test_ones_own_searches_come_first(booker: Actor, company: Company) -> None:
    save(make_member(company, "viewer"), title="Allerførst")
    save(booker, title="Zebra")
    assert [one.title for one in watches(booker, 1).items] == ["Zebra", "Allerførst"]


def test_nobody_without_a_role_at_the_desk_saves(booker: Actor) -> None:
    teacher = make_member(make_institution(), "teacher")
    with pytest.raises(NotAllowed), within():
        save_watch(teacher, Look("q=x", "0" * 64, 0, ()), title="Vores", now=clock.now())


def test_the_worker_looks_again_by_itself(booker: Actor, clock: Clock) -> None:
    save(booker)
    publish()
    clock.move(minutes=30)
    schedule_repeats(clock.at)
    errands.work_all()
    assert len(facts("watch_found")) == 1


def test_many_searches_are_taken_in_batches(booker: Actor, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    for no in range(5):
        save(booker, f"q=klarsprog&antal={no + 1}")
    publish()
    monkeypatch.setattr(watching, "BATCH", 2)
    clock.move(minutes=20)
    for _turn in range(3):
        with transaction():
            look_again(clock.at)
    assert session.scalar(select(func.count()).where(Errand.listener == f"task:{watching.LOOK}")) == 5
    errands.work_all()
    assert len(facts("watch_found")) == 5
