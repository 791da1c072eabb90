"""Klip: bought, spent oldest expiry first, given back with their old expiry, never below zero."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from marketplace.catalogue.models import Offer
from marketplace.foundation import clock as time
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import NotAllowed, NotFound
from marketplace.foundation.money import kroner
from marketplace.foundation.refs import new_ref
from marketplace.payments.queries import invoice_for
from marketplace.pricing.models import PassEntry, PricePlan
from marketplace.pricing.queries.for_sale import pass_quote, public_for_sale
from marketplace.pricing.queries.passes import entries_of, find_pass, klip_left, lots_left, passes_of
from marketplace.pricing.rules import PassForSale, PlanKind
from marketplace.pricing.rules.passes import vat_within
from marketplace.pricing.service.passing import buy_pass, give_klip_back, purpose_of, spend_klip
from tests.conftest import Clock
from tests.factories import within
from tests.factories.booking import a_booker
from tests.factories.catalogue import make_offer, make_offer_version, make_vat_decision
from tests.factories.organisations import make_company, make_department, make_institution, make_member
from tests.factories.pricing import make_for_sale, make_pass
from tests.factories.refusals import conflict, refused

pytestmark = pytest.mark.usefixtures("db")


def an_offer(basis: str = "exempt", **over: object) -> Offer:
    """A published offer with a VAT decision."""
    offer = make_offer(**over)
    make_offer_version(offer)
    make_vat_decision(offer, basis)
    return offer


def spends(actor: Actor, offer: Offer, klip: int, subject: str = "", key: str = "") -> list[PassEntry]:
    subject = subject or new_ref()
    with within():
        return spend_klip(
            buyer_id=actor.organisation_id or 0,
            issuer_id=offer.institution_id,
            offer_id=offer.id,
            klip=klip,
            subject_ref=subject,
            key=key or subject,
            now=time.now(),
        )


def gives_back(subject: str, klip: int, key: str) -> list[PassEntry]:
    with within():
        return give_klip_back(subject, klip, key=key, now=time.now())


def retire(plan: PricePlan) -> None:
    with within():
        plan.status = "retired"


def left(actor: Actor, offer: Offer) -> int:
    return klip_left(actor.organisation_id, offer.id, time.today(time.now()))


def test_a_bought_pass_can_be_spent_at_once_and_is_invoiced_with_vat_at_sale() -> None:
    actor, offer = a_booker(), an_offer("standard")
    department = make_department(make_company())
    lot = make_pass(actor, make_for_sale(offer), buyer_reference="Indkøb 7")
    assert (lot.klip, lot.expires_on, lot.klip_price, lot.vat_at) == (10, date(2027, 11, 23), 50_000, "sale")
    assert left(actor, offer) == 10
    invoice = invoice_for(purpose_of(lot.subject_ref))
    assert invoice is not None
    assert (invoice.net, invoice.vat, invoice.total, invoice.buyer_reference) == (500_000, 125_000, 625_000, "Indkøb 7")
    assert invoice.amount_due.lines[0].text == "Nanobanken: 10 klip, gælder til 23.\N{NO-BREAK SPACE}nov. 2027"
    with pytest.raises(NotFound):
        make_pass(actor, make_for_sale(offer), department_ref=department.ref)


def test_a_pass_that_opens_offers_with_different_vat_has_its_vat_at_use() -> None:
    actor, institution = a_booker(), make_institution()
    taxed, exempt = an_offer("standard", institution=institution), an_offer(institution=institution)
    lot = make_pass(actor, make_for_sale(taxed, exempt))
    invoice = invoice_for(purpose_of(lot.subject_ref))
    assert invoice is not None
    assert (lot.vat_at, lot.vat, invoice.vat, invoice.total) == ("use", 0, 0, 500_000)
    assert "bruges" in invoice.vat_groups[0]["reason"]
    assert [(one.vat_basis, one.vat) for one in spends(actor, exempt, 1)] == [("exempt", 0)]
    spent = spends(actor, taxed, 3, "a")
    assert [(one.vat_basis, one.vat_percent, one.vat) for one in spent] == [
        ("standard", 25, vat_within(kroner(1500), 25).minor)
    ]
    gives_back("a", 1, "a-1")
    gives_back("a", 2, "a-2")
    assert session.scalar(select(func.sum(PassEntry.vat)).where(PassEntry.subject_ref == "a")) == 0


def test_the_same_key_is_the_same_purchase_and_another_content_a_conflict() -> None:
    actor, offer = a_booker(), an_offer()
    plan, other = make_for_sale(offer), make_for_sale(offer)
    first = make_pass(actor, plan, key="the-same-key")
    retire(plan)
    assert make_pass(actor, plan, key="the-same-key") is first
    assert left(actor, offer) == 10
    with conflict("pricing.key_used"):
        make_pass(actor, other, key="the-same-key")
    with conflict("pricing.key_used"):
        make_pass(a_booker(), plan, key="the-same-key")
    with refused("pricing.sale_key"):
        make_pass(actor, other, key="short")


def test_what_cannot_be_bought() -> None:
    offer = an_offer()
    plan = make_for_sale(offer)
    mark = pass_quote(plan, time.today(time.now())).mark
    with refused("pricing.needs_verification"):
        make_pass(make_member(make_company(verified=False), "booker"), plan)
    with conflict("pricing.stale_sale"):
        make_pass(a_booker(), plan, seen="another mark")
    with refused("payments.reference_needed"):
        make_pass(a_booker(), plan, ean="5790000000012")
    with pytest.raises(NotAllowed):
        make_pass(make_member(make_company(), "viewer"), plan)
    undecided = make_offer(institution=None)
    with refused("pricing.no_vat_decision"):
        make_pass(a_booker(), make_for_sale(undecided))
    retire(plan)
    actor = a_booker()
    with conflict("pricing.not_on_sale"), within():
        buy_pass(actor, plan.ref, key=new_ref(), seen=mark, now=time.now())
    with pytest.raises(NotFound), within():
        buy_pass(actor, "nothing", key=new_ref(), seen=mark, now=time.now())


def test_klip_that_expire_first_are_spent_first_and_come_back_where_they_were(clock: Clock) -> None:
    actor, offer = a_booker(), an_offer()
    long = make_for_sale(offer, plan=PassForSale(kroner(500), 4, 12))
    short = make_for_sale(offer, plan=PassForSale(kroner(400), 3, 2))
    kept, soon = make_pass(actor, long), make_pass(actor, short)
    spent = spends(actor, offer, 5, "b")
    assert [(one.lot_id, one.klip) for one in spent] == [(soon.id, -3), (kept.id, -2)]
    clock.move(days=80)
    back = gives_back("b", 3, "back")
    assert [(one.lot_id, one.klip) for one in back] == [(kept.id, 2), (soon.id, 1)]
    assert left(actor, offer) == 4  # the one of the short lot has expired
    assert {one.entry.id: one.left for one in lots_left(PassEntry.pass_id == kept.pass_id)} == {soon.id: 1, kept.id: 4}


def test_spending_and_giving_back_again_change_nothing() -> None:
    actor, offer = a_booker(), an_offer()
    make_pass(actor, make_for_sale(offer))
    first = spends(actor, offer, 4, "c")
    assert spends(actor, offer, 4, "c") == first
    with conflict("pricing.key_used"):
        spends(actor, offer, 5, "c")
    back = gives_back("c", 2, "c-back")
    assert gives_back("c", 2, "c-back") == back
    with conflict("pricing.key_used"):
        gives_back("c", 1, "c-back")
    with conflict("pricing.klip_not_spent"):
        gives_back("c", 3, "c-more")
    with conflict("pricing.klip_not_spent"):
        gives_back("never", 1, "n")
    assert left(actor, offer) == 8


def test_a_key_is_looked_up_before_the_balance() -> None:
    actor, offer = a_booker(), an_offer()
    make_pass(actor, make_for_sale(offer))
    first = spends(actor, offer, 10, "d")
    assert spends(actor, offer, 10, "d") == first
    with conflict("pricing.too_few_klip") as told:
        spends(actor, offer, 1, "e")
    assert (told.value.facts["left"], told.value.facts["asked"]) == (0, 1)


def test_an_expired_pass_and_one_for_other_offers_or_companies_pay_nothing(clock: Clock) -> None:
    actor, institution = a_booker(), make_institution()
    offer, other = an_offer(institution=institution), an_offer(institution=institution)
    make_pass(actor, make_for_sale(offer, plan=PassForSale(kroner(500), 10, 1)))
    assert (left(actor, other), left(a_booker(), offer), klip_left(None, offer.id, date(2026, 11, 23))) == (0, 0, 0)
    with conflict("pricing.too_few_klip"):
        spends(actor, other, 1)
    with conflict("pricing.too_few_klip"):
        spends(a_booker(), offer, 1)
    clock.move(days=30)  # 23 December, the last day
    spends(actor, offer, 1)
    clock.move(days=1)
    with conflict("pricing.too_few_klip"):
        spends(actor, offer, 1)


def test_an_expiry_on_the_night_the_clock_changes_is_a_danish_day(clock: Clock) -> None:
    actor, offer = a_booker(), an_offer()
    clock.at = time.at_local(date(2026, 9, 28), time.local(clock.at).time())
    lot = make_pass(actor, make_for_sale(offer, plan=PassForSale(kroner(500), 10, 6)))
    assert lot.expires_on == date(2027, 3, 28)  # summer time begins that night
    clock.at = time.end_of_day(date(2027, 3, 28))
    assert left(actor, offer) == 0
    clock.move(seconds=-1)
    assert left(actor, offer) == 10


def test_a_company_sees_its_own_passes_only() -> None:
    actor, offer = a_booker(), an_offer()
    make_pass(actor, make_for_sale(offer))
    make_pass(actor, make_for_sale(offer))
    spends(actor, offer, 2)
    (mine,) = passes_of(actor)
    assert (mine.left(date(2026, 11, 23)), len(mine.lots)) == (18, 2)
    assert find_pass(actor, mine.account.ref).account is mine.account
    assert [one.klip for one in entries_of(actor, mine.account.ref, 1).items] == [-2, 10, 10]
    stranger = a_booker()
    assert passes_of(stranger) == []
    with pytest.raises(NotFound):
        find_pass(stranger, mine.account.ref)
    with pytest.raises(NotAllowed):
        passes_of(make_member(make_company(), "manager"))


def test_only_passes_that_open_a_published_offer_are_for_sale() -> None:
    draft = make_offer()
    make_offer_version(draft, status="draft")
    offer = an_offer()
    plan = make_for_sale(offer)
    make_for_sale(draft)
    make_for_sale(offer, status="retired")
    assert [one.id for one in public_for_sale(PlanKind.PASS, 1).items] == [plan.id]
    assert [one.id for one in public_for_sale(PlanKind.PASS, 1, offer_ref=offer.ref).items] == [plan.id]
    assert public_for_sale(PlanKind.PASS, 1, offer_ref=draft.ref).items == []
    assert public_for_sale(PlanKind.SUBSCRIPTION, 1).items == []
