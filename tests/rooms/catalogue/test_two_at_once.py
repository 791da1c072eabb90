"""Two people move the same version at the same moment: the second sees what the first has done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, update

from marketplace.catalogue.models import OfferVersion
from marketplace.catalogue.service.drafting import change_draft, draft_offer
from marketplace.catalogue.service.publishing import approve, retire, return_to_draft, submit_for_review, suspend
from marketplace.foundation import clock
from marketplace.foundation.db import session
from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.texts import Texts
from marketplace.foundation.transaction import transaction
from tests.factories.competences import make_vocabulary
from tests.rooms.catalogue.conftest import WHOLE, House, make_accreditation, make_house
from tests.waiting import while_held

OTHER = replace(WHOLE, title=Texts("Noget helt andet", "Something else"))


def version_at(house: House, status: str) -> str:
    with transaction():
        ref = draft_offer(house.author, WHOLE, now=clock.now()).ref
    with transaction():
        session.execute(update(OfferVersion).where(OfferVersion.ref == ref).values(status=status))
    return ref


@pytest.mark.parametrize(
    ("before", "meanwhile", "act"),
    [
        ("draft", "approved", lambda house, ref: change_draft(house.author, ref, OTHER, now=clock.now())),
        ("draft", "retired", lambda house, ref: submit_for_review(house.author, ref, now=clock.now())),
        ("in_review", "draft", lambda house, ref: approve(house.reviewer, ref, now=clock.now())),
        ("approved", "published", lambda house, ref: return_to_draft(house.author, ref, "Nej", now=clock.now())),
        ("published", "retired", lambda house, ref: suspend(house.author, ref, now=clock.now())),
        ("published", "suspended", lambda house, ref: retire(house.author, ref, now=clock.now())),
    ],
)
def test_what_one_has_just_moved_another_does_not_overwrite(
    fresh: str, before: str, meanwhile: str, act: Callable[[House, str], Any]
) -> None:
    make_vocabulary()
    house = make_house()
    make_accreditation(house.institution)
    ref = version_at(house, before)
    session.remove()

    def moved() -> None:
        session.execute(update(OfferVersion).where(OfferVersion.ref == ref).values(status=meanwhile))

    answer = while_held(moved, lambda: act(house, ref))
    assert isinstance(answer, RuleBroken), answer
    kept = session.scalars(select(OfferVersion).where(OfferVersion.ref == ref)).one()
    assert (kept.status, kept.title) == (meanwhile, WHOLE.title)
