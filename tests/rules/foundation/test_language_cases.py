"""Whether what somebody asks for meets what an offer says: the table the analysis chain is built against."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from marketplace.foundation.language.analysis import PART, asked_words, index_terms
from marketplace.foundation.language.lexicon import Lexicon, grow

TABLE = Path(__file__).with_name("language_cases.tsv")


def cases() -> Iterator[tuple[str, str, str, str]]:
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            language, meets, question, text = (
                line.encode("latin-1", "backslashreplace").decode("unicode_escape").split("\t")
            )
            yield language, meets, question, text


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    return grow((language, text) for language, _, _, text in cases())


def how_they_meet(question: str, text: str, language: str) -> str:
    """`whole`, `part`, `some` or `no`, as the table's first lines say."""
    held: dict[str, float] = {}
    for term in index_terms(text, language, lexicon()):
        held[term.text] = max(term.weight, held.get(term.text, 0.0))
    met = [
        max((term.weight * held.get(term.text, 0.0) for term in word.terms), default=0.0)
        for word in asked_words(question, lexicon()).words
    ]
    if not any(met):
        return "no"
    if not all(met):
        return "some"
    return "whole" if min(met) >= 1.0 else "part"


@pytest.mark.parametrize(("language", "meets", "question", "text"), cases())
def test_a_question_meets_a_text_as_the_table_says(language: str, meets: str, question: str, text: str) -> None:
    assert how_they_meet(question, text, language) == meets


def test_the_table_has_eighty_cases_and_half_of_them_are_danish() -> None:
    languages = [language for language, *_ in cases()]
    assert len(languages) >= 80
    assert languages.count("da") >= 40


@pytest.mark.parametrize(
    ("question", "words", "negated"),
    [
        ("Excel, ikke for begyndere", "excel", "begyndere"),
        ("ikke nybegyndere men erfarne svejsere", "erfarne svejsere", "nybegyndere"),
        ("regnskab uden programmering", "regnskab", "programmering"),
        ("regnskab uden at kode", "regnskab", "kode"),
        ("kontorprogrammer undtagen Excel og Word", "kontorprogrammer", "excel word"),
        ("alt bortset fra jura", "", "jura"),
        ("hverken jura eller økonomi", "", "jura oekonomi"),
        ("ikke kun ledelse", "ledelse", ""),
        ("ikke bare svejsning, også lodning", "svejsning lodning", ""),
        ("vi kan ikke svejse", "svejse", ""),
        ("de ved ikke hvordan man forhandler", "forhandler", ""),
        ("økonomi for ikke-økonomer", "oekonomi", "oekonomer"),
        ("kommunikation, uden strategisk ledelse", "kommunikation", "strategisk ledelse"),
        ("data analysis, not for beginners", "data analysis", "beginners"),
        ("automation without coding", "automation", "coding"),
        ("marketing except social media", "marketing", "social media"),
        ("not only welding but also soldering", "welding soldering", ""),
        ("they cannot weld", "weld", ""),
        ("we don't know how to negotiate", "negotiate", ""),
        ("Agile sprints, ikke for it-folk", "agile sprints", "it folk"),
        ("mad til dem der ikke tåler gluten", "mad taaler gluten", ""),
        ("give feedback uden at træde folk over tæerne", "feedback", "traede folk taeerne"),
        (
            "købe it uden at blive snydt af sælgeren, og lodde",
            "koebe it lodde",
            "snydt saelgeren",
        ),
        ("regneark uden makroer eller pivot og med grafer", "regneark grafer", "makroer pivot"),
        ("Excel, men det er ikke for begyndere", "excel", "begyndere"),
        ("vores folk er ikke gode til Excel", "excel", ""),
        ("we do not need Word", "", "word"),
        ("vi har ikke brug for Excel, men SQL", "sql", "excel"),
        ("not least negotiation", "negotiation", ""),
        ("ikke-destruktiv prøvning", "destruktiv proevning", ""),
        ("ingen ved hvordan man svejser", "svejser", ""),
        ("alt andet end Excel og Word", "", "excel word"),
        ("grafik, ingen programmering", "grafik", "programmering"),
        ("vi har ingen revisor", "revisor", ""),
        ("ingen tør røre robotten", "toer roere robotten", ""),
        ("data analysis with no coding", "data analysis", "coding"),
        ("no one knows Excel", "excel", ""),
        ("nyhedsbreve uden at bryde GDPR", "nyhedsbreve gdpr", ""),
        ("markedsføring uden at overtræde loven", "markedsfoering loven", ""),
        ("newsletters without breaking GDPR", "newsletters gdpr", ""),
        ("uden", "", ""),
        ("ikke", "", ""),
        ("svejse uden.", "svejse", ""),
    ],
)
def test_what_is_negated_is_left_out_and_told(question: str, words: str, negated: str) -> None:
    asked = asked_words(question, lexicon())
    assert [word.word for word in asked.words] == words.split()
    assert list(asked.negated) == negated.split()


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("vores medarbejdere skal kunne svejse", "svejse"),
        ("Vi søger folk, der kan føre regnskab", "foere regnskab"),
        ("we need people who can weld", "weld"),
        ("our staff must be able to write reports", "write reports"),
        ("motivere medarbejdere", "motivere medarbejdere"),
        ("manage staff", "manage staff"),
        ("jeg vil gerne lære at svejse", "svejse"),
        ("it og ledelse", "it ledelse"),
        ("how does it work", "work"),
        ("Medarbejdere i butikken: betjene kassen", "butikken betjene kassen"),
        ("personale", "personale"),
        ("VORES MEDARBEJDERE SKAL KUNNE SVEJSE", "svejse"),
        ("IT FOR HR", "it hr"),
        ("men's health", "mens health"),
        ("people management", "people management"),
        ("ledelse af personale", "ledelse personale"),
        ("og", ""),
        ("", ""),
        ("x", ""),
    ],
)
def test_words_that_carry_no_need_are_left_out(question: str, words: str) -> None:
    assert [word.word for word in asked_words(question, lexicon()).words] == words.split()


