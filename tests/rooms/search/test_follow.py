"""The index follows the facts by its own cursor: real commits, on both databases."""

from __future__ import annotations

import errno
import logging
import shutil
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from marketplace.booking.service.holding import withdraw_draft
from marketplace.catalogue.models import Offer, OfferVersion, Run
from marketplace.catalogue.queries import find_run
from marketplace.catalogue.rules import MeetingFacts, RunFacts
from marketplace.catalogue.service.publishing import resume, retire, suspend
from marketplace.catalogue.service.runs import change_run
from marketplace.competences.events import VocabularyLoaded
from marketplace.competences.queries import lexicon as lexicon_in_use
from marketplace.competences.service import keep_lexicon
from marketplace.foundation import clock as clock_module
from marketplace.foundation import errands
from marketplace.foundation.db import session
from marketplace.foundation.events import EventLog, announce
from marketplace.foundation.language.lexicon import Lexicon
from marketplace.foundation.money import kroner
from marketplace.foundation.texts import Texts
from marketplace.foundation.transaction import transaction
from marketplace.organisations.events import OrganisationChanged
from marketplace.organisations.models import Organisation
from marketplace.pricing.service.planning import set_seat_price
from marketplace.search.gateway import ENGINES, OfferIndex, Unwritable
from marketplace.search.service import rebuild
from marketplace.search.service.growing import grow_lexicon
from tests.conftest import Clock
from tests.factories.booking import a_booker, make_draft
from tests.factories.catalogue import make_run
from tests.factories.organisations import make_institution
from tests.factories.pricing import make_priced_run, make_terms
from tests.rooms.search.conftest import answer, followed, found, make_shown, publisher_of

pytestmark = pytest.mark.usefixtures("fresh", "index")


