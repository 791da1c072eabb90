"""Subscriptions: begun, changed by the day, ended with their period, billed once for each."""

from __future__ import annotations

from datetime import date, time

import pytest
from sqlalchemy import func, select

from marketplace.catalogue.models import Offer
from marketplace.foundation import clock as the_clock
from marketplace.foundation.clock import at_local
from marketplace.foundation.db import session
from marketplace.foundation.errands import Errand
from marketplace.foundation.errors import NotAllowed, NotFound
from marketplace.foundation.money import Money, kroner
from marketplace.organisations.models import Company
from marketplace.payments.models import Invoice
from marketplace.payments.queries import invoice_for
from marketplace.pricing.models import Subscription
from marketplace.pricing.queries.subscriptions import employees_covered, find_subscription, subscriptions_of
from marketplace.pricing.rules import Period, SubscriptionForSale
from marketplace.pricing.service.billing import ask_for_bills, bill_all_periods, bill_next_period, subscriptions_due
from marketplace.pricing.service.subscribing import add_seats, end_subscription, purpose_of, remove_seat
from marketplace.spending.queries import purse_of
from tests.conftest import Clock
from tests.factories import within
from tests.factories.catalogue import make_offer, make_offer_version, make_vat_decision
from tests.factories.organisations import make_company, make_department, make_employee, make_institution, make_member
from tests.factories.pricing import make_for_sale, make_subscription
from tests.factories.refusals import conflict, refused
from tests.factories.spending import make_budget, make_limit

pytestmark = pytest.mark.usefixtures("db")

MONTHLY = SubscriptionForSale(kroner(310), Period.MONTH)
TODAY = date(2026, 11, 23)


class Desk:
    """A company with a booker and employees, and an offer of an institution that sells a subscription to it."""

    def __init__(self, basis: str = "exempt", plan: SubscriptionForSale = MONTHLY, employees: int = 4) -> None:
        with within():
            self.company: Company = make_company()
            self.actor = make_member(self.company, "booker")
            self.people = [make_employee(self.company, name=f"Medarbejder {no}") for no in range(employees)]
            self.offer: Offer = make_offer()
            make_offer_version(self.offer)
            make_vat_decision(self.offer, basis)
            self.plan = make_for_sale(self.offer, plan=plan)

    def subscribe(self, employees: int = 2, **over: object) -> Subscription:
        return make_subscription(self.actor, self.plan, *self.people[:employees], **over)

    def add(self, found: Subscription, *numbers: int) -> Subscription:
        with within():
            return add_seats(self.actor, found.ref, [self.people[no].ref for no in numbers], now=the_clock.now())

    def remove(self, found: Subscription, number: int) -> Subscription:
        seats = find_subscription(self.actor, found.ref).seats
        seat = next(one for one in seats if one.employee_id == self.people[number].id and one.past_on is None)
        with within():
            return remove_seat(self.actor, found.ref, seat.ref, now=the_clock.now())

    def end(self, found: Subscription) -> Subscription:
        with within():
            return end_subscription(self.actor, found.ref, now=the_clock.now())


def bill(found: Subscription, until: date | None = None) -> bool:
    now = the_clock.now()
    with within():
        return bill_next_period(found.ref, until or the_clock.today(now), now=now)


def lines_of(found: Subscription, no: int) -> list[tuple[str, int, int]]:
    invoice = invoice_for(purpose_of(found, no))
    assert invoice is not None
    return [
        (line.text.replace("\N{NO-BREAK SPACE}", " "), line.quantity, line.unit_net)
        for line in invoice.amount_due.lines
    ]


def test_a_period_is_invoiced_when_it_is_over_and_once(clock: Clock) -> None:
    desk = Desk("standard")
    found = desk.subscribe(2, buyer_reference="Aftale 9")
    assert (found.status, found.began_on, found.period_price, found.billed) == ("active", TODAY, 31_000, 0)
    clock.at = at_local(date(2026, 12, 22), time(23, 59))
    assert not bill(found)
    clock.at = at_local(date(2026, 12, 23), time(0, 1))
    assert bill(found)
    assert not bill(found)
    assert lines_of(found, 0) == [("Nanobanken, 23. nov. til 22. dec. 2026, 2 medarbejdere", 2, 31_000)]
    invoice = invoice_for(purpose_of(found, 0))
    assert invoice is not None
    assert (invoice.net, invoice.vat, invoice.buyer_reference) == (62_000, 15_500, "Aftale 9")
    assert session.scalar(select(func.count()).select_from(Invoice)) == 1


