"""Being known, new passwords by a link, and changing one's own facts."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from marketplace.accounts import queries, service
from marketplace.accounts.models import Person, SignIn
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import NotFound, RuleBroken
from marketplace.foundation.events import EventLog
from marketplace.foundation.transaction import transaction
from tests.conftest import Clock

GOOD = "gul hest under bordet"
TEST = Actor.system("test")


def known(clock: Clock, email: str | None = "mette@firma.dk", name: str = "Mette Holm") -> Person:
    with transaction():
        return service.create_person(TEST, name, email, "da", now=clock.at)


def facts() -> list[str]:
    return list(session.scalars(select(EventLog.kind).order_by(EventLog.id)))


def asked(clock: Clock, email: str = "mette@firma.dk") -> tuple[str, str]:
    with transaction():
        service.ask_new_password(email, now=clock.at)
    row = session.scalars(select(EventLog).where(EventLog.kind == "new_password_asked").order_by(EventLog.id)).all()[-1]
    link = queries.reset_link_or_none(row.refs["person"], row.refs["counter"], clock.at)
    assert link is not None
    return link.person.ref, link.token


def broken_by(ref: str, token: str, clock: Clock, password: str = GOOD) -> str:
    with pytest.raises(RuleBroken) as broken, transaction():
        service.take_new_password(ref, token, password, now=clock.at)
    return broken.value.code


def test_the_same_address_is_the_same_person_with_the_name_kept(db: None, clock: Clock) -> None:
    first = known(clock)
    again = known(clock, " Mette@FIRMA.dk", "En Anden")
    assert (again.ref, again.name) == (first.ref, "Mette Holm")
    assert facts() == ["person_created"]


def test_people_without_an_address_are_different_people(db: None, clock: Clock) -> None:
    assert known(clock, None).ref != known(clock, None).ref


def test_an_unknown_person_is_not_found(db: None) -> None:
    with pytest.raises(NotFound):
        queries.find_person("ingen")
    with pytest.raises(NotFound):
        queries.person_by_id(0)


def test_a_visitor_who_registers_gets_a_link_and_proves_the_address_with_it(db: None, clock: Clock) -> None:
    with transaction():
        service.register_person("Mette Holm", "mette@firma.dk", "en", now=clock.at)
    assert facts() == ["person_created", "new_password_asked"]
    person = queries.person_by_email_or_none("mette@firma.dk")
    assert person is not None
    assert person.language == "en"
    assert not queries.has_sign_in(person.id)
    link = queries.reset_link_or_none(person.ref, 1, clock.at)
    assert link is not None
    with transaction():
        service.take_new_password(person.ref, link.token, GOOD, now=clock.at)
    assert queries.has_sign_in(person.id)


def test_asking_for_an_unknown_address_does_nothing_and_says_nothing(db: None, clock: Clock) -> None:
    with transaction():
        service.ask_new_password("ingen@firma.dk", now=clock.at)
        service.ask_new_password("not an address", now=clock.at)
    assert facts() == []


def test_a_link_works_once(db: None, clock: Clock) -> None:
    known(clock)
    ref, token = asked(clock)
    with transaction():
        assert service.take_new_password(ref, token, GOOD, now=clock.at).ref == ref
    assert broken_by(ref, token, clock) == "accounts.link_spent"


@pytest.mark.parametrize("minutes", [120, 121])
def test_a_link_ends_after_two_hours(db: None, clock: Clock, minutes: int) -> None:
    known(clock)
    ref, token = asked(clock)
    clock.move(minutes=minutes)
    assert broken_by(ref, token, clock) == "accounts.link_spent"


def test_an_altered_link_or_another_persons_token_opens_nothing(db: None, clock: Clock) -> None:
    known(clock)
    other = known(clock, "bo@firma.dk", "Bo")
    ref, token = asked(clock)
    asked(clock, "bo@firma.dk")
    altered = ("0" if token[0] != "0" else "1") + token[1:]
    for bad_ref, bad_token in ((ref, altered), (other.ref, token), ("ingen", token), (ref, ""), (ref, "å")):
        assert broken_by(bad_ref, bad_token, clock) == "accounts.link_spent"


def test_a_refused_password_leaves_the_link_working(db: None, clock: Clock) -> None:
    known(clock)
    ref, token = asked(clock)
    assert broken_by(ref, token, clock, "kort") == "accounts.password_short"
    with transaction():
        service.take_new_password(ref, token, GOOD, now=clock.at)


def test_two_clicks_send_one_link_and_a_later_one_replaces_it(db: None, clock: Clock) -> None:
    known(clock)
    ref, token = asked(clock)
    clock.move(minutes=1)
    assert asked(clock) == (ref, token)
    assert facts().count("new_password_asked") == 1
    clock.move(minutes=5)
    _, newer = asked(clock)
    assert newer != token
    assert broken_by(ref, token, clock) == "accounts.link_spent"


def test_a_password_set_otherwise_ends_a_link_that_is_out(db: None, clock: Clock) -> None:
    person = known(clock)
    ref, token = asked(clock)
    with transaction():
        service.set_password(queries.find_person(person.ref), GOOD, now=clock.at)
    assert broken_by(ref, token, clock) == "accounts.link_spent"
    assert queries.reset_link_or_none(ref, 1, clock.at) is None


def test_no_password_is_kept_as_it_was_typed(db: None, clock: Clock) -> None:
    person = known(clock)
    with transaction():
        service.set_password(queries.find_person(person.ref), GOOD, now=clock.at)
    assert GOOD not in session.scalars(select(SignIn.password_hash)).one()


def test_a_person_changes_name_and_language(db: None, clock: Clock) -> None:
    person = known(clock)
    actor = Actor(person_id=person.id, person_ref=person.ref, desk="employee")
    with transaction():
        service.change_person(actor, name=" Mette  Holm Juhl ", language="en", now=clock.at)
    changed = queries.find_person(person.ref)
    assert (changed.name, changed.language) == ("Mette Holm Juhl", "en")
    assert facts() == ["person_created", "person_changed", "person_changed"]
    with pytest.raises(NotFound), transaction():
        service.change_person(Actor.visitor(), name="X", language="da", now=clock.at)


def test_an_address_typed_with_a_code_is_relied_on_only_when_a_link_has_proved_it(db: None, clock: Clock) -> None:
    person = known(clock, None)
    with transaction():
        found = queries.find_person(person.ref)
        service.give_address(found, "mette@firma.dk")
        service.set_password(found, GOOD, now=clock.at)
    with pytest.raises(RuleBroken, match="address_unproven"):
        known(clock)
    ref, token = asked(clock)
    with transaction():
        service.take_new_password(ref, token, GOOD, now=clock.at)
    assert known(clock).ref == person.ref


def test_an_address_somebody_has_cannot_be_taken(db: None, clock: Clock) -> None:
    known(clock)
    person = known(clock, None)
    with pytest.raises(RuleBroken, match="address_taken"), transaction():
        service.give_address(queries.find_person(person.ref), "METTE@firma.dk")
