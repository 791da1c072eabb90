"""Seats that klip pay, that a subscription covers, whose modules fall due as taken, whose balance falls due later."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from marketplace.booking.models import Booking, ModuleTaken, Seat
from marketplace.booking.rules import SeatName
from marketplace.booking.service.holding import book_seats, change_wanted, withdraw_draft
from marketplace.booking.service.naming import name_seat
from marketplace.booking.service.paying import (
    ask_for_module_bills,
    balance_due,
    bill_modules,
    module_taken,
    modules_due,
)
from marketplace.booking.service.placing import place_on_invoice
from marketplace.catalogue.models import ModuleVersion, Run
from marketplace.foundation import clock as the_clock
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errands import Errand
from marketplace.foundation.errors import NotAllowed, NotFound
from marketplace.foundation.money import Money, kroner
from marketplace.foundation.refs import new_ref
from marketplace.organisations.models import Company, Institution
from marketplace.payments.models import Invoice
from marketplace.payments.queries import invoice_for
from marketplace.pricing.models import PassEntry, PricePlan
from marketplace.pricing.queries.passes import klip_left
from marketplace.pricing.rules import (
    ByPass,
    Extra,
    Outcome,
    Period,
    PerModule,
    SubscriptionForSale,
)
from marketplace.pricing.service.quoting import covered_quote_or_none, quote_for
from marketplace.spending.models import Promise
from tests.conftest import Clock
from tests.factories import within
from tests.factories.booking import a_booker, make_booking, make_draft
from tests.factories.catalogue import make_offer_version, make_vat_decision
from tests.factories.modules import make_modules
from tests.factories.organisations import make_company, make_employee, make_member
from tests.factories.pricing import make_for_sale, make_pass, make_priced_run, make_subscription
from tests.factories.refusals import conflict, refused

pytestmark = pytest.mark.usefixtures("db")

SYSTEM = Actor.system("learning")
FULL = kroner(900)


def klip_of(actor: Actor, run: Run) -> int:
    return klip_left(actor.organisation_id, run.version.offer_id, the_clock.today(the_clock.now()))


def place(actor: Actor, draft: Booking, *names: SeatName) -> Booking:
    with within():
        return place_on_invoice(actor, draft.ref, names=names, now=the_clock.now())


class TestKlip:
    def test_a_booking_by_klip_spends_them_without_invoice_or_promise(self) -> None:
        actor, (run, _plan) = a_booker(), make_priced_run(price=ByPass(2))
        make_pass(actor, make_for_sale(run.version.offer))
        draft = make_draft(actor, run, 3)
        assert klip_of(actor, run) == 10
        placed = place(actor, draft)
        assert (placed.status, klip_of(actor, run), invoice_for(placed.ref)) == ("placed", 4, None)
        assert place(actor, draft).status == "placed"
        assert klip_of(actor, run) == 4
        assert session.scalars(select(Promise).where(Promise.subject_ref == placed.ref)).all() == []
        spent = session.scalars(select(PassEntry).where(PassEntry.subject_ref == placed.ref)).all()
        assert [(one.klip, one.person_id) for one in spent] == [(-6, actor.person_id)]

    def test_too_few_klip_refuse_the_booking_and_keep_the_draft(self) -> None:
        actor, (run, _plan) = a_booker(), make_priced_run(price=ByPass(4))
        make_pass(actor, make_for_sale(run.version.offer))
        draft = make_draft(actor, run, 3)
        with conflict("pricing.too_few_klip") as told:
            place(actor, draft)
        assert (told.value.facts["left"], told.value.facts["asked"]) == (10, 12)
        assert session.scalars(select(Booking.status).where(Booking.id == draft.id)).one() == "draft"
        assert klip_of(actor, run) == 10

    def test_what_is_sold_beside_the_seat_is_invoiced(self) -> None:
        actor = a_booker()
        with within():
            run, plan = make_priced_run(price=ByPass(1))
            plan.extras = [["Forplejning", "Catering", 20_000, "standard", ""]]
            assert plan.extra_lines == (Extra("Forplejning", "Catering", Money(20_000), "standard"),)
        make_pass(actor, make_for_sale(run.version.offer))
        placed = place(actor, make_draft(actor, run, 2))
        invoice = invoice_for(placed.ref)
        assert invoice is not None
        assert (invoice.total, klip_of(actor, run)) == (50_000, 8)

    def test_a_withdrawn_draft_has_spent_nothing(self) -> None:
        actor, (run, _plan) = a_booker(), make_priced_run(price=ByPass(1))
        make_pass(actor, make_for_sale(run.version.offer))
        draft = make_draft(actor, run, 3)
        with within():
            withdraw_draft(actor, draft.ref, now=the_clock.now())
        assert klip_of(actor, run) == 10


class Subscriber:
    """A company whose people are on a subscription that opens a run's offer."""

    def __init__(self, seats: int = 2) -> None:
        with within():
            self.company: Company = make_company()
            self.actor = make_member(self.company, "booker")
            self.people = [make_employee(self.company, name=f"Medarbejder {no}") for no in range(3)]
            self.run, self.own_plan = make_priced_run()
            self.plan: PricePlan = make_for_sale(
                self.run.version.offer, plan=SubscriptionForSale(kroner(300), Period.MONTH)
            )
        self.subscription = make_subscription(self.actor, self.plan, *self.people[:seats])

    def hold(self, wanted: int, plan: PricePlan | None = None) -> Booking:
        plan = plan or self.plan
        seen = quote_for(self.company.id, self.run, plan.ref, wanted, now=the_clock.now()).mark
        with within():
            return book_seats(self.actor, new_ref(), self.run.ref, plan.ref, wanted, seen=seen, now=the_clock.now())

    def name(self, number: int) -> SeatName:
        return SeatName(employee_ref=self.people[number].ref)


