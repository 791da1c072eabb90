"""Billing subscriptions: each period when it is over, by the days each employee was on it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.foundation import errands
from marketplace.foundation.clock import today
from marketplace.foundation.db import session
from marketplace.foundation.events import announce
from marketplace.foundation.money import ZERO, total
from marketplace.foundation.words import gettext as _
from marketplace.foundation.words import ngettext, span, speaking
from marketplace.payments.rules import DueLineFacts
from marketplace.payments.service import issue_invoice
from marketplace.pricing.events import SubscriptionBilled
from marketplace.pricing.models import Subscription
from marketplace.pricing.rules import Period
from marketplace.pricing.rules.for_sale import PartOfPeriod
from marketplace.pricing.rules.periods import Span, period_no
from marketplace.pricing.rules.subscribing import SubscriptionStatus
from marketplace.pricing.service.subscribing import (
    department_of,
    move_subscription,
    parts_of_period,
    promise_period,
    purpose_of,
)
from marketplace.spending.service.promising import spend

AT_A_TIME = 500
BILL = "pricing.bill_subscription"  # the errand of one subscription


def subscriptions_due(until: date, after_id: int = 0) -> tuple[list[str], int | None]:
    """The next subscriptions with a period that ended by a day (the day itself not counted), by ref, and where to go
    on: None at the end. Reads at most 500 rows."""
    rows = session.execute(
        select(Subscription.id, Subscription.ref, Subscription.began_on, Subscription.period, Subscription.billed)
        .where(Subscription.id > after_id, Subscription.status != SubscriptionStatus.ENDED)
        .order_by(Subscription.id)
        .limit(AT_A_TIME)
    ).all()
    due = [row.ref for row in rows if period_no(row.began_on, Period(row.period), row.billed).past <= until]
    return due, rows[-1].id if len(rows) == AT_A_TIME else None


def bill_next_period(ref: str, until: date, *, now: datetime) -> bool:
    """Invoice a subscription's next period if it ended by a day; whether there was one.

    One transaction each: a run that is stopped half way goes on where it was. A period nobody was on costs nothing and
    gets no invoice. After its last period the subscription has ended.
    """
    found = session.scalars(
        select(Subscription)
        .where(Subscription.ref == ref)
        .options(joinedload(Subscription.plan), selectinload(Subscription.seats))
        .with_for_update(of=Subscription)
        .execution_options(populate_existing=True)
    ).one()
    no = found.billed
    whole = period_no(found.began_on, Period(found.period), no)
    if found.status == SubscriptionStatus.ENDED or whole.past > until:
        return False
    parts = parts_of_period(found, no)
    net = total([part.net for part in parts])
    found.billed = no + 1
    session.flush()
    announce(SubscriptionBilled(subscription=found.ref, period=no, net=net.minor))
    if found.past_on is not None and found.past_on <= whole.past:
        move_subscription(found, SubscriptionStatus.ENDED, now)
        session.flush()
    promise_period(found, no, now)
    spend(purpose_of(found, no), now=now)
    if found.status != SubscriptionStatus.ENDED:
        promise_period(found, no + 1, now)
    if net > ZERO:
        issue_invoice(
            payer_id=found.buyer_id,
            seller_id=found.issuer_id,
            purpose_ref=purpose_of(found, no),
            lines=_lines(found, [part for part in parts if part.each]),
            buyer_reference=found.buyer_reference,
            ean=found.ean,
            now=now,
        )
    return True


def ask_for_bills(now: datetime) -> None:
    """Have every subscription with a period that is over billed, one errand each; asked again, it adds nothing."""
    after: int | None = 0
    while after is not None:
        due, after = subscriptions_due(today(now), after)
        for ref in due:
            errands.at(now, BILL, ref, key=f"{BILL}:{ref}:{today(now)}")


def bill_all_periods(ref: str, now: datetime) -> None:
    """Bill every period of a subscription that is over."""
    while bill_next_period(ref, today(now), now=now):
        pass


def _lines(found: Subscription, parts: list[PartOfPeriod]) -> list[DueLineFacts]:
    department = department_of(found)
    with speaking("da"):  # an invoice is a Danish voucher
        return [
            DueLineFacts(
                text=_(
                    "%(name)s, %(days)s, %(employees)s",
                    name=found.plan.name.said("da"),
                    days=_days(part.days),
                    employees=ngettext("%(num)s medarbejder", "%(num)s medarbejdere", part.employees),
                ),
                quantity=part.employees,
                unit_net=part.each,
                vat_basis=found.vat_basis,
                vat_percent=found.vat_percent,
                vat_reason=found.vat_reason,
                cost_centre=department.cost_centre if department else "",
                order_reference=found.buyer_reference,
            )
            for part in parts
        ]


def _days(days: Span) -> str:
    return span(days.first, days.last)
