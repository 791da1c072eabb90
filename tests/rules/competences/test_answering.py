"""What a text is read as, and what it is only like, on a vocabulary of a few names."""

from __future__ import annotations

import pytest

from marketplace.competences.rules import Concept, Knowledge, Match, Matcher, Name, Vocabulary, meant
from marketplace.competences.rules.matches import outdone
from marketplace.foundation.language.lexicon import grow
from marketplace.foundation.texts import Texts

NAMES = {
    "da": (
        "grundlæggende programmering|programmering for begyndere",
        "tilrettelægge kurser",
        "klart sprog",
        "skrive jura i klart sprog",
        "styre omstillinger i produktionen|SMED",
        "fremme ligeløn|lige løn",
        "rapportere om miljøforhold",
        "regneark|Excel",
        "kundeservice",
        "markedsføre på sociale medier|SoMe",
        "ledelse af hybride teams på afstand",
    ),
    "en": (
        "programming|beginner coding",
        "organise courses",
        "plain language",
        "draft legal texts in plain language",
        "manage production changeovers",
        "promote equal pay",
        "report on environmental issues",
        "spreadsheets",
        "customer service|good administration",
        "apply social media marketing|setting out",
        "lead remote and hybrid teams",
    ),
}


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    first = [[label.split("|")[0] for label in NAMES[lang]] for lang in ("da", "en")]
    concepts = tuple(Concept(da, None, "skill", Texts(da, en)) for da, en in zip(*first, strict=True))
    names = tuple(
        Name(place, lang, "alt" if at else "pref", text)
        for lang in ("da", "en")
        for place, labels in enumerate(NAMES[lang])
        for at, text in enumerate(labels.split("|"))
    )
    return Matcher(Vocabulary(concepts, names), grow(()), Knowledge(), lambda _word: "")


def understood(matcher: Matcher, text: str, language: str = "da") -> list[str]:
    return [one.key for one in meant(matcher.match(text, language, 10))]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("spansk for begyndere", "da"),
        ("violin for beginners", "en"),
        ("kursus i svejsning", "da"),
        ("den gamle smed skal lære fra sig", "da"),
        ("bogføring og løn", "da"),
        ("picking the right segment and setting a price", "en"),
        ("vores administration taster ordrer hver dag", "da"),
    ],
)
def test_what_is_only_like_a_part_of_what_is_said_is_not_understood(matcher: Matcher, text: str, language: str) -> None:
    assert understood(matcher, text, language) == []


@pytest.mark.parametrize(
    ("text", "language", "key"),
    [
        ("programmering for begyndere", "da", "grundlæggende programmering"),
        ("Excel for begyndere", "da", "regneark"),
        ("SMED på alle linjer", "da", "styre omstillinger i produktionen"),
        ("lige løn", "da", "fremme ligeløn"),
        ("good administration", "en", "kundeservice"),
        ("setting out", "en", "markedsføre på sociale medier"),
        ("SoMe og annoncer", "da", "markedsføre på sociale medier"),
        ("remote and hybrid teams", "en", "ledelse af hybride teams på afstand"),
    ],
)
def test_what_is_said_is_understood(matcher: Matcher, text: str, language: str, key: str) -> None:
    assert key in understood(matcher, text, language)


def test_an_object_that_is_not_the_labels_own_leaves_the_wider_label(matcher: Matcher) -> None:
    assert understood(matcher, "skrive om sundhed i klart sprog") == ["klart sprog"]
    assert understood(matcher, "skrive jura i klart sprog")[0] == "skrive jura i klart sprog"


def test_what_is_not_understood_stays_an_alternative(matcher: Matcher) -> None:
    found = matcher.match("spansk for begyndere", "da", 10)
    assert [one.key for one in found] == ["grundlæggende programmering"]


def a_match(key: str, *words: str, score: float = 0.7, via: str = "label") -> Match:
    return Match(key, None, Texts(key, key), score, words, via)


def answers(*matches: Match, whole: str) -> dict[str, bool]:
    return {one.key: one.answers for one in outdone(matches, {whole}, lambda one: frozenset(one.words))}


def test_only_what_says_no_more_than_a_sure_label_that_is_filled_whole_is_outdone() -> None:
    more, less, other = a_match("more", "a", "b", "c"), a_match("less", "a", "b"), a_match("other", "c", "d")
    assert answers(more, less, other, whole="more") == {"more": True, "less": False, "other": True}
    assert answers(more, less, whole="less") == {"more": True, "less": True}
    assert answers(a_match("more", "a", "b", score=0.3), less, whole="more") == {"more": True, "less": True}
    assert answers(more, a_match("job", "a", "b", via="occupation"), whole="more") == {"more": True, "job": True}


def test_one_word_that_two_labels_have_may_mean_both() -> None:
    assert answers(a_match("more", "a"), a_match("less", "a"), whole="more") == {"more": True, "less": True}
