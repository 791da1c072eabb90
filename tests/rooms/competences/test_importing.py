"""Taking in ESCO's own tables, beside our vocabulary and without it."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import func, select

from marketplace.competences import gateway, queries
from marketplace.competences.models import Broader, Competence, Label, Occupation, OccupationCompetence
from marketplace.competences.service import Imported, import_esco, load_competences, load_occupations
from marketplace.foundation.db import session
from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.events import EventLog
from tests.factories import within
from tests.factories.competences import COMPETENCE_ROWS, OCCUPATION_ROWS, esco_folder, make_vocabulary

pytestmark = pytest.mark.usefixtures("db")

RECRUIT = COMPETENCE_ROWS[2]["esco_uri"]
WELD = "http://data.europa.eu/esco/skill/weld"


def _import(folder: Path, without: Sequence[tuple[str, str]] = ()) -> Imported:
    with within():
        return import_esco(gateway.tables_in(folder)[0], without, lambda _file, _rows: None)


def _labels(key: str) -> set[tuple[str, str, str, str]]:
    rows = session.execute(
        select(Label.lang, Label.kind, Label.text, Label.source)
        .join(Competence, Competence.id == Label.competence_id)
        .where(Competence.key == key)
    )
    return {tuple(row) for row in rows}


def test_escos_folder_is_taken_in_without_any_vocabulary_of_our_own(tmp_path: Path) -> None:
    done = _import(esco_folder(tmp_path))
    assert done.refused == []
    weld = session.scalars(select(Competence).where(Competence.uri == WELD)).one()
    assert (weld.field_key, weld.kind, weld.source, weld.label.da, weld.label.en) == (
        None,
        "skill",
        "esco",
        "svejse metal",
        "weld metal",
    )
    assert session.scalar(select(func.count()).where(Competence.kind == "group")) == 1
    assert session.scalar(select(func.count()).select_from(Broader)) == 2
    assert [one.key for one in queries.match("joining metals", "en")][:1] == [weld.key]
    assert queries.match("svejser", "da")[0].via == "occupation"


def test_a_second_import_changes_and_announces_nothing(tmp_path: Path) -> None:
    make_vocabulary()
    folder = esco_folder(tmp_path)
    _import(folder)
    told = session.scalar(select(func.count()).where(EventLog.kind == "vocabulary_loaded"))
    assert not _import(folder)
    assert session.scalar(select(func.count()).where(EventLog.kind == "vocabulary_loaded")) == told


def test_concepts_are_joined_by_uri_and_our_labels_stay_ours(tmp_path: Path) -> None:
    make_vocabulary()
    _import(esco_folder(tmp_path))
    assert queries.find_competence("rekruttering").label.da == "ansætte personale"
    labels = _labels("rekruttering")
    assert {
        ("da", "pref", "ansætte personale", "esco"),
        ("da", "alt", "rekruttere medarbejdere", "own"),
        ("da", "alt", "rekruttering", "own"),
        ("en", "pref", "recruit employees", "esco"),
        ("en", "alt", "recruitment", "own"),
    } <= labels


def test_loading_our_vocabulary_afterwards_removes_nothing_of_escos(tmp_path: Path) -> None:
    make_vocabulary()
    _import(esco_folder(tmp_path))
    before = _counts()
    with within():
        assert not load_competences(COMPETENCE_ROWS)
        assert not load_occupations(OCCUPATION_ROWS)
    assert _counts() == before
    assert queries.find_competence("rekruttering").label.da == "ansætte personale"


def test_our_vocabulary_takes_over_the_concepts_that_only_esco_had(tmp_path: Path) -> None:
    _import(esco_folder(tmp_path))
    make_vocabulary()
    taken = session.scalars(select(Competence).where(Competence.uri == RECRUIT)).one()
    assert (taken.key, taken.field_key) == ("rekruttering", "hr")
    assert ("da", "alt", "rekruttere medarbejdere", "own") in _labels("rekruttering")
    assert ("da", "pref", "ansætte personale", "esco") in _labels("rekruttering")


def _counts() -> list[int | None]:
    tables = (Competence, Label, Broader, Occupation, OccupationCompetence)
    return [session.scalar(select(func.count()).select_from(table)) for table in tables]


def test_labels_can_be_left_out_and_an_earlier_import_of_them_is_undone(tmp_path: Path) -> None:
    folder = esco_folder(tmp_path)
    _import(folder)
    assert "joining metals" in {text for _, _, text, _ in _labels("esco-skill-weld")}
    done = _import(folder, [("joining metals", WELD)])
    assert done.counts["labels_removed"] == 1
    assert "joining metals" not in {text for _, _, text, _ in _labels("esco-skill-weld")}


def test_bad_rows_are_told_with_number_and_reason_and_stop_nothing(tmp_path: Path) -> None:
    folder = esco_folder(tmp_path)
    with (folder / "skills_en.csv").open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [
                ["KnowledgeSkillCompetence", "weld", "skill/competence", "no address", "", ""],
                ["KnowledgeSkillCompetence", WELD + "2", "skill/competence", "  ", "", ""],
                ["KnowledgeSkillCompetence", WELD, "skill/competence", "weld again", "", ""],
                ["KnowledgeSkillCompetence", WELD + "3", "feeling", "feel", "", ""],
                ["too few"],
            ]
        )
    with (folder / "occupationSkillRelations_en.csv").open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow(["http://data.europa.eu/esco/occupation/nobody", "essential", "", WELD])
    done = _import(folder)
    assert [(bad.file, bad.row, bad.reason) for bad in done.refused] == [
        ("skills_en.csv", 4, "no_uri"),
        ("skills_en.csv", 5, "no_label"),
        ("skills_en.csv", 6, "twice"),
        ("skills_en.csv", 7, "skill_type"),
        ("skills_en.csv", 8, "columns"),
        ("occupationSkillRelations_en.csv", 3, "unknown"),
    ]
    assert done.counts["concepts"] == 3


def test_another_language_is_left_out_and_refused_when_it_is_the_only_one(tmp_path: Path) -> None:
    folder = esco_folder(tmp_path)
    (folder / "skills_de.csv").write_text((folder / "skills_en.csv").read_text(encoding="utf-8"), encoding="utf-8")
    assert gateway.tables_in(folder)[1] == ["skills_de.csv"]
    for path in folder.glob("*_en.csv"):
        path.unlink()
    for path in folder.glob("*_da.csv"):
        path.unlink()
    with pytest.raises(RuleBroken) as broken:
        gateway.tables_in(folder)
    assert broken.value.code == "competences.esco_language"


@pytest.mark.parametrize(
    ("content", "code"), [(b"a,b\n1,2\n", "competences.esco_columns"), (b"\xff\xfe\n", "competences.esco_unreadable")]
)
def test_a_file_that_is_not_what_its_name_says_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    folder = esco_folder(tmp_path)
    (folder / "skills_en.csv").write_bytes(content)
    with pytest.raises(RuleBroken) as broken:
        _import(folder)
    assert broken.value.code == code
