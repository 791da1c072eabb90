"""Folding, words and stems: what people type in many ways is one thing."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.foundation.language.folding import fold, slug, words_of
from marketplace.foundation.language.forms import DANISH, ENGLISH
from marketplace.foundation.language.lexicon import EMPTY, Lexicon, grow
from marketplace.foundation.language.stems import stem


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Læring på Åen", "laering paa aaen"),
        ("ØRESUND", "oeresund"),
        ("Aalborg", "aalborg"),
        ("a\u030angstro\u0308m", "aangstroem"),
        ("Ångström", "aangstroem"),
        ("café", "cafe"),
        ("Straße", "strasse"),
        ("kompe\u00adtence", "kompetence"),
        ("don’t don't don´t", "dont dont dont"),
        ("zero\u200bwidth", "zerowidth"),
        ("ＧＤＰＲ", "gdpr"),
        ("İzmir", "izmir"),
    ],
)
def test_folding_gives_one_spelling(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("C#, C++ og .NET.", ["c#", "c++", "og", ".net"]),
        ("ASP.NET", ["asp", ".net"]),
        ("slut.Netværk", ["slut", "netvaerk"]),
        ("GDPR/ISO 9001", ["gdpr", "iso", "9001"]),
        ("IT-sikkerhed", ["it", "sikkerhed"]),
        ("Slut.Kursus", ["slut", "kursus"]),
        ("3.5 ECTS. 9.800 kr.", ["3.5", "ects", "9.800", "kr"]),
        ("f.eks. R&D og R & D", ["f", "eks", "r&d", "og", "r&d"]),
        ("e-learning og 3-D", ["elearning", "og", "3d"]),
        ("a+b #metoo +45", ["a", "b", "metoo", "45"]),
        ("læ\u00adring", ["laering"]),
        ("...", []),
        ("[[ title:* ]]", ["title"]),
        ("日本語", []),
        ("", []),
    ],
)
def test_the_words_of_a_text(text: str, words: list[str]) -> None:
    assert words_of(text) == words


@given(st.text(max_size=200))
def test_words_fold_to_themselves(text: str) -> None:
    words = words_of(text)
    assert words_of(" ".join(words)) == words
    assert all(re.fullmatch(r"[a-z0-9+#.&]+", word) for word in words)


@given(st.text(max_size=200))
def test_a_slug_is_a_part_of_an_address(text: str) -> None:
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", slug(text))


def test_slugs() -> None:
    assert slug("Nykøbing F") == "nykoebing-f"
    assert slug("Lyngby-Taarbæk") == "lyngby-taarbaek"


DANISH_FORMS = """
kursus kurser kurset kurserne kursets
ledelse ledelsen ledelses ledelser
leder ledere lederen lede
barn barnet børn børnene
mand mænd mændene
bog bøger bøgerne
hånd hænder
nat nætter
fod fødder
øje øjne
museum museer museet
center centre centret
regel regler reglerne
artikel artikler
kabel kabler kablet
nummer numre
middel midler
køkken køkkenet køkkener
sprog sproget sprogene
møde møder mødet
medarbejder medarbejdere medarbejderen
vare varer varen
virksomhed virksomheder virksomheds
sikker sikre sikrer
by byen byer
år året årene
løn lønnen lønninger
uge uger ugen
træ træet træer
stor større største
data dataene
"""

ENGLISH_FORMS = """
manage manages managing
child children
woman women
criterion criteria
analysis analyses analyse analyze
organise organize organising organization organisation
behaviour behavior
catalogue catalog
centre center centers
programme programs program
licence license
model modelling modeling
"""

# Words whose Snowball stems are one though they mean different things, or that look as if they might be.
DANISH_PAIRS = """
ledelse led
ledelse leder
leder led
ledig led
data dato
bog bage
bog bager
tale tal
vare var
lager lag
mester mest
fører før
kunde kunne
regne regn
bage bag
bil billig
bil billet
hånd håndtere
leve levere
overleve overlevere
dag daglig
dans dansk
far farlig
mark marked
mark markere
mod mode
mod moderne
ord orden
ord ordre
ret rette
ret rettighed
rette rettighed
ledning led
tid tidlig
stil stille
sikker sikkerhed
menighed mene
ven venlig
var varig
kurs kursus
"""

ENGLISH_PAIRS = """
business busy
marketing market
engineer engine
experience experiment
authority author
important import
organic organ
university universe
numerical numerous
physics physician
animal animation
hospital hospitality
initial initiative
integrate integrity
position positive
object objective
miner mineral
security securities
communication community
policy police
planning plane
programming programme
news new
"""


def rows(table: str) -> list[list[str]]:
    return [[fold(word) for word in line.split()] for line in table.strip().splitlines()]


@pytest.mark.parametrize("forms", rows(DANISH_FORMS), ids=" ".join)
def test_danish_forms_of_a_word_have_one_stem(forms: list[str]) -> None:
    assert len({stem(form, "da") for form in forms}) == 1


@pytest.mark.parametrize("forms", rows(ENGLISH_FORMS), ids=" ".join)
def test_english_forms_and_spellings_of_a_word_have_one_stem(forms: list[str]) -> None:
    assert len({stem(form, "en") for form in forms}) == 1


@pytest.mark.parametrize(("one", "other"), rows(DANISH_PAIRS))
def test_danish_words_that_mean_different_things_stay_apart(one: str, other: str) -> None:
    assert stem(one, "da") != stem(other, "da")


@pytest.mark.parametrize(("one", "other"), rows(ENGLISH_PAIRS))
def test_english_words_that_mean_different_things_stay_apart(one: str, other: str) -> None:
    assert stem(one, "en") != stem(other, "en")


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_form_belongs_to_one_root_only(language: str) -> None:
    table = DANISH if language == "da" else ENGLISH
    forms = [form for line in table.split("\n") for form in set(line.split())]
    assert sorted(forms) == sorted(set(forms))


@given(st.text(max_size=40), st.sampled_from(["da", "en"]))
def test_a_stem_is_folded_and_the_same_each_time(text: str, language: str) -> None:
    for word in words_of(text):
        once = stem(word, language)
        assert once == fold(once) == stem(word, language)


COMPOUNDS = """
sundhedskommunikation: sundhed kommunikation
sundhedskommunikationen: sundhed kommunikationen
projektlederne: projekt lederne
fødevaresikkerhed: fødevare sikkerhed
arbejdsmiljø: arbejd miljø
arbejdsmiljøledelsessystem: arbejd miljø ledelse system
kvalitetsstyringssystem: kvalitet styring system
kundeservicemedarbejder: kunde service medarbejder
konflikthåndteringskursus: konflikt håndtering kursus
børnehaveklasseleder: børne have klasse leder
energioptimeringsprojekt: energi optimering projekt
persondataforordningen: person data forordningen
svejsekoordinator: svejse koordinator
livscyklus: liv cyklus
elsikkerhed: el sikkerhed
itsikkerhed: it sikkerhed
bilsyn: bil syn
lastbilerne: last bilerne
landbrugsret: landbrug ret
forvaltningsretten: forvaltning retten
hrchef: hr chef
aistrategi: ai strategi
hotelsikkerhed: hotel sikkerhed
projektstyring: projekt styring
produktionsstab: produktion stab
"""

WHOLE = """
medarbejder ledelse kompetence samarbejde uddannelse direkte kredit kapitel hotel artikel mobil stabil profil billede
bilag retning indretning forretning berette opret korrekt formateret implementeret elev element krig aids netværk
værktøj håndværker sygdom ungdom smørrebrød fristen filmet kroppen diagrammet billigere lagring læseren overlevere
kræftelse genkende
"""


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return grow(())


@pytest.mark.parametrize("row", COMPOUNDS.strip().splitlines())
def test_a_compound_is_taken_apart(lexicon: Lexicon, row: str) -> None:
    word, parts = row.split(":")
    assert list(lexicon.parts(fold(word))) == fold(parts).split()


@pytest.mark.parametrize("word", WHOLE.split())
def test_a_word_that_only_looks_like_a_compound_stays_whole(lexicon: Lexicon, word: str) -> None:
    assert lexicon.parts(fold(word)) == ()


def test_without_a_lexicon_no_word_is_taken_apart() -> None:
    assert EMPTY.parts("sundhedskommunikation") == ()
    assert EMPTY.version == ""


def test_a_word_seen_in_other_words_is_found_to_be_simple() -> None:
    texts = [
        ("da", "Fjollometer og fjollometer"),
        ("da", "Fjollometerpleje"),
        ("en", "Fnugtoid fnugtoid fnugtoidpleje"),
    ]
    grown = grow(texts)
    assert grown.words["fjollometer"] == 2
    assert "fnugtoid" not in grown.words
    assert grown.parts("fjollometersikkerheden") == ("fjollometer", "sikkerheden")
    assert grown.version != grow(()).version
    assert grow(texts).version == grown.version
