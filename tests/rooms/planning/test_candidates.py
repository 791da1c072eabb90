"""What is read for a cover: offers on their open runs, with price, seats, days and distance."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from marketplace.booking.models import Seat
from marketplace.catalogue.models import LearningOutcome, LearningOutcomeCompetence, OfferVersion
from marketplace.competences.models import Broader, Competence
from marketplace.foundation import clock
from marketplace.foundation.db import session
from marketplace.foundation.money import Money, kroner
from marketplace.planning.queries import candidates, cover, cover_of_few, needed_competences, public_runs, quotes_of
from marketplace.planning.rules.options import Option, misses
from marketplace.planning.rules.wanting import Limits, Outcome, Place, Wanted
from marketplace.pricing.service.quoting import quote_for
from tests.doors.counting import counting
from tests.factories import within
from tests.factories.booking import make_draft
from tests.factories.catalogue import (
    FIRST_DAY,
    LAST_DAY,
    make_competence,
    make_meeting,
    make_offer,
    make_offer_version,
    make_run,
    make_vat_decision,
)
from tests.factories.organisations import make_company, make_institution
from tests.factories.pricing import make_plan, make_priced_run

pytestmark = pytest.mark.usefixtures("db")

AARHUS = Place(56.1572, 10.2107)


def build(version: OfferVersion, competence: Competence, proficiency: int) -> None:
    """One more outcome of a version."""
    with within():
        outcome = LearningOutcome(version_id=version.id, position=9)
        session.add(outcome)
        session.flush()
        session.add(
            LearningOutcomeCompetence(outcome_id=outcome.id, competence_id=competence.id, proficiency=proficiency)
        )


def found(*keys: str, limits: Limits = Limits()) -> list[Option]:  # noqa: B008 - frozen
    need = needed_competences([Wanted(key) for key in keys])
    return candidates(need, limits, now=clock.now())


def test_an_offer_stands_on_each_open_run_with_its_facts() -> None:
    plain = make_competence("klarsprog")
    version = make_offer_version(competence=plain)
    run, _plan = make_priced_run(12, kroner(9800), version=version)
    second = make_run(version, starts_on=date(2027, 5, 1), ends_on=date(2027, 5, 2), participation="online")
    make_run(version, status="cancelled")
    make_run(version, status="planned")
    make_run(version, private_to_id=make_company().id)
    first, other = found("klarsprog", limits=Limits(headcount=3))
    assert (first.run, other.run) == (run.ref, second.ref)
    assert first.offer == version.offer.ref
    assert first.outcomes == (Outcome("klarsprog", 3),)
    assert (first.price, first.hours, first.left) == (3 * 980_000, 140, 12)
    assert (first.starts_on, first.ends_on) == (FIRST_DAY, LAST_DAY)
    assert first.days == {FIRST_DAY.toordinal(), LAST_DAY.toordinal()}, "the days it meets, not the weeks between"
    assert other.days == frozenset(), "nobody need be anywhere"


def test_what_is_charged_is_what_the_offer_page_quotes() -> None:
    """VAT on top where the seller decided so, rounded once for all seats; a run's own price before its offer's."""
    plain = make_competence("klarsprog")
    version = make_offer_version(competence=plain)
    run, plan = make_priced_run(12, kroner(999), basis="standard", version=version)
    own = make_run(version, starts_on=date(2027, 5, 1), ends_on=date(2027, 5, 1))
    with within():
        of_its_own = make_plan(own, Money(12_345))
    priced = {run.ref: plan.ref, own.ref: of_its_own.ref}
    quoted = {one.ref: quote_for(None, one, priced[one.ref], 7, now=clock.now()).total.minor for one in (run, own)}
    assert {one.run: one.price for one in found("klarsprog", limits=Limits(headcount=7))} == quoted
    quotes = quotes_of(public_runs([run.ref, own.ref]).values(), 7, now=clock.now())
    assert {ref: quote.total.minor for ref, quote in quotes.items()} == quoted


def test_held_and_booked_seats_are_not_free() -> None:
    version = make_offer_version(competence=make_competence("klarsprog"))
    run, _plan = make_priced_run(5, version=version)
    make_draft(run=run, wanted=3)
    assert session.query(Seat).count() == 3
    (option,) = found("klarsprog")
    assert option.left == 2
    assert [miss.code for miss in misses(option, Limits(headcount=3))] == ["full"]


def test_offers_without_run_price_or_vat_decision_stand_with_what_they_lack() -> None:
    plain = make_competence("klarsprog")
    closed = make_offer_version(competence=plain)
    unpriced = make_offer_version(competence=plain)
    make_run(unpriced)
    undecided = make_offer_version(competence=plain)
    make_run(undecided)
    with within():
        make_plan(undecided.offer, kroner(10))
    lacking = {one.offer: [miss.code for miss in misses(one, Limits())] for one in found("klarsprog")}
    assert lacking == {
        closed.offer.ref: ["no_run"],
        unpriced.offer.ref: ["no_price"],
        undecided.offer.ref: ["no_price"],
    }


@pytest.mark.parametrize("hidden", [{"status": "draft"}, {"status": "suspended"}, {"status": "retired"}])
def test_offers_the_public_does_not_see_are_no_candidates(hidden: dict[str, Any]) -> None:
    make_offer_version(competence=make_competence("klarsprog"), **hidden)
    assert found("klarsprog") == []


def test_a_private_offer_is_no_candidate() -> None:
    offer = make_offer(private_to_id=make_company().id)
    make_offer_version(offer, competence=make_competence("klarsprog"))
    assert found("klarsprog") == []


def test_distance_is_counted_from_the_buyer_and_is_nothing_online_and_at_their_place() -> None:
    version = make_offer_version(competence=make_competence("klarsprog"))
    for participation, postcode in (("onsite", "8000"), ("blended", "8000"), ("online", None), ("at_company", None)):
        make_run(version, participation=participation, postcode_code=postcode)
    copenhagen = Limits(near=Place(55.6761, 12.5683))
    far = {one.run: one.km for one in found("klarsprog", limits=copenhagen)}
    assert sorted(round(km or 0) for km in far.values()) == [0, 0, 156, 156]
    assert {round(one.km or 0) for one in found("klarsprog", limits=Limits(near=AARHUS))} == {0}


def test_a_run_that_lists_no_meetings_takes_its_whole_span() -> None:
    version = make_offer_version(competence=make_competence("klarsprog"))
    run = make_run(version, starts_on=date(2027, 2, 1), ends_on=date(2027, 2, 3))
    with within():
        for meeting in list(session.query(type(make_meeting(run, date(2027, 2, 1)))).filter_by(run_id=run.id)):
            session.delete(meeting)
        session.flush()
    (option,) = found("klarsprog")
    assert option.days == set(range(date(2027, 2, 1).toordinal(), date(2027, 2, 3).toordinal() + 1))


def test_continuous_intake_has_no_days() -> None:
    make_run(make_offer_version(competence=make_competence("klarsprog")), continuous=True)
    (option,) = found("klarsprog")
    assert (option.starts_on, option.last_day, option.days) == (None, None, frozenset())


def test_narrower_competences_count_at_any_depth() -> None:
    top, middle, low = make_competence("top"), make_competence("middle"), make_competence("low")
    with within():
        session.add_all(
            [
                Broader(narrower_id=middle.id, broader_id=top.id),
                Broader(narrower_id=low.id, broader_id=middle.id),
                Broader(narrower_id=low.id, broader_id=top.id),
            ]
        )
    need = needed_competences([Wanted("top"), Wanted("other")])
    assert need.below == {"top": {"middle", "low"}, "middle": {"low"}}
    assert needed_competences([Wanted("low")]).below == {}
    version = make_offer_version(competence=low)
    make_priced_run(version=version)
    best = cover([Wanted("top", 1, 3)], Limits(), now=clock.now())
    assert [part.covers for part in best.parts] == [("top",)]


def a_market(offers: int) -> None:
    plain, clear = make_competence("klarsprog"), make_competence("formidling")
    seller = make_institution()
    for at in range(offers):
        version = make_offer_version(make_offer(seller), competence=plain if at % 2 else clear)
        if at % 3 == 0:
            build(version, clear if at % 2 else plain, 2)
        make_priced_run(12, kroner(1000 + at), version=version)
        make_run(version, continuous=True)


def test_reading_takes_the_same_few_statements_for_any_number_of_offers() -> None:
    a_market(2)
    need = [Wanted("klarsprog"), Wanted("formidling", 1, 2)]
    with counting() as sent:
        few = cover(need, Limits(headcount=2), now=clock.now())
    many_before = len(sent)
    plain = session.query(Competence).filter_by(key="klarsprog").one()
    for at in range(6):
        make_priced_run(12, kroner(500 + at), version=make_offer_version(competence=plain))
    session.expire_all()
    with counting() as sent:
        more = cover(need, Limits(headcount=2), now=clock.now())
    assert many_before == len(sent) <= 8
    assert few.offers + 6 == more.offers


def test_a_list_page_gets_an_answer_from_few_offers_and_none_from_many() -> None:
    a_market(4)
    need = [Wanted("klarsprog"), Wanted("formidling")]
    small = cover_of_few(need, Limits(), now=clock.now(), offers=4, seconds=5)
    assert small is not None
    assert small.parts == cover(need, Limits(), now=clock.now()).parts
    with counting() as sent:
        assert cover_of_few(need, Limits(), now=clock.now(), offers=3, seconds=5) is None
    assert len(sent) == 2


def test_vat_decided_for_later_is_not_in_force_yet() -> None:
    version = make_offer_version(competence=make_competence("klarsprog"))
    run, _plan = make_priced_run(version=version)
    with within():
        make_vat_decision(version.offer, "standard", valid_from=date(2027, 6, 1))
    (option,) = found("klarsprog")
    assert (option.run, option.price) == (run.ref, 980_000)
