"""Reads of people and their sign-ins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from marketplace.accounts import rules
from marketplace.accounts.models import Person, SignIn, SignInAttempt
from marketplace.accounts.rules import Tries
from marketplace.foundation import links
from marketplace.foundation.db import session
from marketplace.foundation.errors import NotFound, RuleBroken

NEW_PASSWORD = "new_password"  # noqa: S105  the purpose of a link, not a secret


def find_person(ref: str) -> Person:
    """The person with this ref."""
    person = session.scalars(select(Person).where(Person.ref == ref)).one_or_none()
    if person is None:
        raise NotFound
    return person


def person_by_id(person_id: int) -> Person:
    """The person with this id."""
    person = session.get(Person, person_id)
    if person is None:
        raise NotFound
    return person


def person_by_email_or_none(email: str) -> Person | None:
    """The person with this address, however it was typed."""
    norm = rules.email_norm(email)
    if not rules.is_email(norm):
        return None
    return session.scalars(select(Person).where(Person.email_norm == norm)).one_or_none()


def sign_in_of(person_id: int) -> SignIn | None:
    """A person's sign-in row, which also exists while only a link for a first password is out."""
    return session.scalars(select(SignIn).where(SignIn.person_id == person_id)).one_or_none()


def has_sign_in(person_id: int) -> bool:
    """Whether a person has chosen a password and can sign in."""
    return signed_in_among([person_id]) == {person_id}


def signed_in_among(person_ids: list[int]) -> set[int]:
    """Which of these people have chosen a password."""
    if not person_ids:
        return set()
    return set(
        session.scalars(select(SignIn.person_id).where(SignIn.person_id.in_(person_ids), SignIn.password_hash != ""))
    )


def session_counter(person_id: int) -> int:
    """What a session keeps beside the person's ref; a new password raises it and so ends older sessions."""
    return session.scalar(select(SignIn.session_counter).where(SignIn.person_id == person_id)) or 0


def person_of_session_or_none(ref: str, counter: int) -> Person | None:
    """The person a session belongs to, while no new password has been set since it began."""
    return session.scalars(
        select(Person)
        .join(SignIn, SignIn.person_id == Person.id)
        .where(Person.ref == ref, SignIn.session_counter == counter, SignIn.password_hash != "")
    ).one_or_none()


def tries(address_mark: str, place_mark: str, now: datetime) -> Tries:
    """How many sign-ins failed lately for an address and from a place."""
    failed = (
        select(func.count())
        .select_from(SignInAttempt)
        .where(SignInAttempt.at > now - rules.TRIES_WINDOW, SignInAttempt.succeeded.is_(False))
    )
    return Tries(
        for_address=session.scalar(failed.where(SignInAttempt.address_mark == address_mark)) or 0,
        from_place=session.scalar(failed.where(SignInAttempt.place_mark == place_mark)) or 0,
    )


@dataclass(frozen=True, slots=True)
class ResetLink:
    """What the mail about a new password needs; the token is in no table."""

    person: Person
    token: str
    expires_at: datetime


def reset_link_or_none(person_ref: str, counter: int, now: datetime) -> ResetLink | None:
    """The link a mail about a new password carries; None when it was used, renewed or has expired since."""
    found = _reset_row(person_ref)
    if found is None or found.reset_counter != counter or rules.reset_has_expired(found.reset_expires_at, now):
        return None
    expires_at = found.reset_expires_at
    if expires_at is None:
        return None
    return ResetLink(found.person, links.make_token(person_ref, NEW_PASSWORD, counter, expires_at), expires_at)


def check_reset_link(ref: str, token: str, *, now: datetime) -> Person:
    """Whose new password a link asks for; RuleBroken "accounts.link_spent" when it is used, old or altered."""
    found = _reset_row(ref)
    if (
        found is None
        or rules.reset_has_expired(found.reset_expires_at, now)
        or not links.is_token(token, ref, NEW_PASSWORD, found.reset_counter, found.reset_expires_at)
    ):
        raise RuleBroken("accounts.link_spent")
    return found.person


def _reset_row(ref: str) -> SignIn | None:
    return session.scalars(
        select(SignIn).join(SignIn.person).where(Person.ref == ref).options(joinedload(SignIn.person))
    ).one_or_none()
