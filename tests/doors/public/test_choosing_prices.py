"""The prices of a run side by side for the buyer's own number, and what may be had towards them."""

from __future__ import annotations

import re
from datetime import timedelta

import html5lib
import pytest
from werkzeug.test import TestResponse

from marketplace.catalogue.models import Run
from marketplace.foundation.clock import now, today
from marketplace.foundation.db import session
from marketplace.foundation.money import kroner
from marketplace.pricing.models import PricePlan
from marketplace.pricing.rules import (
    ByPass,
    Outcome,
    PassForSale,
    Period,
    PerModule,
    PerSeat,
    PerTeam,
    Shared,
    SubscriptionForSale,
    Tier,
)
from tests.doors.conftest import ClientFor
from tests.doors.counting import counting
from tests.doors.hr.people import sit
from tests.doors.public.market import Listed, list_offer, words
from tests.factories.booking import make_draft
from tests.factories.organisations import make_company, make_employee
from tests.factories.pricing import make_for_sale, make_pass, make_plan, make_scheme, make_subscription


def row(answer: TestResponse, plan: PricePlan) -> str:
    """What the row of a plan says."""
    body = answer.get_data(as_text=True)
    rows: list[str] = re.findall(r"<tr>.*?</tr>", body, re.S)
    found = next(one for one in rows if f'value="{plan.ref}"' in one)
    return " ".join(re.sub(r"<[^>]+>", " ", found).replace("\u00a0", " ").split())


def chosen(answer: TestResponse) -> str:
    """The ref of the plan that is chosen."""
    body = answer.get_data(as_text=True)
    radios = [one for one in re.findall(r"<input[^>]+>", body) if 'name="plan"' in one and "checked" in one]
    assert len(radios) == 1
    return re.findall(r'value="([^"]+)"', radios[0])[0]


def team(listed: Listed) -> PricePlan:
    return make_plan(listed.version.offer, PerTeam(kroner(48_000), 8, kroner(5_000), 20))


def test_the_cheapest_for_so_many_is_chosen_and_all_stand_side_by_side(client_for: ClientFor) -> None:
    listed = list_offer()
    by_team = team(listed)
    client = client_for()
    few = client.get(f"/forloeb/{listed.ref}?n=4")
    html5lib.HTMLParser(strict=True).parse(few.get_data(as_text=True))
    assert chosen(few) == listed.plan_ref
    assert "Vælg pris for 4 pladser" in words(few)
    assert "39.200 kr. momsfrit" in row(few, listed.plan)
    assert "48.000 kr. momsfrit" in row(few, by_team)
    many = client.get(f"/forloeb/{listed.ref}?n=8")
    assert chosen(many) == by_team.ref
    assert "78.400 kr." in row(many, listed.plan)
    said = row(many, by_team)
    for fact in (
        "Pris pr. hold",
        "48.000 kr. for op til 8 deltagere",
        "6.000 kr.",
        "til 4. jan. 2027",
        "Fuld omkostning",
    ):
        assert fact in said, fact
    assert "Hold på op til 8 48.000 kr." in words(many)


def test_another_plan_can_be_chosen_by_address_and_is_what_is_booked(client_for: ClientFor) -> None:
    listed = list_offer()
    by_team = team(listed)
    desk = sit(client_for, make_company(), "booker")
    answer = desk.client.get(f"/forloeb/{listed.ref}?n=4&plan={by_team.ref}")
    assert chosen(answer) == by_team.ref
    body = answer.get_data(as_text=True)
    form = body[body.index('action="/hr/bestillinger/hold"') :]
    sent = dict(re.findall(r'name="(\w+)" value="([^"]+)"', form[: form.index("</form>")]))
    assert (sent["plan"], sent["seen"].rpartition("-")[2]) == (by_team.ref, "4800000")


@pytest.mark.parametrize("typed", ["findesikke", "", "æ" * 300])
def test_a_plan_that_is_not_there_is_as_if_none_was_asked_for(client_for: ClientFor, typed: str) -> None:
    listed = list_offer()
    team(listed)
    answer = client_for().get(f"/forloeb/{listed.ref}?n=4&plan={typed}")
    assert answer.status_code == 200
    assert chosen(answer) == listed.plan_ref