def test_a_period_is_billed_by_the_days_each_employee_was_on_it(clock: Clock) -> None:
    desk = Desk()
    clock.at = at_local(date(2026, 12, 1), time(9))
    found = desk.subscribe(2)
    clock.at = at_local(date(2026, 12, 11), time(9))
    found = desk.add(found, 2)
    clock.at = at_local(date(2026, 12, 20), time(9))
    desk.remove(found, 0)
    clock.at = at_local(date(2027, 1, 1), time(9))
    assert bill(found)
    assert lines_of(found, 0) == [
        ("Nanobanken, 1. dec. til 20. dec. 2026, 1 medarbejder", 1, 20_000),
        ("Nanobanken, 1. dec. til 31. dec. 2026, 1 medarbejder", 1, 31_000),
        ("Nanobanken, 11. dec. til 31. dec. 2026, 1 medarbejder", 1, 21_000),
    ]


def test_taking_somebody_off_and_on_again_the_same_day_pays_no_day_twice(clock: Clock) -> None:
    desk = Desk()
    clock.at = at_local(date(2026, 12, 1), time(9))
    found = desk.remove(desk.subscribe(1), 0)
    assert found.seats[0].past_on == date(2026, 12, 2)
    assert [one.past_on for one in desk.add(found, 0).seats] == [None]
    assert len(desk.add(found, 0, 1, 1).seats) == 2
    clock.at = at_local(date(2027, 1, 1), time(9))
    bill(found)
    assert sum(quantity * net for _text, quantity, net in lines_of(found, 0)) == 62_000


def test_taking_off_again_changes_nothing() -> None:
    desk = Desk()
    found = desk.subscribe(2)
    seat = found.seats[0].ref
    for _again in range(2):
        with within():
            found = remove_seat(desk.actor, found.ref, seat, now=the_clock.now())
    assert employees_covered(desk.company.id, desk.plan.id, TODAY) == {one.id for one in desk.people[:2]}
    assert employees_covered(desk.company.id, desk.plan.id, date(2026, 11, 24)) == {desk.people[1].id}
    with pytest.raises(NotFound), within():
        remove_seat(desk.actor, found.ref, "nobody", now=the_clock.now())


def test_it_ends_with_the_period_that_runs_and_is_billed_until_then(clock: Clock) -> None:
    desk = Desk()
    found = desk.subscribe(1)
    clock.move(days=10)
    ending = desk.end(found)
    assert (ending.status, ending.past_on) == ("ending", date(2026, 12, 23))
    assert desk.end(found).ending_at == ending.ending_at
    assert employees_covered(desk.company.id, desk.plan.id, date(2026, 12, 22))
    assert not employees_covered(desk.company.id, desk.plan.id, date(2026, 12, 23))
    clock.move(days=60)
    with conflict("pricing.subscription_ended"):
        desk.add(found, 1)
    with within():
        bill_all_periods(found.ref, the_clock.now())
    ended = find_subscription(desk.actor, found.ref)
    assert (ended.status, ended.billed, ended.ended_at) == ("ended", 1, clock.at)
    assert not bill(found)


def test_periods_nobody_was_on_cost_nothing_and_several_are_caught_up(clock: Clock) -> None:
    desk = Desk()
    found = desk.subscribe(1)
    desk.remove(found, 0)
    clock.move(days=95)
    assert subscriptions_due(the_clock.today(clock.at))[0] == [found.ref]
    with within():
        bill_all_periods(found.ref, the_clock.now())
    assert find_subscription(desk.actor, found.ref).billed == 3
    assert lines_of(found, 0) == [("Nanobanken, 23. nov. 2026, 1 medarbejder", 1, 1_033)]
    assert invoice_for(purpose_of(found, 1)) is None
    assert subscriptions_due(the_clock.today(clock.at)) == ([], None)


