"""Loading the vocabulary, again and again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from marketplace.competences import queries
from marketplace.competences.models import Broader, Competence, Label
from marketplace.competences.service import load_competences, load_fields, load_occupations
from marketplace.foundation.db import session
from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.events import EventLog
from marketplace.foundation.transaction import transaction
from tests.factories.competences import (
    COMPETENCE_ROWS,
    FIELD_ROWS,
    OCCUPATION_ROWS,
    competence_row,
    make_vocabulary,
    occupation_row,
)

pytestmark = pytest.mark.usefixtures("db")


def _told() -> int:
    return session.scalar(select(func.count()).where(EventLog.kind == "vocabulary_loaded")) or 0


def _load(load: Callable[[Any], Any], *rows: Any) -> Any:
    with transaction():
        return load(rows)


def test_a_second_load_of_the_same_rows_changes_and_announces_nothing() -> None:
    make_vocabulary()
    told = _told()
    assert told == 3
    for load, rows in (
        (load_fields, FIELD_ROWS),
        (load_competences, COMPETENCE_ROWS),
        (load_occupations, OCCUPATION_ROWS),
    ):
        loaded = _load(load, *rows)
        assert not loaded
        assert loaded.same == len(rows)
    assert _told() == told


def test_a_label_that_the_row_no_longer_has_goes_and_a_new_one_comes() -> None:
    make_vocabulary()
    changed = {**COMPETENCE_ROWS[0], "alt_da": "sundhedsformidling|patientformidling"}
    loaded = _load(load_competences, changed)
    assert (loaded.added, loaded.changed, loaded.labels_removed) == (0, 1, 1)
    texts = {line.text for line in queries.labels_of(["formidling"]) if line.lang == "da"}
    assert texts == {"formidle sundhedsviden", "sundhedsformidling", "patientformidling"}


def test_a_preferred_label_can_change_places_with_a_synonym() -> None:
    make_vocabulary()
    _load(load_competences, {**COMPETENCE_ROWS[1], "label_da": "klarsprog", "alt_da": "skrive klart|klart sprog"})
    preferred = [line.text for line in queries.labels_of(["klarsprog"]) if (line.lang, line.kind) == ("da", "pref")]
    assert preferred == ["klarsprog"]
    assert queries.find_competence("klarsprog").label.da == "klarsprog"


def test_the_source_of_a_label_is_kept() -> None:
    make_vocabulary()
    rows = session.execute(
        select(Label.lang, Label.kind, Label.source)
        .join(Competence, Competence.id == Label.competence_id)
        .where(Competence.key == "rekruttering")
        .distinct()
    )
    sources = {(lang, kind): source for lang, kind, source in rows}
    assert sources == {
        ("en", "pref"): "esco",
        ("en", "alt"): "own",
        ("da", "pref"): "own",
        ("da", "alt"): "own",
    }


def test_broader_links_follow_the_rows() -> None:
    make_vocabulary()
    assert [one.key for one in queries.narrower_of("formidling")] == ["klarsprog"]
    _load(load_competences, {**COMPETENCE_ROWS[1], "broader": ""})
    assert session.scalar(select(func.count()).select_from(Broader)) == 0


def test_a_circle_over_two_loads_is_refused_and_nothing_is_kept() -> None:
    make_vocabulary()
    with pytest.raises(RuleBroken) as broken:
        _load(load_competences, {**COMPETENCE_ROWS[0], "broader": "klarsprog"})
    assert broken.value.code == "competences.circle"
    assert [one.key for one in queries.narrower_of("formidling")] == ["klarsprog"]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([competence_row("a"), competence_row("a")], "competences.key_twice"),
        ([competence_row("a", kind="feeling")], "competences.unknown_kind"),
        ([competence_row("a", field="astrologi")], "competences.unknown_field"),
        ([competence_row("a", broader="nobody")], "competences.unknown_competence"),
        ([competence_row("a", esco_uri="u:1"), competence_row("b", esco_uri="u:1")], "competences.uri_twice"),
    ],
)
def test_rows_that_do_not_fit_together_are_refused(rows: list[dict[str, str]], code: str) -> None:
    make_vocabulary()
    with pytest.raises(RuleBroken) as broken:
        _load(load_competences, *rows)
    assert broken.value.code == code


def test_an_esco_uri_can_go_from_one_key_to_another() -> None:
    make_vocabulary()
    uri = COMPETENCE_ROWS[2]["esco_uri"]
    _load(load_competences, {**COMPETENCE_ROWS[2], "esco_uri": ""}, {**COMPETENCE_ROWS[0], "esco_uri": uri})
    assert queries.find_competence("formidling").uri == uri
    assert queries.find_competence("rekruttering").source == "own"


def test_a_job_keeps_the_competences_of_its_newest_row() -> None:
    make_vocabulary()
    loaded = _load(load_occupations, {**OCCUPATION_ROWS[0], "competences": "klarsprog|rekruttering"})
    assert loaded.changed == 1
    assert {one.key for one in queries.competences_of_occupation("job-kommunikator")} == {"klarsprog", "rekruttering"}


def test_a_job_cannot_need_an_unknown_competence() -> None:
    make_vocabulary()
    with pytest.raises(RuleBroken) as broken:
        _load(load_occupations, occupation_row("job-x", "nobody"))
    assert broken.value.code == "competences.unknown_competence"
