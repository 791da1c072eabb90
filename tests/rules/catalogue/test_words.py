"""Every refusal and code of the two rooms has its words in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from marketplace.catalogue import rules
from marketplace.foundation.labels import LABELS, label
from marketplace.foundation.problems import PROBLEMS
from marketplace.foundation.words import gettext, speaking

ROOMS = Path(__file__).resolve().parents[3] / "marketplace"
CODES = sorted(
    {
        code
        for room in ("catalogue", "competences")
        for file in (ROOMS / room).rglob("*.py")
        for code in re.findall(rf'"({room}\.[a-z_]+)"', file.read_text(encoding="utf-8"))
    }
)


def test_the_codes_are_found() -> None:
    assert len(CODES) > 50


@pytest.mark.parametrize("code", CODES)
def test_a_refusal_is_said_in_both_languages(code: str) -> None:
    danish = PROBLEMS[code]
    with speaking("en"):
        english = gettext(danish)
    assert english != danish
    assert sorted(re.findall(r"%\((\w+)\)s", danish)) == sorted(re.findall(r"%\((\w+)\)s", english))


@pytest.mark.parametrize(
    ("group", "codes"),
    [
        ("version_status", tuple(rules.VersionStatus)),
        ("run_status", tuple(rules.RunStatus)),
        ("intake", tuple(rules.Intake)),
        ("assessment", rules.ASSESSMENTS),
        ("participation", rules.PARTICIPATIONS),
        ("grading", rules.GRADINGS),
        ("admission", rules.ADMISSIONS),
        ("nqf_basis", rules.NQF_BASES),
        ("quality_assurance", rules.QUALITY_ASSURANCES),
        ("proficiency", tuple(str(level) for level in rules.PROFICIENCIES)),
        ("vat_basis", rules.VAT_BASES),
        ("vat_reason", rules.VAT_REASONS),
    ],
)
def test_every_code_has_its_word(group: str, codes: tuple[str, ...]) -> None:
    assert tuple(LABELS[group]) == codes
    assert all(label(group, code) for code in codes)
