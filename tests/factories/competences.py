"""A small vocabulary for tests, loaded through the service."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from marketplace.competences.service import load_competences, load_fields, load_occupations
from tests.factories import within

FIELD_ROWS: tuple[Mapping[str, str], ...] = (
    {
        "key": "hr",
        "label_da": "HR og læring på arbejdspladsen",
        "label_en": "HR and workplace learning",
        "isced_f": "0417",
    },
    {"key": "sundhed", "label_da": "Sundhed og pleje", "label_en": "Health and care", "isced_f": "0910"},
)


def competence_row(key: str, **over: str) -> dict[str, str]:
    """A row as in seeds/reference/competences, with the field its file is named after."""
    return {
        "field": "sundhed",
        "key": key,
        "kind": "skill",
        "esco_uri": "",
        "label_en": f"{key} in English",
        "label_da": f"{key} på dansk",
        "alt_en": "",
        "alt_da": "",
        "broader": "",
        **over,
    }


def occupation_row(key: str, competences: str, **over: str) -> dict[str, str]:
    """A row as in seeds/reference/occupations."""
    return {
        "key": key,
        "esco_uri": "",
        "label_en": f"{key} in English",
        "label_da": f"{key} på dansk",
        "alt_en": "",
        "alt_da": "",
        "competences": competences,
        **over,
    }


COMPETENCE_ROWS: tuple[Mapping[str, str], ...] = (
    competence_row(
        "formidling",
        label_da="formidle sundhedsviden",
        label_en="communicate health knowledge",
        alt_da="sundhedskommunikation|sundhedsformidling",
        alt_en="health communication",
    ),
    competence_row(
        "klarsprog",
        label_da="skrive klart",
        label_en="write plainly",
        alt_da="klarsprog|klart sprog",
        alt_en="plain language",
        broader="formidling",
    ),
    competence_row(
        "rekruttering",
        field="hr",
        esco_uri="http://data.europa.eu/esco/skill/496932f1-0b6b-4f73-9432-d95c7ddcd43b",
        label_da="rekruttere medarbejdere",
        label_en="recruit employees",
        alt_da="rekruttering|ansættelse",
        alt_en="recruitment|hiring",
    ),
)
OCCUPATION_ROWS: tuple[Mapping[str, str], ...] = (
    occupation_row(
        "job-kommunikator",
        "formidling|klarsprog",
        label_da="sundhedskommunikatør",
        label_en="health communicator",
        alt_da="formidler i sundhedsvæsenet",
    ),
)


def make_vocabulary() -> None:
    """Two fields, three competences, one job."""
    with within():
        load_fields(FIELD_ROWS)
        load_competences(COMPETENCE_ROWS)
        load_occupations(OCCUPATION_ROWS)


_HEAD = ["conceptType", "conceptUri", "skillType", "preferredLabel", "altLabels", "hiddenLabels"]
_ESCO = "http://data.europa.eu/esco/"
_WELD, _RECRUIT, _GROUP = f"{_ESCO}skill/weld", COMPETENCE_ROWS[2]["esco_uri"], f"{_ESCO}skill/group"
_ESCO_TABLES: Mapping[str, list[list[str]]] = {
    "skills_en": [
        _HEAD,
        ["KnowledgeSkillCompetence", _WELD, "skill/competence", "weld metal", "joining metals\nmetal welding", ""],
        ["KnowledgeSkillCompetence", _RECRUIT, "skill/competence", "recruit employees", "hire new personnel", ""],
    ],
    "skills_da": [
        _HEAD,
        ["KnowledgeSkillCompetence", _WELD, "skill/competence", "svejse metal", "metalsvejsning", ""],
        ["KnowledgeSkillCompetence", _RECRUIT, "skill/competence", "ansætte personale", "", ""],
    ],
    "skillGroups_en": [_HEAD, ["SkillGroup", _GROUP, "", "working with people and things", "", ""]],
    "occupations_en": [_HEAD, ["Occupation", f"{_ESCO}occupation/welder", "", "welder", "metal joiner", ""]],
    "occupations_da": [_HEAD, ["Occupation", f"{_ESCO}occupation/welder", "", "svejser", "", ""]],
    "broaderRelationsSkillPillar_en": [
        ["conceptType", "conceptUri", "broaderType", "broaderUri"],
        ["KnowledgeSkillCompetence", _WELD, "SkillGroup", _GROUP],
        ["KnowledgeSkillCompetence", _RECRUIT, "SkillGroup", _GROUP],
    ],
    "occupationSkillRelations_en": [
        ["occupationUri", "relationType", "skillType", "skillUri"],
        [f"{_ESCO}occupation/welder", "essential", "skill/competence", _WELD],
    ],
}


def esco_folder(folder: Path) -> Path:
    """A small folder as ESCO gives it out, in both languages: two skills, their group, one occupation."""
    for name, rows in _ESCO_TABLES.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    return folder
