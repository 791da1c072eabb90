"""Subscriptions: beginning one, putting employees on and taking them off, ending it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from marketplace.foundation.actor import Actor
from marketplace.foundation.clock import today
from marketplace.foundation.db import session
from marketplace.foundation.errors import Conflict, NotFound, RuleBroken, require
from marketplace.foundation.events import announce
from marketplace.foundation.money import Money, total
from marketplace.foundation.refs import new_ref
from marketplace.organisations.models import Department, Employee
from marketplace.organisations.queries import company_of, find_department
from marketplace.organisations.rules import clean_ean
from marketplace.payments.rules import check_invoice_address
from marketplace.pricing import policy
from marketplace.pricing.events import SubscriptionBegun, SubscriptionMoved, SubscriptionSeatsChanged
from marketplace.pricing.models import Subscription, SubscriptionSeat
from marketplace.pricing.queries.for_sale import find_public_for_sale, subscription_quote
from marketplace.pricing.queries.subscriptions import find_subscription, subscription_under_lock
from marketplace.pricing.rules import Period, PlanKind, PlanStatus
from marketplace.pricing.rules.for_sale import PartOfPeriod, check_employees, check_sale_key, check_seen, parts_of
from marketplace.pricing.rules.periods import Span, period_at, period_no
from marketplace.pricing.rules.subscribing import SubscriptionStatus, check_subscription_move
from marketplace.pricing.service.setting_aside import check_affordable, promise_anew


def subscribe(
    actor: Actor,
    plan_ref: str,
    employee_refs: Sequence[str],
    *,
    key: str,
    seen: str,
    buyer_reference: str = "",
    ean: str = "",
    department_ref: str = "",
    now: datetime,
) -> Subscription:
    """Subscribe for some employees from today on; each period is invoiced when it is over.

    The same `key` is the same subscription. `seen` is the mark of the quote on the page; price, period and VAT are
    frozen. RuleBroken "pricing.needs_verification", Conflict "pricing.stale_sale", "pricing.not_on_sale" and
    "pricing.key_used".
    """
    require(policy.may_buy(actor))
    check_sale_key(key)
    plan = find_public_for_sale(plan_ref, PlanKind.SUBSCRIPTION)
    earlier = session.scalar(select(Subscription).where(Subscription.key == key))
    if earlier is not None:
        return _same_click(actor, earlier, plan.id)
    if plan.status != PlanStatus.ACTIVE:
        raise Conflict("pricing.not_on_sale")
    buyer = company_of(actor)
    if buyer.organisation.verified_at is None:
        raise RuleBroken("pricing.needs_verification")
    reference, ean = buyer_reference.strip(), clean_ean(ean) if ean.strip() else ""
    check_invoice_address(ean=ean, reference=reference, buyers_ean=buyer.ean)
    department = find_department(actor, department_ref) if department_ref else None
    quote = subscription_quote(plan, today(now))
    check_seen(quote, seen)
    employees = _employees(actor, employee_refs, now)
    check_affordable(actor, quote.with_vat(quote.plan.period_price * len(employees)), department, now=now)
    begun = Subscription(
        ref=new_ref(),
        buyer_id=buyer.id,
        issuer_id=plan.institution_id,
        plan_id=plan.id,
        department_id=department.id if department else None,
        status=SubscriptionStatus.ACTIVE,
        began_on=today(now),
        period=quote.plan.period,
        period_price=quote.plan.period_price.minor,
        vat_basis=quote.vat.basis,
        vat_percent=quote.vat.percent,
        vat_reason=quote.vat.reason,
        buyer_reference=reference,
        ean=ean,
        key=key,
        ordered_by_id=actor.person_id,
        created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(begun)
    except IntegrityError:  # the second of two clicks at the same moment
        first = session.scalars(select(Subscription).where(Subscription.key == key)).one()
        return _same_click(actor, first, plan.id)
    session.add_all(_seat(begun, one, now) for one in employees)
    session.flush()
    announce(SubscriptionBegun(subscription=begun.ref, plan=plan.ref, seats=len(employees)))
    found = subscription_under_lock(actor, begun.ref)
    promise_period(found, 0, now)
    return found


def add_seats(actor: Actor, ref: str, employee_refs: Sequence[str], *, now: datetime) -> Subscription:
    """Put employees on a subscription from today on; those who are on it already change nothing.

    Who was taken off today stays on, so that no day is paid twice.
    """
    require(policy.may_buy(actor))
    found = _running_locked(actor, ref, now)
    on = today(now)
    running = running_no(found, on)
    before = period_cost(found, running)
    had = {seat.employee_id: seat for seat in found.seats if seat.past_on is None or seat.past_on > on}
    added = 0
    for employee in _employees(actor, employee_refs, now):
        seat = had.get(employee.id)
        if seat is None:
            session.add(_seat(found, employee, now))
        elif seat.past_on is not None:
            seat.past_on = None
        else:
            continue
        added += 1
    changed = _changed(actor, found, now, added=added, removed=0)
    check_affordable(actor, period_cost(changed, running) - before, department_of(changed), now=now)
    return changed


def remove_seat(actor: Actor, ref: str, seat_ref: str, *, now: datetime) -> Subscription:
    """Take an employee off a subscription; today is the last day that is paid for. Again, it changes nothing."""
    require(policy.may_buy(actor))
    found = _running_locked(actor, ref, now)
    seat = next((one for one in found.seats if one.ref == seat_ref), None)
    if seat is None:
        raise NotFound
    if seat.past_on is not None:
        return found
    seat.past_on = today(now) + timedelta(days=1)
    return _changed(actor, found, now, added=0, removed=1)


def end_subscription(actor: Actor, ref: str, *, now: datetime) -> Subscription:
    """End a subscription with the period that runs: it holds and is paid for until then. Again, it changes nothing."""
    require(policy.may_buy(actor))
    found = subscription_under_lock(actor, ref)
    if found.status != SubscriptionStatus.ACTIVE:
        return found
    found.past_on = period_of(found, running_no(found, today(now))).past
    move_subscription(found, SubscriptionStatus.ENDING, now)
    session.flush()
    return found


def move_subscription(found: Subscription, to: SubscriptionStatus, now: datetime) -> None:
    """Move a subscription, with the instant of the move. Its row is locked."""
    check_subscription_move(found.status, to)
    found.status = to
    setattr(found, f"{to.value}_at", now)
    announce(SubscriptionMoved(subscription=found.ref, to=to.value))


def purpose_of(found: Subscription, no: int) -> str:
    """What the invoice of a period is for, in the words of payments and spending."""
    return f"sub-{found.ref}-{no}"


def running_no(found: Subscription, on: date) -> int:
    """The number of the period a day lies in, from 0."""
    return period_at(found.began_on, Period(found.period), on)


def period_of(found: Subscription, no: int) -> Span:
    """The days of a period."""
    return period_no(found.began_on, Period(found.period), no)


def parts_of_period(found: Subscription, no: int) -> list[PartOfPeriod]:
    """What a period comes to as its seats stand, by the days they have. The seats are loaded."""
    seats = [(seat.first_on, seat.past_on) for seat in found.seats]
    return parts_of(Money(found.period_price), period_of(found, no), seats)


def period_cost(found: Subscription, no: int) -> Money:
    """What a period comes to with VAT, as its seats stand."""
    net = total([part.net for part in parts_of_period(found, no)])
    return net + net.share(Decimal(found.vat_percent) / 100)


def department_of(found: Subscription) -> Department | None:
    """Whose budget pays."""
    return session.get(Department, found.department_id) if found.department_id else None


def promise_period(found: Subscription, no: int, now: datetime) -> None:
    """Set aside what a period comes to as its seats stand."""
    promise_anew(found.buyer_id, purpose_of(found, no), period_cost(found, no), department_of(found), now=now)


def _same_click(actor: Actor, earlier: Subscription, plan_id: int) -> Subscription:
    if (earlier.buyer_id, earlier.plan_id) != (actor.organisation_id, plan_id):
        raise Conflict("pricing.key_used")
    return find_subscription(actor, earlier.ref)


def _running_locked(actor: Actor, ref: str, now: datetime) -> Subscription:
    found = subscription_under_lock(actor, ref)
    if found.past_on is not None and found.past_on <= today(now):
        raise Conflict("pricing.subscription_ended")
    return found


def _changed(actor: Actor, found: Subscription, now: datetime, *, added: int, removed: int) -> Subscription:
    if not added and not removed:
        return found
    session.flush()
    announce(SubscriptionSeatsChanged(subscription=found.ref, added=added, removed=removed))
    changed = subscription_under_lock(actor, found.ref)
    promise_period(changed, running_no(changed, today(now)), now)
    return changed


def _employees(actor: Actor, refs: Iterable[str], now: datetime) -> list[Employee]:
    """The company's employees of these refs, each once, whose employment has not ended."""
    wanted = sorted(set(refs))
    check_employees(wanted)
    found = session.scalars(
        select(Employee)
        .where(
            Employee.company_id == actor.organisation_id,
            Employee.ref.in_(wanted),
            or_(Employee.ends_on.is_(None), Employee.ends_on >= today(now)),
        )
        .order_by(Employee.id)
        .options(joinedload(Employee.person))
    ).all()
    if len(found) != len(wanted):
        raise NotFound
    return list(found)


def _seat(subscription: Subscription, employee: Employee, now: datetime) -> SubscriptionSeat:
    return SubscriptionSeat(
        ref=new_ref(),
        subscription_id=subscription.id,
        employee_id=employee.id,
        first_on=today(now),
        created_at=now,
    )
