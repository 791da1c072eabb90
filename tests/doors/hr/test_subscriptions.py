"""HR's subscriptions: the price and what a change costs before the click, seats, ending, one's own only."""

from __future__ import annotations

import re

import html5lib
import pytest
from sqlalchemy import func, select

from marketplace.foundation import clock as the_clock
from marketplace.foundation.db import session
from marketplace.foundation.money import kroner
from marketplace.organisations.models import Company, Employee
from marketplace.pricing.models import PricePlan, Subscription
from marketplace.pricing.rules import Period, SubscriptionForSale
from marketplace.pricing.service.billing import bill_all_periods
from tests.conftest import Clock
from tests.doors.conftest import ClientFor
from tests.doors.hr.people import Desk, heading_of, sit, text_of
from tests.factories import within
from tests.factories.catalogue import make_offer, make_offer_version, make_vat_decision
from tests.factories.organisations import make_company, make_employee
from tests.factories.pricing import make_for_sale, make_subscription


def a_plan(basis: str = "exempt") -> PricePlan:
    with within():
        offer = make_offer()
        make_offer_version(offer)
        make_vat_decision(offer, basis)
        return make_for_sale(offer, plan=SubscriptionForSale(kroner(300), Period.MONTH))


@pytest.fixture
def people(company: Company) -> list[Employee]:
    return [make_employee(company, name=name) for name in ("Ane Berg", "Bo Carl", "Cilla Dahl")]


def form_of(desk: Desk, plan: PricePlan) -> dict[str, object]:
    page = desk.client.get(f"/hr/abonnementer/tegn/{plan.ref}").get_data(as_text=True)
    seen = re.search(r'name="seen" value="([^"]+)"', page)
    key = re.search(r'<input[^>]*name="key"[^>]*value="([^"]+)"', page)
    assert seen
    assert key
    return {"seen": seen[1], "key": key[1], "department": ""}


def count() -> int:
    return session.scalar(select(func.count()).select_from(Subscription)) or 0


def test_the_price_is_worked_out_before_the_click(desk: Desk, people: list[Employee]) -> None:
    plan = a_plan("standard")
    assert "300 kr. pr. medarbejder og måned" in text_of(desk.client.get("/hr/abonnementer"))
    given = form_of(desk, plan)
    chosen = {**given, "employees": [people[0].ref, people[2].ref]}
    counted = desk.client.post(f"/hr/abonnementer/tegn/{plan.ref}", data={**chosen, "act": "count"})
    html5lib.HTMLParser(strict=True).parse(counted.get_data(as_text=True))
    said = text_of(counted)
    assert (counted.status_code, count()) == (200, 0)
    assert "2 medarbejdere à 300 kr. 600 kr. Moms 25 % 150 kr. I alt pr. måned 750 kr." in said
    assert "Første periode er 23. nov. til 22. dec. 2026." in said
    assert len(re.findall(r'value="\w+" checked', counted.get_data(as_text=True))) == 2
    answer = desk.client.post(f"/hr/abonnementer/tegn/{plan.ref}", data=chosen)
    assert (answer.status_code, count()) == (303, 1)
    page = desk.client.get(answer.location)
    html5lib.HTMLParser(strict=True).parse(page.get_data(as_text=True))
    assert "375 kr. pr. medarbejder og måned inkl. moms" in text_of(page)
    assert desk.client.post(f"/hr/abonnementer/tegn/{plan.ref}", data=chosen).location == answer.location
    assert count() == 1


@pytest.mark.parametrize(
    "over",
    [{"employees": []}, {"employees": ["nobody"]}, {"seen": "x"}, {"key": "y"}, {"ean": "12"}, {"ean": "æ" * 99}],
)
def test_bad_input_is_refused_in_words_and_keeps_what_was_typed(
    desk: Desk, people: list[Employee], over: dict[str, object]
) -> None:
    plan = a_plan()
    given = {**form_of(desk, plan), "employees": [people[1].ref], "buyer_reference": "PO 77", **over}
    answer = desk.client.post(f"/hr/abonnementer/tegn/{plan.ref}", data=given)
    assert (answer.status_code in (409, 422), count()) == (True, 0)
    assert "Ret " in text_of(answer)
    assert 'value="PO 77"' in answer.get_data(as_text=True)


