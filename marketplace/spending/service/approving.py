"""Purchases that wait for an approver: asked, decided, withdrawn. The rooms that sell call this, as they sell."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import Conflict, NotFound, RuleBroken, require
from marketplace.foundation.events import announce
from marketplace.foundation.refs import new_ref
from marketplace.organisations.models import Department
from marketplace.spending import policy, queries, rules
from marketplace.spending.events import ApprovalAsked, ApprovalEnded
from marketplace.spending.models import Approval
from marketplace.spending.rules import ApprovalStatus, Weighed


def ask_approval(
    actor: Actor, subject_ref: str, weighed: Weighed, department: Department | None, *, now: datetime
) -> Approval:
    """Let a purchase wait for one of the company's approvers; asking again while it waits changes nothing.

    Somebody else than the one who asks must be able to say yes, else RuleBroken "spending.no_approver".
    """
    if actor.organisation_id is None or actor.person_id is None:
        raise NotFound
    waiting = _waiting_or_none(subject_ref)
    if waiting is not None:
        return waiting
    if not queries.approvers(actor.organisation_id, but_person_id=actor.person_id):
        raise RuleBroken("spending.no_approver", field="department")
    asked = Approval(
        ref=new_ref(),
        subject_ref=subject_ref,
        company_id=actor.organisation_id,
        department_id=department.id if department else None,
        amount=weighed.amount.minor,
        overrun=weighed.overrun.minor,
        status=ApprovalStatus.WAITING,
        asked_by_id=actor.person_id,
        asked_at=now,
        reason="",
    )
    session.add(asked)
    session.flush()
    announce(ApprovalAsked(approval=asked.ref, subject=subject_ref, amount=asked.amount, overrun=weighed.overrun.minor))
    return asked


def decide(actor: Actor, subject_ref: str, *, approved: bool, reason: str = "", now: datetime) -> Approval:
    """Say yes or no to a purchase that waits; a no needs a reason. Nobody decides their own purchase.

    Conflict "spending.not_waiting" when it waits no more.
    """
    require(policy.may_approve(actor))
    asked = _waiting_or_none(subject_ref)
    if asked is None or asked.company_id != actor.organisation_id:
        raise Conflict("spending.not_waiting")
    if asked.asked_by_id == actor.person_id:
        raise RuleBroken("spending.own_purchase")
    asked.reason = rules.clean_reason(reason, needed=not approved)
    asked.decided_by_id = actor.person_id
    _end(asked, ApprovalStatus.APPROVED if approved else ApprovalStatus.DECLINED, now)
    return asked


def withdraw_approval(subject_ref: str, *, now: datetime) -> None:
    """A purchase waits no more, because its buyer let it go or its time has passed; nothing for one that does not."""
    asked = _waiting_or_none(subject_ref)
    if asked is not None:
        _end(asked, ApprovalStatus.WITHDRAWN, now)


def _end(asked: Approval, to: ApprovalStatus, now: datetime) -> None:
    rules.check_approval_move(asked.status, to)
    asked.status, asked.decided_at = to, now
    session.flush()
    announce(ApprovalEnded(approval=asked.ref, subject=asked.subject_ref, to=to.value))


def _waiting_or_none(subject_ref: str) -> Approval | None:
    """The approval a purchase waits for, locked."""
    return session.scalar(
        select(Approval)
        .where(Approval.subject_ref == subject_ref, Approval.status == ApprovalStatus.WAITING)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
