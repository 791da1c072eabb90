"""Reads of subscriptions and of who is on them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.catalogue.models import OfferVersion, Run
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import NotFound, require
from marketplace.foundation.paging import PER_PAGE, Page, page_of
from marketplace.organisations.models import Company, Employee, Institution
from marketplace.pricing import policy
from marketplace.pricing.models import PlanOpens, PricePlan, Subscription, SubscriptionSeat


def _own(actor: Actor) -> Select[Subscription]:
    require(policy.may_see_purchases(actor))
    return (
        select(Subscription)
        .where(Subscription.buyer_id == actor.organisation_id)
        .options(
            joinedload(Subscription.plan).joinedload(PricePlan.terms),
            joinedload(Subscription.issuer).joinedload(Institution.organisation),
            joinedload(Subscription.buyer).joinedload(Company.organisation),
            selectinload(Subscription.seats).joinedload(SubscriptionSeat.employee).joinedload(Employee.person),
        )
    )


def subscriptions_of(actor: Actor, page: int, per_page: int = PER_PAGE) -> Page[Subscription]:
    """A company's subscriptions with seats and people, running ones first, then the newest."""
    return page_of(_own(actor).order_by(Subscription.status == "ended", Subscription.id.desc()), page, per_page)


def find_subscription(actor: Actor, ref: str) -> Subscription:
    """One of the company's own subscriptions, with seats and people."""
    found = session.scalar(_own(actor).where(Subscription.ref == ref))
    if found is None:
        raise NotFound
    return found


def subscription_under_lock(actor: Actor, ref: str) -> Subscription:
    """One of the company's own subscriptions, read anew and locked: its seats stand still."""
    find_subscription(actor, ref)
    return session.scalars(
        _own(actor)
        .where(Subscription.ref == ref)
        .with_for_update(of=Subscription)
        .execution_options(populate_existing=True)
    ).one()


def holds(on: date) -> ColumnElement[bool]:
    """Which subscriptions hold on a day."""
    return and_(Subscription.began_on <= on, or_(Subscription.past_on.is_(None), Subscription.past_on > on))


def on_it(on: date) -> ColumnElement[bool]:
    """Which seats of a subscription are somebody's on a day."""
    return and_(SubscriptionSeat.first_on <= on, or_(SubscriptionSeat.past_on.is_(None), SubscriptionSeat.past_on > on))


def covering_plan_or_none(buyer_id: int | None, run: Run, on: date, plan_ref: str = "") -> PricePlan | None:
    """The plan of a subscription the company has on a day that opens a run's offer (perhaps this very plan), with
    its terms; of several the oldest. 1 statement."""
    if buyer_id is None:
        return None
    wanted = (
        select(PricePlan)
        .join(Subscription, Subscription.plan_id == PricePlan.id)
        .join(PlanOpens, PlanOpens.plan_id == PricePlan.id)
        .join(OfferVersion, OfferVersion.offer_id == PlanOpens.offer_id)
        .where(Subscription.buyer_id == buyer_id, holds(on), OfferVersion.id == run.version_id)
        .order_by(Subscription.id)
        .limit(1)
        .options(joinedload(PricePlan.terms))
    )
    if plan_ref:
        wanted = wanted.where(PricePlan.ref == plan_ref)
    return session.scalar(wanted)


def employees_covered(buyer_id: int, plan_id: int, on: date) -> set[int]:
    """The employees (ids) who are on the company's subscriptions by a plan on a day; 1 statement."""
    return set(
        session.scalars(
            select(SubscriptionSeat.employee_id)
            .join(Subscription, Subscription.id == SubscriptionSeat.subscription_id)
            .where(Subscription.buyer_id == buyer_id, Subscription.plan_id == plan_id, holds(on), on_it(on))
        )
    )
