"""Up to four offers side by side."""

from __future__ import annotations

import html5lib
import pytest

from marketplace.foundation.money import kroner
from marketplace.foundation.texts import Texts
from tests.doors.conftest import ClientFor, Knocker
from tests.doors.counting import counting
from tests.doors.public.market import Listed, a_competence, an_institution, heading, holstebro, index, list_offer, words


@pytest.fixture
def offers(client_for: ClientFor) -> list[Listed]:
    """Five offers: the first is dear and covers what is asked for, the second is cheap with VAT on top."""
    holstebro()
    seller = an_institution()
    asked = a_competence("klart sprog", "plain language")
    first = list_offer(
        Texts("Dyrt", "Dear"),
        competence=asked,
        price=kroner(12000),
        version={"nqf_level": 6, "nqf_basis": "legal_act", "ects_tenths": 30},
        postcode_code="7500",
    )
    second = list_offer(Texts("Billigt", "Cheap"), institution=seller, price=kroner(4000), basis="standard")
    others = [list_offer(Texts(f"Nummer {n}", ""), institution=seller) for n in range(3)]
    index()
    return [first, second, *others]


@pytest.fixture
def client(client_for: ClientFor, offers: list[Listed]) -> Knocker:
    return client_for()


def path(*offers: Listed, **more: str) -> str:
    return "/sammenlign?" + "&".join(
        [f"v={one.ref}" for one in offers] + [f"{name}={said}" for name, said in more.items()]
    )


def test_two_offers_stand_beside_each_other_with_prices_for_all_who_go(client: Knocker, offers: list[Listed]) -> None:
    answer = client.get(path(offers[0], offers[1], q="klart+sprog", antal="4", postnr="7500"))
    said = words(answer)
    assert heading(answer) == "2 forløb ved siden af hinanden"
    for fact in (
        "Behovet: »klart sprog«",
        "Pris 12.000 kr. pr. plads, momsfrit",
        "Pris for 4 medarbejdere 48.000 kr. momsfrit",
        "Pris for 4 medarbejdere 16.000 kr. (bedst) 20.000 kr. med moms",
        "Match 1 af 1 (bedst)",
        "Match 0 af 1",
        "Dækker klart sprog Mangler –",
        "Dækker – Mangler klart sprog",
        "Hold 3. feb. til 10. mar. 2027",
        "Sted Aarhus C 101 km",
        "Ledige pladser 12 pladser ledige",
        "Omfang 3 ECTS",
        "Niveau Niveau 6",
        "Niveau Ikke niveauplaceret",
        "Prøve Case",
    ):
        assert fact in said, fact
    facts = [said.index(f" {name} ") for name in ("Kvalitet", "Pris", "Tid", "Match")]
    assert facts == sorted(facts)
    html5lib.HTMLParser(strict=True).parse(answer.get_data(as_text=True))


def test_what_is_equally_good_is_not_marked(client: Knocker, offers: list[Listed]) -> None:
    said = words(client.get(path(offers[2], offers[3])))
    assert "(bedst)" not in said


def test_the_question_goes_along_to_the_offers_and_back_to_the_list(client: Knocker, offers: list[Listed]) -> None:
    page = client.get(path(offers[0], offers[1], q="klart+sprog", antal="4", form="onsite")).get_data(as_text=True)
    kept = "q=klart+sprog&amp;antal=4&amp;form=onsite"
    assert f'href="/forloeb/{offers[0].ref}?v={offers[0].ref}&amp;v={offers[1].ref}&amp;{kept}"' in page
    assert f'href="/forloeb?v={offers[0].ref}&amp;v={offers[1].ref}&amp;{kept}"' in page
    assert '<input type="hidden" name="q" value="klart sprog">' in page
    ticked = client.get(f"/forloeb?v={offers[0].ref}").get_data(as_text=True)
    assert f'id="v-{offers[0].ref}" form="compare" checked' in ticked


def test_one_of_three_can_be_taken_away_but_not_one_of_two(client: Knocker, offers: list[Listed]) -> None:
    three = client.get(path(*offers[:3])).get_data(as_text=True)
    assert f'href="/sammenlign?v={offers[1].ref}&amp;v={offers[2].ref}"' in three
    assert ">Fjern<" not in client.get(path(*offers[:2])).get_data(as_text=True)


def test_a_fifth_is_left_out_and_the_page_says_so(client: Knocker, offers: list[Listed]) -> None:
    answer = client.get(path(*offers))
    assert heading(answer) == "4 forløb ved siden af hinanden"
    assert "I valgte 5 forløb. Der er plads til 4, så her er de første." in words(answer)
    assert "Nummer 2" not in words(answer)


def test_a_single_one_is_shown_with_a_word_on_how_to_compare(client: Knocker, offers: list[Listed]) -> None:
    answer = client.get(path(offers[0]))
    assert heading(answer) == "1 forløb ved siden af hinanden"
    assert "Vælg mindst to for at sammenligne." in words(answer)


def test_offers_that_are_not_there_are_told_of_in_words(client: Knocker, offers: list[Listed]) -> None:
    some = client.get(f"{path(offers[0], offers[1])}&v=findes-ikke")
    assert "Ét af de valgte forløb findes ikke længere." in words(some)
    for none in ("/sammenlign", "/sammenlign?v=findes-ikke", "/sammenlign?v=", "/sammenlign?q=klart"):
        answer = client.get(none)
        assert answer.status_code == 200, none
        assert "Vælg forløb på listen" in words(answer), none


def test_a_headcount_that_cannot_be_read_is_said_beside_it(client: Knocker, offers: list[Listed]) -> None:
    answer = client.get(path(offers[0], offers[1], antal="mange"))
    assert answer.status_code == 422
    assert 'id="antal-feedback"' in answer.get_data(as_text=True)
    assert 'value="mange"' in answer.get_data(as_text=True)


def test_a_draft_is_never_compared(client_for: ClientFor) -> None:
    hidden = list_offer(Texts("Kladde", ""), version={"status": "draft"})
    assert "Kladde" not in words(client_for().get(path(hidden)))


def test_the_comparison_is_written_in_english(client: Knocker, offers: list[Listed]) -> None:
    answer = client.get(path(offers[0], offers[1], antal="4", lang="en"))
    said = words(answer)
    assert heading(answer) == "2 courses side by side"
    assert "Price for 4 employees DKK 48,000" in said
    assert "(best)" in said


def test_a_comparison_asks_the_database_a_bounded_number_of_times(client: Knocker, offers: list[Listed]) -> None:
    asked = path(*offers[:4], q="klart+sprog", postnr="8000", antal="3")
    client.get(asked)
    with counting() as statements:
        client.get(asked)
    assert len(statements) <= 12, statements
