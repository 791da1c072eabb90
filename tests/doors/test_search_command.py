"""`flask search ask`: every line of whatever bytes gets its line of JSON, with every filter as an option."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from marketplace.search import gateway
from tests.factories.competences import make_vocabulary
from tests.factories.organisations import make_postcode

ROWS = [
    {"id": "k1", "title_da": "Klar tale", "desc_da": "Om at skrive breve klart, så alle forstår.", "hours_away": 7},
    {"id": "k2", "title_da": "Ansættelse", "desc_da": "Om at finde kolleger og skrive opslag.", "level": 6},
]
LINES = [
    *(b"", b" ", b"a", b"og i at det", b"\xff\xfe\x00", b"\x1b[31m", "😀😀".encode(), "مرحبا بالعالم".encode()),
    *(b'"*~(', b"title:skrive AND (", b"'; DROP TABLE offer; --", b"<script>alert(1)</script>", b"skrive " * 7_000),
]


@pytest.fixture(autouse=True)
def market(app: Flask, db: None, tmp_path: Path) -> Iterator[None]:
    make_vocabulary()
    make_postcode("1000")
    make_postcode("4000")
    before = gateway._index
    gateway.use(tmp_path / "search")
    file = tmp_path / "offers.jsonl"
    file.write_text("\n".join(map(json.dumps, ROWS)))
    runner = app.test_cli_runner()
    assert runner.invoke(args=["catalogue", "import", str(file)]).exit_code == 0
    assert "2 offers indexed" in runner.invoke(args=["search", "rebuild"]).output
    yield
    gateway._index = before


def answers(app: Flask, lines: bytes, *options: str) -> list[dict[str, Any]]:
    said = app.test_cli_runner().invoke(args=["search", "ask", "--json", *options], input=lines)
    assert said.exit_code == 0, said.output
    return [json.loads(line) for line in said.output.splitlines()]


def found(app: Flask, *options: str) -> set[str]:
    return {offer["external_id"] for offer in answers(app, b"skrive\n", *options)[0]["offers"]}


def test_each_line_is_a_query_and_gets_an_object(app: Flask) -> None:
    first, second = answers(app, "skrive breve\nansættelse\n".encode())
    assert (first["query"], second["query"]) == ("skrive breve", "ansættelse")
    assert set(first) == {"query", "competences", "total", "offers", "ms"}
    assert first["offers"][0]["external_id"] == "k1"
    assert set(first["offers"][0]) == {"ref", "external_id", "score"}
    assert second["competences"][0]["label"] == "rekruttere medarbejdere"
    assert second["competences"][0]["uri"].startswith("http://data.europa.eu/esco/")
    scores = [offer["score"] for offer in first["offers"]]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("line", LINES)
def test_no_line_is_too_strange(app: Flask, line: bytes) -> None:
    (answer,) = answers(app, line + b"\n")
    assert answer["total"] in (0, 1, 2)
    assert "error" not in answer


def test_one_strange_line_does_not_stop_the_next(app: Flask) -> None:
    assert len(answers(app, b"\n".join(LINES) + b"\nskrive\n")) == len(LINES) + 1


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        ((), {"k1", "k2"}),
        (("--level", "6"), {"k2"}),
        (("--hours", "1-8"), {"k1"}),
        (("--ects", "none"), {"k1", "k2"}),
        (("--language", "en"), set()),
        (("--participation", "online"), set()),
        (("--kind", "private"), {"k1", "k2"}),
        (("--accredited", "accredited"), set()),
        (("--region", "sjaelland"), set()),
        (("--start", "3m"), set()),
        (("--seats", "free"), set()),
        (("--price-to", "1000"), set()),
        (("--done-by", "2027-12-31"), set()),
        (("--postcode", "4000", "--within-km", "10"), set()),
        (("--institution", "nobody"), set()),
        (("--competence", "formidling"), set()),
        (("--weights", "0,0,0,3", "--sort", "title"), {"k1", "k2"}),
    ],
)
def test_filters_are_options(app: Flask, options: tuple[str, ...], ids: set[str]) -> None:
    assert found(app, *options) == ids


@pytest.mark.parametrize("number", [1, 2, 10**9])
def test_pages_beyond_the_last_show_the_last(app: Flask, number: int) -> None:
    (answer,) = answers(app, b"skrive\n", "--per-page", "1", "--page", str(number))
    assert (answer["total"], len(answer["offers"])) == (2, 1)


@pytest.mark.parametrize(
    "options",
    [
        *(("--postcode", "9999"), ("--weights", "1,2"), ("--weights", "a,b,c,d"), ("--weights", "9,9,9,9")),
        *(("--level", "12"), ("--sort", "beauty"), ("--price-to", "inf"), ("--done-by", "soon")),
    ],
)
def test_options_nothing_can_mean_are_refused_in_one_line(app: Flask, options: tuple[str, ...]) -> None:
    said = app.test_cli_runner().invoke(args=["search", "ask", "--json", *options], input=b"skrive\n")
    assert said.exit_code in (1, 2)
    assert "Error" in said.output
    assert "Traceback" not in said.output


@pytest.mark.parametrize(
    "options", [("--per-page", "0"), ("--headcount", "0"), ("--within-km", "5"), ("--price-to", "-1")]
)
def test_impossible_limits_are_an_error_of_the_line(app: Flask, options: tuple[str, ...]) -> None:
    (answer,) = answers(app, b"skrive\n", *options)
    assert answer["error"].startswith("search.")
    assert answer["offers"] == []


def test_without_an_index_the_answer_says_so(app: Flask, tmp_path: Path) -> None:
    gateway.use(tmp_path / "nothing")
    (answer,) = answers(app, b"skrive\n")
    assert (answer["total"], answer["error"]) == (0, "search.not_ready")


def test_text_as_an_argument_is_readable(app: Flask) -> None:
    said = app.test_cli_runner().invoke(args=["search", "ask", "skrive", "klart"])
    assert said.exit_code == 0
    assert "understood: skrive klart (skrive, klart)" in said.output
    assert "k1" in said.output


def test_a_synthetic_market_is_found_and_made_once(app: Flask) -> None:
    runner = app.test_cli_runner()
    first, again = (runner.invoke(args=["demo", "scale", "--offers", "12", "--seed", "5"]) for _ in range(2))
    assert "12 offers added" in first.output, first.output
    assert "0 offers added, 0 changed, 12 the same" in again.output
    assert "14 offers indexed" in runner.invoke(args=["search", "rebuild"]).output


def test_a_synthetic_market_for_the_index_alone_leaves_the_database(app: Flask) -> None:
    runner = app.test_cli_runner()
    said = runner.invoke(args=["demo", "scale", "--offers", "30", "--seed", "5", "--to-index-only"])
    assert "30 offers indexed" in said.output, said.output
    assert answers(app, b"\n")[0]["total"] == 30
    assert "2 offers indexed" in runner.invoke(args=["search", "rebuild"]).output
