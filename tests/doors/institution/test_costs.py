"""The calculator: costs are typed, shown beside the prices, kept with author, and counted again after the run."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from marketplace.catalogue.models import OfferVersion, Run
from marketplace.foundation.clock import now
from marketplace.foundation.db import session
from marketplace.foundation.money import kroner
from marketplace.pricing.models import CostCalculation
from marketplace.pricing.rules import Outcome, PerEcts, PerTeam, SubscriptionForSale
from marketplace.pricing.rules.costing import Costing, CostKind, CostLine
from marketplace.pricing.rules.kinds import Period
from marketplace.pricing.service.costing import calculate
from tests.doors.counting import counting
from tests.doors.institution.people import Desk, fields_of, read, sit, text_of
from tests.factories import within
from tests.factories.booking import make_booking
from tests.factories.catalogue import make_offer, make_offer_version, make_run
from tests.factories.pricing import make_for_sale, make_plan, make_priced_run

TYPED = {
    "lines-0-text": "Undervisere",
    "lines-0-amount": "30.000",
    "lines-0-each": "",
    "lines-0-kind": "direct",
    "lines-1-text": "Materialer",
    "lines-1-amount": "500",
    "lines-1-each": "1",
    "lines-1-kind": "direct",
    "overhead": "20",
    "expected": "10",
}
COSTING = Costing(
    (
        CostLine("Undervisere", CostKind.DIRECT, kroner(30_000)),
        CostLine("Materialer", CostKind.DIRECT, kroner(500), True),
    ),
    200,
    10,
)


@pytest.fixture
def version(institution: Any) -> OfferVersion:
    return make_offer_version(make_offer(institution), "published")


@pytest.fixture
def costs(version: OfferVersion) -> str:
    return f"/udbyder/forloeb/{version.offer.ref}/omkostninger"


def saved() -> list[CostCalculation]:
    return list(session.scalars(select(CostCalculation).order_by(CostCalculation.no)))


def test_costs_are_calculated_without_being_kept(publisher: Desk, costs: str, version: Any) -> None:
    make_plan(version.offer, kroner(6000))
    assert "Ingen endnu. Fra den første er gemt" in read(publisher.client.get(costs))
    answer = publisher.client.post(costs, data={**TYPED, "verb": "regn"})
    said = read(answer)
    assert "Holdet koster ved 10 deltagere 42.000 kr." in said
    assert "Bunden pr. plads 4.200 kr." in said
    assert "Pris pr. plads: løber rundt ved 7 deltagere" in said, "36,000 + 600 n over 6,000 n"
    assert "10 ventet 42.000 kr. 18.000 kr. 4.200 kr." in said
    assert "7 40.200 kr. 1.800 kr. løber rundt 5.742,86 kr." in said
    assert "1 36.600 kr. −30.600 kr. 36.600 kr." in said
    assert fields_of(answer)["lines-1-each"] == "1"
    assert saved() == []


def test_a_calculation_is_kept_with_author_and_can_be_seen_again(publisher: Desk, finance: Desk, costs: str) -> None:
    assert publisher.client.post(costs, data={**TYPED, "verb": "gem"}).location == costs
    assert saved()[0].costing == COSTING
    assert finance.client.post(costs, data={**TYPED, "expected": "8", "verb": "gem"}).status_code == 303
    page = read(publisher.client.get(costs))
    assert f"Beregning 2, gemt 23. nov. 2026 af {finance.person.name}." in page
    first = publisher.client.get(f"{costs}?beregning=1")
    assert f"Beregning 1, gemt 23. nov. 2026 af {publisher.person.name}." in read(first)
    assert fields_of(first)["expected"] == "10"
    assert publisher.client.get(f"{costs}?beregning=3").status_code == 404
    assert publisher.client.get(f"{costs}?beregning=²").status_code == 404


@pytest.mark.parametrize(
    ("over", "said"),
    [
        ({"lines-0-amount": "-5"}, "Beløbet kan ikke være under 0 kr."),
        ({"lines-0-amount": ""}, "Skriv også beløbet, eller tøm linjen."),
        ({"lines-0-text": ""}, "Skriv også teksten, eller tøm linjen."),
        ({"lines-0-amount": "5,005"}, "Beløbet har for mange decimaler."),
        ({"lines-0-text": "x" * 201}, "Der er plads til 200."),
        ({"lines-0-kind": "free"}, "Vælg en af mulighederne på listen."),
        ({"overhead": ""}, "Skriv en procent."),
        ({"overhead": "301"}, "Overhead skal være fra 0 til 300 procent."),
        ({"overhead": "-1"}, "Skriv et tal over 0"),
        ({"expected": "0"}, "Skriv et tal fra 1 til 500."),
        ({"expected": "501"}, "Skriv et tal fra 1 til 500."),
    ],
)
def test_bad_costs_are_refused_and_kept(publisher: Desk, costs: str, over: dict[str, str], said: str) -> None:
    for verb in ("regn", "gem"):
        answer = publisher.client.post(costs, data={**TYPED, **over, "verb": verb})
        assert said in read(answer, 422)
        kept = fields_of(answer)
        wanted = {**TYPED, **{name: value for name, value in over.items() if name != "lines-0-kind"}}
        assert {name: kept[name] for name in wanted} == wanted
    assert saved() == []


def test_no_costs_at_all_are_refused(publisher: Desk, costs: str) -> None:
    empty = publisher.client.post(costs, data={"lines-0-text": "", "overhead": "0", "expected": "8", "verb": "gem"})
    assert "Skriv mindst én linje og højst 40." in read(empty, 422)


def test_rows_of_costs_are_added_and_taken_away(publisher: Desk, costs: str) -> None:
    more = publisher.client.post(costs, data={**TYPED, "expected": "mange", "row": "add:lines"})
    assert "Udgift 3" in read(more)
    less = publisher.client.post(costs, data={**fields_of(more), "row": "remove:lines-0"})
    kept = fields_of(less)
    assert kept["expected"] == "mange"
    assert kept["lines-1-text"] == "Materialer"
    assert "lines-0-text" not in kept


def test_plans_stand_beside_one_another_each_with_its_chart_and_the_table(
    publisher: Desk, costs: str, version: Any
) -> None:
    make_plan(version.offer, kroner(6000))
    make_plan(version.offer, PerTeam(kroner(50_000), 10, kroner(2000), 16))
    make_plan(version.offer, Outcome(kroner(1), kroner(400)))
    make_plan(version.offer, PerEcts(kroner(5)))  # the version awards none: no price, and no fault
    make_for_sale(version.offer, plan=SubscriptionForSale(kroner(500), Period.MONTH))
    answer = publisher.client.post(costs, data={**TYPED, "verb": "regn"})
    said = read(answer)
    assert "Pris pr. hold: løber rundt ved 1 deltager" in said
    assert "underskud" not in said
    assert "Depositum og rest ved bevis: løber ikke rundt op til 20 deltagere" in said
    assert "abonnement" not in re.sub("Klip og abonnement", "", said)
    assert "ECTS" not in said
    body = answer.get_data(as_text=True)
    assert body.count('role="img"') - body.count('class="map') == 3
    assert "Holdet løber ikke rundt op til 20 deltagere. Tallene står i tabellen." in body
    assert "20 48.000 kr. 72.000 kr. ingen pris" in said, "a class of 16 at most"
    assert "style=" not in body.split("<main")[1]


def test_a_plan_that_breaks_even_and_falls_again_says_so(publisher: Desk, costs: str, version: Any) -> None:
    make_plan(version.offer, PerTeam(kroner(37_500), 12, kroner(2000), 16))
    said = read(publisher.client.post(costs, data={**TYPED, "verb": "regn"}))
    assert "Pris pr. hold: løber rundt ved 1 deltager; nogle større hold giver underskud" in said


def test_the_largest_class_expected_is_calculated(publisher: Desk, costs: str, version: Any) -> None:
    make_plan(version.offer, kroner(6000))
    answer = publisher.client.post(costs, data={**TYPED, "expected": "500", "verb": "regn"})
    assert read(answer).count("ventet") == 1
    assert answer.get_data(as_text=True).count("<tr>") < 30


def test_only_publishers_and_finance_calculate(client_for: Any, institution: Any, costs: str) -> None:
    assert sit(client_for, institution, "teacher").client.get(costs).status_code == 403


def test_anothers_costs_are_not_found(stranger: Desk, costs: str, version: Any) -> None:
    run = make_run(version, status="completed")
    assert stranger.client.get(costs).status_code == 404
    assert stranger.client.post(costs, data={**TYPED, "verb": "gem"}).status_code == 404
    assert stranger.client.get(f"/udbyder/hold/{run.ref}/omkostninger").status_code == 404
    assert saved() == []


def test_the_page_asks_as_much_for_many_calculations_as_for_one(publisher: Desk, costs: str, version: Any) -> None:
    make_plan(version.offer, kroner(6000))
    counts = []
    for many in (1, 4):
        with within():
            for _n in range(many):
                calculate(publisher.actor, version.offer.ref, COSTING, now=now())
        with counting() as sent:
            read(publisher.client.get(costs))
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 9, counts


def held(version: Any, seats: int = 2) -> Run:
    """A run that is over, with seats booked at 9,800 kr."""
    run, _plan = make_priced_run(version=version)
    make_booking(run=run, wanted=seats)
    with within():
        session.get_one(Run, run.id).status = "completed"
    return run


def test_a_run_is_counted_beside_its_plan(publisher: Desk, version: Any) -> None:
    with within():
        calculate(publisher.actor, version.offer.ref, COSTING, now=now())
    run = held(version)
    page = f"/udbyder/hold/{run.ref}"
    address = f"{page}/omkostninger"
    assert f'href="{address}"' in publisher.client.get(page).get_data(as_text=True)
    asked = publisher.client.get(address)
    assert "Skriv, hvad det blev" in read(asked)
    proposed = fields_of(asked)
    assert (proposed["expected"], proposed["income"]) == ("2", "19.600")
    assert proposed["lines-0-amount"] == "30.000"
    done = publisher.client.post(
        address, data={**proposed, "lines-0-amount": "28.000", "expected": "7", "income": "30.000"}
    )
    assert done.location == address
    said = read(publisher.client.get(address))
    assert "Omkostninger 42.000 kr. 37.800 kr." in said
    assert "Omkostninger ved 7 deltagere 40.200 kr. 37.800 kr." in said
    assert "Tilbage efter prisen −7.800 kr." in said
    assert "Holdet dækkede ikke sine omkostninger." in said
    assert "På forhånd er beregning 1, som holdet blev solgt efter." in said
    assert fields_of(publisher.client.get(address))["income"] == "30.000"


def test_a_run_nobody_calculated_is_counted_all_the_same(publisher: Desk, version: Any) -> None:
    run = held(version)
    address = f"/udbyder/hold/{run.ref}/omkostninger"
    refused = publisher.client.post(address, data={**TYPED, "income": "mange"})
    assert "Skriv beløbet i tal" in read(refused, 422)
    assert fields_of(refused)["income"] == "mange"
    assert publisher.client.post(address, data={**TYPED, "income": "50.000"}).status_code == 303
    said = read(publisher.client.get(address))
    assert "ikke regnet" in said
    assert "Holdet dækkede ikke" not in said


@pytest.mark.parametrize("status", ["planned", "open", "cancelled"])
def test_a_run_that_is_not_over_has_nothing_to_count(publisher: Desk, version: Any, status: str) -> None:
    run = make_run(version, status=status)
    assert publisher.client.get(f"/udbyder/hold/{run.ref}/omkostninger").status_code == 404
    assert "Regn holdet efter" not in text_of(publisher.client.get(f"/udbyder/hold/{run.ref}"))


def test_the_pages_speak_english(client_for: Any, institution: Any, costs: str, version: Any) -> None:
    run = held(version)
    desk = sit(client_for, institution, "publisher", language="en")
    said = read(desk.client.post(costs, data={**TYPED, "verb": "regn"}))
    assert "The run costs with 10 participants DKK 42,000" in said
    read(desk.client.get(f"/udbyder/hold/{run.ref}/omkostninger"))
