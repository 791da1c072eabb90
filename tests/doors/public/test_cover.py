"""The cover of a need: its page in every state, in both languages, and the band above the list."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from html import unescape

import html5lib
import pytest
from sqlalchemy import func, select

from marketplace.accounts.models import Person
from marketplace.booking.models import Seat
from marketplace.competences.models import Competence
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.money import kroner
from marketplace.foundation.texts import Texts
from marketplace.organisations.models import Institution
from marketplace.planning import queries as planning
from marketplace.planning.rules.covers import Cover
from marketplace.planning.rules.program import Stage
from marketplace.web.public import cover as view
from tests.doors.conftest import ClientFor, Knocker
from tests.doors.counting import counting
from tests.doors.public.market import Listed, a_competence, an_institution, heading, holstebro, index, list_offer, words
from tests.factories import within
from tests.factories.accounts import make_sign_in
from tests.factories.organisations import make_company, make_member

NEED = "q=sundhedskommunikation,+klart+sprog+og+databeskyttelse"
FIRST = date(2027, 2, 3)


@dataclass
class Market:
    """Three competences; one is sold in the middle of Denmark, one online, and one far away and late."""

    seller: Institution
    health: Competence
    plain: Competence
    privacy: Competence
    offers: list[Listed]


def a_day(after: int) -> dict[str, date]:
    on = FIRST + timedelta(days=after)
    return {"starts_on": on, "ends_on": on}


@pytest.fixture
def market(db: None) -> Market:
    holstebro()
    seller = an_institution()
    found = Market(
        seller,
        a_competence("sundhedskommunikation", "health communication"),
        a_competence("klart sprog", "plain language"),
        a_competence("databeskyttelse", "data protection"),
        [],
    )
    found.offers = [
        list_offer(Texts("Sundhed i ord", "Health in words"), competence=found.health, institution=seller, **a_day(0)),
        list_offer(
            Texts("Skriv klart", "Write plainly"),
            competence=found.plain,
            institution=seller,
            price=kroner(4000),
            basis="standard",
            participation="online",
            postcode_code=None,
            **a_day(0),
        ),
        list_offer(
            Texts("Pas på data", "Mind the data"),
            competence=found.privacy,
            institution=an_institution("Erhvervsakademi Strandmark"),
            price=kroner(8600),
            postcode_code="7500",
            **a_day(90),
        ),
    ]
    index()
    return found


def ask(client_for: ClientFor, query: str, *, language: str = "da", status: int = 200) -> str:
    answer = client_for(language=language).get(f"/daekning?{query}")
    assert answer.status_code == status
    html5lib.HTMLParser(strict=True).parse(answer.get_data(as_text=True))
    return words(answer)


def test_a_cover_says_what_it_comes_to_and_what_each_offer_gives(client_for: ClientFor, market: Market) -> None:
    said = ask(client_for, f"{NEED}&antal=4&postnr=8000")
    assert "3 forløb dækker alle 3 kompetencer" in said
    # 9.800 + 4.000 with a quarter of VAT + 8.600, for four
    assert (
        "Pr. medarbejder 23.400 kr. For 4 medarbejdere 93.600 kr. Væk fra arbejdet 42 timer Færdig 4. maj 2027" in said
    )
    assert "Sundhed i ord Professionshøjskolen Egelund, 3. feb. 2027, Aarhus C" in said
    assert "Dækker sundhedskommunikation 1 kompetence, 9.800 kr., 14 timer" in said
    assert "Dækker klart sprog 1 kompetence, 5.000 kr., 14 timer" in said
    assert "Erhvervsakademi Strandmark, 4. maj 2027, Holstebro, 101 km" in said
    assert "Mangler:" not in said
    assert "Log ind for at booke" in said


def test_the_same_in_english(client_for: ClientFor, market: Market) -> None:
    said = ask(client_for, f"{NEED}&antal=4&budget=60000", language="en")
    assert "2 courses cover 2 of 3 competences" in said
    assert "Per employee DKK 13,600 For 4 employees DKK 54,400" in said
    assert "costs DKK 39,200, and DKK 5,600 of the budget is left" in said
    assert "The budget of DKK 60,000 is not enough for all of it." in said


def test_one_offer_may_cover_it_all(client_for: ClientFor, market: Market) -> None:
    said = ask(client_for, "q=klart+sprog")
    assert "Ét forløb dækker alle 1 kompetencer" not in said
    assert "Ét forløb dækker den ene kompetence" in said
    assert "For 1" not in said


@pytest.mark.parametrize(
    ("limit", "why"),
    [
        (
            "senest=01-04-2027",
            "databeskyttelse . Det nærmeste forløb slutter 4. maj 2027, efter jeres frist 1. apr. 2027",
        ),
        ("fra=01-05-2027", "klart sprog . Det nærmeste forløb begynder 3. feb. 2027, før I kan fra 1. maj 2027"),
        ("postnr=8000&km=50", "databeskyttelse . Det nærmeste forløb ligger 101 km væk, længere end jeres 50 km"),
        (
            "budget=9000",
            "sundhedskommunikation . Det nærmeste forløb koster 9.800 kr., mere end jeres budget på 9.000 kr.",
        ),
        ("budget=15000", "koster 9.800 kr., og der er 1.400 kr. tilbage af budgettet"),
        ("timer=30", "tager 14 timer fra arbejdet, og der er 2 timer tilbage"),
        ("timer=13,5", "tager 14 timer fra arbejdet, mere end jeres 13,5 timer"),
        ("antal=13", "har for få ledige pladser: 12 til jeres 13 medarbejdere"),
        (
            "krav=databeskyttelse:4",
            "databeskyttelse . Det nærmeste forløb når til »kan selvstændigt«, ikke »kan vejlede andre«",
        ),
    ],
)
def test_what_stays_open_comes_with_the_nearest_and_what_it_misses(
    client_for: ClientFor, market: Market, limit: str, why: str
) -> None:
    assert why in ask(client_for, f"{NEED}&{limit}")


def test_what_nobody_offers_is_said_so(client_for: ClientFor, market: Market) -> None:
    a_competence("svejsning", "welding")
    said = ask(client_for, "q=svejsning+og+klart+sprog")
    assert "Ét forløb dækker 1 af 2 kompetencer" in said
    assert "Mangler: svejsning . Ingen udbyder det endnu." in said
    assert "Ingen udbyder det endnu" in ask(client_for, "q=svejsning")


def test_nothing_covered_leads_on_to_looser_limits(client_for: ClientFor, market: Market) -> None:
    answer = client_for().get(f"/daekning?{NEED}&budget=0")
    assert heading(answer) == "Ingen forløb dækker det inden for jeres grænser"
    said = words(answer)
    assert said.count("Mangler:") == 3
    assert "mere end jeres budget på 0 kr." in said
    assert "Budgettet på 0 kr. rækker ikke til det hele." in said
    looser = re.search(r'href="([^"]+)">Se dækningen uden budget', answer.get_data(as_text=True))
    assert looser
    assert "alle 3 kompetencer" in words(client_for().get(unescape(looser[1])))


def test_a_vital_competence_is_covered_before_two_others(client_for: ClientFor, market: Market) -> None:
    within_budget = f"{NEED}&budget=13600"
    assert "Mangler: sundhedskommunikation" in ask(client_for, within_budget)
    said = ask(client_for, f"{within_budget}&vigtig=sundhedskommunikation")
    assert "Mangler: sundhedskommunikation" not in said
    assert "Ét forløb dækker 1 af 3 kompetencer" in said


def test_competences_are_taken_away_and_added_by_links(client_for: ClientFor, market: Market) -> None:
    client = client_for()
    answer = client.get(f"/daekning?{NEED}&antal=2&budget=90000")
    assert "Vi forstod 3 kompetencer" in words(answer)
    away = re.search(r'class="chip" href="([^"]*uden=databeskyttelse[^"]*)"', answer.get_data(as_text=True))
    assert away
    fewer = client.get(unescape(away[1]))
    assert "2 forløb dækker alle 2 kompetencer" in words(fewer)
    assert 'name="budget" value="90000"' in fewer.get_data(as_text=True), "what was typed stays"
    assert "3 forløb dækker alle 3" in words(
        client.get("/daekning?q=klart+sprog+og+sundhedskommunikation&med=databeskyttelse")
    )


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("budget=-1", "Beløbet kan ikke være under 0 kr."),
        ("budget=mange", "Skriv beløbet i tal, for eksempel 9.800."),
        ("senest=99/99", "Skriv dag, måned og år, for eksempel 24-12-2026."),
        ("fra=31-02-2027", "Den dag findes ikke."),
        ("km=abc", "Skriv et helt tal, for eksempel 4."),
        ("km=50", "Skriv også et postnummer, så vi kan regne afstanden derfra."),
        ("km=1001&postnr=8000", "Skriv et tal fra 1 til 1.000."),
        ("postnr=0000", "Postnummeret findes ikke."),
        ("antal=0", "Skriv et tal fra 1 til 500."),
        ("timer=x", "Skriv et tal, for eksempel 7,5."),
        ("fra=02-03-2027&senest=01-03-2027", "Fristen 1. mar. 2027 ligger før den dag, I kan begynde: 2. mar. 2027."),
        ("q=" + "a" * 2001, "Der er plads til 2.000."),
    ],
)
def test_what_cannot_be_read_is_said_and_what_was_typed_stays(
    client_for: ClientFor, market: Market, query: str, wrong: str
) -> None:
    typed = query if query.startswith("q=") else f"{NEED}&{query}"
    answer = client_for().get(f"/daekning?{typed}")
    assert answer.status_code == 422
    said = words(answer)
    assert wrong in said
    assert "Pr. medarbejder" not in said
    for pair in query.split("&"):
        name, value = pair.split("=")
        assert f'name="{name}"' in answer.get_data(as_text=True)
        assert f'value="{value}"' in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "q=",
        "q=%00%01",
        "q=a",
        "q=🦄",
        "q=%22*~(",
        "q=<script>alert(1)</script>",
        "q=" + "og+" * 600,
        "q=klart+sprog&krav=x&krav=:&krav=klart-sprog:9&vigtig=nej&uden=%00&med=%F0%9F%A6%84",
        "q=klart+sprog&" + "&".join(f"med=k{at}" for at in range(200)),
    ],
)
def test_odd_questions_are_answered(client_for: ClientFor, market: Market, query: str) -> None:
    answer = client_for().get(f"/daekning?{query}")
    assert answer.status_code in (200, 400, 422)
    assert "<script>alert" not in answer.get_data(as_text=True)


def test_without_a_need_it_says_what_will_be_here(client_for: ClientFor, market: Market) -> None:
    assert "Skriv, hvad medarbejderne skal kunne" in ask(client_for, "antal=4")


def test_a_link_leads_to_the_offer_with_the_run_and_the_seats_chosen(client_for: ClientFor, market: Market) -> None:
    client = client_for()
    body = client.get(f"/daekning?{NEED}&antal=4&postnr=8000").get_data(as_text=True)
    link = re.search(rf'href="(/forloeb/{market.offers[0].ref}[^"]*)"', body)
    assert link
    offer = client.get(unescape(link[1]))
    assert f'value="{market.offers[0].run_ref}" checked' in " ".join(offer.get_data(as_text=True).split())
    assert "39.200 kr." in words(offer)


def a_booker(client_for: ClientFor, *roles: str) -> Knocker:
    with within():
        actor: Actor = make_member(make_company(), *roles)
        person = session.get_one(Person, actor.person_id)
        make_sign_in(person)
    return client_for(person, "company", actor.organisation_ref)


def test_a_booker_holds_the_seats_of_each_offer_as_on_its_page(client_for: ClientFor, market: Market) -> None:
    client = a_booker(client_for, "booker")
    body = client.get(f"/daekning?{NEED}&antal=4").get_data(as_text=True)
    forms = re.findall(r'<form action="/hr/bestillinger/hold".*?</form>', body, re.S)
    assert len(forms) == 3
    for form in forms:
        fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
        answer = client.post("/hr/bestillinger/hold", data=fields)
        assert answer.status_code == 303
        assert answer.location.endswith("/bestil")
    assert session.scalar(select(func.count()).select_from(Seat)) == 12


def test_those_who_may_not_book_get_no_form(client_for: ClientFor, market: Market) -> None:
    body = a_booker(client_for, "viewer").get(f"/daekning?{NEED}&antal=4").get_data(as_text=True)
    assert "bestillinger/hold" not in body
    assert "Log ind for at booke" not in body


def test_a_cover_that_is_not_proved_says_so_with_its_bound(
    client_for: ClientFor, market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = planning.cover

    def hurried(*given: object, **more: object) -> Cover:
        found: Cover = asked(*given, **more)  # type: ignore[arg-type]  # passed on as it came
        stages = (found.stages[0], Stage("price", found.price, found.price - 100_000, proved=False))
        return Cover(found.need, found.limits, found.parts, found.open, stages, found.considered, found.offers)

    monkeypatch.setattr(view.planning, "cover", hurried)
    said = ask(client_for, NEED)
    assert "Det her er det bedste, vi fandt." in said
    assert "Ingen dækker det samme for mindre end 22.400 kr." in said


def test_the_page_sends_the_same_few_statements_however_many_offers(client_for: ClientFor, market: Market) -> None:
    client = client_for()
    client.get(f"/daekning?{NEED}")
    with counting() as sent:
        client.get(f"/daekning?{NEED}&antal=2")
    before = len(sent)
    for at in range(5):
        list_offer(Texts(f"Flere {at}", ""), competence=market.plain, institution=market.seller, **a_day(at + 1))
    with counting() as sent:
        client.get(f"/daekning?{NEED}&antal=2&budget=99000")
    assert len(sent) == before <= 20


def test_the_list_carries_the_cover_once_for_the_same_need(
    client_for: ClientFor, market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked: list[object] = []
    asked = planning.cover_of_few

    def counted(*given: object, **more: object) -> Cover | None:
        worked.append(given)
        return asked(*given, **{**more, "seconds": 20})  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(view.planning, "cover_of_few", counted)
    client = client_for()
    said = words(client.get(f"/forloeb?{NEED}&antal=4"))
    assert "3 forløb dækker alle 3 kompetencer Pr. medarbejder 23.400 kr." in said
    assert "Skriv klart 1 kompetence, 5.000 kr., 14 timer" in said
    assert said.index("3 forløb dækker alle") < said.index("pr. plads, momsfrit")
    english = words(client_for(language="en").get(f"/forloeb?{NEED}&antal=4&sort=pris"))
    assert "3 courses cover all 3 competences" in english
    assert len(worked) == 1
    client.get(f"/forloeb?{NEED}&antal=5")
    assert len(worked) == 2


def test_the_band_says_what_is_missing_and_leads_to_the_page(client_for: ClientFor, market: Market) -> None:
    answer = client_for().get(f"/forloeb?{NEED}&senest=2027-04-01&postnr=8000&timer=x")
    said = words(answer)
    assert "2 forløb dækker 2 af 3 kompetencer" in said
    assert "Det nærmeste forløb slutter 4. maj 2027, efter jeres frist 1. apr. 2027" in said
    link = re.search(r'href="(/daekning[^"]*)">Se dækningen', answer.get_data(as_text=True))
    assert link
    assert "timer" not in link[1], "on the list it means something else"
    assert "2 forløb dækker 2 af 3 kompetencer" in words(client_for().get(unescape(link[1])))


def test_one_competence_has_no_band_and_too_many_offers_only_a_link(
    client_for: ClientFor, market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "/daekning" not in client_for().get("/forloeb?q=klart+sprog").get_data(as_text=True)
    monkeypatch.setattr(view, "FEW_OFFERS", 2)
    monkeypatch.setattr(view, "_bands", view._Bands(2))
    said = words(client_for().get(f"/forloeb?{NEED}&antal=7"))
    assert "Se, hvilke forløb der sammen dækker jeres 3 kompetencer" in said
    assert "Pr. medarbejder" not in said


def test_the_oldest_band_makes_room_for_the_newest() -> None:
    bands = view._Bands(2)
    kept = [view._Kept(None, {}) for _ in range(3)]
    bands.put("a", kept[0])
    bands.put("b", kept[1])
    assert bands.get("a") is kept[0]
    bands.put("c", kept[2])
    assert (bands.get("a"), bands.get("b"), bands.get("c")) == (kept[0], None, kept[2])
