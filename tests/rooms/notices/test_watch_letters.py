"""The mail about a saved search: what is new, a way to the list, and a way out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete

from marketplace.accounts.queries import person_by_id
from marketplace.foundation import clock, errands
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.texts import Texts
from marketplace.foundation.transaction import transaction
from marketplace.organisations.models import Membership
from marketplace.search import gateway
from marketplace.search.queries.watches import look, stop_link, watch_or_none
from marketplace.search.service import rebuild
from marketplace.search.service.watching import drop_watch, look_again, save_watch, stop_watch
from tests.conftest import Clock
from tests.factories.catalogue import make_offer, make_offer_version, make_run
from tests.factories.organisations import make_company, make_institution, make_member
from tests.rooms.notices.conftest import SITE, Sent, address_of, messages

pytestmark = pytest.mark.usefixtures("db", "outbox")


@pytest.fixture(autouse=True)
def _index(db: None, tmp_path: Path) -> Iterator[None]:
    before = gateway._index
    gateway.use(tmp_path / "search")
    rebuild(clock.now())
    yield
    gateway._index = before


@pytest.fixture
def booker() -> Actor:
    return make_member(make_company(), "booker")


def watched(actor: Actor, title: str = "Klarsprog til os") -> str:
    """A saved search for klarsprog; its ref."""
    assert actor.organisation_id
    found = look("q=klarsprog&sort=pris", "da", actor.organisation_id)
    with transaction():
        return save_watch(actor, found, title=title, every="at_once", now=clock.now()).ref


def publish(*titles: str) -> None:
    with transaction():
        for title in titles:
            version = make_offer_version(
                make_offer(make_institution("Fjordby Professionshøjskole")), title=Texts(f"{title} klarsprog", title)
            )
            make_run(version)
    rebuild(clock.now())


def look_later(moved: Clock) -> None:
    moved.move(minutes=20)
    with transaction():
        look_again(moved.at)


def test_new_offers_are_mailed_once_with_a_way_to_the_list_and_a_way_out(
    booker: Actor, clock: Clock, sent: Sent
) -> None:
    ref = watched(booker)
    publish("Godt", "Kort & <klart>")
    look_later(clock)
    (mail,) = sent()
    assert mail.to == address_of(booker)
    assert mail.subject == "2 nye forløb: Klarsprog til os"
    assert "Godt klarsprog, Fjordby Professionshøjskole, start" in mail.text
    assert "Kort &amp; &lt;klart&gt; klarsprog</a>" in mail.html
    assert f"{SITE}/forloeb?q=klarsprog&sort=pris" in mail.text
    watch = watch_or_none(ref)
    assert watch
    stop = "{}/konto/soegning/{}/{}".format(SITE, *stop_link(watch))
    assert stop in mail.text
    assert f'href="{stop}"' in mail.html
    look_later(clock)
    assert sent() == []


def test_many_new_offers_are_not_all_named(booker: Actor, clock: Clock, sent: Sent) -> None:
    watched(booker)
    publish(*(f"Nr. {no}" for no in range(7)))
    look_later(clock)
    (mail,) = sent()
    assert mail.text.count("Fjordby Professionshøjskole") == 5
    assert "Og 2 forløb mere på listen." in mail.text


def test_the_mail_is_in_the_language_of_its_reader(booker: Actor, clock: Clock, sent: Sent) -> None:
    with transaction():
        person_by_id(booker.person_id or 0).language = "en"
    watched(booker)
    publish("Plain")
    look_later(clock)
    (mail,) = sent()
    assert mail.subject == "1 new course: Klarsprog til os"
    assert "1 new course has come to the search you saved" in mail.text
    assert "Plain, Fjordby" in mail.text


def test_each_telling_is_one_mail(booker: Actor, clock: Clock, sent: Sent) -> None:
    watched(booker)
    for title in ("Første", "Andet"):
        publish(title)
        look_later(clock)
        (mail,) = sent()
        assert f"{title} klarsprog" in mail.text
        assert mail.text.count("klarsprog, Fjordby") == 1


@pytest.mark.parametrize("happened", ["stopped", "deleted", "left"])
def test_what_happens_before_the_mail_goes_keeps_it_back(
    booker: Actor, clock: Clock, sent: Sent, happened: str
) -> None:
    ref = watched(booker)
    publish("Nyt")
    clock.move(minutes=20)
    with transaction():
        look_again(clock.at)
    assert errands.work_one()  # the look; nobody is mailed yet
    with transaction():
        if happened == "stopped":
            stop_watch(booker, ref, now=clock.at)
        elif happened == "deleted":
            drop_watch(booker, ref)
        else:
            session.execute(delete(Membership).where(Membership.person_id == booker.person_id))
    assert sent() == []
    assert [message.status for message in messages()] in ([], ["refused"])
