"""An institution that may publish, its people, and how many statements a read takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event

from marketplace.catalogue.rules import OfferFacts, OutcomeFacts
from marketplace.foundation import clock
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.texts import Texts
from marketplace.organisations.models import Accreditation, Institution
from tests.factories import within
from tests.factories.competences import make_vocabulary
from tests.factories.organisations import make_institution, make_member

WHOLE = OfferFacts(
    field="sundhed",
    title=Texts("Sundhedskommunikation i praksis", "Health communication in practice"),
    lead=Texts("Bliv forstået af borgerne.", "Be understood by citizens."),
    target_group=Texts("Sygeplejersker", "Nurses"),
    hours_total_tenths=830,
    hours_away_tenths=280,
    ects_tenths=30,
    nqf_level=6,
    nqf_basis="legal_act",
    assessment="oral",
    participation="onsite",
    outcomes=(
        OutcomeFacts(Texts("Skriver en vejledning", "Writes a guide"), (("formidling", 2), ("klarsprog", 3))),
        OutcomeFacts(Texts("Afprøver den", "Tests it"), (("formidling", 3),)),
    ),
)


@dataclass
class House:
    """An institution and the people who act for it."""

    institution: Institution
    author: Actor
    reviewer: Actor
    finance: Actor


def make_accreditation(institution: Institution, **over: Any) -> Accreditation:
    with within():
        facts: dict[str, Any] = {
            "kind": "accreditation",
            "body": Texts("Danmarks Prøveråd", "The Danish Test Council"),
            "given_on": date(2024, 5, 1),
            "ends_on": None,
            "verified_at": clock.now(),
        }
        made = Accreditation(institution_id=institution.id, **{**facts, **over})
        session.add(made)
    return made


def make_house(name: str = "Fjordby Professionshøjskole", **over: Any) -> House:
    institution = make_institution(name, **{"may_award_ects": True, **over})
    return House(
        institution,
        make_member(institution, "publisher", "reviewer"),
        make_member(institution, "publisher", "reviewer"),
        make_member(institution, "finance"),
    )


@pytest.fixture
def house(db: None) -> House:
    make_vocabulary()
    ours = make_house()
    make_accreditation(ours.institution)
    return ours


@dataclass
class Counted:
    statements: list[str] = field(default_factory=list)


Counting = Callable[[], AbstractContextManager[Counted]]


@pytest.fixture
def counting() -> Counting:
    @contextmanager
    def count() -> Iterator[Counted]:
        session.commit()
        session.expunge_all()
        counted = Counted()
        engine = session.connection().engine

        def note(_c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
            if statement.lstrip().upper().startswith(("SELECT", "WITH")):
                counted.statements.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        try:
            yield counted
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return count
