"""Signing in: limited, and saying nothing about who is known."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from marketplace.accounts import gateway, queries, service
from marketplace.accounts.models import Person, SignIn, SignInAttempt
from marketplace.accounts.service import SignInAnswer
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.transaction import transaction
from tests.conftest import Clock

GOOD = "gul hest under bordet"
HERE = "192.0.2.7"


@pytest.fixture
def mette(db: None, clock: Clock) -> Person:
    with transaction():
        person = service.create_person(Actor.system("test"), "Mette Holm", "Mette@Firma.dk", "da", now=clock.at)
        service.set_password(person, GOOD, now=clock.at)
    return person


def attempt(clock: Clock, email: str, password: str, place: str = HERE) -> SignInAnswer:
    with transaction():
        return service.check_sign_in(email, password, place, now=clock.at)


def refusal(answer: SignInAnswer) -> str:
    with pytest.raises(RuleBroken) as broken:
        answer.person_or_raise()
    return broken.value.code


def test_the_right_password_lets_in_however_the_address_is_typed(mette: Person, clock: Clock) -> None:
    assert attempt(clock, " METTE@firma.dk ", GOOD).person_or_raise().ref == mette.ref


def test_an_unknown_address_and_a_wrong_password_look_the_same(mette: Person, clock: Clock) -> None:
    with transaction():
        service.create_person(Actor.system("test"), "Bo", "bo@firma.dk", "da", now=clock.at)
    answers = [
        attempt(clock, "mette@firma.dk", "forkert kodeord"),
        attempt(clock, "ingen@firma.dk", "forkert kodeord"),
        attempt(clock, "bo@firma.dk", ""),
        attempt(clock, "not an address\0", GOOD),
    ]
    assert {refusal(answer) for answer in answers} == {"accounts.sign_in_refused"}


class CountingHasher(gateway.Hasher):
    asked = 0

    def fits(self, stored: str, password: str) -> bool:
        CountingHasher.asked += 1
        return super().fits(stored, password)


def test_an_unknown_address_takes_the_same_work_as_a_known_one(mette: Person, clock: Clock) -> None:
    gateway.use(CountingHasher(passes=1, memory_kib=8))
    works = []
    for email in ("mette@firma.dk", "ingen@firma.dk"):
        CountingHasher.asked = 0
        attempt(clock, email, "forkert kodeord")
        works.append(CountingHasher.asked)
    assert works == [1, 1]
    assert gateway.hasher().nobodys.split("$")[3] == gateway.hasher().hash(GOOD).split("$")[3]


def test_the_sixth_try_at_an_address_is_refused_even_with_the_right_password(mette: Person, clock: Clock) -> None:
    for _ in range(5):
        assert refusal(attempt(clock, "mette@firma.dk", "forkert kodeord")) == "accounts.sign_in_refused"
    assert refusal(attempt(clock, "mette@firma.dk", GOOD, "198.51.100.1")) == "accounts.too_many_tries"
    clock.move(minutes=15)
    assert attempt(clock, "mette@firma.dk", GOOD).person is not None


def test_an_unknown_address_is_limited_just_as_a_known_one(mette: Person, clock: Clock) -> None:
    answers = [refusal(attempt(clock, "ingen@firma.dk", "forkert kodeord")) for _ in range(6)]
    assert answers == ["accounts.sign_in_refused"] * 5 + ["accounts.too_many_tries"]


def test_a_place_that_tries_many_addresses_is_stopped(mette: Person, clock: Clock) -> None:
    for number in range(50):
        attempt(clock, f"person{number}@firma.dk", "forkert kodeord")
    assert refusal(attempt(clock, "mette@firma.dk", GOOD)) == "accounts.too_many_tries"
    assert attempt(clock, "mette@firma.dk", GOOD, "198.51.100.1").person is not None


def test_attempts_name_nobody_and_are_swept(mette: Person, clock: Clock) -> None:
    attempt(clock, "mette@firma.dk", GOOD)
    row = session.scalars(select(SignInAttempt)).one()
    assert "mette" not in row.address_mark
    assert HERE not in row.place_mark
    with transaction():
        assert service.sweep_attempts(clock.move(minutes=14)) == 0
        assert service.sweep_attempts(clock.move(minutes=1)) == 1
    assert session.scalars(select(SignInAttempt)).all() == []


def test_a_hash_made_at_another_cost_is_made_anew(mette: Person, clock: Clock) -> None:
    before = session.scalars(select(SignIn.password_hash)).one()
    assert before.startswith("$argon2id$")
    gateway.use(gateway.Hasher(passes=2, memory_kib=16))
    assert attempt(clock, "mette@firma.dk", GOOD).person is not None
    after = session.scalars(select(SignIn.password_hash)).one()
    assert "m=16,t=2,p=1" in after
    assert attempt(clock, "mette@firma.dk", GOOD).person is not None


def test_a_new_password_ends_older_sessions(mette: Person, clock: Clock) -> None:
    before = queries.session_counter(mette.id)
    assert queries.person_of_session_or_none(mette.ref, before) is not None
    with transaction():
        service.set_password(queries.find_person(mette.ref), "en anden gul hest", now=clock.at)
    assert queries.person_of_session_or_none(mette.ref, before) is None
    assert queries.person_of_session_or_none(mette.ref, queries.session_counter(mette.id)) is not None


def test_changing_a_password_takes_the_old_one(mette: Person, clock: Clock) -> None:
    actor = Actor(person_id=mette.id, person_ref=mette.ref, desk="employee")
    with transaction():
        wrong = service.change_password(actor, "forkert kodeord", "en anden gul hest", HERE, now=clock.at)
    assert wrong.refused is not None
    assert (wrong.refused.code, wrong.refused.field) == ("accounts.old_password_wrong", "old")
    with transaction():
        assert service.change_password(actor, GOOD, "en anden gul hest", HERE, now=clock.at).person is not None
    assert attempt(clock, "mette@firma.dk", GOOD).person is None
    assert attempt(clock, "mette@firma.dk", "en anden gul hest").person is not None


def test_codes_typed_at_one_place_are_limited(db: None, clock: Clock) -> None:
    with transaction():
        for number in range(50):
            assert service.may_guess(f"code{number}", HERE, now=clock.at)
            service.note_wrong_guess(f"code{number}", HERE, now=clock.at)
        assert not service.may_guess("another", HERE, now=clock.at)
        assert service.may_guess("another", "198.51.100.1", now=clock.at)
