"""Whatever stands in the list's address: an answer in words, never a fault, and nothing echoed that is not escaped."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote, urlencode

import html5lib
import pytest

from marketplace.foundation.texts import Texts
from marketplace.search import gateway
from tests.doors.conftest import ClientFor, Knocker
from tests.doors.public.market import a_competence, heading, index, list_offer, words

LONG = 50_000
ODD = {
    "empty": "",
    "a space": "   ",
    "one letter": "a",
    "only stop words": "vi skal kunne det og det som de andre",
    "emoji": "😀 🧑‍🔬 👩🏽‍🚀",
    "right to left": "تعلم القيادة ‮ מנהיגות",
    "a quote": '"ledelse',
    "a star": "*",
    "a star at the end": "led*",
    "a tilde": "ledelse~2",
    "a bracket": "(ledelse",
    "brackets": "((((((((((",
    "and, or, not": "AND OR NOT",
    "a field": "titles:ledelse ref:* competences:[a TO z]",
    "a range": "[* TO *]",
    "a slash": "/.*/",
    "a backslash": "\\",
    "a boost": "ledelse^1000000",
    "sql": "'; DROP TABLE offer; --",
    "percent": "%% %s %(x)s %00",
    "braces": "{{ 7 * 7 }} {% raw %} ${7*7}",
    "half a sign": "a\ud800".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
    "soft hyphens": "led\u00adelse\u200b\u2060",
    "combining": "a" + "\u0301" * 200,
    "digits": "9" * 300,
    "newlines": "led et team\r\nog skriv klart\n\tper mail",
}
MARKUP = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'


@pytest.fixture
def client(client_for: ClientFor) -> Knocker:
    """A visitor of a market with one offer."""
    list_offer(Texts("Led et team", "Lead a team"), competence=a_competence("ledelse", "leadership"))
    index()
    return client_for()


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_an_odd_need_is_answered(client: Knocker, text: str) -> None:
    for path in ("/forloeb", "/sammenlign", "/forslag"):
        answer = client.get(f"{path}?{urlencode({'q': text})}")
        assert answer.status_code == 200, path
    assert client.get(f"/forloeb?{urlencode({'q': text, 'lang': 'en'})}").status_code == 200


def test_signs_nothing_can_be_read_from_find_nothing_rather_than_everything(client: Knocker) -> None:
    assert heading(client.get("/forloeb?q=%28%28%28")) == "Ingen forløb til »(((«"
    assert heading(client.get("/forloeb?q=")).startswith("1 forløb")


def test_a_need_of_2000_characters_is_answered_and_a_longer_one_refused_with_all_of_it_kept(client: Knocker) -> None:
    whole = ("led et team og skriv klart. " * 80)[:2000]
    answer = client.get(f"/forloeb?{urlencode({'q': whole})}")
    assert answer.status_code == 200
    assert len(heading(answer)) < 100
    for size in (10_001, LONG):
        text = "æ" * size
        refused = client.get(f"/forloeb?{urlencode({'q': text, 'antal': 4, 'felt': 'sundhed', 'pris': '9.800'})}")
        page = refused.get_data(as_text=True)
        assert refused.status_code == 422
        assert f'value="{text}"' in page
        assert 'name="felt" value="sundhed"' in page
        assert 'name="pris" value="9.800"' in page
        assert "Der er plads til 10.000." in words(refused)


@pytest.mark.parametrize("sign", ["\x01", "\x1b", "\x7f", "\x0b"])
def test_control_characters_are_refused_in_words(client: Knocker, sign: str) -> None:
    answer = client.get(f"/forloeb?q={quote(f'le{sign}delse')}")
    assert answer.status_code == 422
    assert "tegn, der ikke kan vises" in words(answer)


def test_a_nul_is_refused_before_anything_is_asked(client: Knocker) -> None:
    for path in ("/forloeb?q=a%00b", "/forloeb?felt=%00", "/sammenlign?v=%00", "/forslag?q=ab%00"):
        assert client.get(path).status_code == 400, path


@pytest.mark.parametrize(
    "name", ["q", "postnr", "antal", "pris", "senest", "km", "sort", "felt", "uden", "med", "v1", "v"]
)
def test_markup_is_never_echoed_as_markup(client: Knocker, name: str) -> None:
    for path in ("/forloeb", "/sammenlign"):
        answer = client.get(f"{path}?{urlencode({'q': 'ledelse', 'postnr': '', name: MARKUP})}")
        page = answer.get_data(as_text=True)
        assert answer.status_code in (200, 422), path
        assert "<img" not in page, path
        assert "<script>alert" not in page, path
        html5lib.HTMLParser(strict=True).parse(page)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("postnr=0000", "postnr"),
        ("postnr=%C2%B2%C2%B2%C2%B2%C2%B2", "postnr"),
        ("postnr=" + "9" * 5000, "postnr"),
        ("antal=0", "antal"),
        ("antal=-4", "antal"),
        ("antal=10000", "antal"),
        ("antal=fire", "antal"),
        ("pris=-1", "pris"),
        ("pris=99999999999", "pris"),
        ("pris=NaN", "pris"),
        ("pris=1e9", "pris"),
        ("senest=99/99", "senest"),
        ("senest=31-02-2027", "senest"),
        ("senest=9999-99-99", "senest"),
        ("km=-5&postnr=8000", "km"),
        ("km=99999&postnr=8000", "km"),
    ],
)
def test_an_impossible_limit_is_said_beside_its_field(client: Knocker, query: str, field: str) -> None:
    answer = client.get(f"/forloeb?q=led+et+team&{query}")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'id="{field}-feedback"' in page
    assert 'value="led et team"' in page
    html5lib.HTMLParser(strict=True).parse(page)


def test_filters_stay_in_sight_and_in_the_form_when_a_limit_is_wrong(client: Knocker) -> None:
    for wrong in ("postnr=9999", "pris=gratis", "antal=0", "postnr=9999&pris=gratis"):
        page = client.get(
            f"/forloeb?q=led&form=onsite&form=online&region=midtjylland&sort=pris&v1=3&v=abc&{wrong}"
        ).get_data(as_text=True)
        form = page[page.index('class="ask ask-flat"') : page.index("</form>")]
        assert len(re.findall(r'name="form" value="(?:onsite|online)" checked', form)) == 2, wrong
        assert re.search(r'type="checkbox" id="region-midtjylland" name="region" value="midtjylland" checked', form)
        assert re.findall(r'type="hidden" name="(?:form|region)"', form) == []
        for name, value in (("sort", "pris"), ("v1", "3"), ("v", "abc")):
            assert f'<input type="hidden" name="{name}" value="{value}">' in form
        assert "Fagområde" not in form  # nothing was chosen there
        html5lib.HTMLParser(strict=True).parse(page)


def test_every_limit_that_is_wrong_is_said_at_once(client: Knocker) -> None:
    page = client.get("/forloeb?postnr=0000&antal=0&pris=-1&senest=x").get_data(as_text=True)
    assert all(f'id="{name}-feedback"' in page for name in ("postnr", "antal", "pris", "senest"))
    assert "Ret 4 ting" in page


@pytest.mark.parametrize(
    "query",
    [
        "side=1000000000",
        "side=0",
        "side=-1",
        "side=%C2%B2",
        "form=telepati&niveau=99&omfang=x&timer=x&type=x&start=x&godkendt=x&pladser=x&sprog=tlh&region=skaane&felt=nej",
        "sort=tilfaeldig&v1=9&v2=-1&v3=x&v4=",
        "sort=afstand",  # from where?
        "km=25",
        "uden=" + "x" * 500,
        "med=findes-ikke&uden=findes-ikke",
        "brugt=1",
        "ukendt=1&csrf_token=x",
        "&".join(f"uden=k{n}" for n in range(500)),
        "&".join(f"med=k{n}" for n in range(500)),
        "&".join(f"felt=k{n}" for n in range(500)),
        "&".join(f"v=k{n}" for n in range(500)),
        "&".join(f"x{n}=1" for n in range(500)),
    ],
)
def test_an_argument_that_means_nothing_is_as_if_it_were_not_there(client: Knocker, query: str) -> None:
    answer = client.get(f"/forloeb?{query}")
    assert answer.status_code == 200
    assert heading(answer).startswith("1 forløb")
    assert len(answer.get_data()) < 200_000


def test_while_the_index_is_being_built_the_page_says_so_and_keeps_the_question(
    client: Knocker, tmp_path: Path
) -> None:
    kept = gateway.offers()
    gateway.use(tmp_path / "nothing here")
    try:
        answer = client.get("/forloeb?q=ledelse&antal=4")
        compared = client.get("/sammenlign?q=ledelse")
        offer = client.get("/forslag?q=ledelse")
    finally:
        gateway.use(kept.folder)
    assert answer.status_code == 503
    assert "Søgningen er ved at blive bygget op" in words(answer)
    assert 'value="ledelse"' in answer.get_data(as_text=True)
    assert 'href="/forloeb?q=ledelse&amp;antal=4"' in answer.get_data(as_text=True)
    assert (compared.status_code, offer.status_code) == (200, 200)


@pytest.mark.parametrize("harm", ["empty every file", "random bytes", "no folder left"])
def test_a_damaged_index_is_never_a_fault(client: Knocker, tmp_path: Path, harm: str) -> None:
    kept = gateway.offers()
    gateway.use(tmp_path / "search")
    try:
        index()
        for path in sorted((tmp_path / "search").rglob("*"), reverse=True):
            if path.is_file() and harm == "no folder left":
                path.unlink()
            elif path.is_file():
                path.write_bytes(b"" if harm == "empty every file" else b"\x93harm\x00" * 50)
        gateway.use(tmp_path / "search")  # as a process that starts now would find it
        answer = client.get("/forloeb?q=ledelse")
        compared = client.get("/sammenlign?q=ledelse&v=x")
    finally:
        gateway.use(kept.folder)
    assert answer.status_code in (200, 503)
    assert compared.status_code == 200
    if answer.status_code == 503:
        assert "Søgningen er ved at blive bygget op" in words(answer)