class TestCover:
    def test_covered_seats_cost_nothing_and_promise_nothing(self) -> None:
        us = Subscriber()
        placed = place(us.actor, us.hold(2), us.name(0))
        assert (placed.status, placed.lines[0].total, invoice_for(placed.ref)) == ("placed", 0, None)
        assert session.scalars(select(Promise).where(Promise.subject_ref == placed.ref)).all() == []

    def test_only_those_with_a_subscription_are_offered_cover(self) -> None:
        us, now = Subscriber(), the_clock.now()
        vat = make_vat_decision(us.run.version.offer)
        mine = covered_quote_or_none(us.company.id, vat, us.run, 2, now=now)
        assert mine is not None
        assert (mine.plan_ref, mine.total, mine.mark) == (
            us.plan.ref,
            Money(0),
            quote_for(us.company.id, us.run, us.plan.ref, 2, now=now).mark,
        )
        stranger = make_company()
        assert covered_quote_or_none(stranger.id, vat, us.run, 2, now=now) is None
        assert covered_quote_or_none(None, vat, us.run, 2, now=now) is None
        for buyer in (stranger.id, None):
            with pytest.raises(NotFound):
                quote_for(buyer, us.run, us.plan.ref, 2, now=now)
        other_run, _plan = make_priced_run()
        with pytest.raises(NotFound):
            quote_for(us.company.id, other_run, us.plan.ref, 1, now=now)

    def test_a_run_has_no_more_covered_seats_than_people_on_the_subscription(self) -> None:
        us = Subscriber(2)
        with conflict("booking.covered_seats") as told:
            us.hold(3)
        assert (told.value.facts["seats"], told.value.facts["had"]) == (2, 0)
        draft = us.hold(1)
        us.hold(1)
        with conflict("booking.covered_seats"):
            us.hold(1)
        seen = quote_for(us.company.id, us.run, us.plan.ref, 2, now=the_clock.now()).mark
        with conflict("booking.covered_seats"), within():
            change_wanted(us.actor, draft.ref, 2, seen=seen, now=the_clock.now())
        assert us.hold(1, us.own_plan).status == "draft"  # for money as many as there are places

    def test_a_subscription_that_ended_meanwhile_covers_no_more(self, clock: Clock) -> None:
        us = Subscriber(2)
        draft = us.hold(2)
        with within():
            us.subscription.status = "ended"
            us.subscription.past_on = the_clock.today(clock.at)
            session.merge(us.subscription)
        with conflict("booking.covered_seats"):
            place(us.actor, draft)

    def test_people_named_on_covered_seats_are_on_the_subscription(self) -> None:
        us = Subscriber(2)
        draft = us.hold(2)
        with refused("booking.covered_people") as told:
            place(us.actor, draft, us.name(2))
        assert told.value.facts["name"] == "Medarbejder 2"
        placed = place(us.actor, draft, us.name(1))
        seat = session.scalars(select(Seat).where(Seat.person_id.is_(None), Seat.line_id == placed.lines[0].id)).one()
        with refused("booking.covered_people"), within():
            name_seat(us.actor, seat.ref, us.name(2), now=the_clock.now())
        with within():
            name_seat(us.actor, seat.ref, us.name(0), now=the_clock.now())


