"""The page of one offer: facts, runs, price, who may book, what machines read."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest

from marketplace.accounts.models import Person
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.money import kroner
from marketplace.foundation.texts import Texts
from tests.doors.conftest import ClientFor
from tests.doors.counting import counting
from tests.doors.public.market import a_competence, an_institution, heading, index, list_offer, words
from tests.factories import within
from tests.factories.accounts import make_sign_in
from tests.factories.catalogue import make_run
from tests.factories.organisations import make_company, make_member
from tests.factories.pricing import make_plan


def test_an_offer_states_the_facts_of_its_credential(client_for: ClientFor) -> None:
    listed = list_offer(
        version={"nqf_level": 6, "nqf_basis": "legal_act", "ects_tenths": 30, "hours_total_tenths": 830}
    )
    answer = client_for().get(f"/forloeb/{listed.ref}")
    said = words(answer)
    assert heading(answer) == "Sundhedskommunikation i klart sprog"
    for fact in (
        "Udsteder Professionshøjskolen Egelund, Danmark",
        "3 ECTS, 83 timer i alt: 14 timer med undervisning, 69 timer hjemme og på arbejdet",
        "6 (EQF og dansk kvalifikationsramme)",
        "En case fra egen praksis.",
        "Rådet for Opdigtet Akkreditering, 12. maj 2024",
        "Målgruppe Sygeplejersker",
        "Kan formidle sundhedsviden.",
        "kan selvstændigt",
        "Undervisning efter momsloven § 13",
        "Udbyderen har taget stilling 5. jan. 2026: undervisning, der er fritaget for moms.",
    ):
        assert fact in said, fact


def test_an_offer_without_a_level_says_so(client_for: ClientFor) -> None:
    listed = list_offer()
    assert "Ikke niveauplaceret" in words(client_for().get(f"/forloeb/{listed.ref}"))


def test_the_price_follows_seats_and_run(client_for: ClientFor) -> None:
    listed = list_offer(basis="standard")
    dearer = make_run(listed.version, starts_on=date(2027, 4, 6), ends_on=date(2027, 4, 6))
    make_plan(dearer, kroner(12000))
    client = client_for()
    said = words(client.get(f"/forloeb/{listed.ref}?n=4"))
    assert "4 pladser à 9.800 kr. 39.200 kr. Moms 25 % 9.800 kr. I alt 49.000 kr." in said
    assert "Book 4 pladser" in said
    other = words(client.get(f"/forloeb/{listed.ref}?n=2&hold={dearer.ref}"))
    assert "2 pladser à 12.000 kr. 24.000 kr. Moms 25 % 6.000 kr. I alt 30.000 kr." in other


def test_exempt_teaching_has_no_vat(client_for: ClientFor) -> None:
    listed = list_offer()
    assert "Moms Momsfrit I alt 19.600 kr." in words(client_for().get(f"/forloeb/{listed.ref}?n=2"))


def test_the_ground_for_exemption_is_said_in_english_and_its_danish_wording_is_marked(client_for: ClientFor) -> None:
    page = client_for().get(f"/forloeb/{list_offer().ref}?lang=en")
    assert "The provider decided on 5 Jan 2026: teaching that is exempt from VAT." in words(page)
    assert '<span lang="da">Undervisning efter momsloven § 13' in page.get_data(as_text=True)


def test_the_ladder_stands_with_dates_and_the_naming_deadline(client_for: ClientFor) -> None:
    listed = list_offer()
    said = words(client_for().get(f"/forloeb/{listed.ref}"))
    assert "Til og med 4. jan. 2027 0 kr. I dag er her." in said
    assert "5. jan. til 20. jan. 2027 4.900 kr." in said
    assert "Fra 21. jan. 2027 9.800 kr." in said
    assert "til og med 27. jan. 2027" in said


def test_more_seats_than_are_free_cannot_be_booked_and_the_page_says_why(client_for: ClientFor) -> None:
    listed = list_offer(capacity=3)
    said = words(client_for().get(f"/forloeb/{listed.ref}?n=4"))
    assert "Kun 3 pladser er ledige på holdet" in said
    assert "Book 4 pladser" not in said


@pytest.mark.parametrize("typed", ["abc", "0", "-2", "501", "1e3"])
def test_a_number_of_seats_that_cannot_be_read_is_said_and_kept(client_for: ClientFor, typed: str) -> None:
    listed = list_offer()
    answer = client_for().get(f"/forloeb/{listed.ref}?n={typed}")
    assert answer.status_code == 422
    assert 'id="n-feedback"' in answer.get_data(as_text=True)
    assert f'value="{typed}"' in answer.get_data(as_text=True)


def test_a_visitor_signs_in_and_comes_back(client_for: ClientFor) -> None:
    listed = list_offer()
    page = client_for().get(f"/forloeb/{listed.ref}?n=3&q=klart").get_data(as_text=True)
    assert f"/konto/log-ind?next=/forloeb/{listed.ref}?q%3Dklart%26n%3D3%26hold%3D{listed.run_ref}" in page
    assert 'action="/hr/bestillinger/hold"' not in page


def test_a_booker_sends_everything_they_relied_on(client_for: ClientFor) -> None:
    listed = list_offer()
    company = make_company()
    booker = make_member(company, "booker")
    client = client_for(_person(booker), "company", booker.organisation_ref)
    page = client.get(f"/forloeb/{listed.ref}?n=3").get_data(as_text=True)
    form = page[page.index('action="/hr/bestillinger/hold"') :]
    sent = dict(re.findall(r'name="(\w+)" value="([^"]+)"', form[: form.index("</form>")]))
    assert sent["run"] == listed.run_ref
    assert sent["plan"] == listed.plan_ref
    assert sent["n"] == "3"
    assert sent["seen"].endswith("-2940000")
    assert len(sent["key"]) == 12


def test_somebody_who_may_not_book_is_told_so(client_for: ClientFor) -> None:
    listed = list_offer()
    company = make_company()
    reader = make_member(company, "viewer")
    said = words(client_for(_person(reader), "company", reader.organisation_ref).get(f"/forloeb/{listed.ref}"))
    assert "Kun en bestiller i en virksomhed kan booke" in said
    assert "Book 1 plads" not in said


def test_an_offer_without_open_runs_says_so(client_for: ClientFor) -> None:
    listed = list_offer(status="planned")
    answer = client_for().get(f"/forloeb/{listed.ref}")
    assert answer.status_code == 200
    assert "Ingen åbne hold lige nu" in words(answer)


def test_outcomes_say_which_of_the_needs_they_meet(client_for: ClientFor) -> None:
    health = a_competence("sundhedskommunikation", "health communication")
    listed = list_offer(competence=health)
    index()
    said = words(client_for().get(f"/forloeb/{listed.ref}?q=sundhedskommunikation"))
    assert "I jeres behov" in said
    assert "Dækker sundhedskommunikation" in said
    assert "I jeres behov" not in words(client_for().get(f"/forloeb/{listed.ref}"))


@pytest.mark.parametrize("status", ["draft", "in_review", "approved", "suspended", "retired"])
def test_an_offer_the_public_may_not_see_is_not_found(client_for: ClientFor, status: str) -> None:
    listed = list_offer(version={"status": status})
    assert client_for().get(f"/forloeb/{listed.ref}").status_code == 404


def test_a_private_offer_is_not_found(client_for: ClientFor) -> None:
    company = make_company()
    listed = list_offer(offer={"private_to_id": company.id})
    assert client_for().get(f"/forloeb/{listed.ref}").status_code == 404


def test_a_private_run_is_not_offered(client_for: ClientFor) -> None:
    listed = list_offer()
    hidden = make_run(listed.version, private_to_id=make_company().id)
    page = client_for().get(f"/forloeb/{listed.ref}?hold={hidden.ref}").get_data(as_text=True)
    assert f'value="{hidden.ref}"' not in page


def test_machines_read_a_course_with_its_instances(client_for: ClientFor) -> None:
    health = a_competence("sundhedskommunikation", "health communication")
    listed = list_offer(Texts("Farlig </script><b> & titel", ""), competence=health, version={"ects_tenths": 30})
    page = client_for().get(f"/forloeb/{listed.ref}").get_data(as_text=True)
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    assert len(found) == 1
    assert "<" not in found[0]
    course: dict[str, Any] = json.loads(found[0])
    assert course["@type"] == "Course"
    assert course["name"] == "Farlig </script><b> & titel"
    assert course["teaches"][0]["@id"] == "http://data.europa.eu/esco/skill/health-communication"
    assert course["numberOfCredits"]["value"] == 3
    instance = course["hasCourseInstance"][0]
    assert instance["courseMode"] == "Onsite"
    assert (instance["startDate"], instance["endDate"]) == ("2027-02-03", "2027-03-10")
    assert instance["location"]["address"]["postalCode"] == "8000"
    assert instance["offers"]["price"] == "9800.00"
    assert instance["offers"]["priceCurrency"] == "DKK"
    assert instance["offers"]["availability"].endswith("InStock")


def test_the_address_of_an_offer_is_one_whatever_was_asked(client_for: ClientFor) -> None:
    listed = list_offer()
    page = client_for().get(f"/forloeb/{listed.ref}?q=klart&n=2&postnr=8000").get_data(as_text=True)
    assert f'<link rel="canonical" href="http://localhost/forloeb/{listed.ref}">' in page


def test_content_in_one_language_is_marked_on_the_other_page(client_for: ClientFor) -> None:
    listed = list_offer(Texts("Kun på dansk", ""))
    page = client_for(language="en").get(f"/forloeb/{listed.ref}").get_data(as_text=True)
    assert '<html lang="en">' in page
    assert '<h1 lang="da">Kun på dansk</h1>' in page


def test_an_offer_asks_the_database_a_bounded_number_of_times(client_for: ClientFor) -> None:
    listed = list_offer(institution=an_institution())
    for month in range(3, 9):
        make_run(listed.version, starts_on=date(2027, month, 1), ends_on=date(2027, month, 9))
    client = client_for()
    with counting() as statements:
        client.get(f"/forloeb/{listed.ref}?n=3")
    assert len(statements) <= 16, statements


def _person(actor: Actor) -> Person:
    person = session.get_one(Person, actor.person_id)
    with within():
        make_sign_in(person)
    return person
