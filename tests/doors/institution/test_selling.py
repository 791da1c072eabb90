"""Passes and subscriptions for sale: what they cost, open and carry of VAT, and taking them out of sale."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from marketplace.catalogue.models import Offer
from marketplace.foundation.db import session
from marketplace.foundation.money import kroner
from marketplace.foundation.texts import Texts
from marketplace.pricing.models import PlanOpens, PricePlan, Terms
from marketplace.pricing.rules import PassForSale, SubscriptionForSale
from marketplace.pricing.rules.kinds import Period
from marketplace.web.institution import selling
from tests.doors.counting import counting
from tests.doors.institution.people import Desk, fields_of, read, sit, text_of
from tests.factories.catalogue import make_offer, make_offer_version, make_vat_decision
from tests.factories.organisations import make_company
from tests.factories.pricing import make_for_sale, make_terms

PASS, SUBSCRIPTION = "/udbyder/klippekort/nyt", "/udbyder/abonnementer/nyt"
SALES = "/udbyder/klippekort"
TYPED_PASS = {"name_da": "Ti klip", "name_en": "", "klip_price": "900", "klip": "10", "valid_months": "12"}
TYPED_SUBSCRIPTION = {"name_da": "Fri adgang", "name_en": "Free", "period_price": "400", "period": "quarter"}


def an_offer(institution: Any, title: str, basis: str = "exempt", **over: Any) -> Offer:
    version = make_offer_version(make_offer(institution, **over), "published", title=Texts(title, title))
    if basis:
        make_vat_decision(version.offer, basis)
    return version.offer


def send(desk: Desk, address: str, offers: list[str], typed: dict[str, str], **over: str) -> Any:
    terms = session.scalars(select(Terms.ref).where(Terms.institution_id == desk.institution.id)).first() or ""
    token = fields_with_token(desk, address)
    data = MultiDict([*{"terms": terms, **typed, **over}.items(), *(("offers", ref) for ref in offers)])
    data["csrf_token"] = token
    return desk.client.post(address, data=data, token=False)


def fields_with_token(desk: Desk, address: str) -> str:
    return desk.client.get(address).get_data(as_text=True).split('name="csrf_token" value="')[-1].split('"')[0]


def only() -> PricePlan:
    return session.scalars(select(PricePlan)).one()


def test_a_pass_and_a_subscription_are_put_on_sale(publisher: Desk, institution: Any) -> None:
    make_terms(institution.id)
    first, second = an_offer(institution, "Klart sprog"), an_offer(institution, "Statistik")
    assert "Intet til salg endnu" in read(publisher.client.get(SALES))
    done = send(publisher, PASS, [first.ref, second.ref], TYPED_PASS)
    assert (done.status_code, done.location) == (303, SALES)
    assert only().plan == PassForSale(kroner(900), 10, 12)
    assert set(session.scalars(select(PlanOpens.offer_id))) == {first.id, second.id}
    done = send(publisher, SUBSCRIPTION, [first.ref], TYPED_SUBSCRIPTION)
    assert done.status_code == 303
    said = read(publisher.client.get(SALES))
    assert "Klippekort: 10 klip à 900 kr.; gælder i 12 måneder. Momsfrit. Åbner 2 forløb" in said
    assert "Abonnement: 400 kr. pr. medarbejder og kvartal. Momsfrit. Åbner 1 forløb Klart sprog" in said
    newest = session.scalars(select(PricePlan).order_by(PricePlan.id.desc()).limit(1)).one()
    assert newest.plan == SubscriptionForSale(kroner(400), Period.QUARTER)


@pytest.mark.parametrize(
    ("address", "typed", "over", "said"),
    [
        (PASS, TYPED_PASS, {"name_da": ""}, "Giv klippekortet eller abonnementet et navn"),
        (PASS, TYPED_PASS, {"klip_price": "0"}, "Beløbet skal være fra 0,01 kr."),
        (PASS, TYPED_PASS, {"klip_price": "1,005"}, "Beløbet har for mange decimaler."),
        (PASS, TYPED_PASS, {"klip": "0"}, "Skriv et tal fra 1 til 1.000."),
        (PASS, TYPED_PASS, {"valid_months": "61"}, "Skriv et tal fra 1 til 60."),
        (SUBSCRIPTION, TYPED_SUBSCRIPTION, {"period_price": "-1"}, "Beløbet kan ikke være under 0 kr."),
        (SUBSCRIPTION, TYPED_SUBSCRIPTION, {"period": "week"}, "Vælg en af mulighederne på listen."),
        (SUBSCRIPTION, TYPED_SUBSCRIPTION, {"terms": "none"}, "Vælg en af mulighederne på listen."),
    ],
)
def test_bad_figures_are_refused_and_kept(
    publisher: Desk, institution: Any, address: str, typed: dict[str, str], over: dict[str, str], said: str
) -> None:
    make_terms(institution.id)
    offer = an_offer(institution, "Klart sprog")
    answer = send(publisher, address, [offer.ref], {**typed, **over})
    assert said in read(answer, 422)
    kept = fields_of(answer)
    wanted = {name: value for name, value in {**typed, **over}.items() if name not in ("period", "terms")}
    assert {name: kept.get(name) for name in wanted} == wanted
    assert kept["offers"] == offer.ref
    assert session.scalars(select(PricePlan)).first() is None


def test_it_opens_the_institutions_own_open_offers(publisher: Desk, institution: Any, stranger: Desk) -> None:
    make_terms(institution.id)
    theirs = an_offer(stranger.institution, "Fremmed")
    private = an_offer(institution, "Lukket", private_to_id=make_company().id)
    page = text_of(publisher.client.get(PASS))
    assert "Fremmed" not in page
    assert "Lukket" not in page
    for refs in ([theirs.ref], [private.ref], ["²"]):
        assert "Vælg en af mulighederne på listen." in read(send(publisher, PASS, refs, TYPED_PASS), 422)
    assert "Vælg de af jeres egne forløb, som det åbner." in read(send(publisher, PASS, [], TYPED_PASS), 422)


def test_of_many_offers_the_right_ones_are_found_by_title(
    publisher: Desk, institution: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selling, "AT_ONCE", 2)
    make_terms(institution.id)
    offers = [an_offer(institution, title) for title in ("Alfa", "Beta", "Gamma", "Omega")]
    page = text_of(publisher.client.get(PASS))
    assert "Beta" in page
    assert "Gamma" not in page
    assert "2 forløb mere. Find dem på titlen." in page
    found = send(publisher, PASS, [offers[0].ref], TYPED_PASS, q="gam", find="1")
    said = read(found)
    assert "Gamma" in said
    assert "Alfa" in said, "what was chosen stays"
    assert "Beta" not in said
    assert fields_of(found)["klip_price"] == "900"
    assert session.scalars(select(PricePlan)).first() is None
    none = send(publisher, PASS, [offers[0].ref], TYPED_PASS, q="zzz", find="1")
    assert "Ingen af de andre forløb hedder noget med det." in read(none)
    done = send(publisher, PASS, [offers[0].ref, offers[2].ref], TYPED_PASS, q="gam")
    assert done.status_code == 303


def test_what_vat_they_carry_is_said(publisher: Desk, institution: Any) -> None:
    exempt, taxed = an_offer(institution, "Fri"), an_offer(institution, "Med moms", "standard")
    undecided = an_offer(institution, "Uafklaret", "")
    terms = make_terms(institution.id)
    make_for_sale(taxed, terms=terms)
    assert "Med moms, som lægges til prisen og forfalder ved salget." in read(publisher.client.get(SALES))
    make_for_sale(exempt, taxed, terms=terms)
    assert "momsen forfalder, når klip bruges" in read(publisher.client.get(SALES))
    make_for_sale(exempt, taxed, plan=SubscriptionForSale(kroner(400), Period.MONTH), terms=terms)
    assert "Lav et abonnement for hver." in read(publisher.client.get(SALES))
    make_for_sale(exempt, undecided, terms=terms)
    page = publisher.client.get(SALES)
    assert "Tag først stilling til moms: Uafklaret" in read(page)
    assert f'href="/udbyder/forloeb/{undecided.ref}/moms"' in page.get_data(as_text=True)


def test_taking_a_pass_out_of_sale(publisher: Desk, institution: Any) -> None:
    plan = make_for_sale(an_offer(institution, "Klart sprog"))
    address = f"/udbyder/priser/{plan.ref}/tag-ud"
    assert "Ingen kan købe flere." in read(publisher.client.get(address))
    assert publisher.client.post(address).location == SALES
    said = read(publisher.client.get(SALES))
    assert "Solgt før" in said
    assert "Intet til salg endnu" in said


def test_anothers_sales_are_not_seen(stranger: Desk, publisher: Desk, institution: Any) -> None:
    plan = make_for_sale(an_offer(institution, "Klart sprog"))
    assert "Intet til salg endnu" in read(stranger.client.get(SALES))
    assert stranger.client.get(f"/udbyder/priser/{plan.ref}/tag-ud").status_code == 404


def test_only_publishers_and_finance_sell(client_for: Any, institution: Any) -> None:
    teacher = sit(client_for, institution, "teacher")
    for address in (SALES, PASS, SUBSCRIPTION):
        assert teacher.client.get(address).status_code == 403


def test_the_list_asks_as_much_for_many_as_for_one(publisher: Desk, institution: Any) -> None:
    offer, terms = an_offer(institution, "Klart sprog"), make_terms(institution.id)
    counts = []
    for many in (1, 5):
        for _n in range(many):
            make_for_sale(offer, terms=terms)
        with counting() as sent:
            read(publisher.client.get(SALES))
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 8, counts


def test_the_pages_speak_english(client_for: Any, institution: Any) -> None:
    make_for_sale(an_offer(institution, "Klart sprog"))
    desk = sit(client_for, institution, "finance", language="en")
    assert "Pass: 10 punches at DKK 500; valid for 12 months. VAT exempt. Opens 1 course" in read(
        desk.client.get(SALES)
    )
    for address in (PASS, SUBSCRIPTION):
        read(desk.client.get(address))
