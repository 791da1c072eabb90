"""The demo market is made through the services, the same on the same day, as large as the product says."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from marketplace.accounts.models import Person
from marketplace.booking.models import Booking, Seat
from marketplace.catalogue.models import Module, OfferVersion, Run
from marketplace.competences.models import Competence, Label, Occupation
from marketplace.foundation.clock import end_of_day, set_clock
from marketplace.foundation.db import session
from marketplace.organisations.models import Company, Employee, Institution, Organisation
from marketplace.payments.models import Invoice
from seeds import load
from seeds.demo.market import NotEmpty

DAY = date(2026, 11, 23)


def count(table: type, *where: object) -> int:
    return session.scalar(select(func.count()).select_from(table).where(*where)) or 0  # type: ignore[arg-type]


def by_status(column: object) -> dict[str, int]:
    return dict(session.execute(select(column, func.count()).group_by(column)).tuples().all())  # type: ignore[call-overload]


def test_the_vocabulary_is_as_large_as_promised_and_loading_it_again_changes_nothing(fresh: str) -> None:
    first = list(load.reference())
    assert count(Competence) >= 600
    assert count(Occupation) >= 80
    assert count(Competence, Competence.uri.is_not(None)) / count(Competence) > 0.7
    assert count(Label, Label.lang == "da", Label.source == "esco") == 0, "Danish labels are our own, and say so"
    assert count(Label, Label.lang == "da", Label.kind == "pref") == count(Competence)
    labels = count(Label)
    again = list(load.reference())
    assert "added=0, changed=0" in again[1]
    assert again != first
    assert count(Label) == labels


def test_the_demo_market_is_whole(fresh: str, tmp_path: Path) -> None:
    set_clock(lambda: end_of_day(DAY))
    list(load.reference())
    lines = list(load.demo(DAY, tmp_path))
    assert (count(Institution), count(Company)) == (12, 40)
    assert count(Employee) >= 250
    assert count(Module) >= 400
    assert count(OfferVersion) == 200
    assert count(Run) >= 350
    assert by_status(OfferVersion.status) == {"published": 196, "in_review": 2, "draft": 2}
    assert set(by_status(Run.status)) >= {"planned", "open", "confirmed", "running", "completed", "closed"}
    assert set(by_status(Booking.status)) >= {"placed", "withdrawn", "expired"}
    assert set(by_status(Seat.status)) >= {"booked", "released", "lapsed"}
    assert count(Seat, Seat.status == "booked", Seat.person_id.is_(None)) > 0, "some seats wait for a name"
    assert count(Invoice) == count(Booking, Booking.status == "placed")
    assert count(Organisation, Organisation.fictional.is_(False)) == 0
    assert count(Person, Person.email_norm.is_not(None), ~Person.email_norm.endswith(".example")) == 0

    sign_ins = json.loads((tmp_path / "demo_sign_ins.json").read_text())
    assert {one["role"] for one in sign_ins} >= {
        "admin",
        "viewer",
        "employee",
        "publisher",
        "reviewer",
        "finance",
        "operator",
    }
    assert all(any(one["email"] in line for line in lines) for one in sign_ins)

    with pytest.raises(NotEmpty):
        list(load.demo(DAY, tmp_path))
    assert any(sign_ins[0]["email"] in line for line in load.demo(DAY, tmp_path, once=True))
