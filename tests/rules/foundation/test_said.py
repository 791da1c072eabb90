"""Every refusal and every code that is shown has its words, in both languages, and no words are left over."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path

import pytest

import marketplace
from marketplace.booking.rules import BookingStatus, SeatStatus
from marketplace.catalogue.rules import Intake, RunStatus, VersionStatus
from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.events import kinds_told
from marketplace.foundation.labels import LABELS, choices, label
from marketplace.foundation.money import kroner
from marketplace.foundation.problems import PROBLEMS, problem
from marketplace.foundation.words import NBSP, speaking
from marketplace.notices.rules import Kind, MessageStatus
from marketplace.organisations.rules import InstitutionKind, InvitationStatus, Role
from marketplace.pricing.rules import FundingBasis
from marketplace.spending.rules import ApprovalStatus

CODE = Path(marketplace.__file__).parent
PLACE = re.compile(r"%\((\w+)\)s")


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(CODE.rglob("*.py")):
        yield path.relative_to(CODE), ast.parse(path.read_text())


@dataclass(frozen=True)
class Refusal:
    """One place in the code that says no."""

    where: str
    code: str  # a regular expression
    facts: frozenset[str]
    open: bool  # further facts come from elsewhere


def refusals() -> Iterator[Refusal]:
    for path, tree in trees():
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
                continue
            if node.func.id not in ("RuleBroken", "Conflict"):
                continue
            code = node.args[0]
            if isinstance(code, ast.Constant):
                pattern = re.escape(str(code.value))
            elif isinstance(code, ast.JoinedStr):
                pattern = "".join(
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"\w+" for part in code.values
                )
            else:
                continue  # passed on; its own words are looked for as text below
            names = {given.arg for given in node.keywords}
            facts = frozenset(name for name in names if name and name != "field")
            yield Refusal(f"{path}:{node.lineno}", pattern, facts, None in names)


def texts_in_code() -> set[str]:
    return {
        node.value
        for path, tree in trees()
        if path.name != "problems.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_every_refusal_has_its_sentence() -> None:
    assert [
        f"{one.where}: {one.code}" for one in refusals() if not any(re.fullmatch(one.code, known) for known in PROBLEMS)
    ] == []


def test_every_fact_a_sentence_needs_is_given_where_it_is_raised() -> None:
    lacking = [
        f"{one.where}: {known} lacks {sorted(wanted - one.facts)}"
        for one in refusals()
        for known, sentence in PROBLEMS.items()
        if re.fullmatch(one.code, known) and not one.open
        for wanted in [set(PLACE.findall(sentence))]
        if wanted - one.facts
    ]
    assert lacking == []


def test_no_sentence_is_left_over() -> None:
    said = texts_in_code()
    patterns = [one.code for one in refusals()]
    left = [code for code in PROBLEMS if code not in said and not any(re.fullmatch(one, code) for one in patterns)]
    assert left == []


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("code", sorted(PROBLEMS))
def test_every_sentence_can_be_said_and_ends_as_one(code: str, language: str) -> None:
    facts = dict.fromkeys(PLACE.findall(PROBLEMS[code]), "x")
    with speaking(language):
        said = problem(RuleBroken(code, **facts))
    assert "%" not in said.replace("100 %", "").replace("100%", "")
    assert said.endswith((".", "?"))
    assert "!" not in said


def test_amounts_of_money_in_a_sentence_make_no_double_stops() -> None:
    for code, sentence in PROBLEMS.items():
        if code in ("booking.stale_price", "pricing.price_range"):
            for language in ("da", "en"):
                with speaking(language):
                    said = problem(RuleBroken(code, **dict.fromkeys(PLACE.findall(sentence), kroner(100))))
                assert ".." not in said
                assert not re.search(r"DKK\s[0-9,]+ [A-Z]", said), said  # an English sum needs a stop of its own


def test_facts_are_written_in_the_language_of_the_page() -> None:
    at = datetime(2027, 1, 4, 23, 0, tzinfo=UTC)
    refusal = RuleBroken("booking.run_not_begun", on=date(2027, 2, 3))
    with speaking("da"):
        assert f"3.{NBSP}feb. 2027" in problem(refusal)
        assert f"5.{NBSP}jan. 2027 kl.{NBSP}0.00" in problem(RuleBroken("booking.run_not_begun", on=at))
        assert "1.200" in problem(RuleBroken("booking.capacity_range", most=1200))
    with speaking("en"):
        assert f"3{NBSP}Feb 2027" in problem(refusal)
        assert "1,200" in problem(RuleBroken("booking.capacity_range", most=1200))


@pytest.mark.parametrize(
    ("group", "codes"),
    [
        ("booking_status", BookingStatus),
        ("seat_status", SeatStatus),
        ("approval_status", ApprovalStatus),
        ("version_status", VersionStatus),
        ("run_status", RunStatus),
        ("intake", Intake),
        ("role", Role),
        ("institution_kind", InstitutionKind),
        ("invitation_status", InvitationStatus),
        ("funding_basis", FundingBasis),
        ("message_kind", Kind),
        ("message_status", MessageStatus),
    ],
)
def test_every_code_of_a_state_or_kind_has_its_word(group: str, codes: type[StrEnum]) -> None:
    assert {code.value for code in codes} <= set(LABELS[group])


def test_every_kind_of_fact_has_its_word() -> None:
    assert {kind for kind in kinds_told() if "." not in kind} <= set(LABELS["fact"])


def test_groups_of_labels_that_are_asked_for_exist() -> None:
    asked = set()
    for path in [*CODE.rglob("*.py"), *CODE.rglob("*.html"), *CODE.rglob("*.txt")]:
        asked |= set(re.findall(r"""(?<![.\w])(?:label|choices)\(["'](\w+)["']\s*[,)]""", path.read_text()))
        asked |= set(re.findall(r"""LABELS\[["'](\w+)["']\]""", path.read_text()))
    assert asked - set(LABELS) == set()


@pytest.mark.parametrize("group", sorted(LABELS))
def test_labels_are_said_in_both_languages(group: str) -> None:
    for language in ("da", "en"):
        with speaking(language):
            assert all(label(group, code) == words and words for code, words in choices(group))
