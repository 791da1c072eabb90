"""What an invoice is for: each kind leads to the page of what was bought."""

from __future__ import annotations

import pytest

from marketplace.booking.service.paying import balance_due, bill_modules, module_taken
from marketplace.foundation.actor import Actor
from marketplace.foundation.money import kroner
from marketplace.payments.queries import invoices_of_buyer
from marketplace.pricing.rules import Outcome, PerModule
from tests.conftest import Clock
from tests.doors.hr.people import Desk, text_of
from tests.factories import within
from tests.factories.booking import make_booking
from tests.factories.catalogue import make_offer_version
from tests.factories.modules import make_modules
from tests.factories.pricing import make_priced_run

SYSTEM = Actor.system("learning")


def page_of_newest(desk: Desk) -> str:
    (invoice, *_earlier) = invoices_of_buyer(desk.actor, 1).items
    answer = desk.client.get(f"/hr/fakturaer/{invoice.ref}")
    assert answer.status_code == 200
    assert invoice.full_number in text_of(answer)
    return answer.get_data(as_text=True)


def test_an_invoice_of_modules_leads_to_its_booking(desk: Desk, clock: Clock) -> None:
    run, _plan = make_priced_run(price=PerModule(kroner(400), kroner(0)), version=make_offer_version())
    (module,) = make_modules(run, "Skriv klart")
    placed = make_booking(desk.actor, run, 1)
    seat = placed.lines[0].seats[0].ref
    with within():
        module_taken(SYSTEM, seat, module.ref, now=clock.at)
        bill_modules(placed.ref, clock.move(days=40), now=clock.at)
    assert f'href="/hr/bestillinger/{placed.ref}"' in page_of_newest(desk)


@pytest.mark.parametrize("deposit", [300, 0])
def test_an_invoice_of_a_balance_has_no_page_of_its_own(desk: Desk, clock: Clock, deposit: int) -> None:
    run, _plan = make_priced_run(price=Outcome(kroner(deposit), kroner(900)))
    placed = make_booking(desk.actor, run, 1)
    seat = placed.lines[0].seats[0].ref
    with within():
        balance_due(SYSTEM, seat, now=clock.at)
    assert "Se bestillingen" not in page_of_newest(desk)
