"""The demo market is made through the services, the same on the same day, as large as the product says."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from marketplace.accounts.models import Person
from marketplace.booking.models import Booking, BookingLine, Seat
from marketplace.catalogue.models import Module, OfferVersion, Run
from marketplace.competences.models import Competence, Label, Occupation
from marketplace.foundation.clock import end_of_day, set_clock
from marketplace.foundation.db import session
from marketplace.organisations.models import Company, Employee, Institution, Organisation
from marketplace.payments.models import Invoice
from marketplace.pricing.models import CostCalculation, FundingScheme, PassEntry, PricePlan, Subscription
from marketplace.pricing.rules import PerSeat, PlanKind
from marketplace.spending.models import ApprovalLimit, Budget
from seeds import load
from seeds.demo.market import NotEmpty

DAY = date(2026, 11, 23)


def count(table: type, *where: object) -> int:
    return session.scalar(select(func.count()).select_from(table).where(*where)) or 0  # type: ignore[arg-type]


def by_status(column: object) -> dict[str, int]:
    return dict(session.execute(select(column, func.count()).group_by(column)).tuples().all())  # type: ignore[call-overload]


def test_the_vocabulary_is_as_large_as_promised_and_loading_it_again_changes_nothing(fresh: str) -> None:
    first = list(load.reference())
    assert count(Competence) >= 600
    assert count(Occupation) >= 80
    assert count(Competence, Competence.uri.is_not(None)) / count(Competence) > 0.7
    assert count(Label, Label.lang == "da", Label.source == "esco") == 0, "Danish labels are our own, and say so"
    assert count(Label, Label.lang == "da", Label.kind == "pref") == count(Competence)
    labels = count(Label)
    again = list(load.reference())
    assert "added=0, changed=0" in again[1]
    assert again != first
    assert count(Label) == labels


def assert_every_price_is_there() -> None:
    kinds = by_status(PricePlan.kind)
    assert set(kinds) == set(PlanKind)
    tiered = [row.plan for row in session.scalars(select(PricePlan).where(PricePlan.kind == "per_seat"))]
    steps = {plan.graduated for plan in tiered if isinstance(plan, PerSeat) and plan.tiers}
    assert steps == {True, False}
    own = (PricePlan.institution_id, PricePlan.run_id)
    assert count(PricePlan, own[0].is_not(None)) == 4, "passes and subscriptions for sale at two institutions each"
    assert count(PricePlan, own[1].is_not(None), PricePlan.kind == "agreed") == 1
    assert sum(bool(plan.extras) for plan in session.scalars(select(PricePlan))) >= 10
    assert count(CostCalculation) >= 20
    let_through = session.scalars(select(PricePlan).where(PricePlan.floor_reason != "")).one()
    assert let_through.floor_by_id is not None
    assert let_through.calculation_id is not None
    assert count(Budget) >= 4
    assert count(ApprovalLimit) == 1
    assert by_status(Booking.status)["awaiting_approval"] == 1
    assert by_status(Subscription.status) == {"active": 2}
    assert session.scalar(select(func.min(Subscription.billed))) == 2, "two months are over"
    moved = {
        kind: session.scalar(select(func.sum(PassEntry.klip)).where(PassEntry.kind == kind)) or 0
        for kind in ("bought", "spent")
    }
    assert moved["bought"] == 120
    assert -120 < moved["spent"] < 0
    bought = {line.quote["plan"]["plan"] for line in session.scalars(select(BookingLine))}
    assert bought >= {"per_seat", "per_team", "per_ects", "per_module", "outcome", "pass", "agreed"}
    paid_later = [
        booking
        for booking, line in session.execute(
            select(Booking, BookingLine).join(BookingLine).where(Booking.status == "placed")
        )
        if not line.total
    ]
    others = count(PassEntry, PassEntry.kind == "bought") + 2 * count(Subscription)
    assert count(Invoice) == count(Booking, Booking.status == "placed") - len(paid_later) + others
    assert count(FundingScheme) == 4


def test_the_demo_market_is_whole(fresh: str, tmp_path: Path) -> None:
    set_clock(lambda: end_of_day(DAY))
    list(load.reference())
    lines = list(load.demo(DAY, tmp_path))
    assert (count(Institution), count(Company)) == (12, 40)
    assert count(Employee) >= 250
    assert count(Module) >= 400
    assert count(OfferVersion) == 200
    assert count(Run) >= 350
    assert by_status(OfferVersion.status) == {"published": 196, "in_review": 2, "draft": 2}
    assert set(by_status(Run.status)) >= {"planned", "open", "confirmed", "running", "completed", "closed"}
    assert set(by_status(Booking.status)) >= {"placed", "withdrawn", "expired"}
    assert set(by_status(Seat.status)) >= {"booked", "released", "lapsed"}
    assert count(Seat, Seat.status == "booked", Seat.person_id.is_(None)) > 0, "some seats wait for a name"
    assert_every_price_is_there()
    assert count(Organisation, Organisation.fictional.is_(False)) == 0
    assert count(Person, Person.email_norm.is_not(None), ~Person.email_norm.endswith(".example")) == 0

    sign_ins = json.loads((tmp_path / "demo_sign_ins.json").read_text())
    assert {one["role"] for one in sign_ins} >= {
        "admin",
        "approver",
        "viewer",
        "employee",
        "publisher",
        "reviewer",
        "finance",
        "operator",
    }
    assert all(any(one["email"] in line for line in lines) for one in sign_ins)

    with pytest.raises(NotEmpty):
        list(load.demo(DAY, tmp_path))
    assert any(sign_ins[0]["email"] in line for line in load.demo(DAY, tmp_path, once=True))
