"""Front page, institutions, places, pages about the market, and what machines read."""

from __future__ import annotations

from xml.etree import ElementTree

import html5lib
import pytest

from marketplace.foundation.texts import Texts
from tests.doors.conftest import ClientFor
from tests.doors.counting import counting
from tests.doors.public.market import a_competence, an_institution, heading, holstebro, index, list_offer, words
from tests.factories.catalogue import make_field
from tests.factories.organisations import make_institution, make_postcode

ABOUT = {
    "/om/kvalitet": "Sådan måler vi kvalitet",
    "/om/priser": "Priser og moms",
    "/om/persondata": "Persondata",
    "/om/tilgaengelighed": "Tilgængelighed",
    "/om/kontakt": "Kontakt",
    "/for-udbydere": "For udbydere af korte forløb",
}


def test_the_front_page_shows_real_figures_and_searches_that_find_something(client_for: ClientFor) -> None:
    health = a_competence("sundhedskommunikation", "health communication")
    list_offer(competence=health)
    index()
    client = client_for()
    answer = client.get("/")
    said, page = words(answer), answer.get_data(as_text=True)
    assert heading(answer) == "Hvad skal jeres medarbejdere kunne?"
    assert "1 forløb, næste start 3. feb. 2027" in said
    assert "1 udbyder er med" in said
    assert "Region Midtjylland 1 forløb" in said
    assert "Region Hovedstaden 0 forløb" in said
    assert 'href="/forloeb?q=sundhedskommunikation"' in page
    assert heading(client.get("/forloeb?q=sundhedskommunikation")).startswith("1 forløb")
    assert '<circle class="at"' in page


def test_an_empty_market_has_a_front_page(client_for: ClientFor) -> None:
    answer = client_for().get("/")
    assert answer.status_code == 200
    assert "0 forløb" in words(answer)


def test_only_verified_institutions_are_listed(client_for: ClientFor) -> None:
    shown = an_institution("Hedelund Universitet", kind="university")
    hidden = make_institution("Ukendt Skole", verified=False)
    client = client_for()
    said = words(client.get("/udbydere"))
    assert "Hedelund Universitet Universitet, Aarhus C 0 forløb" in said
    assert "Ukendt Skole" not in said
    assert client.get(f"/udbydere/{shown.organisation.ref}").status_code == 200
    assert client.get(f"/udbydere/{hidden.organisation.ref}").status_code == 404
    assert client.get("/udbydere/nej").status_code == 404


def test_an_institution_shows_what_vouches_for_it_and_its_offers(client_for: ClientFor) -> None:
    seller = an_institution(about=Texts("Vi underviser i **sundhed**.", ""))
    list_offer(institution=seller)
    list_offer(Texts("En andens forløb", ""))
    answer = client_for().get(f"/udbydere/{seller.organisation.ref}")
    said = words(answer)
    assert heading(answer) == "Professionshøjskolen Egelund"
    assert "Rådet for Opdigtet Akkreditering, 12. maj 2024" in said
    assert "Sundhedskommunikation i klart sprog" in said
    assert "En andens forløb" not in said
    assert "<strong>sundhed</strong>" in answer.get_data(as_text=True)


def test_an_institution_asks_the_database_a_bounded_number_of_times(client_for: ClientFor) -> None:
    seller = an_institution()
    for n in range(8):
        list_offer(Texts(f"Forløb {n}", ""), institution=seller)
    client = client_for()
    with counting() as statements:
        client.get(f"/udbydere/{seller.organisation.ref}")
    assert len(statements) <= 13, statements


def test_a_place_shows_what_is_held_there_then_what_is_near(client_for: ClientFor) -> None:
    holstebro()
    make_postcode("7400", city="Herning", lat=56.1363, lon=8.9737, municipality="Herning", municipality_slug="herning")
    list_offer(Texts("Her i byen", ""), postcode_code="7500")
    list_offer(Texts("I nabobyen", ""), postcode_code="7400")
    list_offer(Texts("Langt væk", ""))
    client = client_for()
    answer = client.get("/kompetencekurser/holstebro")
    said = words(answer)
    assert heading(answer) == "Kompetencekurser i Holstebro"
    assert said.index("Her i byen") < said.index("Inden for 50 km") < said.index("I nabobyen")
    assert "Langt væk" not in said
    assert "noindex" not in answer.get_data(as_text=True)
    assert "Holstebro 1 forløb" in words(client.get("/kompetencekurser"))


def test_a_place_without_offers_answers_with_the_nearest_and_is_not_indexed(client_for: ClientFor) -> None:
    holstebro()
    make_field("ledelse", label=Texts("Ledelse", "Leadership"))
    list_offer(Texts("Her i byen", ""), postcode_code="7500")
    client = client_for()
    answer = client.get("/kompetencekurser/holstebro/ledelse")
    assert answer.status_code == 200
    assert heading(answer) == "Ledelse: kurser i Holstebro"
    assert 'content="noindex, follow"' in answer.get_data(as_text=True)
    assert "Her i byen" not in words(answer)
    assert heading(client.get("/kompetencekurser/holstebro/sundhed")) == "Sundhed: kurser i Holstebro"