def test_a_period_over_the_night_the_clock_changes_is_whole_days(clock: Clock) -> None:
    desk = Desk()
    clock.at = at_local(date(2027, 3, 1), time(9))
    found = desk.subscribe(1)
    clock.at = at_local(date(2027, 3, 28), time(1, 30))  # an hour before summer time begins
    desk.remove(found, 0)
    clock.at = at_local(date(2027, 4, 1), time(0))
    bill(found)
    assert lines_of(found, 0) == [("Nanobanken, 1. mar. til 28. mar. 2027, 1 medarbejder", 1, 28_000)]


def test_the_same_key_is_the_same_subscription() -> None:
    desk = Desk()
    found = desk.subscribe(2, key="the-same-key")
    assert desk.subscribe(1, key="the-same-key").id == found.id
    with conflict("pricing.key_used"):
        make_subscription(desk.actor, make_for_sale(desk.offer, plan=MONTHLY), desk.people[0], key="the-same-key")
    other = Desk()
    with conflict("pricing.key_used"):
        make_subscription(other.actor, desk.plan, other.people[0], key="the-same-key")


def test_what_cannot_be_subscribed_to() -> None:
    desk, institution = Desk(), make_institution()
    with conflict("pricing.stale_sale"):
        desk.subscribe(seen="another")
    with refused("pricing.employees_range"):
        desk.subscribe(0)
    with pytest.raises(NotFound):
        make_subscription(desk.actor, desk.plan, make_employee(make_company()))
    with pytest.raises(NotFound):
        make_subscription(desk.actor, desk.plan, make_employee(desk.company, ends_on=date(2026, 11, 22)))
    with pytest.raises(NotAllowed):
        make_subscription(make_member(desk.company, "approver"), desk.plan, desk.people[0])
    with refused("pricing.needs_verification"):
        unverified = make_company(verified=False)
        make_subscription(make_member(unverified, "admin"), desk.plan, make_employee(unverified))
    offers = [make_offer(institution), make_offer(institution)]
    make_vat_decision(offers[0], "exempt")
    make_vat_decision(offers[1], "standard")
    with refused("pricing.mixed_vat"):
        make_subscription(desk.actor, make_for_sale(*offers, plan=MONTHLY), desk.people[0])


def test_a_company_sees_and_changes_its_own_subscriptions_only() -> None:
    desk, other = Desk(), Desk()
    found = desk.subscribe(1)
    assert [one.id for one in subscriptions_of(desk.actor, 1).items] == [found.id]
    assert subscriptions_of(other.actor, 1).items == []
    for attempt in (
        lambda: find_subscription(other.actor, found.ref),
        lambda: add_seats(other.actor, found.ref, [other.people[0].ref], now=the_clock.now()),
        lambda: end_subscription(other.actor, found.ref, now=the_clock.now()),
    ):
        with pytest.raises(NotFound), within():
            attempt()


def test_the_running_period_is_promised_of_the_budget_and_spent_when_billed(clock: Clock) -> None:
    desk = Desk("standard")
    clock.at = at_local(date(2026, 12, 1), time(9))
    department = make_department(desk.company)
    make_budget(department, kroner(1000))
    found = desk.subscribe(2, department_ref=department.ref)
    purse = purse_of(desk.company.id, department.id, 2026)
    assert (purse.promised, purse.spent) == (Money(77_500), Money(0))
    with refused("pricing.needs_approver"):
        desk.add(found, 2, 3)
    desk.remove(found, 0)
    purse = purse_of(desk.company.id, department.id, 2026)
    assert purse.promised == Money(40_000)  # a day of one, 31 of the other, with VAT
    clock.at = at_local(date(2027, 1, 1), time(9))
    bill(found)
    assert purse_of(desk.company.id, department.id, 2027).spent + purse_of(
        desk.company.id, department.id, 2026
    ).spent == Money(40_000)
    assert purse_of(desk.company.id, department.id, 2027).promised == Money(38_750)


def test_what_would_wait_for_an_approver_is_refused() -> None:
    desk = Desk()
    make_limit(desk.company, kroner(500))
    with refused("pricing.needs_approver"):
        desk.subscribe(2)
    desk.subscribe(1)


def test_each_due_subscription_is_asked_for_once_a_day(clock: Clock) -> None:
    desk = Desk()
    found = desk.subscribe(1)
    clock.move(days=31)
    for _again in range(2):
        with within():
            ask_for_bills(the_clock.now())
    asked = session.scalars(select(Errand.ref).where(Errand.listener == "task:pricing.bill_subscription")).all()
    assert asked == [found.ref]
