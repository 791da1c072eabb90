"""Bookings above a limit or a budget: they wait with their seats, are placed by an approver, or come to nothing."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import func, select

from marketplace.booking import queries
from marketplace.booking.models import Booking, Seat
from marketplace.booking.rules import SeatName
from marketplace.booking.service.approving import approve_booking, decline_booking
from marketplace.booking.service.holding import withdraw_draft
from marketplace.booking.service.placing import place_on_invoice
from marketplace.booking.service.sweeping import release_lapsed_holds
from marketplace.catalogue.models import Run
from marketplace.foundation import clock as clock_module
from marketplace.foundation.actor import Actor
from marketplace.foundation.clock import end_of_day
from marketplace.foundation.db import session
from marketplace.foundation.errors import Conflict, NotAllowed, NotFound
from marketplace.foundation.events import EventLog
from marketplace.foundation.money import ZERO, Money, kroner
from marketplace.foundation.transaction import transaction
from marketplace.organisations.models import Company, Department
from marketplace.payments.models import Invoice
from marketplace.payments.queries import invoice_for
from marketplace.pricing.models import PricePlan
from marketplace.pricing.rules import Outcome, Plan
from marketplace.spending.models import Approval
from marketplace.spending.queries import approval_of_or_none, approvals, count_waiting, faults, purse_of
from marketplace.spending.rules import Purse
from tests.conftest import Clock
from tests.factories.booking import make_draft
from tests.factories.organisations import make_company, make_department, make_employee, make_member
from tests.factories.pricing import make_plan, make_priced_run
from tests.factories.refusals import conflict, refused
from tests.factories.spending import make_budget, make_limit, make_waiting
from tests.waiting import while_held


@dataclass(frozen=True)
class House:
    """A company with a department, one who books and one who approves."""

    company: Company
    department: Department
    booker: Actor
    approver: Actor

    @property
    def purse(self) -> Purse:
        return purse_of(self.company.id, self.department.id, 2026)

    def approval(self, booking: Booking) -> Approval:
        found = approval_of_or_none(self.company.id, booking.ref)
        assert found is not None
        return found


def a_house() -> House:
    company = make_company()
    return House(company, make_department(company), make_member(company, "booker"), make_member(company, "approver"))


@pytest.fixture
def house(db: None) -> House:
    return a_house()


def waiting(house: House, run: Run | None = None, wanted: int = 2, **over: object) -> Booking:
    return make_waiting(house.booker, run, wanted, house.department, **over)


def approve(house: House, booking: Booking, seen: Money = ZERO) -> Booking:
    with transaction():
        return approve_booking(house.approver, booking.ref, seen=seen, now=clock_module.now())


def decline(house: House, booking: Booking, reason: str = "Ikke i år") -> Booking:
    with transaction():
        return decline_booking(house.approver, booking.ref, reason=reason, now=clock_module.now())


def live(run: Run) -> int:
    return queries.figures_for([run], clock_module.now())[run.id].live


def facts_of(*kinds: str) -> list[str]:
    told = select(EventLog.kind).where(EventLog.kind.in_(kinds)).order_by(EventLog.id)
    return list(session.scalars(told))


def test_above_the_limit_a_booking_waits_with_seats_names_and_its_amount_promised(house: House, clock: Clock) -> None:
    make_limit(house.company, kroner(19_599))
    make_budget(house.department, kroner(20_000))
    mette, (run, _plan) = make_employee(house.company), make_priced_run(capacity=2)
    made = waiting(house, run, names=[SeatName(employee_ref=mette.ref)], buyer_reference="PO 7")
    assert (made.status, made.approval_asked_at, made.placed_at) == ("awaiting_approval", clock.at, None)
    seats = made.lines[0].seats
    assert {(seat.status, seat.held_until) for seat in seats} == {("held", end_of_day(clock.at.date().replace(day=30)))}
    assert [seat.person_id for seat in seats] == [mette.person_id, None]
    assert (made.buyer_reference, made.department_id) == ("PO 7", house.department.id)
    assert house.purse.promised == kroner(19_600)
    asked = house.approval(made)
    assert (asked.status, asked.amount, asked.overrun, asked.asked_by_id) == (
        "waiting",
        1_960_000,
        0,
        house.booker.person_id,
    )
    assert invoice_for(made.ref) is None
    assert facts_of("approval_asked", "seat_named", "booking_placed") == ["approval_asked"]
    clock.move(days=2)
    assert release_lapsed_holds(clock.at) == 0
    assert live(run) == 2


def test_an_approver_places_it_as_if_the_one_who_asked_had(house: House, clock: Clock) -> None:
    make_limit(house.company, ZERO, house.department)
    mette = make_employee(house.company)
    run, plan = make_priced_run()
    made = waiting(house, run, names=[SeatName(), SeatName(employee_ref=mette.ref)], buyer_reference="PO 7")
    with transaction():
        session.get_one(PricePlan, plan.id).status = "retired"
    make_plan(run.version.offer, kroner(12_000))
    clock.move(days=1)
    placed = approve(house, made)
    assert (placed.status, placed.placed_at, placed.placed_by_id) == ("placed", clock.at, house.booker.person_id)
    assert {seat.status for seat in placed.lines[0].seats} == {"booked"}
    invoice = invoice_for(made.ref)
    assert invoice is not None
    assert (invoice.total, invoice.buyer_reference) == (1_960_000, "PO 7")
    assert invoice.amount_due.lines[0].cost_centre == "4711"
    assert house.purse.spent == kroner(19_600)
    assert (house.approval(made).status, house.approval(made).decided_by_id) == ("approved", house.approver.person_id)
    kinds = ["approval_ended", "promise_spent", "booking_placed", "seat_named", "invoice_issued"]
    assert facts_of(*kinds) == kinds


def test_above_the_budget_nothing_is_promised_until_an_approver_lets_it_go(house: House) -> None:
    make_budget(house.department, kroner(15_000))
    made = waiting(house)
    assert house.purse == Purse(kroner(15_000))
    assert house.approval(made).overrun == 460_000
    with conflict("spending.overrun_grown"):
        approve(house, made)
    approve(house, made, kroner(4_600))
    assert house.purse == Purse(kroner(15_000), ZERO, kroner(19_600), kroner(4_600))
    assert faults(house.company.id, 2026) == []


def test_a_budget_that_others_used_meanwhile_is_shown_anew(house: House) -> None:
    make_budget(house.department, kroner(15_000))
    made = waiting(house)
    with transaction():
        place_on_invoice(
            house.booker,
            make_draft(house.booker, wanted=1).ref,
            department_ref=house.department.ref,
            now=clock_module.now(),
        )
    with conflict("spending.overrun_grown") as broken:
        approve(house, made, kroner(4_600))
    assert broken.value.facts == {"now": kroner(14_400), "before": kroner(4_600)}
    assert approve(house, made, kroner(14_400)).status == "placed"
    assert faults(house.company.id, 2026) == []


def test_within_budget_and_limit_nobody_is_asked(house: House) -> None:
    make_budget(house.department, kroner(19_600))
    make_limit(house.company, kroner(19_600))
    draft = make_draft(house.booker)
    with transaction():
        placed = place_on_invoice(house.booker, draft.ref, department_ref=house.department.ref, now=clock_module.now())
    assert placed.status == "placed"
    assert house.purse == Purse(kroner(19_600), ZERO, kroner(19_600))
    assert session.scalar(select(func.count()).select_from(Approval)) == 0


def test_the_ceiling_is_what_is_weighed_and_promised(house: House) -> None:
    make_budget(house.department, kroner(10_000))
    plan: Plan = Outcome(deposit=kroner(1_000), seat_price=kroner(6_000))
    run, _plan = make_priced_run(price=plan)
    made = waiting(house, run)
    assert (made.lines[0].total, house.approval(made).amount) == (200_000, 1_200_000)
    approve(house, made, kroner(2_000))
    assert house.purse.spent == kroner(12_000)


def test_approving_and_asking_again_change_nothing(house: House, clock: Clock) -> None:
    make_limit(house.company, ZERO)
    made = waiting(house)
    with transaction():
        again = place_on_invoice(house.booker, made.ref, buyer_reference="other", now=clock.at)
    assert (again.status, again.buyer_reference) == ("awaiting_approval", "")
    first = approve(house, made).placed_at
    clock.move(minutes=1)
    other = make_member(house.company, "approver")
    with transaction():
        assert approve_booking(other, made.ref, seen=ZERO, now=clock.at).placed_at == first
    with conflict("spending.not_waiting"):
        decline(house, made)
    assert session.scalar(select(func.count()).select_from(Invoice)) == 1
    assert house.approval(made).decided_by_id == house.approver.person_id


def test_nobody_approves_their_own_purchase(house: House) -> None:
    make_limit(house.company, ZERO)
    both = make_member(house.company, "booker", "approver")
    made = make_waiting(both)
    for act in (
        lambda: approve_booking(both, made.ref, seen=ZERO, now=clock_module.now()),
        lambda: decline_booking(both, made.ref, reason="x", now=clock_module.now()),
    ):
        with refused("spending.own_purchase"), transaction():
            act()
    assert (count_waiting(both), count_waiting(house.approver), count_waiting(house.booker)) == (0, 1, 0)
    assert approve(house, made).status == "placed"


def test_where_nobody_else_could_approve_it_does_not_wait(db: None) -> None:
    company = make_company()
    alone = make_member(company, "admin", "booker", "approver")
    make_limit(company, ZERO)
    draft = make_draft(alone)
    with refused("spending.no_approver"), transaction():
        place_on_invoice(alone, draft.ref, now=clock_module.now())
    assert queries.find_booking(alone, draft.ref).status == "draft"


@pytest.mark.parametrize("role", ["admin", "booker", "viewer"])
def test_only_approvers_decide(house: House, role: str) -> None:
    make_limit(house.company, ZERO)
    made = waiting(house)
    other = make_member(house.company, role)
    with pytest.raises(NotAllowed), transaction():
        approve_booking(other, made.ref, seen=ZERO, now=clock_module.now())
    with pytest.raises(NotAllowed), transaction():
        decline_booking(other, made.ref, reason="x", now=clock_module.now())


def test_anothers_booking_is_not_found(house: House) -> None:
    make_limit(house.company, ZERO)
    made = waiting(house)
    stranger = make_member(make_company(), "approver")
    with pytest.raises(NotFound), transaction():
        approve_booking(stranger, made.ref, seen=ZERO, now=clock_module.now())
    assert approvals(stranger, 1).total == 0


def test_a_no_gives_seats_and_budget_back_with_its_reason(house: House) -> None:
    make_limit(house.company, ZERO)
    make_budget(house.department, kroner(20_000))
    run, _plan = make_priced_run(capacity=2)
    made = waiting(house, run)
    with refused("spending.reason_missing"):
        decline(house, made, "  ")
    for _again in range(2):
        assert decline(house, made).status == "declined"
    assert (house.approval(made).status, house.approval(made).reason) == ("declined", "Ikke i år")
    assert (live(run), house.purse.used) == (0, ZERO)
    with conflict("spending.not_waiting"):
        approve(house, made)
    assert make_draft(house.booker, run).status == "draft"


def test_the_one_who_asked_can_let_it_go(house: House, clock: Clock) -> None:
    make_limit(house.company, ZERO)
    make_budget(house.department, kroner(20_000))
    run, _plan = make_priced_run(capacity=2)
    made = waiting(house, run)
    for _again in range(2):
        with transaction():
            assert withdraw_draft(house.booker, made.ref, now=clock.at).status == "withdrawn"
    assert (house.approval(made).status, live(run), house.purse.used) == ("withdrawn", 0, ZERO)


def test_when_the_deadline_passes_it_comes_to_nothing(house: House, clock: Clock) -> None:
    make_limit(house.company, ZERO)
    make_budget(house.department, kroner(20_000))
    run, _plan = make_priced_run(capacity=2)
    made = waiting(house, run)
    clock.move(days=8)
    with transaction():
        assert release_lapsed_holds(clock.at) == 1
    assert queries.find_booking(house.booker, made.ref).status == "expired"
    assert (house.approval(made).status, live(run), house.purse.used) == ("withdrawn", 0, ZERO)
    with conflict("spending.not_waiting"):
        approve(house, made)


def test_approved_after_the_deadline_its_seats_are_held_anew_with_their_names(house: House, clock: Clock) -> None:
    make_limit(house.company, ZERO)
    mette, bo = make_employee(house.company), make_employee(house.company, name="Bo Lund")
    run, _plan = make_priced_run(capacity=2)
    made = waiting(house, run, names=[SeatName(employee_ref=one.ref) for one in (mette, bo)])
    clock.move(days=8)
    placed = approve(house, made)
    assert [seat.person_id for seat in placed.lines[0].seats] == [mette.person_id, bo.person_id]
    assert {seat.status for seat in placed.lines[0].seats} == {"booked"}
    assert facts_of("seat_named") == ["seat_named"] * 2
    assert live(run) == 2


def test_approved_after_the_deadline_when_the_seats_are_gone_is_too_late(house: House, clock: Clock) -> None:
    make_limit(house.company, ZERO)
    run, _plan = make_priced_run(capacity=2)
    made = waiting(house, run)
    clock.move(days=8)
    make_draft(run=run, wanted=1)
    with conflict("spending.not_waiting"):  # whoever took the seats has ended it
        approve(house, made)
    assert queries.find_booking(house.booker, made.ref).status == "expired"


def test_approved_after_the_deadline_when_the_run_has_shrunk_is_too_late(house: House, clock: Clock) -> None:
    make_limit(house.company, ZERO)
    run, _plan = make_priced_run(capacity=2)
    made = waiting(house, run)
    with transaction():
        session.get_one(Run, run.id).capacity = 1
    clock.move(days=8)
    with conflict("booking.hold_ended"):
        approve(house, made)
    assert house.approval(made).status == "waiting"


def test_a_run_no_longer_on_sale_is_not_placed(house: House) -> None:
    make_limit(house.company, ZERO)
    run, _plan = make_priced_run()
    made = waiting(house, run)
    with transaction():
        session.get_one(Run, run.id).status = "running"
    with conflict("booking.run_closed"):
        approve(house, made)
    assert house.approval(made).status == "waiting"


def test_a_booking_that_waits_over_new_year_takes_from_the_new_years_budget(house: House, clock: Clock) -> None:
    clock.move(days=37)  # 30 December
    make_limit(house.company, ZERO)
    make_budget(house.department, kroner(20_000), 2026)
    make_budget(house.department, kroner(10_000), 2027)
    made = waiting(house)
    assert house.purse.promised == kroner(19_600)
    clock.move(days=3)
    with conflict("spending.overrun_grown"):
        approve(house, made)
    approve(house, made, kroner(9_600))
    assert house.purse.used == ZERO
    assert purse_of(house.company.id, house.department.id, 2027).spent == kroner(19_600)


def a_waiting_booking() -> tuple[House, Booking, Run]:
    house = a_house()
    make_limit(house.company, ZERO)
    make_budget(house.department, kroner(20_000))
    run, _plan = make_priced_run(capacity=2)
    made = waiting(house, run)
    session.remove()
    return house, made, run


def test_two_approvers_at_once_place_it_once(fresh: str) -> None:
    house, made, _run = a_waiting_booking()
    other = make_member(house.company, "approver")
    session.remove()
    now = clock_module.now()
    answer = while_held(
        lambda: approve_booking(house.approver, made.ref, seen=ZERO, now=now),
        lambda: approve_booking(other, made.ref, seen=ZERO, now=now).status,
    )
    assert answer == "placed"
    assert session.scalar(select(func.count()).select_from(Invoice)) == 1
    assert house.purse.spent == kroner(19_600)


def test_approved_and_withdrawn_at_once_only_the_first_holds(fresh: str) -> None:
    house, made, run = a_waiting_booking()
    now = clock_module.now()
    answer = while_held(
        lambda: withdraw_draft(house.booker, made.ref, now=now),
        lambda: approve_booking(house.approver, made.ref, seen=ZERO, now=now),
    )
    assert isinstance(answer, Conflict)
    assert (live(run), house.purse.used) == (0, ZERO)
    assert session.scalar(select(func.count()).select_from(Seat).where(Seat.status == "booked")) == 0


def test_withdrawn_while_it_is_approved_stays_placed(fresh: str) -> None:
    house, made, run = a_waiting_booking()
    now = clock_module.now()
    answer = while_held(
        lambda: approve_booking(house.approver, made.ref, seen=ZERO, now=now),
        lambda: withdraw_draft(house.booker, made.ref, now=now),
    )
    assert isinstance(answer, Conflict)
    assert (live(run), house.purse.spent) == (2, kroner(19_600))


def test_two_bookings_at_once_on_one_budget_place_one_and_let_the_other_wait(fresh: str) -> None:
    house = a_house()
    make_budget(house.department, kroner(20_000))
    refs = [make_draft(house.booker).ref for _ in range(2)]
    session.remove()
    now = clock_module.now()

    def order(ref: str) -> str:
        return place_on_invoice(house.booker, ref, department_ref=house.department.ref, now=now).status

    answer = while_held(lambda: order(refs[0]), lambda: order(refs[1]))
    assert answer == "awaiting_approval"
    assert house.purse == Purse(kroner(20_000), ZERO, kroner(19_600))
