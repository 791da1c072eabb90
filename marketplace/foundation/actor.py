"""Who acts: a person wearing one hat, or the system doing a named task."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Actor:
    """The one on whose behalf a service or scoped query runs.

    `desk` is the door being used: company, institution, operator, employee, or "" for a visitor.
    `organisation_id` is the company's or institution's organisation (None for operator and employee desks).
    `roles` are the membership roles at that desk.
    """

    person_id: int | None = None
    person_ref: str = ""
    organisation_id: int | None = None
    organisation_ref: str = ""
    desk: str = ""
    roles: frozenset[str] = field(default_factory=frozenset)
    language: str = "da"
    task: str = ""

    @classmethod
    def visitor(cls, language: str = "da") -> Actor:
        """Somebody who has not signed in."""
        return cls(language=language)

    @classmethod
    def system(cls, task: str) -> Actor:
        """The clock, a webhook, a listener or a command."""
        return cls(task=task)

    @property
    def is_system(self) -> bool:
        return bool(self.task)

    @property
    def signed_in(self) -> bool:
        return self.person_id is not None

    def has(self, *roles: str) -> bool:
        """Whether the actor holds any of these roles at this desk."""
        return not self.roles.isdisjoint(roles)

    @property
    def mark(self) -> str:
        """How the audit trail names the actor: a reference, never a name."""
        if self.task:
            return f"system:{self.task}"
        if self.person_ref:
            return f"person:{self.person_ref}@{self.organisation_ref or self.desk}"
        return "visitor"


_acting: ContextVar[Actor | None] = ContextVar("acting", default=None)


def acting() -> Actor:
    """Who acts right now; the audit trail asks. Outside a door, a command or the worker: nobody known."""
    return _acting.get() or Actor.system("unnamed")


def act_as(actor: Actor) -> None:
    """Say who acts from here on (a door does at the start of each request)."""
    _acting.set(actor)


@contextmanager
def acting_as(actor: Actor) -> Iterator[None]:
    """Say who acts for a while (commands, the worker, tests)."""
    token = _acting.set(actor)
    try:
        yield
    finally:
        _acting.reset(token)
