"""Reads of purchases that wait for an approver, and of those who may approve."""

from __future__ import annotations

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from marketplace.accounts.models import Person
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import NotFound, require
from marketplace.foundation.paging import PER_PAGE, Page, page_of
from marketplace.organisations.models import Membership
from marketplace.organisations.rules import Role
from marketplace.spending import policy
from marketplace.spending.models import Approval
from marketplace.spending.rules import ApprovalStatus

_TOLD = (joinedload(Approval.asked_by), joinedload(Approval.decided_by), joinedload(Approval.department))


def approvals(actor: Actor, page: int, per_page: int = PER_PAGE) -> Page[Approval]:
    """A company's purchases that wait or waited: those that wait first, then the newest, with people and department."""
    waiting = Approval.status != ApprovalStatus.WAITING
    return page_of(_own(actor).order_by(waiting, Approval.id.desc()).options(*_TOLD), page, per_page)


def find_approval(actor: Actor, ref: str) -> Approval:
    """One of the company's, with people and department."""
    found = session.scalar(_own(actor).where(Approval.ref == ref).options(*_TOLD))
    if found is None:
        raise NotFound
    return found


def approval_of_or_none(company_id: int, subject_ref: str) -> Approval | None:
    """The newest approval that was asked for a purchase, with people and department."""
    return session.scalar(
        select(Approval)
        .where(Approval.company_id == company_id, Approval.subject_ref == subject_ref)
        .order_by(Approval.id.desc())
        .limit(1)
        .options(*_TOLD)
    )


def count_waiting(actor: Actor) -> int:
    """How many purchases wait for this approver: others' purchases, for nobody decides their own."""
    if not policy.may_approve(actor):
        return 0
    waiting = _own(actor).where(Approval.status == ApprovalStatus.WAITING, Approval.asked_by_id != actor.person_id)
    return session.scalar(select(func.count()).select_from(waiting.subquery())) or 0


def approvers(company_id: int, *, but_person_id: int | None = None) -> list[Person]:
    """Who may approve a company's purchases, by name; perhaps without the one whose purchase it is."""
    role = (Membership.organisation_id == company_id, Membership.role == Role.APPROVER)
    return list(
        session.scalars(
            select(Person)
            .join(Membership, Membership.person_id == Person.id)
            .where(*role, Person.id != (but_person_id or 0))
            .order_by(Person.name, Person.id)
        )
    )


def _own(actor: Actor) -> Select[Approval]:
    if actor.desk != "company" or actor.organisation_id is None:
        raise NotFound
    require(policy.may_see_budgets(actor))
    return select(Approval).where(Approval.company_id == actor.organisation_id)
