"""The list of offers: words, filters, order, pages, and what cannot be read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from marketplace.foundation.money import kroner
from marketplace.foundation.texts import Texts
from marketplace.search import gateway
from tests.doors.conftest import ClientFor
from tests.doors.counting import counting
from tests.doors.public.market import a_competence, an_institution, heading, holstebro, index, list_offer, words
from tests.factories.catalogue import make_field


def test_a_hit_shows_the_four_facts_place_start_and_seats(client_for: ClientFor) -> None:
    list_offer(capacity=2)
    index()
    answer = client_for().get("/forloeb")
    said = words(answer)
    assert heading(answer) == "1 forløb til jeres medarbejdere"
    facts = [said.index(fact) for fact in ("Kvalitet Akkrediteret", "Pris 9.800 kr.", "Tid 14 timer", "Match 1 ")]
    assert facts == sorted(facts)
    for shown in ("siden 2024, ny her", "pr. plads, momsfrit", "Aarhus C", "3. feb. 2027", "2 pladser ledige"):
        assert shown in said, shown


def test_words_that_name_competences_become_chips_and_each_hit_says_what_it_covers(client_for: ClientFor) -> None:
    health = a_competence("sundhedskommunikation", "health communication")
    plain = a_competence("klart sprog", "plain language")
    both = an_institution()
    list_offer(competence=health, institution=both)
    list_offer(Texts("Skriv klart", "Write plainly"), competence=plain, institution=both)
    index()
    client = client_for()
    answer = client.get("/forloeb?q=sundhedskommunikation+og+klart+sprog")
    said = words(answer)
    assert heading(answer) == "2 forløb til »sundhedskommunikation og klart sprog«"
    assert "Vi forstod 2 kompetencer" in said
    assert "Match 1 af 2" in said
    assert "Dækker sundhedskommunikation Mangler klart sprog" in said
    fewer = client.get("/forloeb?q=sundhedskommunikation+og+klart+sprog&uden=klart-sprog")
    assert "Vi forstod én kompetence" in words(fewer)
    assert "Match 1 af 1" in words(fewer)


def test_filters_narrow_the_list_and_unknown_ones_are_ignored(client_for: ClientFor) -> None:
    holstebro()
    make_field("ledelse", label=Texts("Ledelse", "Leadership"))
    list_offer(Texts("Online om sundhed", ""), participation="online", postcode_code=None, place="")
    list_offer(Texts("Led et team", ""), offer={"field_key": "ledelse"}, postcode_code="7500", price=kroner(15000))
    index()
    client = client_for()
    assert heading(client.get("/forloeb?form=online")).startswith("1 forløb")
    assert "Led et team" in words(client.get("/forloeb?felt=ledelse"))
    assert heading(client.get("/forloeb?felt=ledelse")) == "1 forløb i Ledelse"
    assert heading(client.get("/forloeb?pris=10.000")).startswith("1 forløb")
    for unknown in ("felt=nej", "form=telepati", "niveau=99", "omfang=x", "sort=tilfældig", "side=²", "region=skåne"):
        answer = client.get(f"/forloeb?{unknown}")
        assert answer.status_code == 200, unknown
        assert heading(answer).startswith("2 forløb"), unknown


def test_the_list_is_sorted_by_price_start_and_distance(client_for: ClientFor) -> None:
    holstebro()
    list_offer(Texts("Dyrt og nær", ""), price=kroner(20000), postcode_code="7500")
    list_offer(
        Texts("Billigt og langt væk", ""), price=kroner(1000), starts_on=date(2027, 5, 5), ends_on=date(2027, 5, 5)
    )
    index()
    client = client_for()

    def first(query: str) -> bool:
        said = words(client.get(f"/forloeb?{query}"))
        return said.index("Dyrt og nær") < said.index("Billigt og langt væk")

    assert not first("sort=pris")
    assert first("sort=start")
    assert first("sort=afstand&postnr=7500")
    assert not first("sort=afstand&postnr=8000")
    assert "Aarhus C, 101 km" in words(client.get("/forloeb?postnr=7500"))


def test_ten_offers_stand_on_a_page_and_their_own_price_is_shown_where_a_run_has_one(client_for: ClientFor) -> None:
    seller = an_institution()
    for n in range(12):
        list_offer(Texts(f"Forløb nummer {n:02}", ""), institution=seller)
    index()
    client = client_for()
    first, second = client.get("/forloeb?sort=start"), client.get("/forloeb?sort=start&side=2")
    assert first.get_data(as_text=True).count('class="panel hit"') == 10
    assert second.get_data(as_text=True).count('class="panel hit"') == 2
    assert 'rel="next"' in first.get_data(as_text=True)
    beyond = client.get("/forloeb?side=99")
    assert beyond.status_code == 200


def test_what_cannot_be_read_is_said_beside_the_field_with_all_that_was_typed_kept(client_for: ClientFor) -> None:
    index()
    client = client_for()
    answer = client.get("/forloeb?q=klart+sprog&postnr=9999&antal=4")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'id="postnr-feedback"' in page
    assert 'value="klart sprog"' in page
    assert 'value="9999"' in page
    assert 'value="4"' in page
    long = client.get("/forloeb?q=" + "x" * 10_001)
    assert long.status_code == 422
    assert "10.001 tegn" in words(long)
    for wrong in ("antal=abc", "antal=0", "pris=-1", "pris=gratis", "postnr=71"):
        assert client.get(f"/forloeb?{wrong}").status_code == 422, wrong


def test_a_hit_found_by_its_words_alone_says_where_they_stand(client_for: ClientFor) -> None:
    list_offer(Texts("Skriv om vindmøller", "Write of wind turbines"), version={"lead": Texts("Om havbunden", "")})
    index()
    client = client_for()
    assert "Desuden »vindmølle« står i titlen" in words(client.get("/forloeb?q=vindmølle"))
    assert "»havbund« står i beskrivelsen" in words(client.get("/forloeb?q=havbund+zzzz"))
    assert "“turbines” is in the title" in words(client.get("/forloeb?q=turbines&lang=en"))


def test_a_mistyped_need_is_shown_as_it_was_searched_with_a_way_to_the_words_as_typed(client_for: ClientFor) -> None:
    list_offer(Texts("Kommunikation", ""), competence=a_competence("kommunikation", "communication"))
    index()
    client = client_for()
    answer = client.get("/forloeb?q=komunikation&antal=3")
    assert heading(answer) == "1 forløb til »kommunikation«"
    assert "Viser resultater for kommunikation . Søg i stedet efter komunikation" in words(answer)
    assert 'value="komunikation"' in answer.get_data(as_text=True)
    assert 'href="/forloeb?q=komunikation&amp;antal=3&amp;ordret=1"' in answer.get_data(as_text=True)
    typed = client.get("/forloeb?q=komunikation&antal=3&ordret=1")
    assert "Viser resultater for" not in words(typed)
    assert "Mente I kommunikation ?" in words(typed)
    form = typed.get_data(as_text=True).partition('id="with-question"')[2].partition("</div>")[0]
    assert "ordret" not in form  # other words are read anew


def test_an_empty_list_says_what_to_do(client_for: ClientFor) -> None:
    index()
    answer = client_for().get("/forloeb?q=zzzz")
    assert heading(answer) == "Ingen forløb til »zzzz«"
    assert "Ingen forløb passer" in words(answer)
    assert "Se alle forløb" in words(answer)


def test_private_unpublished_and_suspended_offers_are_not_listed(client_for: ClientFor) -> None:
    shown = list_offer()
    list_offer(Texts("Kladde", ""), version={"status": "draft"})
    list_offer(Texts("Taget af", ""), version={"status": "suspended"})
    index()
    answer = client_for().get("/forloeb")
    assert heading(answer).startswith("1 forløb")
    assert f"/forloeb/{shown.ref}" in answer.get_data(as_text=True)


def test_the_list_is_written_in_english(client_for: ClientFor) -> None:
    list_offer()
    index()
    answer = client_for(language="en").get("/forloeb")
    assert heading(answer) == "1 course for your employees"
    assert "Plain health communication" in words(answer)
    assert "DKK 9,800" in words(answer)


def test_the_canonical_address_keeps_only_what_makes_another_list(client_for: ClientFor) -> None:
    list_offer()
    index()
    page = client_for().get("/forloeb?q=klart&felt=sundhed&sort=pris&antal=3").get_data(as_text=True)
    assert '<link rel="canonical" href="http://localhost/forloeb?felt=sundhed">' in page
    assert 'hreflang="en" href="http://localhost/forloeb?felt=sundhed&amp;lang=en"' in page
    assert 'name="robots" content="noindex, follow"' in page


def test_the_list_asks_the_database_a_bounded_number_of_times(client_for: ClientFor) -> None:
    health = a_competence("sundhedskommunikation", "health communication")
    seller = an_institution()
    for n in range(11):
        list_offer(Texts(f"Sundhedskommunikation {n}", ""), competence=health, institution=seller)
    index()
    client = client_for()
    client.get("/forloeb?q=sundhedskommunikation")  # the vocabulary is made ready once
    with counting() as statements:
        client.get("/forloeb?q=sundhedskommunikation&postnr=8000&antal=3")
    assert len(statements) <= 12, statements
    with counting() as statements:
        client.get("/forloeb")
    assert len(statements) <= 10, statements


def test_a_search_before_the_index_is_built_says_so(client_for: ClientFor, tmp_path: Path) -> None:
    kept = gateway.offers()
    gateway.use(tmp_path / "nothing here")
    try:
        answer = client_for().get("/forloeb?q=ledelse")
    finally:
        gateway.use(kept.folder)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "10"
    assert "Søgningen er ved at blive bygget op" in answer.get_data(as_text=True)
