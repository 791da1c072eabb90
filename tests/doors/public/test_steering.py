"""Steering the list: chips, filters, weights, orders, what is carried along, shared, saved and kept."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import unquote_plus

import pytest
from sqlalchemy import select

from marketplace.accounts.models import Person
from marketplace.catalogue.models import Run
from marketplace.foundation.db import session
from marketplace.foundation.money import kroner
from marketplace.foundation.texts import Texts
from marketplace.search.models import AskedByDay, AskedText
from marketplace.search.service import noting
from tests.doors.conftest import ClientFor, Knocker
from tests.doors.public.market import a_competence, an_institution, heading, holstebro, index, list_offer, words
from tests.factories import within
from tests.factories.accounts import make_sign_in
from tests.factories.booking import make_booking
from tests.factories.catalogue import make_run
from tests.factories.organisations import make_company, make_member


def links(page: str, kind: str) -> list[str]:
    """The addresses of links of a class."""
    return [unquote_plus(found.replace("&amp;", "&")) for found in re.findall(rf'class="{kind}" href="([^"]*)"', page)]


@pytest.fixture
def market(client_for: ClientFor) -> Knocker:
    """Health communication in Aarhus, cheap; plain language in Holstebro, dear."""
    holstebro()
    list_offer(competence=a_competence("sundhedskommunikation", "health communication"), price=kroner(2000))
    list_offer(
        Texts("Skriv klart", "Write plainly"),
        competence=a_competence("klart sprog", "plain language"),
        price=kroner(9000),
        postcode_code="7500",
        starts_on=date(2027, 5, 5),
        ends_on=date(2027, 6, 1),
    )
    index()
    return client_for()


BOTH = "/forloeb?q=sundhedskommunikation+og+klart+sprog"


def test_a_chip_takes_its_competence_away_and_another_adds_it_again(market: Knocker) -> None:
    page = market.get(f"{BOTH}&antal=4").get_data(as_text=True)
    away = links(page, "chip")
    assert len(away) == 2
    assert all("q=sundhedskommunikation og klart sprog" in url and "antal=4" in url for url in away)
    fewer = market.get(f"{BOTH}&uden=klart-sprog")
    assert "Vi forstod én kompetence" in words(fewer)
    added = market.get("/forloeb?q=sundhedskommunikation&med=klart-sprog")
    assert "Vi forstod 2 kompetencer" in words(added)
    assert "Match 1 af 2" in words(added)
    taken = next(url for url in links(added.get_data(as_text=True), "chip") if "uden=klart-sprog" in url)
    assert "med=" not in taken


def test_of_many_competences_to_add_most_are_folded(client_for: ClientFor) -> None:
    for n in range(6):
        a_competence(f"sundhed del {n}", f"health part {n}")
    list_offer()
    index()
    page = client_for().get("/forloeb?q=sundhed+del").get_data(as_text=True)
    part = page[page.index('id="understood"') : page.index('class="search-page"')]
    open_ones, _, folded = part.partition("<details>")
    assert open_ones.count("chip-add") == 2
    assert folded.count("chip-add") >= 2
    assert f"Vis {folded.count('chip-add')} forslag mere" in folded


def test_somebody_at_a_companys_desk_finds_its_postcode_in_the_empty_form(client_for: ClientFor) -> None:
    index()
    client = at_desk(client_for, "booker")
    for path, filled in (("/", True), ("/forloeb", True), ("/forloeb?postnr=", False), ("/forloeb?q=ledelse", False)):
        page = client.get(path).get_data(as_text=True)
        assert ('name="postnr" value="8000"' in page) is filled, path
        assert 'name="postnr" value="8000"' not in client_for().get(path).get_data(as_text=True)


def test_words_that_are_not_wanted_are_said_not_to_be_searched_for(market: Knocker) -> None:
    assert "Vi har ikke søgt efter:" in words(market.get("/forloeb?q=klart+sprog,+ikke+programmering"))


def test_filters_carry_the_question_and_the_question_carries_the_filters(market: Knocker) -> None:
    page = market.get(f"{BOTH}&antal=4&form=onsite&sort=pris&v1=3&uden=klart-sprog").get_data(as_text=True)

    def hidden(id_: str) -> list[tuple[str, str]]:
        part = re.search(rf'<div id="{id_}" hidden>(.*?)</div>', page, re.S)
        assert part
        return re.findall(r'name="([^"]*)" value="([^"]*)"', part[1])

    assert {name for name, _ in hidden("with-filters")} == {"q", "antal", "uden", "sort", "v1"}
    assert {name for name, _ in hidden("with-weights")} == {"q", "antal", "uden", "sort", "form"}
    assert {name for name, _ in hidden("with-question")} == {"sort", "v1", "form"}  # chips belong to the words


def test_every_group_is_counted_and_a_choice_narrows_the_list(market: Knocker) -> None:
    page = market.get("/forloeb?postnr=8000").get_data(as_text=True)
    for name in (
        "form",
        "km",
        "region",
        "start",
        "niveau",
        "omfang",
        "felt",
        "timer",
        "pladser",
        "sprog",
        "type",
        "godkendt",
    ):
        assert f'name="{name}"' in page or name == "niveau", name
    assert '<span class="count" id="n-km-25">1' in page
    assert 'name="km"' not in market.get("/forloeb").get_data(as_text=True)
    for query, left in (
        ("km=25&postnr=8000", 1),
        ("pris=5000", 1),
        ("pris=5000&antal=3", 0),
        ("pris=6000&antal=3", 1),
        ("senest=1-4-2027", 1),
        ("senest=1-7-2027", 2),
        ("pladser=free&antal=13", 0),
        ("form=online", 0),
        ("form=online&form=onsite", 2),
        ("godkendt=accredited", 2),
        ("type=university_college", 2),
        ("start=later&start=6m", 2),
    ):
        assert heading(market.get(f"/forloeb?{query}")).startswith(f"{left} forløb"), query


def test_the_highest_price_is_for_all_who_are_to_go(market: Knocker) -> None:
    assert "Højeste pris pr. plads, kr." in words(market.get("/forloeb"))
    said = words(market.get("/forloeb?antal=4"))
    assert "Højeste pris for 4 medarbejdere, kr." in said
    assert "pr. plads, momsfrit. 8.000 kr. for 4" in said


def test_orders_are_links_and_distance_is_one_only_from_somewhere(market: Knocker) -> None:
    assert "Bedst for jer Kvalitet Pris Timer Start Filtre" in words(market.get("/forloeb"))
    assert "Start Afstand Filtre" in words(market.get("/forloeb?postnr=7500"))
    page = market.get("/forloeb?sort=pris&antal=2").get_data(as_text=True)
    assert '<a href="/forloeb?antal=2&amp;sort=pris" aria-current="true">Pris</a>' in page


def test_weights_change_the_order_and_stay_as_they_were_set(market: Knocker) -> None:
    page = market.get("/forloeb?v1=0&v2=3&v3=0&v4=0").get_data(as_text=True)
    assert page.index("Sundhedskommunikation i klart sprog") < page.index("Skriv klart")
    assert re.search(r'id="v2" name="v2"[^>]* value="3" aria-valuetext="meget"', page)
    assert re.search(r'id="v1" name="v1"[^>]* value="0" aria-valuetext="intet"', page)


def test_a_card_shows_the_run_that_answers_and_what_is_near_is_marked(client_for: ClientFor) -> None:
    holstebro()
    listed = list_offer(Texts("To steder", ""))
    from_here = "/forloeb?postnr=7500"
    with within():
        make_run(listed.version, postcode_code="7500", starts_on=date(2027, 3, 3), ends_on=date(2027, 3, 4))
    index()
    said = words(client_for().get(f"{from_here}&km=10"))
    assert "Holstebro 3. mar. 2027" in said.replace(", under 1 km", "")
    assert "Tæt på jer" in said


def test_the_address_can_be_shared_and_saved(market: Knocker, client_for: ClientFor) -> None:
    page = market.get(f"{BOTH}&antal=4&side=1&ukendt=1").get_data(as_text=True)
    address = "http://localhost/forloeb?q=sundhedskommunikation+og+klart+sprog&amp;antal=4"
    assert f'value="{address}" readonly' in page
    assert "Log ind, og gem søgningen" in page
    assert "csrf_token" not in page
    client = at_desk(client_for, "booker")
    form = client.get(f"{BOTH}&antal=4").get_data(as_text=True)
    sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[form.index('action="/hr/soegninger"') :])[:3])
    assert sent["query"] == "q=sundhedskommunikation+og+klart+sprog&amp;antal=4"
    assert sent["title"] == "sundhedskommunikation og klart sprog"
    saved = client.post("/hr/soegninger", data={"query": sent["query"].replace("&amp;", "&"), "title": sent["title"]})
    assert saved.status_code == 303


def test_a_need_without_an_offer_stays_in_the_form_and_can_be_kept(market: Knocker, client_for: ClientFor) -> None:
    answer = market.get("/forloeb?q=zzzz+qqqq&antal=4")
    assert 'value="zzzz qqqq"' in answer.get_data(as_text=True)
    assert "Gem behovet" not in words(answer)
    client = at_desk(client_for, "booker")
    page = client.get("/forloeb?q=zzzz+qqqq&antal=4&postnr=8000").get_data(as_text=True)
    form = page[page.index('action="/hr/behov"') :]
    sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[: form.index("</form>")]))
    assert {name: sent[name] for name in ("q", "antal", "postnr")} == {"q": "zzzz qqqq", "antal": "4", "postnr": "8000"}
    assert client.post("/hr/behov", data=sent).status_code == 303


def test_a_need_that_nothing_answers_is_kept_offered_to_be_saved_and_written_down(client_for: ClientFor) -> None:
    list_offer(Texts("Skriv klart", ""), competence=a_competence("klart sprog", "plain language"))
    a_competence("førstehjælp", "first aid")
    index()
    noting.take()
    client = at_desk(client_for, "booker")
    for need in ("førstehjælp", "truckfører"):
        answer = client.get(f"/forloeb?q={need}", headers={"User-Agent": "Mozilla/5.0"})
        assert heading(answer) == f"Ingen forløb til »{need}«"
        page = answer.get_data(as_text=True)
        assert f'name="q" type="search" value="{need}"' in page
        assert 'action="/hr/behov"' in page
        assert 'action="/hr/soegninger"' in page
        assert "Vi siger til, når det kommer." in words(answer)
    assert {one.text for one in session.scalars(select(AskedText))} == {"førstehjælp", "truckfører"}
    assert [(one.hits, one.poor) for one in session.scalars(select(AskedByDay))] == [(0, 1)]


def test_what_is_asked_in_vain_is_counted(client_for: ClientFor) -> None:
    a_competence("klart sprog", "plain language")
    index()
    noting.take()
    client = at_desk(client_for, "booker")
    client.get("/forloeb?q=klart+sprog", headers={"User-Agent": "Mozilla/5.0"})
    counted = session.scalars(select(AskedByDay)).all()
    assert [(one.hits, one.poor, one.company_id is not None) for one in counted] == [(0, 1, True)]


def test_institutions_used_before_are_marked_and_can_be_asked_for_alone(client_for: ClientFor) -> None:
    known = list_offer(Texts("Kendt forløb", ""), institution=an_institution("Kendt Skole"))
    list_offer(Texts("Ukendt forløb", ""), institution=an_institution("Ukendt Skole"))
    index()
    client = at_desk(client_for, "booker", bought=known.run)
    answer = client.get("/forloeb")
    assert "Kendt Skole I har brugt dem før" in words(answer)
    assert words(answer).count("I har brugt dem før") == 1
    for query in ("", "?brugt=1"):  # what ticking it leaves, ticked or not
        assert '<span class="count" id="n-brugt-1">1<' in client.get(f"/forloeb{query}").get_data(as_text=True)
    assert heading(client.get("/forloeb?brugt=1")).startswith("1 forløb")
    assert "Brugt før" not in words(client_for().get("/forloeb?brugt=1"))
    assert heading(client_for().get("/forloeb?brugt=1")).startswith("2 forløb")


def at_desk(client_for: ClientFor, role: str, *, bought: Run | None = None) -> Knocker:
    """Somebody at a company's desk, whose company may have booked seats on a run."""
    member = make_member(make_company(), role)
    if bought is not None:
        make_booking(member, bought)
    person = session.get_one(Person, member.person_id)
    with within():
        make_sign_in(person)
    return client_for(person, "company", member.organisation_ref)