def take(seat: Seat, module: ModuleVersion | None, actor: Actor = SYSTEM) -> ModuleTaken:
    with within():
        return module_taken(actor, seat.ref, module.ref if module else "", now=the_clock.now())


def bill(booking: Booking) -> bool:
    now = the_clock.now()
    with within():
        return bill_modules(booking.ref, now, now=now)


class TestModules:
    def sold(self, exam_fee: Money = FULL, basis: str = "standard") -> tuple[Booking, list[Seat], list[ModuleVersion]]:
        version = make_offer_version()
        run, _plan = make_priced_run(price=PerModule(kroner(400), exam_fee), version=version, basis=basis)
        modules = make_modules(run, "Skriv klart", "Tal klart")
        placed = make_booking(run=run, wanted=2)
        assert invoice_for(placed.ref) is None
        return placed, placed.lines[0].seats, modules

    def test_each_module_and_the_exam_is_noted_once_and_invoiced_once(self) -> None:
        placed, (first, second), modules = self.sold()
        noted = take(first, modules[0])
        assert take(first, modules[0]) is noted
        take(second, modules[0])
        take(second, modules[1])
        exam = take(first, None)
        assert take(first, None) is exam
        assert [noted.net, exam.net] == [40_000, 90_000]
        assert not bill_modules(placed.ref, noted.taken_at, now=the_clock.now())  # not before the instant
        with within():
            assert bill_modules(placed.ref, noted.taken_at + timedelta(seconds=1), now=the_clock.now())
        assert noted.billed_ref
        invoice = invoice_for(noted.billed_ref)
        assert invoice is not None
        assert [(line.text, line.quantity, line.net) for line in invoice.amount_due.lines] == [
            ("Skriv klart", 2, 80_000),
            ("Tal klart", 1, 40_000),
            ("Prøve", 1, 90_000),
        ]
        assert (invoice.net, invoice.vat) == (210_000, 52_500)
        assert not bill_modules(placed.ref, noted.taken_at + timedelta(days=99), now=the_clock.now())

    def test_all_modules_and_exams_come_to_the_ceiling_that_was_promised(self, clock: Clock) -> None:
        placed, seats, modules = self.sold()
        for seat in seats:
            for one in (*modules, None):
                take(seat, one)
            clock.move(days=31)
            bill(placed)
        (promised,) = session.scalars(select(Promise.amount).where(Promise.subject_ref == placed.ref))
        assert sum(session.scalars(select(Invoice.total))) == promised == (2 * (800 + 900)) * 125

    def test_an_exam_without_a_fee_costs_nothing_and_makes_no_invoice(self, clock: Clock) -> None:
        placed, (first, _second), _modules = self.sold(exam_fee=Money(0))
        take(first, None)
        clock.move(days=31)
        assert bill(placed)
        assert session.scalars(select(Invoice)).all() == []
        assert not bill(placed)

    def test_what_is_not_a_module_of_the_seat_is_refused(self) -> None:
        _placed, (first, second), modules = self.sold()
        other, _plan = make_priced_run()
        (foreign,) = make_modules(other, "Et andet")
        with refused("booking.module_not_in_version"):
            take(first, foreign)
        with refused("booking.no_module_price"):
            take(make_booking(run=other).lines[0].seats[0], foreign)
        with within():
            second.status = "no_show"
            session.merge(second)
        with conflict("booking.seat_not_live"):
            take(second, modules[0])
        with pytest.raises(NotFound), within():
            module_taken(SYSTEM, "nothing", "", now=the_clock.now())

    def test_only_the_system_and_the_runs_own_institution_say_so(self) -> None:
        placed, (first, _second), modules = self.sold()
        teacher = make_member(session.get_one(Institution, placed.seller_id), "teacher")
        take(first, modules[0], teacher)
        with pytest.raises(NotFound):
            take(first, modules[1], make_member(make_priced_run()[0].version.offer.institution, "teacher"))
        with pytest.raises(NotAllowed):
            take(first, modules[1], a_booker())

    def test_due_bookings_are_found_and_asked_for_once(self, clock: Clock) -> None:
        placed, (first, _second), modules = self.sold()
        take(first, modules[0])
        assert modules_due(clock.at) == ([], None)
        later = clock.move(days=31)
        assert modules_due(later) == ([placed.ref], None)
        for _again in range(2):
            with within():
                ask_for_module_bills(later, later)
        asked = session.scalars(select(Errand.ref).where(Errand.listener == "task:booking.bill_modules")).all()
        assert asked == [placed.ref]


