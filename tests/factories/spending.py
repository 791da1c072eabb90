"""Budgets, limits and bookings that wait, made by the services."""

from __future__ import annotations

from typing import Any

from marketplace.booking.models import Booking
from marketplace.booking.service.placing import place_on_invoice
from marketplace.catalogue.models import Run
from marketplace.foundation import clock
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.money import Money
from marketplace.organisations.models import Company, Department
from marketplace.spending.models import Budget
from marketplace.spending.rules import year_of
from marketplace.spending.service.budgeting import set_approval_limit, set_budget
from tests.factories import within
from tests.factories.booking import make_draft
from tests.factories.organisations import make_member


def make_budget(department: Department, amount: Money, year: int | None = None) -> Budget:
    """A department's budget, of this year unless another is given."""
    with within():
        admin = make_member(session.get_one(Company, department.company_id), "admin")
        now = clock.now()
        made = set_budget(admin, department.ref, year or year_of(now), amount, now=now)
        assert made is not None
    return made


def make_limit(company: Company, above: Money, department: Department | None = None) -> None:
    """From which amount purchases of a company, or of a department, need an approver."""
    with within():
        admin = make_member(company, "admin")
        set_approval_limit(admin, department.ref if department else "", above, now=clock.now())


def make_waiting(
    actor: Actor, run: Run | None = None, wanted: int = 2, department: Department | None = None, **over: Any
) -> Booking:
    """A booking that waits for an approver; the company's limit or the department's budget must make it wait."""
    with within():
        draft = make_draft(actor, run, wanted)
        facts: dict[str, Any] = {"now": clock.now(), "department_ref": department.ref if department else "", **over}
        made = place_on_invoice(actor, draft.ref, **facts)
        assert made.status == "awaiting_approval"
    return made