def test_a_visitor_comes_back_to_the_plan_they_chose(client_for: ClientFor) -> None:
    listed = list_offer()
    by_team = team(listed)
    page = client_for().get(f"/forloeb/{listed.ref}?n=4&plan={by_team.ref}").get_data(as_text=True)
    assert f"n%3D4%26hold%3D{listed.run_ref}%26plan%3D{by_team.ref}" in page


def test_one_price_is_not_compared_with_itself(client_for: ClientFor) -> None:
    assert "Vælg pris for" not in words(client_for().get(f"/forloeb/{list_offer().ref}?n=4"))


def test_a_plan_without_a_price_for_so_many_is_left_out(client_for: ClientFor) -> None:
    listed = list_offer(capacity=30)
    by_team = team(listed)
    assert f'value="{by_team.ref}"' not in client_for().get(f"/forloeb/{listed.ref}?n=21").get_data(as_text=True)


def test_what_falls_due_later_is_said_with_the_most_it_can_come_to(client_for: ClientFor) -> None:
    listed = list_offer()
    outcome = make_plan(listed.version.offer, Outcome(kroner(2_000), kroner(9_000)))
    answer = client_for().get(f"/forloeb/{listed.ref}?n=4&plan={outcome.ref}")
    assert "højst 36.000 kr. momsfrit heraf 8.000 kr. nu" in row(answer, outcome)
    assert "I alt nu 8.000 kr." in words(answer)


def test_a_price_for_each_module_counts_the_modules(client_for: ClientFor) -> None:
    listed = list_offer()
    by_module = make_plan(listed.version.offer, PerModule(kroner(900), kroner(300)))
    body = client_for().get(f"/forloeb/{listed.ref}?n=4").get_data(as_text=True)
    assert f'value="{by_module.ref}"' not in body, "the version of the factory has no modules"


def test_tiers_and_extras_are_said(client_for: ClientFor) -> None:
    listed = list_offer()
    tiered = make_plan(
        listed.run,
        PerSeat(kroner(9_800), (Tier(5, kroner(9_000)),)),
        extras=[["Forplejning", "Catering", 30_000, "standard", ""]],
    )
    make_plan(listed.run, Outcome(kroner(2_000), kroner(9_900)))
    said = row(client_for().get(f"/forloeb/{listed.ref}?n=6"), tiered)
    assert "fra 5 pladser: 9.000 kr. pr. plads" in said
    assert "Forplejning 300 kr. pr. plads" in said
    assert "56.250 kr. inkl. moms" in said


def test_a_class_price_is_told_of_and_never_chosen(client_for: ClientFor) -> None:
    listed = list_offer()
    shared = make_plan(listed.version.offer, Shared(kroner(60_000), 6, 12))
    answer = client_for().get(f"/forloeb/{listed.ref}?n=4&plan={shared.ref}")
    said = words(answer)
    assert "60.000 kr. for holdet, delt af dem, der er med, 6 til 12 deltagere" in said
    assert "Højst 10.000 kr. pr. plads uden moms." in said
    assert "Fælleshold åbner senere" in said
    assert f'value="{shared.ref}"' not in answer.get_data(as_text=True)
    assert chosen(answer) == listed.plan_ref


def test_klip_are_never_what_is_chosen_first_and_too_few_cannot_be_chosen(client_for: ClientFor) -> None:
    listed = list_offer()
    by_klip = make_plan(listed.version.offer, ByPass(3))
    desk = sit(client_for, make_company(), "booker", "admin")
    where = f"/forloeb/{listed.ref}?n=4"
    assert "12 klip" in row(client_for().get(where), by_klip)
    assert chosen(client_for().get(where)) == listed.plan_ref
    assert "I har 0 klip, der gælder her." in row(desk.client.get(where), by_klip)
    for_sale = make_for_sale(listed.version.offer, plan=PassForSale(kroner(500), 20, 12))
    make_pass(desk.actor, for_sale)
    answer = desk.client.get(f"{where}&plan={by_klip.ref}")
    assert "I har" not in row(answer, by_klip)
    assert chosen(answer) == by_klip.ref
    assert "4 pladser: 12 klip betales med klippekort" in words(answer)
    assert "3 klip pr. plads, betales med klippekort" in words(answer)


