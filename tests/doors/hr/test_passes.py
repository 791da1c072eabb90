"""HR's klip: the price before the click, what was typed kept, one's own only, spent on a booking."""

from __future__ import annotations

import re

import html5lib
import pytest
from sqlalchemy import func, select

from marketplace.catalogue.models import Offer
from marketplace.foundation.db import session
from marketplace.foundation.money import kroner
from marketplace.foundation.refs import new_ref
from marketplace.organisations.models import Company
from marketplace.pricing.models import PassEntry, PricePlan
from marketplace.pricing.queries.passes import passes_of
from marketplace.pricing.rules import ByPass, PassForSale
from tests.conftest import Clock
from tests.doors.conftest import ClientFor
from tests.doors.counting import counting
from tests.doors.hr.people import Desk, heading_of, sit, text_of
from tests.factories import within
from tests.factories.booking import make_booking, make_draft
from tests.factories.catalogue import make_offer, make_offer_version, make_vat_decision
from tests.factories.organisations import make_company, make_department, make_institution
from tests.factories.pricing import make_for_sale, make_pass, make_priced_run


def an_offer(basis: str = "standard", **over: object) -> Offer:
    with within():
        offer = make_offer(**over)
        make_offer_version(offer)
        make_vat_decision(offer, basis)
    return offer


def entries() -> int:
    return session.scalar(select(func.count()).select_from(PassEntry)) or 0


def form_of(desk: Desk, plan: PricePlan) -> dict[str, str]:
    page = desk.client.get(f"/hr/klippekort/koeb/{plan.ref}").get_data(as_text=True)
    hidden = dict(re.findall(r'name="(seen)" value="([^"]+)"', page))
    key = re.search(r'<input[^>]*name="key"[^>]*value="([^"]+)"', page)
    assert key
    return {**hidden, "key": key[1], "department": ""}


def test_the_price_with_vat_stands_before_the_click_and_the_purchase_after_it(desk: Desk) -> None:
    plan = make_for_sale(an_offer())
    listed = desk.client.get("/hr/klippekort")
    html5lib.HTMLParser(strict=True).parse(listed.get_data(as_text=True))
    assert heading_of(listed) == "Klippekort"
    assert "Nanobanken Fjordby Professionshøjskole: 10 klip à 500 kr., gælder i 12 måneder, før moms." in text_of(
        listed
    )
    form = desk.client.get(f"/hr/klippekort/koeb/{plan.ref}")
    html5lib.HTMLParser(strict=True).parse(form.get_data(as_text=True))
    said = text_of(form)
    assert "10 klip à 500 kr. 5.000 kr. Moms 25 % 1.250 kr. I alt 6.250 kr." in said
    assert "Klippene gælder til og med 23. nov. 2027" in said
    given = form_of(desk, plan)
    answer = desk.client.post(f"/hr/klippekort/koeb/{plan.ref}", data=given)
    assert answer.status_code == 303
    page = desk.client.get(answer.location)
    html5lib.HTMLParser(strict=True).parse(page.get_data(as_text=True))
    said = text_of(page)
    assert "I har købt 10 klip. Fakturaen ligger klar." in said
    assert "Klip tilbage 10" in said
    again = desk.client.post(f"/hr/klippekort/koeb/{plan.ref}", data=given)
    assert (again.location, entries()) == (answer.location, 1)
    invoice = re.search(r"/hr/fakturaer/\w+", page.get_data(as_text=True))
    assert invoice
    assert f'href="{answer.location}"' in desk.client.get(invoice[0]).get_data(as_text=True)


def test_what_was_typed_stays_when_the_purchase_is_refused(desk: Desk, company: Company) -> None:
    plan = make_for_sale(an_offer())
    department = make_department(company)
    given = {**form_of(desk, plan), "ean": "5790000000012", "department": department.ref}
    answer = desk.client.post(f"/hr/klippekort/koeb/{plan.ref}", data=given)
    body = answer.get_data(as_text=True)
    assert (answer.status_code, entries()) == (422, 0)
    assert "Ret én ting" in text_of(answer)
    assert 'value="5790000000012"' in body
    assert re.search(rf'selected value="{department.ref}"', body)
    assert given["key"] in body


@pytest.mark.parametrize(
    "over", [{"seen": "æ" * 100}, {"key": ""}, {"department": "nowhere"}, {"ean": "57900"}, {"seen": "other"}]
)
def test_bad_input_is_refused_in_words(desk: Desk, over: dict[str, str]) -> None:
    plan = make_for_sale(an_offer())
    answer = desk.client.post(f"/hr/klippekort/koeb/{plan.ref}", data={**form_of(desk, plan), **over})
    assert (answer.status_code in (409, 422), entries()) == (True, 0)
    assert "Ret " in text_of(answer)


def test_a_pass_with_vat_at_use_says_so(desk: Desk) -> None:
    institution = make_institution()
    plan = make_for_sale(an_offer(institution=institution), an_offer("exempt", institution=institution))
    said = text_of(desk.client.get(f"/hr/klippekort/koeb/{plan.ref}"))
    assert "Moms er i prisen og forfalder ved brug I alt 5.000 kr." in said


def test_who_may_not_buy_sees_and_who_is_not_approved_waits(client_for: ClientFor) -> None:
    plan = make_for_sale(an_offer())
    viewer = sit(client_for, make_company(), "viewer")
    assert "Se prisen" not in text_of(viewer.client.get("/hr/klippekort"))
    assert viewer.client.get(f"/hr/klippekort/koeb/{plan.ref}").status_code == 403
    manager = sit(client_for, make_company(), "manager")
    assert manager.client.get("/hr/klippekort").status_code == 403
    waiting = sit(client_for, make_company(verified=False), "admin")
    page = text_of(waiting.client.get(f"/hr/klippekort/koeb/{plan.ref}"))
    assert "Faktura venter på operatøren." in page
    assert "Køb for" not in page


