"""People: known to the market, signing in, choosing passwords."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from marketplace.accounts import policy, queries, rules
from marketplace.accounts.events import NewPasswordAsked, PasswordSet, PersonChanged, PersonCreated
from marketplace.accounts.gateway import hasher
from marketplace.accounts.models import Person, SignIn, SignInAttempt
from marketplace.foundation import links
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import on_postgresql, session
from marketplace.foundation.errors import RuleBroken, require
from marketplace.foundation.events import announce
from marketplace.foundation.refs import new_ref
from marketplace.foundation.words import LANGUAGES


def create_person(actor: Actor, name: str, email: str | None, language: str, *, now: datetime) -> Person:
    """Make a person known to the market; the one who has the address already is found, with their own name kept.

    Anybody may: a person known is not a person who can sign in. RuleBroken "accounts.address_unproven" where the
    address was only typed in with a printed code: else its owner's roles and seats would go to whoever typed it.
    """
    clean = rules.clean_name(name)
    norm = rules.clean_email(email) if email else None
    known = queries.person_by_email_or_none(norm) if norm else None
    if known is not None:
        return _relied_on(known)
    person = Person(ref=new_ref(), name=clean, email_norm=norm, language=_language(language), created_at=now)
    try:
        with session.begin_nested():
            session.add(person)
    except IntegrityError:
        # Somebody made the same person known in the same moment.
        known = queries.person_by_email_or_none(norm) if norm else None
        if known is None:
            raise
        return _relied_on(known)
    announce(PersonCreated(person=person.ref))
    return person


def _relied_on(person: Person) -> Person:
    if person.email_unproven:
        raise RuleBroken("accounts.address_unproven", field="email")
    return person


def register_person(name: str, email: str, language: str, place: str = "", *, now: datetime) -> None:
    """A visitor makes themselves known: a link for choosing a password goes to the address, which proves it is theirs.

    Says nothing about whether the address was known before. `place` is an IP address, whose links are counted.
    """
    norm = rules.clean_email(email)
    _count_link(place, now)
    known = queries.person_by_email_or_none(norm)
    person = known or create_person(Actor.visitor(language), name, norm, language, now=now)
    _send_reset(person, now)


def give_address(person: Person, email: str) -> None:
    """A person known without an address gives one, with a printed code in hand; a link sent there proves it later."""
    norm = rules.clean_email(email)
    if queries.person_by_email_or_none(norm) is not None:
        raise RuleBroken("accounts.address_taken", field="email")
    person.email_norm, person.email_unproven = norm, True
    session.flush()
    announce(PersonChanged(person=person.ref, what="address"))


def change_person(actor: Actor, *, name: str, language: str, now: datetime) -> Person:
    """A person changes their own name and the language they read."""
    person = queries.person_by_id(actor.person_id or 0)
    require(policy.may_change(actor, person))
    clean = rules.clean_name(name)
    changed = [
        what for what, now_is, was in (("name", clean, person.name), ("language", _language(language), person.language))
        if now_is != was
    ]  # fmt: skip
    person.name, person.language = clean, _language(language)
    session.flush()
    for what in changed:
        announce(PersonChanged(person=person.ref, what=what))
    return person


def set_password(person: Person, password: str, *, now: datetime) -> None:
    """Give a person a password; links for a new one and sessions from before it end."""
    rules.check_password(password, person.email_norm)
    row = _sign_in_row(person, now)
    row.password_hash = hasher().hash(password)
    row.changed_at = now
    row.session_counter += 1
    row.reset_counter += 1
    row.reset_expires_at = None
    session.flush()
    announce(PasswordSet(person=person.ref))


@dataclass(frozen=True, slots=True)
class SignInAnswer:
    """What came of a sign-in: the person, or why not. A value, so that the attempt is kept when it is refused."""

    person: Person | None = None
    refused: RuleBroken | None = None

    def person_or_raise(self) -> Person:
        """The person; raises the refusal. Call it after the transaction has ended."""
        if self.person is None:
            raise self.refused or RuleBroken("accounts.sign_in_refused")
        return self.person


def check_sign_in(email: str, password: str, place: str, *, now: datetime) -> SignInAnswer:
    """Check an address and a password typed at a place (an IP address).

    A refusal is the same, and takes the same work, for an unknown address and a wrong password.
    """
    person = queries.person_by_email_or_none(email)
    return _try(rules.email_norm(email), place, person, password, "accounts.sign_in_refused", None, now)


def change_password(actor: Actor, old: str, password: str, place: str, *, now: datetime) -> SignInAnswer:
    """Choose a new password, knowing the one in use; a wrong one counts as a try to sign in.

    RuleBroken on the field "password" when the new one is refused; the answer tells whether the old one was right.
    """
    person = queries.person_by_id(actor.person_id or 0)
    rules.check_password(password, person.email_norm)
    answer = _try(person.email_norm or person.ref, place, person, old, "accounts.old_password_wrong", "old", now)
    if answer.person is not None:
        set_password(person, password, now=now)
    return answer


def _try(
    address: str, place: str, person: Person | None, password: str, refusal: str, field: str | None, now: datetime
) -> SignInAnswer:
    address_mark, place_mark = links.mark("address", address), links.mark("place", place)
    _one_at_a_time(address_mark, place_mark)
    if not rules.may_try(queries.tries(address_mark, place_mark, now)):
        return SignInAnswer(refused=RuleBroken("accounts.too_many_tries", minutes=_minutes_of_window()))
    row = queries.sign_in_of(person.id) if person else None
    stored = row.password_hash if row and row.password_hash else hasher().nobodys
    # Whoever is unknown is compared too, so that the answer takes the same work.
    fits = hasher().fits(stored, password[: rules.PASSWORD_MAX + 1])
    succeeded = fits and row is not None and bool(row.password_hash)
    session.add(SignInAttempt(address_mark=address_mark, place_mark=place_mark, at=now, succeeded=succeeded))
    if succeeded and row is not None and hasher().is_dated(stored):
        row.password_hash = hasher().hash(password)
    session.flush()
    return SignInAnswer(person=person) if succeeded else SignInAnswer(refused=RuleBroken(refusal, field=field))


def may_guess(secret: str, place: str, *, now: datetime) -> bool:
    """Whether one more code may be typed at a place (an IP address); wrong ones count like failed sign-ins."""
    marks = links.mark("code", secret), links.mark("place", place)
    _one_at_a_time(*marks)
    return rules.may_try(queries.tries(*marks, now))


def note_wrong_guess(secret: str, place: str, *, now: datetime) -> None:
    """Count a wrong code typed at a place. Call it in a transaction that is kept."""
    session.add(
        SignInAttempt(
            address_mark=links.mark("code", secret), place_mark=links.mark("place", place), at=now, succeeded=False
        )
    )
    session.flush()


def ask_new_password(email: str, place: str = "", *, now: datetime) -> None:
    """Send a link for a new password to an address, if somebody has it; the caller learns nothing either way."""
    _count_link(place, now)
    person = queries.person_by_email_or_none(email)
    if person is not None:
        _send_reset(person, now)


def take_new_password(ref: str, token: str, password: str, *, now: datetime) -> Person:
    """Choose a new password with the link from the mail; the link works once."""
    person = queries.check_reset_link(ref, token, now=now)
    person.email_unproven = False
    set_password(person, password, now=now)
    return person


def sweep_attempts(now: datetime) -> int:
    """Forget sign-in attempts that no longer count; says how many."""
    old = SignInAttempt.at <= now - rules.TRIES_WINDOW
    many = session.scalar(select(func.count()).select_from(SignInAttempt).where(old)) or 0
    session.execute(delete(SignInAttempt).where(old))
    return many


def _send_reset(person: Person, now: datetime) -> None:
    row = _sign_in_row(person, now)
    if rules.reset_was_just_sent(row.reset_expires_at, now):
        return
    row.reset_counter += 1
    row.reset_expires_at = now + rules.RESET_LASTS
    session.flush()
    announce(NewPasswordAsked(person=person.ref, counter=row.reset_counter))


def _sign_in_row(person: Person, now: datetime) -> SignIn:
    # Without a password yet the hash is empty, and no password fits an empty hash.
    found = session.scalars(select(SignIn).where(SignIn.person_id == person.id).with_for_update()).one_or_none()
    if found is not None:
        return found
    made = SignIn(person_id=person.id, password_hash="", changed_at=now, reset_counter=0, session_counter=0)
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        return session.scalars(select(SignIn).where(SignIn.person_id == person.id).with_for_update()).one()
    return made


def _one_at_a_time(*marks: str) -> None:
    # SQLite has one writer anyway; on PostgreSQL many tries at once must not all see the count before them.
    if on_postgresql():
        for mark in marks:
            session.execute(select(func.pg_advisory_xact_lock(int(mark[:15], 16))))


def _count_link(place: str, now: datetime) -> None:
    """One more link is asked for from a place; asking for an unknown address counts alike, so it tells nothing."""
    if not place:
        return
    mark = links.mark("link", place)
    _one_at_a_time(mark)
    if not rules.may_have_mailed(queries.tries(mark, mark, now).from_place):
        raise RuleBroken("accounts.too_many_tries", minutes=_minutes_of_window())
    session.add(SignInAttempt(address_mark=mark, place_mark=mark, at=now, succeeded=False))
    session.flush()


def _minutes_of_window() -> int:
    return int(rules.TRIES_WINDOW.total_seconds() // 60)


def _language(code: str) -> str:
    return code if code in LANGUAGES else LANGUAGES[0]
