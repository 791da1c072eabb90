"""Two at the same moment: one claim, one person, and no more tries than allowed."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from sqlalchemy import func, select

from marketplace.accounts import service as accounts
from marketplace.accounts.models import Person
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.transaction import end_reading, transaction
from marketplace.organisations.models import Company, Membership, Organisation
from marketplace.organisations.rules import Role
from marketplace.organisations.service.registering import register_company
from marketplace.organisations.service.roles import add_membership, take_role
from tests.conftest import Clock
from tests.factories.organisations import actor_of, make_person, make_postcode
from tests.waiting import while_held

Answer = TypeVar("Answer")


def at_once(*acts: Callable[[], Answer]) -> list[Answer]:
    """Do each act in a thread and transaction of its own, all starting together."""
    gate = Barrier(len(acts))

    def run(act: Callable[[], Answer]) -> Answer:
        gate.wait()
        try:
            with transaction():
                return act()
        finally:
            end_reading()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_of_many_who_claim_a_number_at_once_one_has_it_and_the_others_are_noted(fresh: str, clock: Clock) -> None:
    make_postcode()
    actors = [actor_of(make_person()) for _ in range(4)]
    end_reading()

    def claim(actor: Actor) -> Callable[[], bool]:
        return lambda: (
            register_company(actor, cvr="13585628", name="X", street="", postcode="8000", size=3, now=clock.at).disputed
        )

    assert sorted(at_once(*(claim(actor) for actor in actors))) == [False, True, True, True]
    assert session.scalar(select(func.count()).select_from(Organisation)) == 1
    assert session.scalar(select(func.count()).select_from(Company)) == 1


def test_an_address_made_known_by_many_at_once_is_one_person(fresh: str, clock: Clock) -> None:
    def create() -> str:
        return accounts.create_person(Actor.system("test"), "Mette", "mette@firma.dk", "da", now=clock.at).ref

    assert len(set(at_once(*[create] * 4))) == 1
    assert session.scalar(select(func.count()).select_from(Person)) == 1


def test_tries_made_at_once_are_counted_one_by_one(fresh: str, clock: Clock) -> None:
    def attempt() -> str:
        answer = accounts.check_sign_in("mette@firma.dk", "forkert kodeord", "here", now=clock.at)
        return answer.refused.code if answer.refused else ""

    codes = at_once(*[attempt] * 9)
    assert sorted(codes) == ["accounts.sign_in_refused"] * 5 + ["accounts.too_many_tries"] * 4


def test_of_the_last_two_operators_one_stays(fresh: str, clock: Clock) -> None:
    """The first's role is taken, and not kept yet, when the second's is taken too."""
    with transaction():
        both = [make_person(), make_person()]
        for person in both:
            add_membership(person.id, person.ref, None, Role.OPERATOR, clock.at)
    refs = [person.ref for person in both]
    end_reading()

    def take(ref: str) -> None:
        take_role(Actor.system("test"), ref, "operator", now=clock.at)

    answer = while_held(lambda: take(refs[0]), lambda: take(refs[1]))
    assert isinstance(answer, RuleBroken)
    assert answer.code == "organisations.last_operator"
    assert session.scalar(select(func.count()).select_from(Membership)) == 1
