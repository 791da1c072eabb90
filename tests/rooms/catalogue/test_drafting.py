"""Drafting modules and offers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import func, select

from marketplace.catalogue import queries
from marketplace.catalogue.models import LearningOutcome, LearningOutcomeCompetence, ModuleVersion, OfferVersion
from marketplace.catalogue.service.drafting import change_draft, draft_offer, facts_of
from marketplace.catalogue.service.modules import draft_module, new_module_version
from marketplace.foundation import clock
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import NotAllowed, NotFound, RuleBroken
from marketplace.foundation.texts import Texts
from marketplace.foundation.transaction import transaction
from tests.factories.organisations import make_company, make_member
from tests.rooms.catalogue.conftest import WHOLE, Counting, House, make_house

Draft = Callable[..., OfferVersion]


def _module(actor: Actor, **over: Any) -> ModuleVersion:
    facts: dict[str, Any] = {
        "field": "sundhed",
        "title": Texts("Skriv til borgeren", "Write to citizens"),
        "summary": Texts("Kort", "Short"),
        "body": Texts("## Øvelse"),
        "hours_tenths": 75,
        "language": "da",
        "competence_keys": ["klarsprog"],
        "now": clock.now(),
    }
    with transaction():
        return draft_module(actor, **{**facts, **over})


def _draft(actor: Actor, **over: Any) -> OfferVersion:
    with transaction():
        return draft_offer(actor, replace(WHOLE, **over), now=clock.now())


def _refused(actor: Actor, **over: Any) -> tuple[str, str | None]:
    with pytest.raises(RuleBroken) as broken:
        _draft(actor, **over)
    return broken.value.code, broken.value.field


def test_a_draft_says_back_all_that_was_stated(house: House) -> None:
    modules = [_module(house.author).ref, _module(house.author).ref]
    stated = replace(WHOLE, module_version_refs=tuple(modules))
    version = _draft(house.author, module_version_refs=tuple(modules))
    found = queries.find_version(house.author, version.ref)
    assert facts_of(found) == stated
    assert (found.no, found.status, found.author_id) == (1, "draft", house.author.person_id)


def test_a_draft_is_stated_anew_as_a_whole_by_its_newest_author(house: House) -> None:
    version = _draft(house.author)
    changed = replace(WHOLE, title=Texts("Et nyt navn"), outcomes=WHOLE.outcomes[:1], ects_tenths=None)
    with transaction():
        change_draft(house.reviewer, version.ref, changed, now=clock.now())
    found = queries.find_version(house.author, version.ref)
    assert facts_of(found) == changed
    assert found.author_id == house.reviewer.person_id
    assert session.scalar(select(func.count()).select_from(LearningOutcome)) == 1
    assert session.scalar(select(func.count()).select_from(LearningOutcomeCompetence)) == 2


def test_the_field_of_a_draft_can_change_before_anything_was_published(house: House) -> None:
    version = _draft(house.author)
    with transaction():
        change_draft(house.author, version.ref, replace(WHOLE, field="hr"), now=clock.now())
    assert queries.find_version(house.author, version.ref).offer.field_key == "hr"


def test_what_nobody_knows_is_refused_at_its_field(house: House) -> None:
    outcome = replace(WHOLE.outcomes[0], competences=(("nobody", 2),))
    assert _refused(house.author, outcomes=(outcome,)) == ("catalogue.unknown_competence", "outcomes")
    assert _refused(house.author, module_version_refs=("nothing",)) == ("catalogue.unknown_module", "modules")
    assert _refused(house.author, field="astrologi") == ("catalogue.unknown_field", "field")
    assert session.scalar(select(func.count()).select_from(OfferVersion)) == 0


def test_another_institutions_module_looks_unknown(house: House) -> None:
    theirs = _module(make_house("Egelund Akademi").author)
    assert _refused(house.author, module_version_refs=(theirs.ref,)) == ("catalogue.unknown_module", "modules")


def test_two_versions_of_one_module_are_one_too_many(house: House) -> None:
    first = _module(house.author)
    with transaction():
        second = new_module_version(
            house.author,
            first.module.ref,
            title=Texts("Skriv"),
            summary=Texts(),
            body=Texts(),
            hours_tenths=60,
            language="da",
            competence_keys=[],
            now=clock.now(),
        )
    assert second.no == 2
    refs = (first.ref, second.ref)
    assert _refused(house.author, module_version_refs=refs) == ("catalogue.module_twice", "modules")


def test_an_offer_keeps_the_module_version_it_lists(house: House, clock: Any) -> None:
    first = _module(house.author)
    version = _draft(house.author, module_version_refs=(first.ref,))
    with transaction():
        new_module_version(
            house.author,
            first.module.ref,
            title=Texts("Nyt navn"),
            summary=Texts(),
            body=Texts(),
            hours_tenths=60,
            language="da",
            competence_keys=[],
            now=clock(),
        )
    listed = queries.find_version(house.author, version.ref).modules
    assert [row.module_version.title.da for row in listed] == ["Skriv til borgeren"]
    assert queries.find_module(house.author, first.module.ref).title.da == "Nyt navn"


@pytest.mark.parametrize("over", [{"kind": "private", "may_award_ects": True}, {"may_award_ects": False}])
def test_ects_is_refused_without_the_right_to_award_it(house: House, over: dict[str, Any]) -> None:
    theirs = make_house("Havblik Kurser", **over)
    assert _refused(theirs.author) == ("catalogue.ects_needs_right", "ects")
    assert _draft(theirs.author, ects_tenths=None).ects_tenths is None


def test_a_title_of_ten_thousand_signs_is_refused_before_the_database_sees_it(house: House) -> None:
    assert _refused(house.author, title=Texts("a" * 10_000)) == ("catalogue.too_long", "title")


def test_only_publishers_draft(house: House) -> None:
    for actor in (house.finance, make_member(make_company(), "admin"), Actor.visitor()):
        with pytest.raises(NotAllowed):
            _draft(actor)
        with pytest.raises(NotAllowed):
            _module(actor)


def test_another_institutions_draft_is_not_found(house: House) -> None:
    version = _draft(house.author)
    stranger = make_house("Egelund Akademi").author
    with pytest.raises(NotFound):
        queries.find_version(stranger, version.ref)
    with pytest.raises(NotFound), transaction():
        change_draft(stranger, version.ref, WHOLE, now=clock.now())


def test_the_list_of_offers_is_the_institutions_own_paged_and_counted(house: House, counting: Counting) -> None:
    for no in range(3):
        _draft(house.author, title=Texts(f"Forløb {no}", f"Offer {no}"))
    _draft(make_house("Egelund Akademi").author)
    with counting() as counted:
        page = queries.offers_of(house.author, now=clock.now(), per_page=2)
    assert (page.total, page.pages, len(page.items)) == (3, 2, 2)
    assert len(counted.statements) == 5
    assert queries.offer_counts(house.author) == {"draft": 3}
    found = queries.offers_of(house.author, now=clock.now(), search="offer 1")
    assert [row.title.da for row in found.items] == ["Forløb 1"]
    assert queries.offers_of(house.author, now=clock.now(), status="published").total == 0
    with pytest.raises(NotFound):
        queries.offers_of(make_member(make_company(), "admin"), now=clock.now())


def test_modules_are_listed_in_their_newest_version(house: House) -> None:
    first = _module(house.author)
    with transaction():
        new_module_version(
            house.author,
            first.module.ref,
            title=Texts("Nyt navn"),
            summary=Texts(),
            body=Texts(),
            hours_tenths=60,
            language="da",
            competence_keys=["formidling"],
            now=_now(),
        )
    page = queries.modules_of(house.author)
    assert [(one.no, one.title.da, [c.key for c in one.competences]) for one in page.items] == [
        (2, "Nyt navn", ["formidling"])
    ]
    assert queries.modules_of(house.author, search="borgeren").total == 0
    assert queries.modules_of(house.author, field="hr").total == 0


def _now() -> datetime:
    return clock.now()