class TestBalance:
    def sold(self, deposit: Money = FULL) -> tuple[Booking, Seat]:
        run, _plan = make_priced_run(price=Outcome(deposit, FULL), basis="standard")
        placed = make_booking(run=run, wanted=1)
        return placed, placed.lines[0].seats[0]

    def due(self, seat: Seat, actor: Actor = SYSTEM) -> Invoice | None:
        with within():
            return balance_due(actor, seat.ref, now=the_clock.now())

    def test_the_balance_is_invoiced_once_when_the_credential_is_issued(self, clock: Clock) -> None:
        placed, seat = self.sold(kroner(300))
        deposit = invoice_for(placed.ref)
        assert deposit is not None
        invoice = self.due(seat)
        clock.move(days=3)
        assert invoice is not None
        assert self.due(seat) is invoice
        assert (deposit.total, invoice.total) == (37_500, 75_000)
        assert invoice.amount_due.lines[0].text == "Sundhedskommunikation i praksis: rest, beviset er udstedt"

    def test_a_deposit_that_is_the_whole_price_leaves_nothing(self) -> None:
        _placed, seat = self.sold(FULL)
        assert self.due(seat) is None

    def test_other_seats_have_no_balance(self) -> None:
        seat = make_booking().lines[0].seats[0]
        with refused("booking.no_balance"):
            self.due(seat)
        placed, sold = self.sold(kroner(300))
        with pytest.raises(NotAllowed):
            self.due(sold, a_booker())
        with within():
            sold.status = "cancelled"
            session.merge(sold)
        with conflict("booking.seat_not_live"):
            self.due(sold)
        assert placed.status == "placed"


def test_where_an_invoice_goes_is_asked_only_where_there_is_one() -> None:
    company = make_company(ean="5790000000012")
    actor = make_member(company, "booker")
    run, _plan = make_priced_run(price=ByPass(1))
    make_pass(actor, make_for_sale(run.version.offer), ean="5790000000012", buyer_reference="Indkøb 7")
    assert place(actor, make_draft(actor, run, 1)).status == "placed"
    sold, _plan = make_priced_run()
    draft = make_draft(actor, sold, 1)
    with refused("payments.ean_needed"):
        place(actor, draft)
