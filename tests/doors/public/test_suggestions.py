"""What could be meant while a need is typed."""

from __future__ import annotations

import re

import html5lib
import pytest

from marketplace.foundation.texts import Texts
from tests.doors.conftest import ClientFor
from tests.doors.counting import counting
from tests.doors.public.market import a_competence, an_institution, index, list_offer
from tests.factories.competences import make_vocabulary


def options(page: str) -> list[str]:
    return re.findall(r'role="option" data-value="([^"]*)"', page)


def test_suggestions_stand_in_groups_of_competences_jobs_and_offers(client_for: ClientFor) -> None:
    make_vocabulary()
    listed = list_offer(Texts("Sundhedskommunikation i klart sprog", "Plain health communication"))
    index()
    page = client_for().get("/forslag?q=sund").get_data(as_text=True)
    assert re.findall(r'role="group" aria-label="([^"]*)"', page) == ["Kompetencer", "Job", "Forløb med det navn"]
    assert "sundhedskommunikatør" in options(page)
    assert '<span class="kind">2 kompetencer</span>' in page
    assert f'data-url="/forloeb/{listed.ref}"' in page
    assert page.index("Kompetencer") < page.index("sundhedskommunikatør") < page.index(listed.ref)


def test_suggestions_are_said_in_english(client_for: ClientFor) -> None:
    make_vocabulary()
    list_offer()
    index()
    page = client_for(language="en").get("/forslag?q=health").get_data(as_text=True)
    assert re.findall(r'role="group" aria-label="([^"]*)"', page) == ["Competences", "Jobs", "Courses by that name"]
    assert "Plain health communication" in options(page)


def test_behind_other_words_the_last_phrase_is_suggested_and_the_words_before_it_stay(client_for: ClientFor) -> None:
    make_vocabulary()
    index()
    client = client_for()
    for before in ("De skal kunne skrive klart, og ", "planlægge (", "Excel og "):
        page = client.get("/forslag", query_string={"q": f"{before}sundhedskom"}).get_data(as_text=True)
        assert f"{before}sundhedskommunikation" in options(page), before
        assert ">sundhedskommunikation<" in page
    assert options(client.get("/forslag?q=xyzzy+og").get_data(as_text=True)) == []


@pytest.mark.parametrize("typed", ["", "s", "x" * 500, "%25", "zzzz", "%F0%9F%98%80", "(((", '"*~'])
def test_nothing_is_suggested_where_nothing_can_be_meant(client_for: ClientFor, typed: str) -> None:
    index()
    answer = client_for().get(f"/forslag?q={typed}")
    assert answer.status_code == 200
    assert options(answer.get_data(as_text=True)) == []


def test_at_most_eight_competences_and_four_offers_are_suggested(client_for: ClientFor) -> None:
    seller = an_institution()
    for n in range(12):
        a_competence(f"sundhed del {n}", f"health part {n}")
    for n in range(6):
        list_offer(Texts(f"Sundhed trin {n}", ""), institution=seller)
    index()
    page = client_for().get("/forslag?q=sundhed").get_data(as_text=True)
    assert len(options(page)) == 12
    assert page.count("data-url") == 4


def test_what_is_suggested_is_escaped(client_for: ClientFor) -> None:
    list_offer(Texts('Sundhed <img src=x onerror="a">', ""))
    index()
    page = client_for().get("/forslag?q=sundhed").get_data(as_text=True)
    assert "<img" not in page
    html5lib.HTMLParser(strict=True).parse(f"<!doctype html><title>x</title><ul>{page}</ul>")


def test_suggestions_are_kept_by_the_browser_and_ask_little_of_the_database(client_for: ClientFor) -> None:
    make_vocabulary()
    index()
    client = client_for()
    client.get("/forslag?q=sund")
    with counting() as statements:
        answer = client.get("/forslag?q=sund")
    assert answer.headers["Cache-Control"] == "private, max-age=300"
    assert len(statements) <= 3, statements
