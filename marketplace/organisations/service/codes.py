"""Printed codes typed by strangers: opened and taken, with the wrong guesses of a place counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from marketplace.accounts.models import Person
from marketplace.accounts.rules import TRIES_WINDOW
from marketplace.accounts.service import may_guess, note_wrong_guess
from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.refs import plain_code
from marketplace.organisations.models import Invitation
from marketplace.organisations.queries.inviting import check_code
from marketplace.organisations.service.inviting import accept_code


@dataclass(frozen=True, slots=True)
class CodeAnswer:
    """What came of a code: its invitation, or why not. A value, so that a wrong guess is kept when it is refused."""

    invitation: Invitation | None = None
    person: Person | None = None
    refused: RuleBroken | None = None

    def invitation_or_raise(self) -> Invitation:
        """The invitation; raises the refusal. Call it after the transaction has ended."""
        if self.invitation is None:
            raise self.refused or RuleBroken("organisations.code_unknown", field="code")
        return self.invitation

    def person_or_raise(self) -> Person:
        """The person who took the invitation; raises the refusal. Call it after the transaction has ended."""
        self.invitation_or_raise()
        if self.person is None:
            raise RuleBroken("organisations.code_unknown", field="code")
        return self.person


def open_code(code: str, place: str, *, now: datetime) -> CodeAnswer:
    """Look a printed code up, typed at a place (an IP address)."""
    typed = plain_code(code)
    if not may_guess(typed, place, now=now):
        minutes = int(TRIES_WINDOW.total_seconds() // 60)
        return CodeAnswer(refused=RuleBroken("accounts.too_many_tries", minutes=minutes))
    try:
        return CodeAnswer(invitation=check_code(code, now=now))
    except RuleBroken as broken:
        note_wrong_guess(typed, place, now=now)
        return CodeAnswer(refused=broken)


def take_code(code: str, password: str, email: str, place: str, *, now: datetime) -> CodeAnswer:
    """Take the invitation of a printed code, choosing what one signs in with."""
    answer = open_code(code, place, now=now)
    if answer.invitation is None:
        return answer
    return CodeAnswer(answer.invitation, accept_code(code, password, email=email, now=now))
