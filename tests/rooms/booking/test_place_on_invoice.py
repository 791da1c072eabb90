"""Placing on invoice: all or nothing, once, at the price that was shown."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from marketplace.accounts.service import create_person
from marketplace.booking import queries
from marketplace.booking.models import Booking
from marketplace.booking.rules import SeatName
from marketplace.booking.service.holding import change_wanted
from marketplace.booking.service.placing import place_on_invoice
from marketplace.booking.service.running import change_capacity
from marketplace.booking.service.sweeping import release_lapsed_holds
from marketplace.catalogue.models import Run
from marketplace.foundation import clock
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import NotFound
from marketplace.foundation.events import EventLog
from marketplace.foundation.money import kroner
from marketplace.foundation.transaction import transaction
from marketplace.organisations.models import Employee, Institution
from marketplace.payments.models import Invoice
from marketplace.payments.queries import invoice_for
from marketplace.pricing.models import PricePlan
from tests.conftest import Clock
from tests.factories.booking import a_booker, make_booking, make_draft, the_mark
from tests.factories.catalogue import make_offer, make_offer_version
from tests.factories.organisations import (
    make_company,
    make_department,
    make_employee,
    make_institution,
    make_member,
    make_person,
)
from tests.factories.pricing import make_plan, make_priced_run
from tests.factories.refusals import conflict, refused
from tests.waiting import while_held

EAN = "5790000123452"


def place(actor: Actor, ref: str, **more: Any) -> Booking:
    with transaction():
        return place_on_invoice(actor, ref, now=clock.now(), **more)


def test_a_draft_a_colleague_has_changed_is_not_placed_at_another_price_than_was_shown(db: None) -> None:
    actor = a_booker()
    run, plan = make_priced_run()
    draft = make_draft(actor, run, 2)
    shown = the_mark(actor, run, plan, 2)
    with transaction():
        change_wanted(actor, draft.ref, 5, seen=the_mark(actor, run, plan, 5), now=clock.now())
    with conflict("booking.stale_price") as broken:
        place(actor, draft.ref, seen=shown)
    assert broken.value.facts["quote"].seats == 5
    assert invoice_for(draft.ref) is None
    assert place(actor, draft.ref, seen=the_mark(actor, run, plan, 5)).status == "placed"


def test_a_placed_booking_has_booked_seats_names_and_an_invoice(db: None, clock: Clock) -> None:
    company = make_company()
    actor = make_member(company, "booker")
    department, mette = make_department(company), make_employee(company, name="Mette Holm")
    run, _ = make_priced_run(capacity=3, price=kroner(9800), basis="standard")
    draft = make_draft(actor, run, 3)
    clock.move(minutes=5)
    made = place(
        actor,
        draft.ref,
        names=[SeatName(employee_ref=mette.ref), SeatName(), SeatName(name="Bo Lund", email=" Bo@Example.dk ")],
        buyer_reference=" PO 7 ",
        department_ref=department.ref,
    )
    line = made.lines[0]
    assert (made.status, made.placed_at, made.placed_by_id) == ("placed", clock.at, actor.person_id)
    assert [(seat.status, seat.person.name if seat.person else "") for seat in line.seats] == [
        ("booked", "Mette Holm"),
        ("booked", "Bo Lund"),
        ("booked", ""),
    ]
    bo = session.scalars(select(Employee).where(Employee.id == line.seats[1].employee_id)).one()
    assert bo.company_id == company.id
    invoice = invoice_for(made.ref)
    assert invoice is not None
    assert (invoice.net, invoice.vat, invoice.total) == (line.net, line.vat, line.total) == (2940000, 735000, 3675000)
    assert (invoice.buyer_id, invoice.seller_id, invoice.buyer_reference) == (company.id, run.institution_id, "PO 7")
    (due,) = invoice.amount_due.lines
    assert due.text == "Sundhedskommunikation i praksis, 3.\u00a0feb. til 10.\u00a0mar. 2027"
    assert (due.quantity, due.unit_net, due.cost_centre, due.order_reference) == (3, 980_000, "4711", "PO 7")
    facts = session.scalars(select(EventLog).order_by(EventLog.id)).all()
    kinds = [fact.kind for fact in facts if fact.kind not in ("person_created", "employee_added")]
    bought = ["seats_held", "amount_promised", "promise_spent", "booking_placed"]
    assert kinds == [*bought, "seat_named", "seat_named", "invoice_issued"]
    placed = next(fact for fact in facts if fact.kind == "booking_placed")
    assert (placed.refs["booking"], placed.refs["seats"], placed.refs["total"]) == (made.ref, 3, 3675000)


def test_a_second_click_changes_nothing(db: None, clock: Clock) -> None:
    actor = a_booker()
    made = make_booking(actor)
    at = made.placed_at
    clock.move(minutes=1)
    again = place(actor, made.ref, buyer_reference="other", names=[SeatName(name="Bo Lund")])
    assert (again.ref, again.placed_at, again.buyer_reference) == (made.ref, at, "")
    assert [seat.person_id for seat in again.lines[0].seats] == [None, None]
    assert session.scalar(select(func.count()).select_from(Invoice)) == 1


def test_the_price_shown_is_the_price_charged(db: None) -> None:
    actor, (run, plan) = a_booker(), make_priced_run(price=kroner(9800))
    offer = run.version.offer
    draft = make_draft(actor, run, 2)
    with transaction():
        session.get_one(PricePlan, plan.id).status = "retired"
    make_plan(offer, kroner(12000))
    place(actor, draft.ref)
    invoice = invoice_for(draft.ref)
    assert invoice is not None
    assert invoice.total == 2 * 980_000


def test_a_hold_that_ended_is_held_anew_at_the_same_price(db: None, clock: Clock) -> None:
    actor, (run, _) = a_booker(), make_priced_run(capacity=2)
    draft = make_draft(actor, run, 2)
    clock.move(minutes=20)
    made = place(actor, draft.ref)
    assert [seat.status for seat in made.lines[0].seats] == ["booked", "booked"]
    assert queries.figures_for([run], clock.at)[run.id].live == 2


def test_a_hold_that_ended_is_lost_when_the_seats_are_gone(db: None, clock: Clock) -> None:
    actor, (run, _) = a_booker(), make_priced_run(capacity=2)
    draft = make_draft(actor, run, 2)
    clock.move(minutes=20)
    make_draft(run=run, wanted=1)
    with conflict("booking.hold_ended"):
        place(actor, draft.ref)
    assert queries.find_booking(actor, draft.ref).status == "expired"


def test_a_hold_that_ended_is_lost_when_the_run_has_shrunk(db: None, clock: Clock) -> None:
    actor, (run, _) = a_booker(), make_priced_run(capacity=2)
    publisher = make_member(session.get_one(Institution, run.institution_id), "publisher")
    draft = make_draft(actor, run, 2)
    with transaction():
        change_capacity(publisher, run.ref, 1, now=clock.at)
    clock.move(minutes=20)
    with conflict("booking.hold_ended"):
        place(actor, draft.ref)


def test_seats_still_held_are_placed_though_the_run_has_shrunk(db: None, clock: Clock) -> None:
    actor, (run, _) = a_booker(), make_priced_run(capacity=2)
    publisher = make_member(session.get_one(Institution, run.institution_id), "publisher")
    draft = make_draft(actor, run, 2)
    with transaction():
        change_capacity(publisher, run.ref, 1, now=clock.at)
    assert place(actor, draft.ref).status == "placed"


def test_a_hold_that_ended_is_lost_when_the_price_has_changed(db: None, clock: Clock) -> None:
    actor, (run, plan) = a_booker(), make_priced_run()
    offer = run.version.offer
    draft = make_draft(actor, run, 2)
    clock.move(minutes=20)
    with transaction():
        session.get_one(PricePlan, plan.id).status = "retired"
    make_plan(offer, kroner(9900))
    with conflict("booking.hold_ended"):
        place(actor, draft.ref)
    assert queries.find_booking(actor, draft.ref).status == "draft"
    with transaction():
        assert release_lapsed_holds(clock.at) == 1
    assert queries.find_booking(actor, draft.ref).status == "expired"
    with conflict("booking.hold_ended"):
        place(actor, draft.ref)


def test_a_run_that_closed_meanwhile_places_nothing(db: None) -> None:
    actor, (run, _) = a_booker(), make_priced_run()
    draft = make_draft(actor, run)
    with transaction():
        session.get_one(Run, run.id).status = "running"
    with conflict("booking.run_closed"):
        place(actor, draft.ref)


def test_an_invoice_waits_for_the_operators_check(db: None) -> None:
    actor = make_member(make_company(verified=False), "booker")
    draft = make_draft(actor)
    with refused("booking.needs_verification"):
        place(actor, draft.ref)
    assert queries.find_booking(actor, draft.ref).status == "draft"


def test_a_seller_without_bank_places_nothing(db: None) -> None:
    actor = a_booker()
    seller = make_institution(bank_reg="", bank_account="")
    run, _ = make_priced_run(version=make_offer_version(make_offer(seller)))
    draft = make_draft(actor, run)
    with refused("payments.seller_has_no_bank"):
        place(actor, draft.ref)
    found = queries.find_booking(actor, draft.ref)
    assert (found.status, {seat.status for seat in found.lines[0].seats}) == ("draft", {"held"})


def test_a_public_buyer_gives_ean_and_reference(db: None) -> None:
    actor = make_member(make_company(ean=EAN), "booker")
    draft = make_draft(actor)
    with refused("payments.ean_needed"):
        place(actor, draft.ref, buyer_reference="PO 7")
    with refused("payments.reference_needed"):
        place(actor, draft.ref, ean=EAN)
    made = place(actor, draft.ref, ean=f"{EAN[:4]} {EAN[4:]}", buyer_reference="PO 7")
    invoice = invoice_for(made.ref)
    assert invoice is not None
    assert (made.ean, invoice.buyer["ean"], invoice.buyer_reference) == (EAN, EAN, "PO 7")


def test_a_number_that_is_no_ean_is_refused(db: None) -> None:
    actor = a_booker()
    draft = make_draft(actor)
    with refused("organisations.ean_check"):
        place(actor, draft.ref, ean="5790000123457", buyer_reference="PO 7")


def test_more_names_than_seats_and_the_same_person_twice_are_refused(db: None) -> None:
    company = make_company()
    actor, mette = make_member(company, "booker"), make_employee(company, name="Mette Holm")
    draft = make_draft(actor, wanted=2)
    with refused("booking.more_names"):
        place(actor, draft.ref, names=[SeatName(name=name) for name in ("A A", "B B", "C C")])
    with refused("booking.already_seated") as told:
        place(actor, draft.ref, names=[SeatName(employee_ref=mette.ref)] * 2)
    assert (told.value.field, told.value.facts) == ("naming", {"name": "Mette Holm", "position": 2})
    assert queries.find_booking(actor, draft.ref).status == "draft"
    assert session.scalar(select(func.count()).select_from(Invoice)) == 0


def test_anothers_department_and_employee_are_not_found(db: None) -> None:
    actor, other = a_booker(), make_company()
    draft = make_draft(actor)
    department, stranger = make_department(other).ref, make_employee(other, make_person("Ib Bo")).ref
    with pytest.raises(NotFound):
        place(actor, draft.ref, department_ref=department)
    with pytest.raises(NotFound):
        place(actor, draft.ref, names=[SeatName(employee_ref=stranger)])


def test_two_bookings_that_make_the_same_people_known_do_not_wait_for_each_other_in_a_circle(fresh: str) -> None:
    actor = a_booker()
    ref = make_draft(actor).ref
    session.remove()

    def know(email: str) -> None:
        create_person(actor, "Ane", email, "da", now=clock.now())

    names = [SeatName(name="Bo", email="Bo@x.example"), SeatName(name="Ane", email="ane@x.example")]
    placed = while_held(
        lambda: know("ane@x.example"),
        lambda: place_on_invoice(actor, ref, names=names, now=clock.now()).status,
        then=lambda: know("bo@x.example"),
    )
    assert placed == "placed"
    (line,) = queries.find_booking(actor, ref).lines
    assert [seat.person.email_norm for seat in line.seats if seat.person] == ["bo@x.example", "ane@x.example"]