def test_what_a_change_costs_stands_before_the_click(desk: Desk, people: list[Employee], clock: Clock) -> None:
    plan = a_plan()
    ref = make_subscription(desk.actor, plan, people[0]).ref
    clock.move(days=10)
    page = desk.client.get(f"/hr/abonnementer/{ref}")
    said = text_of(page)
    assert "Hver, I sætter på i dag, koster 200 kr. for resten af perioden til 22. dec. 2026, derefter 300 kr." in said
    assert "Det sparer 190 kr. i perioden til 22. dec. 2026." in said
    assert "Perioden koster nu 300 kr." in said
    answer = desk.client.post(
        f"/hr/abonnementer/{ref}/medarbejdere", data={"employees": [people[1].ref, people[2].ref]}
    )
    assert answer.status_code == 303
    said = text_of(desk.client.get(answer.location))
    assert "2 er sat på abonnementet." in said
    assert "Perioden koster nu 700 kr." in said
    seat = re.search(rf"/hr/abonnementer/{ref}/medarbejdere/\w+/af", page.get_data(as_text=True))
    assert seat
    removed = desk.client.post(seat[0])
    assert removed.status_code == 303
    said = text_of(desk.client.get(removed.location))
    assert "i dag er sidste dag" in said
    assert "Perioden koster nu 510 kr." in said


def test_nobody_chosen_is_said(desk: Desk, people: list[Employee]) -> None:
    ref = make_subscription(desk.actor, a_plan(), people[0]).ref
    for chosen in ([], ["nobody"]):
        answer = desk.client.post(f"/hr/abonnementer/{ref}/medarbejdere", data={"employees": chosen})
        assert answer.status_code == 422
        assert "Ret én ting" in text_of(answer)


def test_it_is_ended_and_shows_its_invoices(desk: Desk, people: list[Employee], clock: Clock) -> None:
    ref = make_subscription(desk.actor, a_plan(), people[0]).ref
    assert "holder perioden ud til og med 22. dec. 2026" in text_of(desk.client.get(f"/hr/abonnementer/{ref}"))
    ended = desk.client.post(f"/hr/abonnementer/{ref}/opsig")
    assert "Gælder til og med 22. dec. 2026." in text_of(desk.client.get(ended.location))
    clock.move(days=40)
    with within():
        bill_all_periods(ref, the_clock.now())
    page = desk.client.get(f"/hr/abonnementer/{ref}")
    assert "Det gælder ikke mere." in text_of(page)
    invoice = re.search(r"/hr/fakturaer/\w+", page.get_data(as_text=True))
    assert invoice
    assert f"/hr/abonnementer/{ref}" in desk.client.get(invoice[0]).get_data(as_text=True)
    late = desk.client.post(f"/hr/abonnementer/{ref}/medarbejdere", data={"employees": [people[1].ref]})
    assert late.status_code == 409
    assert "Abonnementet er ophørt." in text_of(late)


def test_other_companies_subscriptions_are_not_found(desk: Desk, people: list[Employee], client_for: ClientFor) -> None:
    plan = a_plan()
    ref = make_subscription(desk.actor, plan, people[0]).ref
    stranger = sit(client_for, make_company(), "admin").client
    assert stranger.get(f"/hr/abonnementer/{ref}").status_code == 404
    assert stranger.post(f"/hr/abonnementer/{ref}/opsig").status_code == 404
    assert stranger.post(f"/hr/abonnementer/{ref}/medarbejdere", data={"employees": [people[1].ref]}).status_code == 404
    assert "Nanobanken" not in text_of(stranger.get("/hr/abonnementer?forloeb=nothing"))
    viewer = sit(client_for, session.get_one(Company, desk.actor.organisation_id), "viewer").client
    page = text_of(viewer.get(f"/hr/abonnementer/{ref}"))
    assert "Sig op" not in page
    assert viewer.post(f"/hr/abonnementer/{ref}/opsig").status_code == 403
    assert viewer.get(f"/hr/abonnementer/tegn/{plan.ref}").status_code == 403


def test_the_pages_speak_english(client_for: ClientFor) -> None:
    company = make_company()
    desk = sit(client_for, company, "admin", language="en")
    ref = make_subscription(desk.actor, a_plan(), make_employee(company)).ref
    assert heading_of(desk.client.get("/hr/abonnementer")) == "Subscriptions"
    assert "Cancel the subscription" in text_of(desk.client.get(f"/hr/abonnementer/{ref}"))