def test_stop_words_are_left_out_of_the_index_by_the_language_of_the_text() -> None:
    assert index_terms("Det skal de kunne, og hvordan", "da", lexicon()) == []
    assert index_terms("How it is to be done", "en", lexicon()) == []
    assert [term.text for term in index_terms("The men and IT", "en", lexicon())] == ["man", "it"]
    assert [term.text for term in index_terms("Men byen og it", "da", lexicon())] == ["by", "it"]


def test_positions_count_every_word_of_the_text_and_parts_stand_where_their_word_does() -> None:
    terms = index_terms("Kurser i sundhedskommunikation", "da", lexicon())
    assert {(term.text, term.weight, term.position) for term in terms} >= {
        ("sundhedskommunikation", 1.0, 2),
        ("sund", PART, 2),
        ("kommunikation", PART, 2),
    }


@pytest.mark.parametrize(
    ("question", "typed"),
    [
        ("Læring og «Økonomi»!", "Læring Økonomi"),
        ("IT-sikkerhed, C# og .NET", "IT sikkerhed C# .NET"),
        ("R&D, E-learning (ISO9001)", "R&D E-learning ISO9001"),
        ("miljø- og energiledelse", "miljø energiledelse"),
        ("cafe\u0301 & ba\u0301r", "café bár"),
    ],
)
def test_words_can_be_shown_as_they_were_typed(question: str, typed: str) -> None:
    assert " ".join(word.typed for word in asked_words(question, lexicon()).words) == typed


JOB_AD = """Vi søger en lagermedarbejder til vores nye lager!
• Du tager imod gods; pakker ordrer og tæller op
• Du kender et WMS 🚚
Vi tilbyder et team med højt til loftet, firmabil og frihed under ansvar. Send din ansøgning til job@firma.dk.
Læs mere på www.firma.dk/job. Ansøgningsfrist den 1. maj."""


def test_of_a_job_ad_only_what_the_person_must_do_is_read() -> None:
    words = [word.word for word in asked_words(JOB_AD, lexicon()).words]
    assert words == ["lagermedarbejder", "nye", "lager", "gods", "pakker", "ordrer", "taeller", "wms"]


def test_what_a_short_question_offers_is_still_read() -> None:
    words = [word.word for word in asked_words("Vi tilbyder rådgivning", lexicon()).words]
    assert words == ["raadgivning"]


def test_only_the_first_four_hundred_words_of_a_pasted_text_are_read() -> None:
    asked = asked_words("svejse " * 399 + "lodde tegne", lexicon())
    assert {word.word for word in asked.words} == {"svejse", "lodde"}
    assert asked_words("svejse" * 8000, lexicon()).words == ()
