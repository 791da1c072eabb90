"""Funding schemes: begun from the reference tables, kept by the operator, read by all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from marketplace.foundation.clock import now, today
from marketplace.foundation.db import session
from marketplace.foundation.errors import NotAllowed, NotFound
from marketplace.foundation.events import EventLog
from marketplace.foundation.money import kroner
from marketplace.foundation.texts import Texts
from marketplace.foundation.transaction import transaction
from marketplace.pricing.queries import funding as queries
from marketplace.pricing.rules.funding import Scheme
from marketplace.pricing.service.funding import add_scheme, change_scheme, load_schemes, show_scheme
from seeds import load
from tests.factories.organisations import make_company, make_institution, make_member
from tests.factories.refusals import refused

ROW: dict[str, Any] = {
    "key": "fonden",
    "name_da": "Fonden",
    "name_en": "The fund",
    "rule_da": "For alle.\n",
    "rule_en": "For all.",
    "percent": 50,
    "most_a_head": 4000,
    "source": "https://fonden.example/regler",
    "as_of": date(2026, 11, 2),
}
SCHEME = Scheme(
    Texts("Fonden", "The fund"),
    Texts("For alle.", "For all."),
    50,
    kroner(4000),
    only_open_education=False,
    only_small=False,
    source="https://fonden.example/regler",
    as_of=date(2026, 11, 2),
)


def loaded(*rows: dict[str, Any]) -> str:
    with transaction():
        return load_schemes(rows, now=now())


def told() -> list[tuple[str, dict[str, Any]]]:
    rows = session.scalars(select(EventLog).where(EventLog.kind.like("funding_%")).order_by(EventLog.id))
    return [(row.kind, row.refs) for row in rows]


def test_the_reference_table_is_loaded_by_key_and_again_changes_nothing(db: None) -> None:
    assert loaded(ROW) == "added=1, changed=0"
    assert [row.scheme for row in queries.public_schemes()] == [SCHEME]
    assert loaded(ROW) == "added=0, changed=0"
    assert loaded({**ROW, "percent": 60}) == "added=0, changed=1"
    ref = queries.public_schemes()[0].ref
    assert told() == [
        ("funding_scheme_kept", {"scheme": ref, "percent": 50}),
        ("funding_scheme_kept", {"scheme": ref, "percent": 60}),
    ]


def test_what_the_operator_has_changed_is_not_overwritten(db: None) -> None:
    loaded(ROW)
    operator = make_member(None, "operator")
    ref = queries.public_schemes()[0].ref
    with transaction():
        changed = change_scheme(operator, ref, replace(SCHEME, percent=70), now=now())
        assert changed.changed_by_id == operator.person_id
    assert loaded({**ROW, "percent": 10}) == "added=0, changed=0"
    assert queries.schemes_that_count() == [replace(SCHEME, percent=70)]


def test_one_that_is_hidden_stays_hidden_and_is_counted_nowhere(db: None) -> None:
    loaded(ROW)
    operator = make_member(None, "operator")
    ref = queries.public_schemes()[0].ref
    for _twice in range(2):
        with transaction():
            show_scheme(operator, ref, shown=False, now=now())
    assert told()[1:] == [("funding_scheme_moved", {"scheme": ref, "to": "hidden"})]
    assert (queries.public_schemes(), queries.schemes_that_count()) == ([], [])
    assert loaded(ROW) == "added=0, changed=0"
    assert queries.public_schemes() == []
    with transaction():
        show_scheme(operator, ref, shown=True, now=now())
    assert len(queries.public_schemes()) == 1


def test_the_operator_sees_those_to_be_read_again_first(db: None) -> None:
    operator = make_member(None, "operator")
    on = today(now())
    with transaction():
        for name, as_of in (("A", on), ("B", on - timedelta(days=400)), ("C", on)):
            add_scheme(operator, replace(SCHEME, name=Texts(name, name), as_of=as_of), now=now())
    assert [row.name.da for row in queries.schemes_to_keep(operator, on)] == ["B", "A", "C"]
    assert queries.schemes_to_keep(operator, on)[0].changed_by is not None


def test_a_scheme_that_gives_no_part_of_the_price_is_told_of_and_not_counted(db: None) -> None:
    loaded({**ROW, "percent": 0})
    assert len(queries.public_schemes()) == 1
    assert queries.schemes_that_count() == []


def test_nobody_else_keeps_schemes(db: None) -> None:
    loaded(ROW)
    ref = queries.public_schemes()[0].ref
    for other in (make_member(make_company(), "admin"), make_member(make_institution(), "publisher")):
        with pytest.raises(NotAllowed), transaction():
            add_scheme(other, SCHEME, now=now())
        with pytest.raises(NotAllowed), transaction():
            change_scheme(other, ref, SCHEME, now=now())
        with pytest.raises(NotAllowed), transaction():
            show_scheme(other, ref, shown=False, now=now())
        with pytest.raises(NotAllowed):
            queries.schemes_to_keep(other, today(now()))


def test_what_cannot_stand_and_what_is_not_there(db: None) -> None:
    operator = make_member(None, "operator")
    with refused("pricing.scheme_source"), transaction():
        add_scheme(operator, replace(SCHEME, source="http://fonden.example"), now=now())
    with pytest.raises(NotFound), transaction():
        change_scheme(operator, "findesikke", SCHEME, now=now())


def test_our_own_table_tells_of_old_facts_with_their_source(db: None) -> None:
    assert "funding schemes: added=3, changed=0" in list(load.reference())
    rows = queries.public_schemes()
    assert {row.key for row in rows} == {"omstillingsfonden", "statslig-kompetencefond", "svu"}
    assert all(row.name.en and row.rule.en and row.source.startswith("https://") for row in rows)
