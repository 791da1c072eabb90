"""Finding competences by what people type and write."""

from __future__ import annotations

import pytest

from marketplace.competences import queries
from marketplace.competences.queries import Suggestion
from marketplace.foundation.errors import NotFound
from tests.factories.competences import make_vocabulary


@pytest.fixture(autouse=True)
def vocabulary(db: None) -> None:
    make_vocabulary()


def test_suggestions_are_competences_and_jobs_under_the_label_that_matched() -> None:
    assert queries.labels_like("sundhedsk", "da") == [
        Suggestion("job-kommunikator", "sundhedskommunikatør", "job", 2),
        Suggestion("formidling", "sundhedskommunikation", "competence", 1),
    ]


def test_a_preferred_label_comes_before_a_synonym() -> None:
    found = queries.labels_like("r", "da")
    assert (found[0].key, found[0].label) == ("rekruttering", "rekruttere medarbejdere")


def test_a_later_word_of_a_label_is_found_by_its_beginning_but_not_by_its_middle() -> None:
    assert [one.key for one in queries.labels_like("medarb", "da")] == ["rekruttering"]
    assert queries.labels_like("bejdere", "da") == []


def test_the_other_language_is_found_after_ones_own() -> None:
    assert [one.key for one in queries.labels_like("hiring", "da")] == ["rekruttering"]


@pytest.mark.parametrize("typed", ["", "   ", "%", "_", "\\"])
def test_signs_without_words_suggest_nothing(typed: str) -> None:
    assert queries.labels_like(typed, "da") == []


def test_no_more_suggestions_than_asked_for() -> None:
    assert len(queries.labels_like("s", "da", limit=1)) == 1


@pytest.mark.parametrize("typed", ["Sundhedskommunikation", "HEALTH communication", "  formidle  sundhedsviden "])
def test_a_label_typed_whole_is_the_competence(typed: str) -> None:
    found = queries.competence_by_label_or_none(typed)
    assert found is not None
    assert found.key == "formidling"


@pytest.mark.parametrize("typed", ["", "sundhedskomm", "noget helt andet"])
def test_half_a_label_is_no_competence(typed: str) -> None:
    assert queries.competence_by_label_or_none(typed) is None


def test_a_text_names_competences_in_both_languages_in_its_own_order() -> None:
    text = "Vores team skal bruge recruitment, og de skal skrive klart til borgerne."
    assert [one.key for one in queries.competences_in(text, "da")] == ["rekruttering", "klarsprog"]


def test_a_word_inside_another_word_names_nothing() -> None:
    assert queries.competences_in("genansættelser og klarsproget", "da") == []


def test_the_longest_phrase_is_meant_and_each_competence_once() -> None:
    text = "klart sprog, plain language, klarsprog"
    assert [one.key for one in queries.competences_in(text, "da")] == ["klarsprog"]


def test_an_unknown_key_is_not_found() -> None:
    with pytest.raises(NotFound):
        queries.find_competence("nobody")
    with pytest.raises(NotFound):
        queries.competences_of_occupation("job-nobody")
    assert queries.competences_by_key(["klarsprog", "nobody"]).keys() == {"klarsprog"}


def test_fields_stand_in_danish_order() -> None:
    assert [field.key for field in queries.public_fields()] == ["hr", "sundhed"]


def test_every_label_is_listed_for_the_index() -> None:
    labels = queries.all_labels()
    assert {(one.lang, one.kind, one.text) for one in labels if one.key == "klarsprog"} == {
        ("da", "pref", "skrive klart"),
        ("da", "alt", "klarsprog"),
        ("da", "alt", "klart sprog"),
        ("en", "pref", "write plainly"),
        ("en", "alt", "plain language"),
    }
    assert queries.labels_of(["rekruttering"])[0].kind == "pref"