def test_one_is_on_an_island_not_in_it(client_for: ClientFor) -> None:
    make_postcode("3700", city="Rønne", municipality="Bornholm", municipality_slug="bornholm", region="hovedstaden")
    assert heading(client_for().get("/kompetencekurser/bornholm")) == "Kompetencekurser på Bornholm"
    assert heading(client_for().get("/kompetencekurser/bornholm?lang=en")) == "Courses on Bornholm"


@pytest.mark.parametrize("path", ["/kompetencekurser/atlantis", "/kompetencekurser/holstebro/trylleri"])
def test_unknown_places_and_fields_are_not_found(client_for: ClientFor, path: str) -> None:
    holstebro()
    assert client_for().get(path).status_code == 404


def test_a_place_asks_the_database_a_bounded_number_of_times(client_for: ClientFor) -> None:
    holstebro()
    for n in range(12):
        list_offer(Texts(f"Forløb {n}", ""), postcode_code="7500")
    client = client_for()
    with counting() as statements:
        client.get("/kompetencekurser/holstebro")
    assert len(statements) <= 14, statements


@pytest.mark.parametrize(("path", "title"), ABOUT.items())
def test_pages_about_the_market_stand_in_both_languages(client_for: ClientFor, path: str, title: str) -> None:
    danish = client_for().get(path)
    assert heading(danish) == title
    english = client_for(language="en").get(path)
    assert english.status_code == 200
    assert heading(english) != title
    assert '<html lang="en">' in english.get_data(as_text=True)


def test_prices_say_what_is_not_open_yet_and_contact_who_runs_the_market(client_for: ClientFor) -> None:
    assert "Betale med kort." in words(client_for().get("/om/priser"))
    assert "Operatøren CVR-nummer 10000009" in words(client_for().get("/om/kontakt"))


def test_the_sitemap_lists_what_the_public_may_see(client_for: ClientFor) -> None:
    holstebro()
    seller = an_institution()
    shown = list_offer(institution=seller, postcode_code="7500")
    hidden = list_offer(Texts("Kladde", ""), institution=seller, version={"status": "draft"})
    answer = client_for().get("/sitemap.xml")
    assert answer.content_type == "application/xml; charset=utf-8"
    tree = ElementTree.fromstring(answer.get_data())  # noqa: S314 - our own
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    places = {found.text for found in tree.iter(f"{space}loc")}
    assert f"http://localhost/forloeb/{shown.ref}" in places
    assert f"http://localhost/forloeb/{hidden.ref}" not in places
    assert f"http://localhost/udbydere/{seller.organisation.ref}" in places
    assert "http://localhost/kompetencekurser/holstebro" in places
    assert "http://localhost/kompetencekurser/holstebro/sundhed" in places
    assert "http://localhost/kompetencekurser/aarhus" not in places
    links = [found.attrib for found in tree.iter("{http://www.w3.org/1999/xhtml}link")]
    assert {"rel": "alternate", "hreflang": "en", "href": f"http://localhost/forloeb/{shown.ref}?lang=en"} in links


def test_robots_are_kept_from_the_desks_and_told_of_the_sitemap(client_for: ClientFor) -> None:
    answer = client_for().get("/robots.txt")
    text = answer.get_data(as_text=True)
    assert answer.content_type == "text/plain; charset=utf-8"
    assert "Disallow: /hr/" in text
    assert "Disallow: /udbydere" not in text
    assert "Sitemap: http://localhost/sitemap.xml" in text


def test_public_pages_are_valid_html(client_for: ClientFor) -> None:
    holstebro()
    seller = an_institution()
    listed = list_offer(institution=seller, postcode_code="7500")
    index()
    client = client_for()
    pages = ["/", "/forloeb", "/forloeb?q=klart&postnr=7500", "/forloeb?postnr=9999", "/udbydere", *ABOUT]
    pages += [f"/forloeb/{listed.ref}", f"/udbydere/{seller.organisation.ref}"]
    pages += ["/kompetencekurser", "/kompetencekurser/holstebro"]
    for path in pages:
        html5lib.HTMLParser(strict=True).parse(client.get(path).get_data(as_text=True))


def test_what_cannot_be_read_is_said_in_the_visitors_language(client_for: ClientFor) -> None:
    for language, heading_said in (
        ("en", "We could not read the form"),
        ("da", "Vi kunne ikke læse formularen"),
    ):
        answer = client_for(language=language).get("/?q=a%00b")
        assert (answer.status_code, heading(answer)) == (400, heading_said)


def test_a_page_that_is_not_there_is_kept_by_nobody_since_it_names_who_has_signed_in(client_for: ClientFor) -> None:
    answer = client_for().get("/findes-ikke")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store")
