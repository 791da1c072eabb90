"""Who may come in at a door, and who acts in this request.

Every door is a `Door`: a blueprint that cannot be made without saying who may pass. The guard runs before
each of its views. What a person may do to a thing is asked again in the room (policy), below.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, g, redirect, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from marketplace.foundation.actor import Actor, act_as
from marketplace.foundation.errors import NotFound
from marketplace.organisations.queries import Desk

Guard = Callable[[], Response | None]


class Door(Blueprint):
    """A blueprint with a guard; a house test checks that every route belongs to one."""

    def __init__(self, name: str, *, guard: Guard, url_prefix: str = "") -> None:
        super().__init__(name, f"marketplace.web.{name}", url_prefix=url_prefix)
        self.guard = guard
        self.before_request(guard)


class SignedIn:
    """The person who has signed in, as Flask-Login wants it, with the desks they may sit at."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, person_id: int, ref: str, name: str, language: str, counter: int, desks: list[Desk]) -> None:
        self.person_id = person_id
        self.ref = ref
        self.name = name
        self.language = language
        self.counter = counter
        self.desks = desks

    def get_id(self) -> str:
        return f"{self.ref}:{self.counter}"


def signed_in_or_none() -> SignedIn | None:
    """The signed-in person of this request."""
    return current_user if current_user and current_user.is_authenticated else None


def present_desk() -> Desk | None:
    """The desk the person sits at: the one last chosen, or the first they have."""
    person = signed_in_or_none()
    if person is None or not person.desks:
        return None
    chosen = (session.get("desk"), session.get("organisation"))
    for desk in person.desks:
        if (desk.desk, desk.organisation_ref) == chosen:
            return desk
    return person.desks[0]


def sit_down(desk: Desk) -> None:
    """Choose a desk; pages and services see the person in that role from here on."""
    session["desk"] = desk.desk
    session["organisation"] = desk.organisation_ref


def actor() -> Actor:
    """Who acts in this request."""
    found: Actor | None = g.get("actor")
    if found is None:
        found = g.actor = _actor_at(present_desk())
        act_as(found)
    return found


def _actor_at(desk: Desk | None) -> Actor:
    person = signed_in_or_none()
    if person is None:
        return Actor.visitor(g.get("language", "da"))
    return Actor(
        person_id=person.person_id,
        person_ref=person.ref,
        organisation_id=desk.organisation_id if desk else None,
        organisation_ref=desk.organisation_ref if desk else "",
        desk=desk.desk if desk else "",
        roles=desk.roles if desk else frozenset(),
        language=g.get("language", "da"),
    )


def to_sign_in() -> Response:
    """To the sign-in page, and back here afterwards when here can be asked for again."""
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("account.sign_in", next=back))


def open_to_all() -> Response | None:
    """Everybody may pass."""
    actor()
    return None


def anyone_signed_in() -> Response | None:
    """Whoever has signed in may pass."""
    if signed_in_or_none() is None:
        return to_sign_in()
    actor()
    return None


def desk_guard(kind: str) -> Guard:
    """Only people with a desk of this kind pass; a person with several is moved to one of it."""

    def guard() -> Response | None:
        person = signed_in_or_none()
        if person is None:
            return to_sign_in()
        here = present_desk()
        if here is None or here.desk != kind:
            fitting = [desk for desk in person.desks if desk.desk == kind]
            if not fitting:
                raise NotFound
            sit_down(fitting[0])
            g.pop("actor", None)
        actor()
        return None

    guard.kind = kind  # type: ignore[attr-defined]  # the house test reads which desk a door asks for
    return guard


def safe_next(target: str | None) -> str | None:
    """Where to go after signing in, if it is a path on this site and nothing else."""
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return None
    return None if any(sign in target for sign in "\r\n\t") else target


def values_of(form: Any, *names: str) -> dict[str, Any]:
    """The named fields of a form as keyword arguments for a service."""
    return {name: form[name].data for name in names}
