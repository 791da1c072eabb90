"""Ways in: a link by mail or a printed code, each used once."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from marketplace.accounts import service as accounts
from marketplace.accounts.models import Person
from marketplace.accounts.queries import find_person, has_sign_in
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import NotAllowed, NotFound, RuleBroken
from marketplace.foundation.events import EventLog
from marketplace.foundation.transaction import transaction
from marketplace.organisations import queries
from marketplace.organisations.models import Invitation
from marketplace.organisations.queries import invitation_for, invitation_link
from marketplace.organisations.queries.inviting import check_invitation, invitations_to
from marketplace.organisations.service import inviting
from tests.conftest import Clock
from tests.factories.organisations import (
    actor_of,
    make_company,
    make_employee,
    make_institution,
    make_member,
    make_person,
)

GOOD = "gul hest under bordet"


@pytest.fixture
def booker(db: None) -> Actor:
    return make_member(make_company(), "booker")


def employee_of(actor: Actor, email: str | None = "mette@firma.dk") -> Person:
    person = make_person("Mette Holm", email)
    make_employee(queries.company_by_id(actor.organisation_id or 0), person)
    return person


def invited(actor: Actor, person: Person, clock: Clock, *, by_mail: bool = True) -> tuple[str, str, str]:
    """The ref and token of the link, and the printed code."""
    with transaction():
        invitation, code = inviting.invite(actor, person.ref, by_mail=by_mail, now=clock.at)
    return *invitation_link(invitation), code or ""


def broken_by(ref: str, token: str, clock: Clock, password: str = GOOD) -> str:
    with pytest.raises(RuleBroken) as broken, transaction():
        inviting.accept_invitation(ref, token, password, now=clock.at)
    return broken.value.code


def kinds() -> list[str]:
    return list(session.scalars(select(EventLog.kind).order_by(EventLog.id)))


def test_a_link_by_mail_lets_the_person_choose_a_password_once(booker: Actor, clock: Clock) -> None:
    person = employee_of(booker)
    ref, token, code = invited(booker, person, clock)
    assert code == ""
    with transaction():
        assert inviting.accept_invitation(ref, token, GOOD, now=clock.at).ref == person.ref
    assert kinds() == ["person_invited", "password_set", "invitation_accepted"]
    with transaction():
        assert accounts.check_sign_in("mette@firma.dk", GOOD, "here", now=clock.at).person is not None
    assert broken_by(ref, token, clock) == "organisations.invitation_spent"


def test_a_link_is_made_from_the_row_and_is_the_same_each_time(booker: Actor, clock: Clock) -> None:
    ref, token, _ = invited(booker, employee_of(booker), clock)
    assert invitation_link(invitation_for(ref)) == (ref, token)
    row = session.scalars(select(EventLog)).one()
    assert token not in str(row.refs)


def test_an_invitation_ends_after_thirty_days(booker: Actor, clock: Clock) -> None:
    ref, token, _ = invited(booker, employee_of(booker), clock)
    clock.move(days=30, hours=13, minutes=59)  # sent at 10 o'clock in Denmark: one minute before midnight
    assert check_invitation(ref, token, now=clock.at).ref == ref
    clock.move(minutes=1)
    assert broken_by(ref, token, clock) == "organisations.invitation_spent"


def test_an_altered_token_opens_nothing(booker: Actor, clock: Clock) -> None:
    ref, token, _ = invited(booker, employee_of(booker), clock)
    for bad in (token[:-1], "", "å" * 40, token[::-1]):
        assert broken_by(ref, bad, clock) == "organisations.invitation_spent"


def test_withdrawing_closes_the_link_and_renewing_makes_another(booker: Actor, clock: Clock) -> None:
    ref, token, _ = invited(booker, employee_of(booker), clock)
    with transaction():
        inviting.withdraw_invitation(booker, ref)
    assert broken_by(ref, token, clock) == "organisations.invitation_spent"
    with transaction():
        renewed, _ = inviting.renew_invitation(booker, ref, now=clock.at)
        newer = invitation_link(renewed)[1]
    assert broken_by(ref, token, clock) == "organisations.invitation_spent"
    with transaction():
        inviting.accept_invitation(ref, newer, GOOD, now=clock.at)
    for again in (
        lambda: inviting.renew_invitation(booker, ref, now=clock.at),
        lambda: inviting.withdraw_invitation(booker, ref),
    ):
        with pytest.raises(RuleBroken, match="invitation_spent"), transaction():
            again()


def test_inviting_again_renews_the_one_that_is_open(booker: Actor, clock: Clock) -> None:
    person = employee_of(booker)
    ref, token, _ = invited(booker, person, clock)
    again, newer, _ = invited(booker, person, clock)
    assert again == ref
    assert newer != token
    assert list(invitations_to(booker, [person.id])) == [person.id]


def test_a_printed_code_is_shown_once_stored_nowhere_and_used_once(booker: Actor, clock: Clock) -> None:
    person = employee_of(booker, email=None)
    _, _, code = invited(booker, person, clock, by_mail=False)
    plain = code.replace("-", "")
    stored = session.scalars(select(Invitation.code_hash)).one()
    assert stored is not None
    assert plain not in stored
    assert invitation_for(f" {code.upper()} ").person.ref == person.ref
    with transaction():
        inviting.accept_code(code.upper().replace("-", " "), GOOD, email="Mette@privat.dk", now=clock.at)
    assert has_sign_in(person.id)
    assert find_person(person.ref).email_norm == "mette@privat.dk"
    with pytest.raises(RuleBroken, match="invitation_spent"), transaction():
        inviting.accept_code(code, GOOD, email="b@privat.dk", now=clock.at)


def test_an_address_typed_with_a_code_draws_no_roles_of_others_to_it(booker: Actor, clock: Clock) -> None:
    _, _, code = invited(booker, employee_of(booker, email=None), clock, by_mail=False)
    with transaction():
        inviting.accept_code(code, GOOD, email="rektor@fjordby.dk", now=clock.at)
    publisher = make_member(make_institution(), "publisher")
    with pytest.raises(RuleBroken, match="address_unproven"), transaction():
        inviting.add_colleague(publisher, name="Rektor", email="rektor@fjordby.dk", roles=["publisher"], now=clock.at)


def test_a_code_is_for_people_without_an_address_and_a_mail_for_those_with_one(booker: Actor, clock: Clock) -> None:
    with pytest.raises(RuleBroken, match="code_needs_no_address"):
        invited(booker, employee_of(booker), clock, by_mail=False)
    with pytest.raises(RuleBroken, match="invitation_needs_address"):
        invited(booker, employee_of(booker, email=None), clock, by_mail=True)
    assert session.scalars(select(Invitation)).all() == []


def test_a_refused_address_or_password_leaves_the_code_working(booker: Actor, clock: Clock) -> None:
    make_person("Bo", "bo@firma.dk")
    _, _, code = invited(booker, employee_of(booker, email=None), clock, by_mail=False)
    for email, password, said in (
        ("", GOOD, "email_shape"),
        ("bo@firma.dk", GOOD, "address_taken"),
        ("a@privat.dk", "kort", "password_short"),
    ):
        with pytest.raises(RuleBroken, match=said), transaction():
            inviting.accept_code(code, password, email=email, now=clock.at)
    with transaction():
        inviting.accept_code(code, GOOD, email="a@privat.dk", now=clock.at)


@pytest.mark.parametrize("code", ["", "2222-2222-2222-2222", "å"])
def test_an_unknown_code_is_refused_on_its_field(booker: Actor, clock: Clock, code: str) -> None:
    invited(booker, employee_of(booker), clock)
    with pytest.raises(RuleBroken, match="code_unknown") as broken, transaction():
        inviting.accept_code(code, GOOD, email="a@privat.dk", now=clock.at)
    assert broken.value.field == "code"


def test_who_can_sign_in_accepts_by_signing_in_and_keeps_the_password(booker: Actor, clock: Clock) -> None:
    person = employee_of(booker)
    with transaction():
        accounts.set_password(find_person(person.ref), GOOD, now=clock.at)
    ref, token, _ = invited(booker, person, clock)
    assert broken_by(ref, token, clock, "en anden gul hest") == "organisations.sign_in_to_accept"
    with pytest.raises(NotAllowed), transaction():
        inviting.accept_signed_in(actor_of(make_person()), ref, token, now=clock.at)
    with transaction():
        inviting.accept_signed_in(actor_of(person), ref, token, now=clock.at)
        assert accounts.check_sign_in("mette@firma.dk", GOOD, "here", now=clock.at).person is not None


def test_only_ones_own_people_are_invited_and_only_by_those_who_keep_them(booker: Actor, clock: Clock) -> None:
    stranger = make_person()
    with pytest.raises(NotFound):
        invited(booker, stranger, clock)
    person = employee_of(booker)
    viewer = actor_of(make_person(), make_company(), "viewer")
    with pytest.raises(NotAllowed):
        invited(viewer, person, clock)
    with pytest.raises(NotFound):
        invited(make_member(make_company(), "admin"), person, clock)
    invited(make_member(None, "operator"), stranger, clock)


def test_another_companys_invitation_is_not_found(booker: Actor, clock: Clock) -> None:
    ref, _, _ = invited(booker, employee_of(booker), clock)
    other = make_member(make_company(), "admin")
    for act in (
        lambda: inviting.withdraw_invitation(other, ref),
        lambda: inviting.renew_invitation(other, ref, now=clock.at),
    ):
        with pytest.raises(NotFound), transaction():
            act()


def test_a_publisher_adds_a_colleague_who_is_invited(db: None, clock: Clock) -> None:
    publisher = make_member(make_institution(), "publisher")
    with transaction():
        person, invitation = inviting.add_colleague(
            publisher, name="Lis Lund", email="lis@fjordby.dk", roles=["reviewer", "teacher"], now=clock.at
        )
    assert invitation is not None
    assert kinds() == ["person_created", "role_given", "role_given", "person_invited"]
    with transaction():
        accounts.set_password(find_person(person.ref), GOOD, now=clock.at)
        _, again = inviting.add_colleague(
            publisher, name="Lis Lund", email="lis@fjordby.dk", roles=["teacher"], now=clock.at
        )
    assert again is None


def test_a_colleague_has_an_address_and_a_role_of_the_institution(db: None, clock: Clock) -> None:
    publisher = make_member(make_institution(), "publisher")
    for email, roles, said in (
        ("", ["teacher"], "email_shape"),
        ("lis@fjordby.dk", [], "roles_missing"),
        ("lis@fjordby.dk", ["admin"], "role_unknown"),
        ("lis@fjordby.dk", ["operator"], "role_unknown"),
    ):
        with pytest.raises(RuleBroken, match=said), transaction():
            inviting.add_colleague(publisher, name="Lis", email=email, roles=roles, now=clock.at)