def test_a_subscription_that_covers_them_all_comes_first(client_for: ClientFor) -> None:
    listed = list_offer()
    company = make_company()
    desk = sit(client_for, company, "booker", "admin")
    people = [make_employee(company) for _one in range(2)]
    plan = make_for_sale(listed.version.offer, plan=SubscriptionForSale(kroner(500), Period.MONTH))
    make_subscription(desk.actor, plan, *people)
    listed_run, plan_id = listed.run.id, plan.id
    two = desk.client.get(f"/forloeb/{listed.ref}?n=2")
    assert chosen(two) == plan.ref
    assert "dækket af jeres abonnement" in row(two, plan)
    three = desk.client.get(f"/forloeb/{listed.ref}?n=3")
    assert chosen(three) == listed.plan_ref
    assert "Abonnementet dækker 2 pladser her." in row(three, plan)
    make_draft(desk.actor, session.get_one(Run, listed_run), 1, plan=session.get_one(PricePlan, plan_id))
    again = desk.client.get(f"/forloeb/{listed.ref}?n=2")
    assert chosen(again) == listed.plan_ref, "one of the two seats is used"
    assert "Abonnementet dækker 1 plads her." in row(again, plan)
    other = sit(client_for, make_company("Et andet firma"), "booker")
    for client in (other.client, client_for()):
        assert plan.ref not in client.get(f"/forloeb/{listed.ref}?n=2").get_data(as_text=True)


def test_possible_support_stands_under_the_price_with_its_name_and_day(client_for: ClientFor) -> None:
    listed = list_offer()
    make_scheme(as_of=today(now()) - timedelta(days=21))
    said = words(client_for().get(f"/forloeb/{listed.ref}?n=4"))
    assert "I alt 39.200 kr. Muligt tilskud fra Kompetencefond for Opdigtede Fag op til 16.000 kr." in said
    assert "Anslået efter tilskud 23.200 kr." in said
    assert "Ingen garanti: I søger selv." in said
    assert "Vi læste om tilskuddet 2. nov. 2026." in said
    assert "over et år siden" not in said


def test_old_support_is_marked_and_small_companies_are_known_by_their_size(client_for: ClientFor) -> None:
    listed = list_offer()
    make_scheme(as_of=today(now()) - timedelta(days=400), only_small=True)
    assert "Muligt tilskud" not in words(client_for().get(f"/forloeb/{listed.ref}"))
    small = sit(client_for, make_company(size=40), "booker")
    large = sit(client_for, make_company("Stort A/S", size=400), "booker")
    said = words(small.client.get(f"/forloeb/{listed.ref}"))
    assert "Muligt tilskud" in said
    assert "over et år siden" in said
    assert "Muligt tilskud" not in words(large.client.get(f"/forloeb/{listed.ref}"))


def test_the_page_says_it_all_in_english(client_for: ClientFor) -> None:
    listed = list_offer()
    team(listed)
    make_plan(listed.version.offer, Shared(kroner(60_000), 6, 12))
    make_scheme()
    said = words(client_for(language="en").get(f"/forloeb/{listed.ref}?n=8"))
    for text in ("Choose a price for 8 seats", "Price per class", "Possible support", "No guarantee", "open later"):
        assert text in said, text
    for danish in ("pr. plads", "Fælleshold", "tilskud", "momsfrit"):
        assert danish not in said, danish


def test_more_plans_and_schemes_take_no_more_statements(client_for: ClientFor) -> None:
    listed = list_offer()
    desk = sit(client_for, make_company(), "booker")

    def asked() -> int:
        with counting() as statements:
            assert desk.client.get(f"/forloeb/{listed.ref}?n=4").status_code == 200
        return len(statements)

    few = asked()
    team(listed)
    make_plan(listed.version.offer, Outcome(kroner(2_000), kroner(9_000)))
    for _more in range(3):
        make_scheme()
    assert asked() == few
