"""Reads of invitations: by link, by printed code, and those an organisation has sent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from marketplace.foundation import links
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import NotFound, RuleBroken, require
from marketplace.foundation.refs import plain_code
from marketplace.organisations import policy, rules
from marketplace.organisations.models import Invitation

INVITATION = "invitation"  # the purpose of its link


def invitation_for(ref_or_code: str) -> Invitation:
    """An invitation by its ref or its printed code as typed, with person and organisation.

    A ref alone opens nothing: ask `check_invitation` with the link's token before showing who is invited.
    """
    by_code = links.mark(INVITATION, plain_code(ref_or_code))
    either = or_(Invitation.ref == ref_or_code, Invitation.code_hash == by_code)
    found = session.scalars(_invitations().where(either)).one_or_none()
    if found is None:
        raise NotFound
    return found


def own_invitation(actor: Actor, ref: str) -> Invitation:
    """An invitation sent for the actor's organisation, or by the operator for the operator."""
    own = Invitation.organisation_id == actor.organisation_id
    if actor.organisation_id is None:
        require(policy.may_operate(actor))
        own = Invitation.organisation_id.is_(None)
    found = session.scalars(_invitations().where(own, Invitation.ref == ref)).one_or_none()
    if found is None:
        raise NotFound
    return found


def invitations_to(actor: Actor, person_ids: Iterable[int]) -> dict[int, Invitation]:
    """The latest invitation from the actor's organisation to each of these people, who may have none."""
    rows = session.scalars(
        select(Invitation)
        .where(Invitation.organisation_id == actor.organisation_id, Invitation.person_id.in_(sorted(set(person_ids))))
        .order_by(Invitation.id)
    )
    return {row.person_id: row for row in rows}


def check_invitation(ref: str, token: str, *, now: datetime) -> Invitation:
    """The invitation a link opens; RuleBroken "organisations.invitation_spent" when used, old or altered."""
    found = session.scalars(_invitations().where(Invitation.ref == ref)).one_or_none()
    if found is None or not links.is_token(token, ref, INVITATION, found.counter, found.expires_at):
        raise RuleBroken("organisations.invitation_spent")
    return _unspent(found, now)


def check_code(code: str, *, now: datetime) -> Invitation:
    """The invitation a printed code opens; RuleBroken "organisations.code_unknown" or "…invitation_spent"."""
    by_code = Invitation.code_hash == links.mark(INVITATION, plain_code(code))
    found = session.scalars(_invitations().where(by_code)).one_or_none()
    if found is None:
        raise RuleBroken("organisations.code_unknown", field="code")
    return _unspent(found, now)


def invitation_link(invitation: Invitation) -> tuple[str, str]:
    """The ref and token of the link in the mail, made when the mail is sent."""
    return invitation.ref, links.make_token(invitation.ref, INVITATION, invitation.counter, invitation.expires_at)


def _unspent(invitation: Invitation, now: datetime) -> Invitation:
    if rules.is_spent(invitation.status, invitation.expires_at, now):
        raise RuleBroken("organisations.invitation_spent")
    return invitation


def _invitations() -> Select[Invitation]:
    return select(Invitation).options(joinedload(Invitation.person), joinedload(Invitation.organisation))