@pytest.fixture(params=ENGINES)
def engine_of_words(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def generation_of(index: OfferIndex) -> str:
    return index.mark().split(":")[0]


def test_a_published_offer_appears_a_suspended_one_vanishes_and_comes_back() -> None:
    first, _ = make_shown()
    assert followed() == 1
    second, version = make_shown()
    assert found() == {first}
    assert followed() == 1
    assert found() == {first, second}
    actor = publisher_of(second)
    for act, left in ((suspend, {first}), (resume, {first, second}), (retire, {first})):
        with transaction():
            act(actor, version, now=clock_module.now())
        followed()
        assert found() == left
    assert followed() == 0


def test_a_new_price_and_a_moved_run_are_found_by_their_new_facts() -> None:
    offer, version_ref = make_shown()
    actor = publisher_of(offer)
    with transaction():
        version = session.scalars(select(OfferVersion).where(OfferVersion.ref == version_ref)).one()
        run = make_run(version)
        terms = make_terms(run.institution_id).ref
    followed()
    assert found(price_to=1_000_000) == set()
    with transaction():
        set_seat_price(
            actor,
            offer_ref=offer,
            seat_price=kroner(9800),
            funding_basis="full_cost",
            terms_ref=terms,
            now=clock_module.now(),
        )
    followed()
    assert found(price_to=1_000_000) == {offer}

    other, _ = make_shown()
    followed()
    assert list(answer(sort="start").refs) == [offer, other]
    with transaction():
        day = date(2027, 5, 3)
        starts = datetime(2027, 5, 3, 7, 0, tzinfo=UTC)
        before = find_run(actor, run.ref)
        facts = RunFacts(
            intake=before.intake,
            capacity=before.capacity,
            minimum=before.minimum,
            participation="online",
            enrol_by=date(2027, 4, 1),
            meetings=(MeetingFacts(starts_at=starts, ends_at=starts.replace(hour=13)),),
        )
        change_run(actor, run.ref, facts, now=clock_module.now())
    assert followed() == 1
    assert found(participations=("online",)) == {offer}
    assert session.scalars(select(Run.starts_on).where(Run.ref == run.ref)).one() == day


def test_a_new_day_builds_the_index_anew(clock: Clock) -> None:
    offer, version_ref = make_shown()
    with transaction():
        version = session.scalars(select(OfferVersion).where(OfferVersion.ref == version_ref)).one()
        make_run(version, enrol_by=date(2026, 11, 23))
    followed()
    assert found(regions=("midtjylland",)) == {offer}
    clock.at = clock_module.end_of_day(date(2026, 11, 23))
    session.rollback()
    assert followed() == 1
    assert found(regions=("midtjylland",)) == set()
    assert found() == {offer}


def test_a_new_name_of_an_institution_is_found_at_once_and_its_bank_account_is_nobodys_business() -> None:
    with transaction():
        institution = make_institution()
        ref = institution.organisation.ref
    offer, _ = make_shown(institution)
    make_shown()
    followed()
    for what, written in (("bank", 0), ("name", 1), ("accreditation_verified", 1)):
        with transaction():
            session.get_one(Organisation, institution.id).name = f"Skolen {what}"
            announce(OrganisationChanged(organisation=ref, what=what))
        assert followed() == written
    assert found("accreditation_verified") == {offer}


def test_a_changed_vocabulary_builds_anew(index: OfferIndex) -> None:
    make_shown()
    followed()
    generation = generation_of(index)
    with transaction():
        announce(VocabularyLoaded(competences=1, occupations=0))
    followed()
    assert generation_of(index) != generation


def test_a_new_lexicon_builds_anew_and_questions_are_read_with_it(index: OfferIndex) -> None:
    offer, _ = make_shown(title=Texts("Sundhedskommunikation", "Talks"))
    followed()
    before, generation = index.lexicon().version, generation_of(index)
    lexicon = Lexicon({"sundhed": 9, "kommunikation": 9})
    with transaction():
        assert keep_lexicon(lexicon, clock_module.now())
    assert followed() == 1
    assert generation_of(index) != generation
    assert index.lexicon().version == lexicon.version != before
    assert found("sundhed") == {offer}
    assert followed() == 0


def test_the_lexicon_grows_from_what_the_market_says(index: OfferIndex) -> None:
    for title in ("Ledelse af svejsere", "Svejsning af rør", "Ledelse og svejsning"):
        make_shown(title=Texts(title, ""))
    with transaction():
        assert grow_lexicon(clock_module.now())
    assert "ledelse" in lexicon_in_use().words
    with transaction():
        assert not grow_lexicon(clock_module.now())
    followed()
    assert index.lexicon().version == lexicon_in_use().version


def test_the_lexicon_grows_every_day_beside_other_work(index: OfferIndex, clock: Clock) -> None:
    make_shown(title=Texts("Ledelse og svejsning", ""))
    followed()
    for title in ("Rørlægning og ledelse", "Rørlægning af rør", "Vand og rør"):
        make_shown(title=Texts(title, ""))
    clock.move(days=1)
    before = lexicon_in_use().version
    errands.schedule_repeats(clock_module.now())
    errands.work_all()
    grown = lexicon_in_use()
    assert grown.version != before
    assert "roer" in grown.words
    followed()
    assert index.lexicon().version == grown.version


def test_free_seats_follow_what_is_held_and_given_back() -> None:
    booker = a_booker()
    with transaction():
        run, _ = make_priced_run(capacity=4)
        ref = session.scalars(select(Offer.ref)).one()
    followed()
    assert found(seats=("free",), headcount=4) == {ref}
    with transaction():
        booking = make_draft(booker, run, wanted=3).ref
    assert followed() == 1
    assert found(seats=("free",), headcount=4) == set()
    assert answer(headcount=4).facets["seats"] == {"few": 1}
    with transaction():
        withdraw_draft(booker, booking, now=clock_module.now())
    assert followed() == 1
    assert found(seats=("free",), headcount=4) == {ref}


def test_an_index_of_another_database_is_built_anew(index: OfferIndex, clock: Clock) -> None:
    offer, _ = make_shown()
    followed()
    with transaction():
        first = session.scalars(select(EventLog).order_by(EventLog.id).limit(1)).one()
        first.at = clock.at.replace(year=2025)  # a database whose first fact was told at another time
        version = session.scalars(select(OfferVersion)).one()
        version.title = Texts("Et andet navn", "Another name")
    assert followed() == 1
    assert found("andet navn") == {offer}


def test_a_lost_index_is_built_anew_by_the_next_turn(index: OfferIndex) -> None:
    offer, _ = make_shown(title=Texts("Ledelse", ""))
    followed()
    assert found("ledelse") == {offer}
    shutil.rmtree(index.folder)
    assert not answer("ledelse").ready
    assert followed() == 1
    assert found("ledelse") == {offer}


def test_a_folder_that_cannot_be_written_is_said_once_and_followed_again_when_mended(
    index: OfferIndex, caplog: pytest.LogCaptureFixture
) -> None:
    offer, _ = make_shown(title=Texts("Ledelse", ""))
    index.folder.touch()
    with caplog.at_level(logging.WARNING):
        assert [followed() for _ in range(3)] == [0, 0, 0]
    assert not answer("ledelse").ready
    said = [record.getMessage() for record in caplog.records]
    assert len(said) == 1
    assert "cannot be written" in said[0]
    assert str(index.folder) in said[0]
    with pytest.raises(Unwritable):
        rebuild(clock_module.now())
    index.folder.unlink()
    with caplog.at_level(logging.WARNING):
        assert followed() == 1
    assert "can be written again" in caplog.messages[-1]
    assert found("ledelse") == {offer}


def test_a_full_disk_leaves_nothing_half_built_behind(index: OfferIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_anything: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    make_shown(title=Texts("Ledelse", ""))
    with monkeypatch.context() as patched:
        patched.setattr(index, "_keep_state", full)
        assert followed() == 0
    assert list(index.folder.glob("generation-*")) == []
    assert followed() == 1
