"""Whatever is done in any order: bought = unnamed + named + cancelled + used; no run and no budget is overdrawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from marketplace.booking import queries, rules
from marketplace.booking.models import Booking, BookingLine, Seat
from marketplace.booking.rules import SeatName
from marketplace.booking.service.approving import approve_booking, decline_booking
from marketplace.booking.service.holding import change_wanted, withdraw_draft
from marketplace.booking.service.naming import name_seat, unname_seat
from marketplace.booking.service.placing import place_on_invoice
from marketplace.booking.service.running import change_capacity
from marketplace.booking.service.sweeping import release_lapsed_holds
from marketplace.catalogue.models import Run
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.money import Money
from marketplace.foundation.transaction import transaction
from marketplace.organisations.models import Institution
from marketplace.payments.models import AmountDue, Invoice
from marketplace.pricing.rules import thaw
from marketplace.spending.models import Approval, Promise
from marketplace.spending.queries import faults
from tests.conftest import Clock
from tests.factories.booking import make_draft, the_mark
from tests.factories.organisations import make_company, make_department, make_employee, make_member
from tests.factories.pricing import make_priced_run
from tests.factories.spending import make_budget, make_limit


class Market(RuleBasedStateMachine):
    """Two companies and one institution around one run of five places. The second company minds its money: a department
    with a budget of two seats, a limit below that, and an approver."""

    clock: Clock
    drafts: Bundle[tuple[Actor, str]] = Bundle("drafts")

    @initialize()
    def open(self) -> None:
        self.run, self.plan = make_priced_run(capacity=5, price=Money(99_999), basis="standard")
        self.publisher = make_member(session.get_one(Institution, self.run.institution_id), "publisher")
        companies = [make_company(), make_company()]
        self.bookers = [make_member(company, "booker") for company in companies]
        self.employees = [[make_employee(company).ref for _ in range(3)] for company in companies]
        self.approver = make_member(companies[1], "approver")
        self.department = make_department(companies[1])
        make_budget(self.department, Money(300_000))
        make_limit(companies[1], Money(200_000))
        self.highest = 5
        self.placed: dict[str, dict[str, Any]] = {}

    def tried(self, act: Callable[[], Any]) -> Any:
        """One use case in its transaction; a rule may say no, and then nothing has changed."""
        try:
            with transaction():
                return act()
        except RuleBroken:
            return None

    @rule(target=drafts, who=st.integers(0, 1), wanted=st.integers(1, 4))
    def book(self, who: int, wanted: int) -> tuple[Actor, str]:
        made = self.tried(lambda: make_draft(self.bookers[who], self.run, wanted))
        return self.bookers[who], made.ref if made else ""

    @rule(target=drafts, who=st.integers(0, 1), wanted=st.integers(1, 3))
    def order(self, who: int, wanted: int) -> tuple[Actor, str]:
        """Book and place at once, as most do."""
        actor, ref = self.book(who, wanted)
        self.place((actor, ref), [])
        return actor, ref

    @rule(draft=drafts, wanted=st.integers(1, 5))
    def change(self, draft: tuple[Actor, str], wanted: int) -> None:
        actor, ref = draft
        if ref:
            self.tried(
                lambda: change_wanted(
                    actor, ref, wanted, seen=the_mark(actor, self.run, self.plan, wanted), now=self.clock.at
                )
            )

    @rule(draft=drafts, named=st.lists(st.integers(0, 2), max_size=3))
    def place(self, draft: tuple[Actor, str], named: list[int]) -> None:
        actor, ref = draft
        mine = self.employees[self.bookers.index(actor)]
        names = [SeatName(employee_ref=mine[which]) for which in named]
        pays = self.department.ref if actor == self.bookers[1] else ""
        if ref:
            self.tell(
                self.tried(lambda: place_on_invoice(actor, ref, names=names, department_ref=pays, now=self.clock.at))
            )

    @rule(draft=drafts, seen=st.sampled_from([0, 100_000, 10_000_000]))
    def approve(self, draft: tuple[Actor, str], seen: int) -> None:
        actor, ref = draft
        if ref and actor == self.bookers[1]:
            self.tell(self.tried(lambda: approve_booking(self.approver, ref, seen=Money(seen), now=self.clock.at)))

    @rule(draft=drafts)
    def decline(self, draft: tuple[Actor, str]) -> None:
        actor, ref = draft
        if ref and actor == self.bookers[1]:
            self.tried(lambda: decline_booking(self.approver, ref, reason="no", now=self.clock.at))

    def tell(self, made: Booking | None) -> None:
        """Keep the quote a booking was placed with."""
        if made and made.status == "placed":
            self.placed.setdefault(made.ref, made.lines[0].quote)

    @rule(draft=drafts)
    def let_go(self, draft: tuple[Actor, str]) -> None:
        actor, ref = draft
        if ref:
            self.tried(lambda: withdraw_draft(actor, ref, now=self.clock.at))

    @rule(who=st.integers(0, 1), which=st.integers(0, 2), seat=st.integers(0, 4))
    def name(self, who: int, which: int, seat: int) -> None:
        refs = self.seats_of(self.bookers[who])
        if refs:
            to = SeatName(employee_ref=self.employees[who][which])
            self.tried(lambda: name_seat(self.bookers[who], refs[seat % len(refs)], to, now=self.clock.at))

    @rule(who=st.integers(0, 1), seat=st.integers(0, 4))
    def unname(self, who: int, seat: int) -> None:
        refs = self.seats_of(self.bookers[who])
        if refs:
            self.tried(lambda: unname_seat(self.bookers[who], refs[seat % len(refs)], now=self.clock.at))

    @rule(minutes=st.sampled_from([1, 10, 21, 8 * 24 * 60]))
    def wait(self, minutes: int) -> None:
        self.clock.move(minutes=minutes)

    @rule()
    def sweep(self) -> None:
        self.tried(lambda: release_lapsed_holds(self.clock.at))

    @rule(capacity=st.integers(1, 7))
    def resize(self, capacity: int) -> None:
        live = queries.count_live(self.run.id, self.clock.at)
        self.tried(lambda: change_capacity(self.publisher, self.run.ref, capacity, now=self.clock.at))
        self.highest = max(capacity, live)

    def seats_of(self, actor: Actor) -> list[str]:
        return list(
            session.scalars(
                select(Seat.ref)
                .where(Seat.company_id == actor.organisation_id, Seat.run_id == self.run.id, Seat.status == "booked")
                .order_by(Seat.id)
            )
        )

    @invariant()
    def no_seat_was_added_above_capacity(self) -> None:
        live = queries.count_live(self.run.id, self.clock.at)
        assert live <= self.highest
        capacity = session.scalars(select(Run.capacity).where(Run.id == self.run.id)).one()
        self.highest = max(capacity, live)  # after a lowering, live may only fall until it fits

    @invariant()
    def bought_seats_are_conserved_and_quotes_and_invoices_stand(self) -> None:
        rows = session.execute(
            select(Booking.ref, Booking.status, BookingLine.id, BookingLine.quote, BookingLine.total)
            .join(BookingLine, BookingLine.booking_id == Booking.id)
            .where(BookingLine.run_id == self.run.id)
        ).all()
        totals = {
            row.purpose_ref: row.total
            for row in session.execute(
                select(AmountDue.purpose_ref, Invoice.total).join(Invoice, Invoice.amount_due_id == AmountDue.id)
            )
        }
        for booking in rows:
            seats = session.execute(select(Seat.status, Seat.person_id).where(Seat.line_id == booking.id)).all()
            tally = rules.tally((seat.status, seat.person_id is not None) for seat in seats)
            bought = thaw(booking.quote).seats if booking.status == "placed" else 0
            assert tally.bought == tally.unnamed + tally.named + tally.cancelled + tally.used == bought
            assert (booking.ref in totals) == (booking.status == "placed") == (booking.ref in self.placed)
            if booking.status == "placed":
                assert booking.quote == self.placed[booking.ref]
                assert totals[booking.ref] == booking.total == booking.quote["total"]
            else:
                assert all(seat.status in ("held", "lapsed", "released") for seat in seats)
                live = [seat for seat in seats if seat.status == "held"]
                undecided = booking.status in ("draft", "awaiting_approval")
                assert len(live) == (thaw(booking.quote).seats if undecided else 0)

    @invariant()
    def what_is_used_is_within_budget_and_what_was_let_go(self) -> None:
        company_id = self.department.company_id
        assert faults(company_id, 2026) == []
        bookings = {
            row.ref: (row.status, thaw(row.quote).ceiling.minor)
            for row in session.execute(
                select(Booking.ref, Booking.status, BookingLine.quote)
                .join(BookingLine, BookingLine.booking_id == Booking.id)
                .where(Booking.buyer_id == company_id)
            )
        }
        using = session.execute(
            select(Promise.subject_ref, Promise.status, Promise.amount).where(
                Promise.company_id == company_id, Promise.status != "given_back"
            )
        ).all()
        for one in using:
            status, ceiling = bookings[one.subject_ref]
            assert (status, one.amount) == ("placed" if one.status == "spent" else "awaiting_approval", ceiling)
        spent = {one.subject_ref for one in using if one.status == "spent"}
        assert spent == {ref for ref, (status, _ceiling) in bookings.items() if status == "placed"}
        waits = session.scalars(
            select(Approval.subject_ref).where(Approval.company_id == company_id, Approval.status == "waiting")
        ).all()
        assert sorted(waits) == sorted(ref for ref, (status, _c) in bookings.items() if status == "awaiting_approval")

    @invariant()
    def nobody_sits_twice(self) -> None:
        people = session.scalars(
            select(Seat.person_id).where(
                Seat.run_id == self.run.id, Seat.person_id.is_not(None), Seat.status.in_(["held", "booked", "attended"])
            )
        ).all()
        assert len(people) == len(set(people))


def test_seats_are_conserved_through_any_history(db: None, clock: Clock) -> None:
    class Now(Market):
        pass

    Now.clock = clock
    run_state_machine_as_test(
        Now,
        settings=settings(
            max_examples=20, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
