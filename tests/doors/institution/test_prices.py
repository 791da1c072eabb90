"""Price plans of every kind on an offer and a run: shown, set, refused with everything kept, and taken out of sale."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from marketplace.catalogue.models import Module, ModuleVersion, OfferVersion, VersionModule
from marketplace.foundation.db import session
from marketplace.foundation.money import Money, kroner
from marketplace.foundation.refs import new_ref
from marketplace.foundation.texts import Texts
from marketplace.pricing.models import PricePlan, Terms
from marketplace.pricing.rules import (
    Agreed,
    ByPass,
    Outcome,
    PassForSale,
    PerEcts,
    PerModule,
    PerSeat,
    PerTeam,
    Plan,
    Shared,
    Tier,
)
from marketplace.pricing.rules.costing import Costing, CostKind, CostLine
from marketplace.pricing.rules.plans import AgreedLine
from marketplace.pricing.service.costing import calculate
from tests.doors.counting import counting
from tests.doors.institution.people import Desk, fields_of, read, sit, text_of
from tests.factories import within
from tests.factories.catalogue import make_offer, make_offer_version, make_run, make_vat_decision
from tests.factories.organisations import make_company
from tests.factories.pricing import make_for_sale, make_plan, make_terms

COSTING = Costing((CostLine("Undervisere", CostKind.DIRECT, kroner(40_000)),), 0, 10)


@pytest.fixture
def version(institution: Any) -> OfferVersion:
    """A published version with three ECTS credits and one module, and terms to price it on."""
    make_terms(institution.id)
    version = make_offer_version(make_offer(institution), "published", ects_tenths=30)
    make_vat_decision(version.offer)
    with within():
        module = Module(
            ref=new_ref(), institution_id=institution.id, field_key="sundhed", created_at=version.created_at
        )
        session.add(module)
        session.flush()
        taught = ModuleVersion(
            ref=new_ref(),
            module_id=module.id,
            no=1,
            title=Texts("Klart sprog"),
            summary=Texts(),
            body=Texts(),
            hours_tenths=20,
            language="da",
            created_at=version.created_at,
        )
        session.add(taught)
        session.flush()
        session.add(VersionModule(version_id=version.id, module_version_id=taught.id, position=1))
    return version


@pytest.fixture
def prices(version: OfferVersion) -> str:
    return f"/udbyder/forloeb/{version.offer.ref}/pris"


def newest() -> PricePlan:
    return session.scalars(select(PricePlan).order_by(PricePlan.id.desc()).limit(1)).one()


def send(desk: Desk, address: str, status: int = 303, **typed: str) -> str:
    """Fill in the form of one kind and send it; gives what the page says, or where it leads."""
    any_terms = session.scalars(select(Terms.ref).where(Terms.institution_id == desk.institution.id)).first() or ""
    sent = {"terms": any_terms, **fields_of(desk.client.get(address)), **typed}
    answer = desk.client.post(address, data=sent)
    assert answer.status_code == status, text_of(answer)[:800]
    return answer.location if status == 303 else read(answer, status)


KINDS: list[tuple[str, dict[str, str], Plan]] = [
    ("pr-plads", {"seat_price": "9.800"}, PerSeat(kroner(9800))),
    (
        "pr-plads",
        {"seat_price": "4.000", "graduated": "y", "tiers-0-seats": "5", "tiers-0-seat_price": "3.200,50"},
        PerSeat(kroner(4000), (Tier(5, Money(320_050)),), graduated=True),
    ),
    (
        "pr-hold",
        {"team_price": "60.000", "team_size": "10", "extra_seat_price": "4.000", "most": "16"},
        PerTeam(kroner(60_000), 10, kroner(4000), 16),
    ),
    ("pr-ects", {"rate": "2.000"}, PerEcts(kroner(2000))),
    ("pr-modul", {"module_price": "1.200", "exam_fee": "0"}, PerModule(kroner(1200), Money(0))),
    ("depositum", {"seat_price": "8.000", "deposit": "2.000"}, Outcome(kroner(2000), kroner(8000))),
    (
        "faelleshold",
        {"class_price": "90.000", "minimum": "8", "maximum": "16"},
        Shared(kroner(90_000), 8, 16),
    ),
]


@pytest.mark.parametrize(("slug", "typed", "plan"), KINDS)
def test_a_plan_of_each_kind_is_set_shown_and_filled_in_again(
    publisher: Desk, prices: str, slug: str, typed: dict[str, str], plan: Plan
) -> None:
    assert send(publisher, f"{prices}/{slug}", **typed) == prices
    row = newest()
    assert (row.plan, row.funding_basis, row.kind) == (plan, "full_cost", plan.kind.value)
    assert f'href="{prices}/{slug}"' in publisher.client.get(prices).get_data(as_text=True)
    again = fields_of(publisher.client.get(f"{prices}/{slug}"))
    for name in typed:
        assert again[name], f"{name} is not filled in"
    assert send(publisher, f"{prices}/{slug}") == prices
    assert newest().plan == plan, "what was filled in is what was set"
    assert session.get_one(PricePlan, row.id).status == "retired"


def test_klip_pay_for_a_seat_once_a_pass_opens_the_offer(publisher: Desk, prices: str, version: Any) -> None:
    assert "I sælger intet klippekort, der åbner forløbet." in read(publisher.client.get(prices))
    assert "I sælger intet klippekort" in send(publisher, f"{prices}/klip", 422, klip="2")
    make_for_sale(version.offer, plan=PassForSale(kroner(900), 10, 12))
    assert send(publisher, f"{prices}/klip", klip="2") == prices
    assert newest().plan == ByPass(2)
    said = read(publisher.client.get(prices))
    assert "2 klip pr. plads." in said
    assert "9.000 kr." in said, "five seats of two klip at 900 kr."
    offer = read(publisher.client.get(f"/udbyder/forloeb/{version.offer.ref}"))
    assert "2 klip pr. plads" in offer


@pytest.mark.parametrize(
    ("slug", "typed", "said"),
    [
        ("pr-plads", {"seat_price": ""}, "Skriv prisen for en plads."),
        ("pr-plads", {"seat_price": "-1"}, "Beløbet kan ikke være under 0 kr."),
        ("pr-plads", {"seat_price": "1.000,005"}, "Beløbet har for mange decimaler."),
        ("pr-plads", {"seat_price": "99.000.000"}, "Beløbet er over 10 mio. kr."),
        ("pr-plads", {"seat_price": "5", "tiers-0-seats": "3"}, "Skriv også beløbet, eller tøm linjen."),
        (
            "pr-plads",
            {"seat_price": "5", "tiers-0-seats": "1", "tiers-0-seat_price": "4"},
            "Trinnet fra 1 pladser overlapper det før",
        ),
        (
            "pr-plads",
            {"seat_price": "5", "tiers-0-seats": "3", "tiers-0-seat_price": "6"},
            "Trinnet fra 3 pladser er dyrere end det før.",
        ),
        (
            "pr-plads",
            {"seat_price": "5", "extras-0-text_da": "Frokost"},
            "Skriv også beløbet, eller tøm linjen.",
        ),
        (
            "pr-plads",
            {"seat_price": "5", "extras-0-text_da": "Frokost", "extras-0-amount": "9", "extras-0-vat_basis": "exempt"},
            "Skriv, hvorfor tillægget er momsfrit.",
        ),
        (
            "pr-hold",
            {"team_price": "5", "team_size": "10", "extra_seat_price": "1", "most": "9"},
            "Der kan ikke være færre på holdet end de 10, prisen dækker.",
        ),
        ("pr-ects", {"rate": "0"}, "Beløbet skal være fra 0,01 kr."),
        ("pr-modul", {"module_price": "1.200,50", "exam_fee": "0"}, "Skriv beløbet i hele kroner"),
        ("depositum", {"seat_price": "2.000", "deposit": "2.001"}, "Depositum er over prisen: 2.000 kr."),
        ("depositum", {"seat_price": "0", "deposit": "0"}, "Beløbet skal være fra 1 kr."),
        ("faelleshold", {"class_price": "5", "minimum": "9", "maximum": "8"}, "under den mindste: 9."),
        ("faelleshold", {"class_price": "5", "minimum": "0", "maximum": "8"}, "Skriv et tal fra 1 til 500."),
        (
            "depositum",
            {"seat_price": "8", "deposit": "2", "funding_basis": "open_education"},
            "Den prismodel kan ikke sælges som åben uddannelse.",
        ),
        ("pr-plads", {"seat_price": "5", "funding_basis": "state_grant"}, "Vælg en af mulighederne på listen."),
        ("pr-plads", {"seat_price": "5", "terms": "nothing"}, "Vælg en af mulighederne på listen."),
    ],
)
def test_bad_figures_are_refused_and_kept(
    publisher: Desk, prices: str, slug: str, typed: dict[str, str], said: str
) -> None:
    address = f"{prices}/{slug}"
    rows = {"tiers-0-seats": "", "tiers-0-seat_price": ""} if slug == "pr-plads" else {}
    sent = {**fields_of(publisher.client.get(address)), **rows, **typed}
    answer = publisher.client.post(address, data=sent)
    assert said in read(answer, 422)
    kept = fields_of(answer)
    assert {name: kept.get(name) for name in typed if name not in ("funding_basis", "terms")} == {
        name: value for name, value in typed.items() if name not in ("funding_basis", "terms")
    }
    assert session.scalars(select(PricePlan)).first() is None


def test_a_price_without_terms_is_asked_for_them(publisher: Desk, prices: str, institution: Any) -> None:
    make_terms(institution.id)  # of two, nobody has chosen one
    answer = publisher.client.post(f"{prices}/pr-plads", data={"seat_price": "5", "funding_basis": "full_cost"})
    assert "Vælg, hvilke vilkår der sælges på." in read(answer, 422)


def test_ects_and_modules_are_priced_only_where_the_version_has_them(publisher: Desk, institution: Any) -> None:
    make_terms(institution.id)
    version = make_offer_version(make_offer(institution), "published", ects_tenths=None)
    prices = f"/udbyder/forloeb/{version.offer.ref}/pris"
    page = publisher.client.get(prices)
    assert "Forløbet giver ingen ECTS-point" in read(page)
    assert f'href="{prices}/pr-ects"' not in page.get_data(as_text=True)
    assert "Forløbet giver ingen ECTS-point" in send(publisher, f"{prices}/pr-ects", 422, rate="5")
    assert "Forløbet har ingen moduler" in send(publisher, f"{prices}/pr-modul", 422, module_price="5", exam_fee="5")


def test_rows_are_added_and_taken_away_with_everything_kept(publisher: Desk, prices: str) -> None:
    address = f"{prices}/pr-plads"
    sent = {**fields_of(publisher.client.get(address)), "seat_price": "mange", "row": "add:tiers"}
    more = publisher.client.post(address, data=sent)
    assert "Trin 1" in read(more)
    kept = fields_of(more)
    assert kept["seat_price"] == "mange"
    extra = publisher.client.post(address, data={**kept, "tiers-0-seats": "7", "row": "add:extras"})
    assert "Tillæg 1" in read(extra)
    kept = fields_of(extra)
    assert kept["tiers-0-seats"] == "7"
    less = fields_of(publisher.client.post(address, data={**kept, "row": "remove:tiers-0"}))
    assert less["seat_price"] == "mange"
    assert "extras-0-amount" in less


def test_extras_carry_their_own_vat(publisher: Desk, prices: str) -> None:
    send(
        publisher,
        f"{prices}/pr-plads",
        seat_price="9.800",
        **{"extras-0-text_da": "Forplejning", "extras-0-amount": "250", "extras-0-vat_basis": "standard"},
    )
    assert [(one.text_da, one.amount, one.vat_basis) for one in newest().extra_lines] == [
        ("Forplejning", kroner(250), "standard")
    ]
    assert "Tillæg: Forplejning, 250 kr. pr. plads, med moms" in read(publisher.client.get(prices))


def test_a_shared_class_is_said_to_come_later(publisher: Desk, prices: str) -> None:
    later = "Fælleshold åbner senere."
    assert later in read(publisher.client.get(f"{prices}/faelleshold"))
    send(publisher, f"{prices}/faelleshold", class_price="90.000", minimum="8", maximum="16")
    assert later in read(publisher.client.get(prices))


def test_under_the_floor_a_publisher_is_told_who_may_decide(publisher: Desk, prices: str, version: Any) -> None:
    with within():
        calculate(publisher.actor, version.offer.ref, COSTING, now=version.created_at)
    assert "koster holdet 40.000 kr., og bunden er 4.000 kr. pr. plads" in read(publisher.client.get(prices))
    said = send(publisher, f"{prices}/pr-plads", 422, seat_price="3.999", floor_reason="Fordi")
    assert "Ved 10 deltagere koster holdet 40.000 kr., og bunden er 4.000 kr. pr. plads" in said
    assert "skal en, der har rollen økonomi, skrive hvorfor" in said
    assert "floor_reason" not in fields_of(publisher.client.get(f"{prices}/pr-plads"))
    assert send(publisher, f"{prices}/pr-plads", seat_price="4.000") == prices


def test_under_the_floor_finance_gives_a_reason(finance: Desk, publisher: Desk, prices: str, version: Any) -> None:
    with within():
        calculate(publisher.actor, version.offer.ref, COSTING, now=version.created_at)
    address = f"{prices}/pr-plads"
    sent = {**fields_of(finance.client.get(address)), "seat_price": "3.999"}
    refused = finance.client.post(address, data=sent)
    assert "Du har rollen økonomi og kan give lov." in read(refused, 422)
    kept = fields_of(refused)
    assert kept["seat_price"] == "3.999"
    assert kept["floor_reason"] == ""
    long = finance.client.post(address, data={**kept, "floor_reason": "x" * 401})
    assert "Der er plads til 400." in read(long, 422)
    assert finance.client.post(address, data={**kept, "floor_reason": "Et prøvehold"}).status_code == 303
    said = read(publisher.client.get(prices))
    assert "under bunden" in said
    assert f"{finance.person.name} har givet lov: “Et prøvehold”" in said


def test_a_price_older_than_the_costs_is_said_to_be_under_the_floor(publisher: Desk, prices: str, version: Any) -> None:
    make_plan(version.offer, kroner(1000))
    assert "under bunden" not in read(publisher.client.get(prices))
    with within():
        calculate(publisher.actor, version.offer.ref, COSTING, now=version.created_at)
    assert "Prisen er ældre end den nyeste beregning" in read(publisher.client.get(prices))


def test_taking_a_price_out_of_sale_asks_first(publisher: Desk, prices: str, version: Any) -> None:
    plan = make_plan(version.offer, kroner(9800))
    address = f"/udbyder/priser/{plan.ref}/tag-ud"
    assert "Det, der er solgt, gælder stadig" in read(publisher.client.get(address))
    assert publisher.client.post(address).location == prices
    assert "Priser før" in read(publisher.client.get(prices))
    assert publisher.client.post(address).status_code == 303, "doing it again changes nothing"
    assert "allerede taget ud af salg" in read(publisher.client.get(address))


def test_a_run_has_its_own_prices(publisher: Desk, version: Any) -> None:
    make_plan(version.offer, kroner(9800))
    run = make_run(version, status="planned")
    prices = f"/udbyder/hold/{run.ref}/pris"
    assert "Holdet sælges til forløbets priser." in read(publisher.client.get(prices))
    assert send(publisher, f"{prices}/pr-plads", seat_price="5.000") == prices
    assert (newest().run_id, newest().plan) == (run.id, PerSeat(kroner(5000)))
    assert "5.000 kr. pr. plads, momsfrit" in read(publisher.client.get(f"/udbyder/hold/{run.ref}"))
    retire = f"/udbyder/priser/{newest().ref}/tag-ud"
    assert "sælges det til forløbets" in read(publisher.client.get(retire))
    assert publisher.client.post(retire).location == prices


def test_terms_made_for_a_run_lead_back_to_its_prices(publisher: Desk, stranger: Desk, version: Any) -> None:
    run = make_run(version, status="planned")
    address = f"/udbyder/vilkaar/nye?hold={run.ref}"
    assert f'href="{address}"' in publisher.client.get(f"/udbyder/hold/{run.ref}/pris/pr-plads").get_data(as_text=True)
    made = publisher.client.post(address, data={**fields_of(publisher.client.get(address)), "name_da": "Korte"})
    assert made.location == f"/udbyder/hold/{run.ref}/pris"
    assert stranger.client.get(address).status_code == 404


def test_an_agreed_price_is_for_a_closed_run(publisher: Desk, version: Any) -> None:
    open_to_all, private = make_run(version), make_run(version, private_to_id=make_company().id)
    typed = {"most": "12", "lines-0-text": "Forløb hos jer", "lines-0-quantity": "1", "lines-0-unit": "80.000"}
    said = send(publisher, f"/udbyder/hold/{open_to_all.ref}/pris/aftalt", 422, **typed)
    assert "En aftalt pris hører til et lukket hold for én virksomhed." in said
    address = f"/udbyder/hold/{private.ref}/pris"
    half = send(publisher, f"{address}/aftalt", 422, **{**typed, "lines-0-quantity": ""})
    assert "Skriv også antallet, eller tøm linjen." in half
    none = send(publisher, f"{address}/aftalt", 422, most="12")
    assert "Skriv mindst én linje" in none
    assert send(publisher, f"{address}/aftalt", **typed) == address
    assert newest().plan == Agreed((AgreedLine("Forløb hos jer", 1, kroner(80_000)),), 12)
    assert "80.000 kr." in read(publisher.client.get(address))


@pytest.mark.parametrize("role", ["reviewer", "teacher"])
def test_only_publishers_and_finance_see_the_price_pages(
    client_for: Any, institution: Any, prices: str, role: str
) -> None:
    desk = sit(client_for, institution, role)
    assert desk.client.get(prices).status_code == 403
    assert desk.client.get(f"{prices}/pr-plads").status_code == 403


def test_anothers_prices_are_not_found(stranger: Desk, prices: str, version: Any) -> None:
    plan, run = make_plan(version.offer), make_run(version)
    for address in (
        prices,
        f"{prices}/pr-plads",
        f"/udbyder/hold/{run.ref}/pris",
        f"/udbyder/hold/{run.ref}/pris/pr-plads",
        f"/udbyder/priser/{plan.ref}/tag-ud",
    ):
        assert stranger.client.get(address).status_code == 404, address
    assert stranger.client.post(f"/udbyder/priser/{plan.ref}/tag-ud").status_code == 404
    assert session.get_one(PricePlan, plan.id).status == "active"


def test_a_kind_there_is_not_is_not_found(publisher: Desk, prices: str) -> None:
    for kind in ("abonnement", "per_seat", "²"):
        assert publisher.client.get(f"{prices}/{kind}").status_code == 404


def test_the_page_asks_as_much_for_many_prices_as_for_one(publisher: Desk, prices: str, version: Any) -> None:
    make_plan(version.offer, kroner(9800), status="retired", retired_at=version.created_at)
    make_plan(version.offer, kroner(9800))
    with counting() as one:
        read(publisher.client.get(prices))
    for plan in (PerEcts(kroner(5)), Outcome(kroner(1), kroner(2)), Shared(kroner(5), 1, 2)):
        make_plan(version.offer, plan, status="retired", retired_at=version.created_at)
        make_plan(version.offer, plan)
    with counting() as many:
        read(publisher.client.get(prices))
    assert len(many) <= len(one) + 1, "what ECTS and modules count is asked once more"
    assert len(one) <= 11, len(one)


def test_the_pages_speak_english(client_for: Any, institution: Any, prices: str) -> None:
    desk = sit(client_for, institution, "publisher", language="en")
    assert "Prices now" in read(desk.client.get(prices))
    for slug in ("pr-plads", "pr-hold", "pr-ects", "pr-modul", "depositum", "klip", "faelleshold", "aftalt"):
        read(desk.client.get(f"{prices}/{slug}"))
