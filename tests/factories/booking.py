"""Drafts and placed bookings for tests, made by the services."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from marketplace.booking.models import Booking
from marketplace.booking.rules import SeatName
from marketplace.booking.service.holding import book_seats
from marketplace.booking.service.placing import place_on_invoice
from marketplace.catalogue.models import Run
from marketplace.foundation import clock
from marketplace.foundation.actor import Actor
from marketplace.foundation.refs import new_ref
from marketplace.pricing.models import PricePlan
from marketplace.pricing.queries import plans_for_run
from marketplace.pricing.service.quoting import quote_for
from tests.factories import within
from tests.factories.organisations import make_company, make_member
from tests.factories.pricing import make_priced_run


def a_booker() -> Actor:
    """A booker of a new verified company."""
    return make_member(make_company(), "booker")


def the_mark(actor: Actor, run: Run, plan: PricePlan, wanted: int) -> str:
    """The mark of what the page would show this buyer now."""
    return quote_for(actor.organisation_id, run, plan.ref, wanted, now=clock.now()).mark


def make_draft(
    actor: Actor | None = None, run: Run | None = None, wanted: int = 2, plan: PricePlan | None = None, **over: Any
) -> Booking:
    """A draft with held seats; without a run, on a new one with 12 places; without a plan, by the run's oldest."""
    with within():
        actor = actor or a_booker()
        run = run or make_priced_run()[0]
        plan = plan or plans_for_run(run)[0]
        facts: dict[str, Any] = {"seen": the_mark(actor, run, plan, wanted), "now": clock.now(), **over}
        return book_seats(actor, facts.pop("key", new_ref()), run.ref, plan.ref, wanted, **facts)


def make_booking(
    actor: Actor | None = None,
    run: Run | None = None,
    wanted: int = 2,
    *,
    names: Sequence[SeatName] = (),
    **over: Any,
) -> Booking:
    """A placed booking."""
    with within():
        actor = actor or a_booker()
        draft = make_draft(actor, run, wanted)
        return place_on_invoice(actor, draft.ref, names=names, **{"now": clock.now(), **over})
