"""`flask invoices run`: everything that is over is invoiced once, whatever happens half way."""

from __future__ import annotations

from datetime import date, time

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from marketplace.booking.service.paying import module_taken
from marketplace.cli import invoicing
from marketplace.foundation import clock as the_clock
from marketplace.foundation import errands
from marketplace.foundation.actor import Actor
from marketplace.foundation.clock import at_local
from marketplace.foundation.db import session
from marketplace.foundation.money import kroner
from marketplace.organisations.models import Institution
from marketplace.payments.models import Invoice
from marketplace.pricing.models import Subscription
from marketplace.pricing.rules import Period, PerModule, SubscriptionForSale
from tests.conftest import Clock
from tests.factories import within
from tests.factories.booking import make_booking
from tests.factories.catalogue import make_offer, make_offer_version, make_vat_decision
from tests.factories.modules import make_modules
from tests.factories.organisations import make_company, make_employee, make_institution, make_member
from tests.factories.pricing import make_for_sale, make_priced_run, make_subscription

pytestmark = pytest.mark.usefixtures("app", "db")  # in this order: making the app points the session elsewhere


def run(app: Flask, *more: str) -> Result:
    return app.test_cli_runner().invoke(args=["invoices", "run", *more])


def invoices() -> int:
    return session.scalar(select(func.count()).select_from(Invoice)) or 0


def subscriptions(many: int, institution: Institution | None = None) -> list[Subscription]:
    offer = make_offer(institution)
    make_offer_version(offer)
    make_vat_decision(offer)
    plan = make_for_sale(offer, plan=SubscriptionForSale(kroner(300), Period.MONTH))
    made = []
    for _no in range(many):
        company = make_company()
        made.append(make_subscription(make_member(company, "booker"), plan, make_employee(company)))
    return made


@pytest.fixture
def third_of_november(clock: Clock) -> Clock:
    clock.at = at_local(date(2026, 11, 3), time(9))
    return clock


def test_periods_and_modules_that_are_over_are_invoiced_once(app: Flask, third_of_november: Clock) -> None:
    clock = third_of_november
    subscriptions(2)
    trained, _plan = make_priced_run(price=PerModule(kroner(400), kroner(0)), version=make_offer_version())
    (module,) = make_modules(trained, "Skriv klart")
    seat = make_booking(run=trained, wanted=1).lines[0].seats[0]
    with within():
        module_taken(Actor.system("learning"), seat.ref, module.ref, now=the_clock.now())
    assert run(app).output == "0 periods of subscriptions and the modules of 0 bookings invoiced, 0 failed\n"
    clock.at = at_local(date(2026, 12, 3), time(0))
    said = run(app, "--month", "2026-11")
    assert said.output == "0 periods of subscriptions and the modules of 1 bookings invoiced, 0 failed\n"
    assert run(app).output == "2 periods of subscriptions and the modules of 0 bookings invoiced, 0 failed\n"
    assert invoices() == 3
    assert run(app).output == "0 periods of subscriptions and the modules of 0 bookings invoiced, 0 failed\n"
    clock.at = at_local(date(2027, 3, 3), time(0))
    assert run(app, "--month", "2099-01").output.startswith("6 periods")
    assert invoices() == 9


def test_a_run_stopped_half_way_goes_on_where_it_was(
    app: Flask, third_of_november: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = subscriptions(3)
    third_of_november.at = at_local(date(2026, 12, 3), time(0))
    bill = invoicing.bill_next_period

    def killed(ref: str, *given: object, **more: object) -> bool:
        done = bill(ref, *given, **more)  # type: ignore[arg-type]
        if ref == made[1].ref:
            raise KeyboardInterrupt
        return done

    with monkeypatch.context() as patch:
        patch.setattr(invoicing, "bill_next_period", killed)
        assert run(app).exit_code != 0
    assert invoices() == 1  # the second was undone with its transaction
    assert run(app).output.startswith("2 periods")
    assert session.scalars(select(Subscription.billed)).all() == [1, 1, 1]
    assert invoices() == 3


def test_what_cannot_be_invoiced_is_said_and_holds_nobody_back(app: Flask, third_of_november: Clock) -> None:
    subscriptions(1, make_institution(bank_reg="", bank_account="", name="Uden konto"))
    subscriptions(1)
    third_of_november.at = at_local(date(2026, 12, 3), time(0))
    said = run(app)
    assert said.exit_code == 1
    assert "Udbyderen har ikke oplyst, hvor pengene skal betales" in said.output
    assert said.output.endswith("1 periods of subscriptions and the modules of 0 bookings invoiced, 1 failed\n")


@pytest.mark.parametrize("month", ["november", "2026-13", "2026-1", "1999-01"])
def test_a_month_is_written_as_year_and_month(app: Flask, month: str) -> None:
    said = run(app, "--month", month)
    assert (said.exit_code, "write the month as 2026-11" in said.output) == (2, True)


def test_the_worker_invoices_what_is_over_every_day(third_of_november: Clock) -> None:
    subscriptions(2)
    third_of_november.at = at_local(date(2026, 12, 3), time(6))
    errands.schedule_repeats(the_clock.now())
    errands.work_all()
    assert invoices() == 2
    third_of_november.move(days=1)
    errands.schedule_repeats(the_clock.now())
    errands.work_all()
    assert invoices() == 2