def test_other_companies_klip_and_plans_taken_out_of_sale_are_not_found(desk: Desk, client_for: ClientFor) -> None:
    plan = make_for_sale(an_offer())
    make_pass(desk.actor, plan)
    ref, plan_ref, plan_id = passes_of(desk.actor)[0].account.ref, plan.ref, plan.id
    stranger = sit(client_for, make_company(), "admin")
    for address in (f"/hr/klippekort/{ref}", f"/hr/klippekort/{ref}/klip.csv", "/hr/klippekort/koeb/nothing"):
        assert stranger.client.get(address).status_code == 404
    with within():
        session.get_one(PricePlan, plan_id).status = "retired"
    assert "sælges ikke mere" in text_of(desk.client.get(f"/hr/klippekort/koeb/{plan_ref}"))
    assert "Ingen udbyder sælger klippekort lige nu." in text_of(desk.client.get("/hr/klippekort?side=7"))


def test_klip_are_spent_on_a_booking_and_listed_as_a_table(desk: Desk) -> None:
    run, _plan = make_priced_run(price=ByPass(2))
    make_pass(desk.actor, make_for_sale(run.version.offer))
    placed = make_booking(desk.actor, run, 3)
    ref = passes_of(desk.actor)[0].account.ref
    page = desk.client.get(f"/hr/klippekort/{ref}")
    assert "23. nov. 2026 Brugt −6 23. nov. 2027 Bestillingen" in text_of(page)
    assert f"/hr/bestillinger/{placed.ref}" in page.get_data(as_text=True)
    csv = desk.client.get(f"/hr/klippekort/{ref}/klip.csv")
    rows = csv.get_data().decode("utf-8-sig").splitlines()
    assert rows[0] == "Tidspunkt;Hvad;Klip;Gælder til;Moms;Bestilling"
    assert rows[2] == f"2026-11-23 10:00;brugt;'-6;2027-11-23;0.00;{placed.ref}"


def test_too_few_klip_are_said_on_the_booking_form_with_the_way_to_more(desk: Desk) -> None:
    run, _plan = make_priced_run(price=ByPass(6))
    make_pass(desk.actor, make_for_sale(run.version.offer))
    draft = make_draft(desk.actor, run, 2)
    form = desk.client.get(f"/hr/bestillinger/{draft.ref}/bestil")
    assert "I har 10 klip, der gælder her." in text_of(form)
    assert f"/hr/klippekort?forloeb={run.version.offer.ref}" in form.get_data(as_text=True)
    answer = desk.client.post(
        f"/hr/bestillinger/{draft.ref}/bestil",
        data={"act": "place", "n": "2", "naming": "later", "terms": "y", "people-0": "", "people-1": ""},
    )
    assert answer.status_code == 409
    assert "I har 10 klip, der gælder forløbet, og det koster 12. Køb flere klip." in text_of(answer)


def test_klip_that_expire_soon_are_pointed_out(desk: Desk, clock: Clock) -> None:
    make_pass(desk.actor, make_for_sale(an_offer(), plan=PassForSale(kroner(100), 3, 1)))
    assert "3 klip, 23. dec. 2026 Snart" in text_of(desk.client.get("/hr/klippekort"))
    front = text_of(desk.client.get("/hr/"))
    assert "Senest 23. dec. 3 klip falder snart bort De gælder hos Fjordby Professionshøjskole." in front
    clock.move(days=31)
    assert "falder snart bort" not in text_of(desk.client.get("/hr/"))
    assert "Snart" not in text_of(desk.client.get("/hr/klippekort"))


def test_the_pages_never_send_more_statements_for_more_rows(desk: Desk) -> None:
    def statements() -> int:
        with counting() as sent:
            assert desk.client.get("/hr/klippekort").status_code == 200
        return len(sent)

    make_pass(desk.actor, make_for_sale(an_offer()))
    few = statements()
    for _more in range(4):
        make_pass(desk.actor, make_for_sale(an_offer()), key=new_ref())
    assert statements() <= few


def test_the_pages_speak_english(client_for: ClientFor) -> None:
    desk = sit(client_for, make_company(), "admin", language="en")
    plan = make_for_sale(an_offer())
    make_pass(desk.actor, plan)
    assert heading_of(desk.client.get("/hr/klippekort")) == "Passes"
    assert "Buy for DKK 6,250" in text_of(desk.client.get(f"/hr/klippekort/koeb/{plan.ref}"))


def test_a_booking_by_klip_asks_for_no_invoice_and_says_the_ladder_in_klip(desk: Desk) -> None:
    run, _plan = make_priced_run(price=ByPass(1))
    make_pass(desk.actor, make_for_sale(run.version.offer))
    draft = make_draft(desk.actor, run, 2)
    form = desk.client.get(f"/hr/bestillinger/{draft.ref}/bestil")
    html5lib.HTMLParser(strict=True).parse(form.get_data(as_text=True))
    said = text_of(form)
    assert 'name="ean"' not in form.get_data(as_text=True)
    assert "I alt 2 klip ." in said
    assert "100 % af klippene hele prisen" in said
    answer = desk.client.post(
        f"/hr/bestillinger/{draft.ref}/bestil", data={"act": "place", "n": "2", "naming": "later", "terms": "y"}
    )
    assert answer.status_code == 303
    assert "Bestillingen er på plads." in text_of(desk.client.get(answer.location))
