"""`flask catalogue import`: good rows become offers that are found, bad ones are told by number, field and reason."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from marketplace.catalogue.models import Offer, OfferVersion, Run
from marketplace.foundation.db import session
from marketplace.foundation.money import kroner
from marketplace.foundation.transaction import transaction
from marketplace.organisations.models import Organisation
from marketplace.pricing.models import PricePlan
from marketplace.pricing.rules import PerSeat
from marketplace.search import gateway
from tests.factories.competences import make_vocabulary
from tests.factories.organisations import make_postcode

GOOD: list[dict[str, Any]] = [
    {
        "id": "k1",
        "title_da": "Klar tale",
        "desc_da": "Om at skrive breve, som alle forstår.",
        "language": "da",
        "ects": 5,
    },
    {"id": "k2", "title_en": "Hiring", "desc_en": "How to find new colleagues.", "language": "en", "level": "EQF6"},
]
SOLD = {
    "id": "k3",
    "title_da": "Godt sprog",
    "outcomes": [{"text_da": "Skriver et brev om", "competences": ["skrive klart"]}],
    "price": 4800,
    "vat": "exempt",
    "runs": [{"starts": "2027-03-01", "ends": "2027-03-08", "postcode": "4000", "capacity": 12}],
}


@pytest.fixture(autouse=True)
def market(app: Flask, db: None, tmp_path: Path) -> Iterator[None]:
    make_vocabulary()
    make_postcode("1000")
    make_postcode("4000")
    before = gateway._index
    gateway.use(tmp_path / "search")
    yield
    gateway._index = before


def imported(app: Flask, folder: Path, rows: list[Any], *options: str) -> Result:
    file = folder / "offers.jsonl"
    file.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows))
    return app.test_cli_runner().invoke(args=["catalogue", "import", str(file), *options])


def count(what: Any) -> int:
    return session.scalar(select(func.count()).select_from(what)) or 0


def asked(app: Flask, text: str) -> list[str]:
    runner = app.test_cli_runner()
    runner.invoke(args=["search", "rebuild"])
    said = runner.invoke(args=["search", "ask", "--json", text])
    assert said.exit_code == 0, said.output
    return [offer["external_id"] for offer in json.loads(said.output)["offers"]]


def test_imported_offers_are_found(app: Flask, tmp_path: Path) -> None:
    said = imported(app, tmp_path, GOOD)
    assert said.exit_code == 0, said.output
    assert "2 offers added" in said.output
    assert asked(app, "breve") == ["k1"]
    assert asked(app, "find colleagues") == ["k2"]


def test_a_trial_belongs_to_a_fictional_institution_and_claims_no_review(app: Flask, tmp_path: Path) -> None:
    imported(app, tmp_path, GOOD)
    assert session.scalars(select(Organisation.fictional)).all() == [True]
    versions = session.scalars(select(OfferVersion)).all()
    assert {version.status for version in versions} == {"published"}
    assert {version.reviewer_id for version in versions} == {None}
    assert all("without review" in version.review_note for version in versions)


def test_drafts_go_to_an_institution_that_is_there_and_are_not_found(app: Flask, tmp_path: Path) -> None:
    said = imported(app, tmp_path, GOOD, "--drafts")
    assert said.exit_code == 1
    assert "no such institution" in said.output
    imported(app, tmp_path, [], "--institution", "Prøven")
    row = {**GOOD[0], "ects": 0}
    assert "1 offers added" in imported(app, tmp_path, [row], "--drafts", "--institution", "Prøven").output
    assert session.scalars(select(OfferVersion.status)).all() == ["draft"]
    assert asked(app, "breve") == []


def test_a_draft_with_ects_needs_the_right_to_award_them(app: Flask, tmp_path: Path) -> None:
    imported(app, tmp_path, [], "--institution", "Prøven")
    said = imported(app, tmp_path, GOOD, "--drafts", "--institution", "Prøven")
    assert "row 1: ects: You cannot state ECTS" in said.output
    assert "1 offers added" in said.output


def test_a_real_institution_has_no_trial(app: Flask, tmp_path: Path) -> None:
    imported(app, tmp_path, [], "--institution", "Prøven")
    with transaction():
        session.scalars(select(Organisation)).one().fictional = False
    said = imported(app, tmp_path, GOOD, "--institution", "Prøven")
    assert said.exit_code == 1
    assert "fictional" in said.output


def test_the_same_file_again_changes_nothing(app: Flask, tmp_path: Path) -> None:
    imported(app, tmp_path, [*GOOD, SOLD])
    before = [count(table) for table in (Offer, OfferVersion, Run, PricePlan)]
    said = imported(app, tmp_path, [*GOOD, SOLD])
    assert "0 offers added, 0 changed, 3 the same" in said.output
    assert [count(table) for table in (Offer, OfferVersion, Run, PricePlan)] == before


def test_a_changed_row_is_a_new_version_and_the_old_one_is_retired(app: Flask, tmp_path: Path) -> None:
    imported(app, tmp_path, GOOD)
    said = imported(app, tmp_path, [{**GOOD[0], "title_da": "Klart skrevet"}, GOOD[1]])
    assert "0 offers added, 1 changed, 1 the same" in said.output
    changed = select(OfferVersion.no, OfferVersion.status).join(Offer).where(Offer.external_id == "k1")
    assert session.execute(changed.order_by(OfferVersion.no)).all() == [(1, "retired"), (2, "published")]


def test_a_row_with_price_vat_and_runs_is_on_sale(app: Flask, tmp_path: Path) -> None:
    imported(app, tmp_path, [SOLD])
    assert [plan.plan for plan in session.scalars(select(PricePlan))] == [PerSeat(kroner(4800))]
    assert session.execute(select(Run.status, Run.postcode_code, Run.capacity)).all() == [("open", "4000", 12)]


def test_bad_rows_are_told_and_good_ones_imported(app: Flask, tmp_path: Path) -> None:
    far = {**SOLD, "runs": [{**SOLD["runs"][0], "postcode": "0000"}]}
    said = imported(app, tmp_path, ["{", GOOD[0], "[1]", {"id": "k9", "title_da": "x", "ects": "many"}, GOOD[0], far])
    assert said.exit_code == 0, said.output
    for line in (
        "row 1: row: The line is not JSON",
        "row 3: row: The line is not an object",
        "row 4: ects: A number is expected",
        "row 5: id: The id has been on an earlier row",
        "row 6: postcode: ",
    ):
        assert line in said.output
    assert "2 offers added" in said.output


def test_all_or_nothing_keeps_nothing_of_a_file_with_a_bad_row(app: Flask, tmp_path: Path) -> None:
    said = imported(app, tmp_path, [*GOOD, "nonsense"], "--all-or-nothing")
    assert said.exit_code == 1
    assert "nothing imported" in said.output
    assert count(Offer) == 0
    assert imported(app, tmp_path, GOOD, "--all-or-nothing").exit_code == 0
    assert count(Offer) == 2


def test_a_hidden_title_is_not_found(app: Flask, tmp_path: Path) -> None:
    imported(app, tmp_path, GOOD, "--hide", "title")
    assert asked(app, "klar tale") == []
    assert asked(app, "breve") == ["k1"]
