"""Review by a second person, publishing, and what the public then sees."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from marketplace.catalogue import queries
from marketplace.catalogue.models import OfferVersion
from marketplace.catalogue.service.drafting import change_draft, draft_offer, facts_of, new_draft_from
from marketplace.catalogue.service.publishing import (
    approve,
    publish,
    resume,
    retire,
    return_to_draft,
    submit_for_review,
    suspend,
)
from marketplace.catalogue.service.vat import decide_vat
from marketplace.foundation import clock
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import Conflict, NotAllowed, NotFound, RuleBroken
from marketplace.foundation.events import EventLog
from marketplace.foundation.texts import Texts
from marketplace.foundation.transaction import transaction
from marketplace.organisations.models import Accreditation, Institution
from tests.factories.organisations import make_member
from tests.rooms.catalogue.conftest import WHOLE, Counting, House, make_house

TODAY = date(2026, 11, 23)


def do(verb: Any, actor: Actor, *facts: Any) -> Any:
    with transaction():
        return verb(actor, *facts, now=clock.now())


def decide(actor: Actor, offer_ref: str, basis: str = "exempt", valid_from: date = TODAY) -> None:
    reason = "teaching_exempt" if basis == "exempt" else "single_subject_taxable"
    do(decide_vat, actor, offer_ref, basis, reason, "Efter momslovens § 13", valid_from)


def approved(house: House, **over: Any) -> OfferVersion:
    version: OfferVersion = do(draft_offer, house.author, replace(WHOLE, **over))
    do(submit_for_review, house.author, version.ref)
    return do(approve, house.reviewer, version.ref)  # type: ignore[no-any-return]


def published(house: House, **over: Any) -> OfferVersion:
    version = approved(house, **over)
    decide(house.finance, version.offer.ref)
    return do(publish, house.author, version.ref)  # type: ignore[no-any-return]


def code_of(verb: Any, actor: Actor, *facts: Any) -> str:
    with pytest.raises(RuleBroken) as broken:
        do(verb, actor, *facts)
    return broken.value.code


def test_an_approved_offer_is_published_and_seen(house: House) -> None:
    version = published(house)
    seen = queries.public_offer(version.offer.ref)
    assert (seen.ref, seen.status, seen.published_at) == (version.ref, "published", clock.now())
    kinds = session.scalars(select(EventLog.kind).order_by(EventLog.id)).all()
    assert [kind for kind in kinds if "version" in kind or "offer" in kind] == [
        "offer_drafted",
        "version_moved",
        "version_moved",
        "version_published",
    ]


def test_an_incomplete_draft_is_not_sent_to_review(house: House) -> None:
    version = do(draft_offer, house.author, replace(WHOLE, lead=Texts(), outcomes=()))
    with pytest.raises(RuleBroken) as broken:
        do(submit_for_review, house.author, version.ref)
    assert broken.value.code == "catalogue.facts_missing"
    assert broken.value.facts == {"count": 3, "missing": ("lead", "outcomes", "outcome_competences")}


def test_nobody_reviews_what_they_wrote(house: House) -> None:
    version = do(draft_offer, house.author, WHOLE)
    do(submit_for_review, house.author, version.ref)
    assert code_of(approve, house.author, version.ref) == "catalogue.reviewer_is_author"
    assert queries.find_version(house.author, version.ref).status == "in_review"


def test_who_wrote_the_last_word_is_not_the_second_person(house: House) -> None:
    version = do(draft_offer, house.author, WHOLE)
    do(change_draft, house.reviewer, version.ref, replace(WHOLE, title=Texts("Nyt")))
    do(submit_for_review, house.author, version.ref)
    assert code_of(approve, house.reviewer, version.ref) == "catalogue.reviewer_is_author"
    do(approve, house.author, version.ref)


def test_the_database_too_refuses_a_reviewer_who_is_the_author(house: House) -> None:
    version = approved(house)
    with pytest.raises(IntegrityError), transaction():
        session.execute(update(OfferVersion).where(OfferVersion.id == version.id).values(reviewer_id=version.author_id))


def test_reviewing_takes_the_role(house: House) -> None:
    version = do(draft_offer, house.author, WHOLE)
    do(submit_for_review, house.author, version.ref)
    for actor in (house.finance, make_member(house.institution, "publisher")):
        with pytest.raises(NotAllowed):
            do(approve, actor, version.ref)
    with pytest.raises(NotFound):
        do(approve, make_house("Egelund Akademi").reviewer, version.ref)


def test_a_version_comes_back_with_a_note_that_is_kept_until_it_is_sent_again(house: House) -> None:
    version = do(draft_offer, house.author, WHOLE)
    do(submit_for_review, house.author, version.ref)
    assert code_of(return_to_draft, house.reviewer, version.ref, " ") == "catalogue.note_missing"
    assert code_of(return_to_draft, house.reviewer, version.ref, "x" * 2001) == "catalogue.too_long"
    do(return_to_draft, house.reviewer, version.ref, "Skriv prøven tydeligere")
    found = queries.find_version(house.author, version.ref)
    assert (found.status, found.review_note, found.submitted_at) == ("draft", "Skriv prøven tydeligere", None)
    do(change_draft, house.author, version.ref, WHOLE)
    assert queries.find_version(house.author, version.ref).review_note == "Skriv prøven tydeligere"
    do(submit_for_review, house.author, version.ref)
    assert queries.find_version(house.author, version.ref).review_note == ""


def test_an_approved_version_that_goes_back_loses_its_approval(house: House) -> None:
    version = approved(house)
    do(return_to_draft, house.author, version.ref)
    found = queries.find_version(house.author, version.ref)
    assert (found.status, found.reviewer_id, found.approved_at) == ("draft", None, None)


@pytest.mark.parametrize("status", ["in_review", "approved", "published"])
def test_only_a_draft_changes(house: House, status: str) -> None:
    version = published(house) if status == "published" else approved(house)
    if status == "in_review":
        do(return_to_draft, house.author, version.ref)
        do(submit_for_review, house.author, version.ref)
    with pytest.raises(Conflict) as conflict:
        do(change_draft, house.author, version.ref, WHOLE)
    assert conflict.value.code == "catalogue.version_immutable"


def test_publishing_needs_a_vat_decision_in_force_today(house: House) -> None:
    version = approved(house)
    offer = version.offer.ref
    assert code_of(publish, house.author, version.ref) == "catalogue.no_vat_decision"
    decide(house.finance, offer, valid_from=TODAY + timedelta(days=1))
    assert code_of(publish, house.author, version.ref) == "catalogue.no_vat_decision"
    decide(house.finance, offer)
    do(publish, house.author, version.ref)


def _break(house: House, how: str) -> None:
    with transaction():
        institution = session.get_one(Institution, house.institution.id)
        accreditation = session.scalars(
            select(Accreditation).where(Accreditation.institution_id == institution.id)
        ).one()
        if how == "unverified":
            house.institution.organisation.verified_at = None
            session.add(house.institution.organisation)
        elif how == "unchecked":
            accreditation.verified_at = None
        else:
            accreditation.ends_on = TODAY - timedelta(days=1)


@pytest.mark.parametrize("how", ["unverified", "unchecked", "ended"])
def test_publishing_needs_an_institution_that_is_verified_and_accredited(house: House, how: str) -> None:
    version = approved(house)
    decide(house.finance, version.offer.ref)
    _break(house, how)
    assert code_of(publish, house.author, version.ref) == "catalogue.institution_not_verified"


def test_publishing_needs_the_right_to_ects_still_on_file(house: House) -> None:
    version = approved(house)
    decide(house.finance, version.offer.ref)
    with transaction():
        session.get_one(Institution, house.institution.id).may_award_ects = False
    assert code_of(publish, house.author, version.ref) == "catalogue.ects_needs_right"


def test_a_draft_is_not_published(house: House) -> None:
    version = do(draft_offer, house.author, WHOLE)
    decide(house.finance, version.offer.ref)
    assert code_of(publish, house.author, version.ref) == "catalogue.version_move"


def test_the_next_version_begins_with_all_the_last_one_said_and_retires_it_when_published(house: House) -> None:
    first = published(house)
    offer = first.offer.ref
    with transaction():
        second = new_draft_from(house.reviewer, offer, now=clock.now())
    assert (second.no, facts_of(second)) == (2, facts_of(queries.find_version(house.author, first.ref)))
    assert code_of(new_draft_from, house.author, offer) == "catalogue.draft_exists"
    do(submit_for_review, house.author, second.ref)
    do(approve, house.author, second.ref)
    assert queries.public_offer(offer).ref == first.ref
    do(publish, house.author, second.ref)
    assert queries.public_offer(offer).ref == second.ref
    assert [(one.no, one.status) for one in queries.versions_of(house.author, offer)] == [
        (2, "published"),
        (1, "retired"),
    ]


def test_the_field_is_fixed_once_the_public_has_seen_the_offer(house: House) -> None:
    first = published(house)
    with transaction():
        second = new_draft_from(house.author, first.offer.ref, now=clock.now())
    assert code_of(change_draft, house.author, second.ref, replace(WHOLE, field="hr")) == "catalogue.field_fixed"


def test_a_suspended_offer_is_away_until_it_is_resumed(house: House) -> None:
    version = published(house)
    do(suspend, house.author, version.ref)
    with pytest.raises(NotFound):
        queries.public_offer(version.offer.ref)
    assert queries.public_offer_cards([version.offer_id], clock.now()) == []
    assert queries.public_offer_for_index(version.offer_id, clock.now()) is None
    do(resume, house.author, version.ref)
    assert queries.public_offer(version.offer.ref).published_at == version.published_at


def test_a_new_version_is_no_way_round_a_suspension(house: House) -> None:
    first = published(house)
    offer = first.offer.ref
    operator = make_member(None, "operator")
    do(suspend, operator, first.ref)
    with pytest.raises(NotAllowed):
        do(resume, house.author, first.ref)
    assert code_of(publish, house.author, first.ref) == "catalogue.offer_suspended"
    with transaction():
        second = new_draft_from(house.author, offer, now=clock.now())
    do(submit_for_review, house.author, second.ref)
    do(approve, house.reviewer, second.ref)
    assert code_of(publish, house.author, second.ref) == "catalogue.offer_suspended"
    do(resume, operator, first.ref)
    do(publish, house.author, second.ref)


def test_a_retired_offer_is_gone_for_good(house: House) -> None:
    version = published(house)
    do(retire, house.author, version.ref)
    with pytest.raises(NotFound):
        queries.public_offer(version.offer.ref)
    assert code_of(publish, house.author, version.ref) == "catalogue.version_move"
    assert code_of(resume, house.author, version.ref) == "catalogue.version_move"


def test_versions_waiting_for_a_second_person_are_listed(house: House) -> None:
    version = do(draft_offer, house.author, WHOLE)
    do(submit_for_review, house.author, version.ref)
    assert [one.ref for one in queries.versions_to_review(house.reviewer).items] == [version.ref]
    assert queries.versions_to_review(make_house("Egelund Akademi").reviewer).total == 0


def test_the_offer_page_takes_a_fixed_number_of_statements(house: House, counting: Counting) -> None:
    version = published(house)
    with counting() as counted:
        seen = queries.public_offer(version.offer.ref)
    assert seen.offer.institution.organisation.postcode.city
    assert [c.competence.key for c in seen.outcomes[0].competences] == ["formidling", "klarsprog"]
    assert len(counted.statements) <= 5
