"""A need in words becomes competences and offers in order, with what each covers and lacks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from marketplace.competences.queries import lexicon
from marketplace.foundation.events import Cursor
from marketplace.search import gateway
from marketplace.search.gateway import Standing
from marketplace.search.queries import Ask, Hits, ask, asking, building, documents, offers_like
from marketplace.search.queries.judging import judge
from marketplace.search.rules import OfferDocument, OfferHit
from tests.factories.competences import make_vocabulary

BASE = OfferDocument("base", 1, "egelund", "sundhed", ("", ""))
OFFERS = [
    replace(
        BASE,
        ref="formidler",
        offer_id=2,
        title=("Sundhedskommunikation i praksis", "Health communication in practice"),
        summary=("Kursus om at formidle viden til patienter.", "A course on telling patients what is known."),
        labels=("formidle sundhedsviden", "communicate health knowledge"),
        competences=("formidling",),
        proficiencies=(3,),
    ),
    replace(
        BASE,
        ref="skriver",
        offer_id=3,
        title=("Skriv så det forstås", "Write to be understood"),
        summary=("Kursus om breve til borgere.", "A course on letters to citizens."),
        labels=("skrive klart", "write plainly"),
        competences=("klarsprog",),
        proficiencies=(3,),
    ),
    replace(
        BASE,
        ref="finder",
        offer_id=4,
        field="hr",
        institution="fjordby",
        title=("Find den rette kollega", "Find the right colleague"),
        summary=("Kursus om samtaler og opslag.", "A course on interviews and notices."),
        labels=("rekruttere medarbejdere", "recruit employees"),
        competences=("rekruttering",),
        proficiencies=(3,),
    ),
]
OFTEN = [replace(BASE, ref=f"ofte{no}", offer_id=10 + no, summary=("Kursus i praksis.", "")) for no in range(20)]


@pytest.fixture(autouse=True)
def index(db: None, tmp_path: Path) -> Iterator[None]:
    make_vocabulary()
    before = gateway._index
    gateway.use(tmp_path / "search")
    with gateway.offers().writing(wait=True):
        words = lexicon()
        gateway.offers().rebuild([*OFFERS, *OFTEN], Standing(Cursor(), "2026-11-23", "test", words.version), words)
    yield
    gateway._index = before


def answer(text: str, **more: object) -> Hits:
    return ask(Ask(text=text, **more))  # type: ignore[arg-type]


def test_a_need_is_understood_and_the_hit_says_what_it_covers_and_lacks() -> None:
    hits = answer("sundhedskommunikation og rekruttering")
    assert {one.key for one in hits.understood} == {"formidling", "rekruttering"}
    first = {hit.ref: hit for hit in hits.hits}["formidler"]
    assert (first.covers, first.lacks) == (("formidling",), ("rekruttering",))
    assert ("covers", {"count": 1, "of": 2}) in first.why


def test_a_part_of_what_is_asked_comes_after_the_whole() -> None:
    refs = answer("formidle sundhedsviden").refs
    assert refs[:2] == ("formidler", "skriver")


def test_a_competence_taken_away_is_not_asked_for_and_one_added_is() -> None:
    hits = answer("sundhedskommunikation", without=("formidling",), plus=("rekruttering",))
    assert [one.key for one in hits.understood] == ["rekruttering"]
    assert "finder" in hits.refs


def test_what_is_negated_is_named_and_does_not_count() -> None:
    hits = answer("breve, ikke rekruttering")
    assert "rekruttering" in hits.negated
    assert all(one.key != "rekruttering" for one in hits.understood)
    assert hits.refs[0] == "skriver"


def test_english_words_find_danish_offers() -> None:
    assert answer("hiring", language="en").refs[0] == "finder"
    assert answer("write plainly", language="en").refs[0] == "skriver"


def test_a_slip_that_nobody_knows_is_searched_as_it_was_meant_and_said() -> None:
    hits = answer("rekrutterng af folk")
    assert (hits.instead, hits.did_you_mean) == ("rekruttering af folk", "")
    assert hits.refs == answer("rekruttering af folk").refs
    as_typed = answer("rekrutterng af folk", verbatim=True)
    assert (as_typed.instead, as_typed.did_you_mean) == ("", "rekruttering af folk")


def test_a_word_that_an_offer_knows_is_no_slip() -> None:
    words = lexicon()
    with gateway.offers().writing(wait=True):
        named = replace(OFFERS[1], ref="navn", offer_id=91, summary=("Kursus i Rekrutterng.", ""))
        gateway.offers().rebuild([named], Standing(Cursor(), "2026-11-23", "test", words.version), words)
    hits = answer("rekrutterng")
    assert (hits.instead, hits.did_you_mean, hits.refs) == ("", "rekruttering", ("navn",))


def test_the_pages_of_an_offer_read_a_slip_as_the_list_does() -> None:
    assert judge(Ask(text="rekrutterng"), ["finder"]).hits["finder"].covers == ("rekruttering",)


def test_an_offer_that_has_only_a_word_that_is_everywhere_is_no_hit() -> None:
    hits = answer("breve til borgere i praksis")
    assert hits.refs[0] == "skriver"
    assert not {hit.ref for hit in hits.hits} & {offer.ref for offer in OFTEN}


@pytest.mark.parametrize("text", ["مرحبا", "😀", "***", "zzqqxx", "SoMe", "to be or not to be"])
def test_what_cannot_be_read_finds_nothing(text: str) -> None:
    assert answer(text).total == 0


@pytest.mark.parametrize("text", ["truckfører", "kursus i svejsning"])
def test_a_need_that_nothing_answers_finds_nothing_though_some_word_is_there(text: str) -> None:
    assert answer(text).total == 0


def test_asking_for_all_courses_finds_everything() -> None:
    assert answer("alle kurser").total == len(OFFERS) + len(OFTEN)


def test_nothing_asked_finds_everything_and_pages_never_overlap() -> None:
    everything = len(OFFERS) + len(OFTEN)
    pages = [answer("", page=number, per_page=5) for number in range(1, 6)]
    refs = [ref for page in pages for ref in page.refs]
    assert (pages[0].total, len(refs), len(set(refs))) == (everything, everything, everything)


def test_facts_weigh_when_matching_does_not() -> None:
    cheap = replace(OFFERS[1], ref="billig", offer_id=90, price=10_000)
    dear = replace(OFFERS[1], ref="dyr", offer_id=91, price=2_000_000)
    words = lexicon()
    with gateway.offers().writing(wait=True):
        gateway.offers().rebuild([dear, cheap], Standing(Cursor(), "2026-11-23", "test", words.version), words)
    assert answer("breve").refs == ("billig", "dyr")


def test_titles_are_suggested_and_candidates_given_by_competence() -> None:
    assert [one.ref for one in offers_like("sundhedsk", "da", 5)] == ["formidler"]
    assert [one.ref for one in building(["rekruttering"], 5)] == ["finder"]
    assert [one.ref for one in documents(["skriver", "nobody"])] == ["skriver"]


def test_without_an_index_nothing_is_found_and_it_is_said(tmp_path: Path) -> None:
    gateway.use(tmp_path / "nothing")
    assert not answer("breve").ready
    assert (offers_like("b", "da", 5), building(["x"], 5), list(documents())) == ([], [], [])


def test_scores_fall_although_an_institution_gives_way() -> None:
    seen = [
        (
            OfferHit(f"h{no}", no, score=score),
            replace(BASE, ref=f"h{no}", institution=institution, title=(f"t{no}", "")),
        )
        for no, (institution, score) in enumerate((("a", 0.9), ("a", 0.89), ("a", 0.88), ("b", 0.86), ("a", 0.8)))
    ]
    placed = asking._in_order(seen)
    assert [hit.ref for hit, _ in placed] == ["h0", "h1", "h3", "h2", "h4"]
    assert [hit.score for hit, _ in placed] == [0.9, 0.89, 0.86, 0.86, 0.8]
