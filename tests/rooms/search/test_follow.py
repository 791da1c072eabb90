"""The index follows the facts by its own cursor: real commits, on both databases."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from whoosh.query import Every

from marketplace.catalogue.events import OfferWithdrawn, RunChanged, VersionPublished
from marketplace.catalogue.models import Offer, OfferVersion, Run
from marketplace.catalogue.queries import find_run
from marketplace.catalogue.rules import MeetingFacts, RunFacts
from marketplace.catalogue.service.publishing import resume, retire, suspend
from marketplace.catalogue.service.runs import change_run
from marketplace.competences.events import VocabularyLoaded
from marketplace.foundation import clock as clock_module
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import on_postgresql, session
from marketplace.foundation.events import EventLog, announce
from marketplace.foundation.money import kroner
from marketplace.foundation.texts import Texts
from marketplace.foundation.transaction import transaction
from marketplace.organisations.events import OrganisationChanged
from marketplace.organisations.models import Institution
from marketplace.pricing.service import set_seat_price
from marketplace.search import gateway
from marketplace.search.gateway import OfferIndex
from marketplace.search.service import follow, rebuild
from tests.conftest import Clock
from tests.factories.catalogue import make_offer, make_offer_version, make_run
from tests.factories.organisations import make_institution, make_member
from tests.factories.pricing import make_terms
from tests.rooms.search.conftest import answer, followed, found

pytestmark = pytest.mark.usefixtures("fresh", "index")


class Crashing(OfferIndex):
    """An index whose process ends between writing offers and keeping the cursor."""

    def _keep_state(self, *_anything: object) -> None:
        raise SystemExit


def make_shown(institution: Institution | None = None, **over: object) -> tuple[str, str]:
    """A published offer and the fact that it is; (offer ref, version ref)."""
    with transaction():
        version = make_offer_version(make_offer(institution), **over)
        announce(VersionPublished(offer=version.offer.ref, version=version.ref, no=1))
        return version.offer.ref, version.ref


def publisher_of(offer_ref: str) -> Actor:
    with transaction():
        institution = session.scalars(
            select(Institution).join(Offer, Offer.institution_id == Institution.id).where(Offer.ref == offer_ref)
        ).one()
        return make_member(institution, "publisher", "reviewer", "finance")


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


def test_a_deleted_index_heals_by_itself(index: OfferIndex) -> None:
    offer, _ = make_shown()
    followed()
    shutil.rmtree(index.folder)
    assert not answer().ready
    assert followed() == 1
    assert answer().ready
    assert found() == {offer}
    for broken in ("current", "generation-*/state.json", "generation-*/*.toc"):
        for file in index.folder.glob(broken):
            file.unlink()
        assert not answer().ready
        followed()
        assert found() == {offer}
    for file in index.folder.glob("generation-*/state.json"):
        file.write_text("{half a")
    followed()
    assert found() == {offer}


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


def test_a_crash_between_index_and_cursor_repeats_harmlessly(index: OfferIndex) -> None:
    first, _ = make_shown()
    followed()
    second, _ = make_shown()
    before = index.standing()

    gateway._index = Crashing(index.folder)
    with pytest.raises(SystemExit):
        followed()
    gateway._index = index
    session.rollback()
    assert index.standing() == before
    assert found() == {first, second}
    assert followed() == 1
    assert answer().total == 2
    assert list(answer().refs).count(second) == 1
    assert followed() == 0


def test_a_crash_while_building_leaves_the_old_index_and_no_litter(index: OfferIndex) -> None:
    offer, _ = make_shown()
    followed()

    gateway._index = Crashing(index.folder)
    with pytest.raises(SystemExit):
        rebuild(clock_module.now())
    gateway._index = index
    assert found() == {offer}
    assert len(list(index.folder.glob("generation-*"))) == 2
    rebuild(clock_module.now())
    assert len(list(index.folder.glob("generation-*"))) == 1
    assert found() == {offer}


def test_a_searcher_on_the_old_generation_still_answers_after_a_switch(index: OfferIndex) -> None:
    offer, _ = make_shown()
    followed()
    with index._searcher() as (searcher, documents):
        other, _ = make_shown()
        rebuild(clock_module.now())
        assert {document.ref for document in documents.values()} == {offer}
        assert len(searcher.search(Every(), limit=None)) == 1
        assert [stored["document"]["ref"] for _, stored in searcher.reader().iter_docs()] == [offer]
    assert found() == {offer, other}


def test_only_one_writes_at_a_time_and_the_other_does_nothing(index: OfferIndex) -> None:
    make_shown()
    followed()
    make_shown()
    elsewhere = OfferIndex(index.folder)
    with elsewhere.writing(wait=False) as alone:
        assert alone
        assert followed() == 0
        assert answer().total == 1
    assert followed() == 1
    assert answer().total == 2


def test_another_process_sees_what_was_written(index: OfferIndex) -> None:
    elsewhere = OfferIndex(index.folder)
    make_shown()
    followed()
    assert len(elsewhere.find((), (), ()).matches) == 1
    make_shown()
    followed()
    assert len(elsewhere.find((), (), ()).matches) == 2
    rebuild(clock_module.now())
    assert len(elsewhere.find((), (), ()).matches) == 2


def test_a_changed_vocabulary_or_name_builds_anew_and_a_bank_account_does_not(index: OfferIndex) -> None:
    with transaction():
        institution = make_institution()
        ref = institution.organisation.ref
    make_shown(institution)
    followed()
    generation = index._generation()
    with transaction():
        announce(OrganisationChanged(organisation=ref, what="bank"))
    followed()
    assert index._generation() == generation
    for fact in (OrganisationChanged(organisation=ref, what="name"), VocabularyLoaded(competences=1, occupations=0)):
        with transaction():
            announce(fact)
        followed()
        assert index._generation() != generation
        generation = index._generation()


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


def test_many_facts_are_read_in_turns() -> None:
    first, _ = make_shown()
    followed()
    with transaction():
        for _ in range(1100):
            announce(RunChanged(offer=first, run="x", what=("place",)))
    late, _ = make_shown()
    followed()
    assert found() == {first, late}
    assert followed() == 0


def test_a_fact_of_a_transaction_still_open_is_not_skipped() -> None:
    """On PostgreSQL the lower row id can become visible later than the higher one; SQLite has one writer."""
    _, version = make_shown()
    followed()
    if not on_postgresql():
        return
    offer = session.scalars(select(Offer.ref)).one()
    engine = session.get_bind()
    session.remove()
    with Session(engine) as slow:
        row = slow.scalars(select(OfferVersion).where(OfferVersion.ref == version)).one()
        row.status, row.suspended_at = "suspended", clock_module.now()
        txid = slow.connection().exec_driver_sql("SELECT pg_current_xact_id()::text::bigint").scalar_one()
        withdrawn = OfferWithdrawn(offer=offer, version=version, to="suspended")
        early = EventLog(
            txid=txid,
            at=clock_module.now(),
            kind=withdrawn.kind,
            refs={"offer": offer, "version": version, "to": "suspended"},
            actor="test",
        )
        slow.add(early)
        slow.flush()
        quick, _ = make_shown()
        assert session.scalar(select(EventLog.id).order_by(EventLog.id.desc()).limit(1)) > early.id
        session.remove()
        follow(clock_module.now())
        session.remove()
        assert offer in found()
        slow.commit()
    assert followed() == 1
    assert found() == {quick}
