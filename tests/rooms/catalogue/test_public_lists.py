"""What lists, counts and the index are told about offers, in a bounded number of statements."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from marketplace.catalogue import queries
from marketplace.catalogue.models import OfferVersion
from marketplace.catalogue.rules import RunStatus
from marketplace.catalogue.service.drafting import new_draft_from
from marketplace.catalogue.service.publishing import approve, publish, submit_for_review
from marketplace.catalogue.service.runs import plan_run
from marketplace.foundation import clock as clocks
from marketplace.foundation.errors import NotFound
from marketplace.foundation.texts import Texts
from marketplace.foundation.transaction import transaction
from tests.factories.catalogue import make_offer, make_offer_version
from tests.factories.organisations import make_company, make_postcode
from tests.rooms.catalogue.conftest import Counting, House, make_accreditation
from tests.rooms.catalogue.test_publishing import approved, do, published
from tests.rooms.catalogue.test_runs import PLAN, meeting, move


@pytest.fixture(autouse=True)
def postcodes(db: None) -> None:
    make_postcode("8000")
    holstebro = {"city": "Holstebro", "municipality": "Holstebro", "municipality_slug": "holstebro"}
    make_postcode("7500", **holstebro, lat=56.36, lon=8.62)
    make_postcode(
        "3700",
        city="Rønne",
        municipality="Bornholm",
        municipality_slug="bornholm",
        region="hovedstaden",
        lat=55.1,
        lon=14.7,
    )


def open_run(house: House, offer_ref: str, **over: Any) -> str:
    run = do(plan_run, house.author, offer_ref, replace(PLAN, **over))
    ref: str = run.ref
    move(ref, RunStatus.OPEN)
    return ref


def ids(version: OfferVersion) -> tuple[int, str]:
    return version.offer_id, version.offer.ref


def test_a_card_says_all_a_hit_needs(house: House) -> None:
    offer_id, offer_ref = ids(published(house))
    later = open_run(house, offer_ref, postcode="7500", meetings=(meeting(30),))
    sooner = open_run(house, offer_ref)
    do(plan_run, house.author, offer_ref, PLAN)
    card = queries.public_offer_cards([offer_id], clocks.now())[0]
    assert (card.offer_ref, card.title.en) == (offer_ref, "Health communication in practice")
    assert (card.institution_name, card.institution_kind) == ("Fjordby Professionshøjskole", "university_college")
    assert card.accreditation is not None
    assert card.accreditation.body.da == "Danmarks Prøveråd"
    assert [(one.key, one.proficiency) for one in card.competences] == [("formidling", 3), ("klarsprog", 3)]
    assert (card.hours_total_tenths, card.ects_tenths, card.nqf_level, card.assessment) == (830, 30, 6, "oral")
    assert card.next_run is not None
    assert (card.next_run.ref, card.next_run.city, card.next_run.starts_on) == (sooner, "Aarhus C", date(2027, 2, 3))
    assert (card.open_runs, card.vat_basis) == (2, "exempt")
    assert later != sooner


def test_cards_stand_in_the_order_asked_for_and_hide_what_is_not_public(house: House) -> None:
    first, second = ids(published(house))[0], ids(published(house))[0]
    hidden = ids(approved(house))[0]
    company = make_company()
    private = make_offer_version(make_offer(house.institution, private_to_id=company.id)).offer_id
    cards = queries.public_offer_cards([second, hidden, private, first, 999], clocks.now())
    assert [card.offer_id for card in cards] == [second, first]


def test_an_offer_without_runs_still_has_a_card(house: House) -> None:
    offer_id, _ = ids(published(house))
    card = queries.public_offer_cards([offer_id], clocks.now())[0]
    assert (card.next_run, card.open_runs) == (None, 0)


def test_the_newest_accreditation_stands_on_the_card(house: House) -> None:
    offer_id, _ = ids(published(house))
    make_accreditation(house.institution, body=Texts("Det nye råd"), given_on=date(2026, 1, 1))
    make_accreditation(house.institution, body=Texts("Uset"), given_on=date(2026, 6, 1), verified_at=None)
    card = queries.public_offer_cards([offer_id], clocks.now())[0]
    assert card.accreditation is not None
    assert card.accreditation.body.da == "Det nye råd"


def test_many_cards_take_as_many_statements_as_one(house: House, counting: Counting) -> None:
    wanted = []
    for _ in range(4):
        offer_id, offer_ref = ids(published(house))
        open_run(house, offer_ref)
        wanted.append(offer_id)
    with counting() as counted:
        queries.public_offer_cards(wanted[:1], clocks.now())
    one = len(counted.statements)
    with counting() as counted:
        assert len(queries.public_offer_cards(wanted, clocks.now())) == 4
    assert one == len(counted.statements) == 5


def test_an_institutions_offers_are_paged_by_title(house: House, counting: Counting) -> None:
    for name in ("C", "A", "B"):
        published(house, title=Texts(name))
    ref = house.author.organisation_ref
    with counting() as counted:
        page = queries.public_offers_of_institution(ref, clocks.now(), page=1, per_page=2)
    assert ([card.title.da for card in page.items], page.total, page.pages) == (["A", "B"], 3, 2)
    assert len(counted.statements) == 7
    beyond = queries.public_offers_of_institution(ref, clocks.now(), page=9, per_page=2)
    assert (beyond.page, [card.title.da for card in beyond.items]) == (2, ["C"])
    with pytest.raises(NotFound):
        queries.public_offers_of_institution("nobody", clocks.now())


def test_counts_and_places_count_offers_with_open_runs(house: House, counting: Counting) -> None:
    first, second = ids(published(house))[1], ids(published(house, field="hr"))[1]
    published(house)
    open_run(house, first, postcode="7500")
    open_run(house, first, postcode="7500", meetings=(meeting(30),))
    open_run(house, second, postcode="3700", meetings=(meeting(2),))
    with counting() as counted:
        counts = queries.public_counts(clocks.now())
    assert (counts.offers, counts.institutions, counts.open_runs) == (3, 1, 3)
    assert counts.by_field == {"hr": 1, "sundhed": 2}
    assert counts.by_region == {"hovedstaden": 1, "midtjylland": 1}
    assert counts.next_start == date(2027, 2, 3)
    assert len(counted.statements) == 4
    with counting() as counted:
        places = queries.public_places(clocks.now())
    assert [(one.municipality, one.field_key, one.offers, one.runs, one.next_start) for one in places] == [
        ("Bornholm", "hr", 1, 1, date(2027, 2, 5)),
        ("Holstebro", "sundhed", 1, 2, date(2027, 2, 3)),
    ]
    assert places[1].field_label.en == "Health and care"
    assert len(counted.statements) == 1


def test_the_index_is_told_words_places_and_days(house: House, counting: Counting) -> None:
    offer_id, offer_ref = ids(published(house))
    open_run(house, offer_ref, postcode="7500", meetings=(meeting(30),))
    open_run(house, offer_ref, postcode="3700")
    open_run(house, offer_ref, intake="continuous", participation="online", postcode="", meetings=(), enrol_by=None)
    with counting() as counted:
        told = queries.public_offer_for_index(offer_id, clocks.now())
    assert told is not None
    assert len(counted.statements) <= 8
    assert [text.da for text in told.outcomes] == ["Skriver en vejledning", "Afprøver den"]
    assert {"sundhedskommunikation", "plain language"} <= {line.text for line in told.labels}
    assert (set(told.regions), set(told.municipalities)) == ({"midtjylland", "hovedstaden"}, {"holstebro", "bornholm"})
    assert set(told.points) == {(56.36, 8.62), (55.1, 14.7)}
    assert set(told.participations) == {"onsite", "online"}
    assert (told.starts_on, told.open_runs, told.continuous) == (date(2027, 2, 3), 3, True)
    assert (told.vat_basis, told.ects_tenths, told.nqf_level, told.field_key) == ("exempt", 30, 6, "sundhed")


def test_the_index_is_told_nothing_of_what_the_public_does_not_see(house: House) -> None:
    assert queries.public_offer_for_index(ids(approved(house))[0], clocks.now()) is None


def test_addresses_list_what_is_public(house: House) -> None:
    offer_id, offer_ref = ids(published(house))
    approved(house)
    addresses = queries.public_offer_addresses()
    assert [(one.offer_id, one.offer_ref, one.published_at) for one in addresses] == [
        (offer_id, offer_ref, clocks.now())
    ]
    assert queries.public_offer_ids(["nothing", offer_ref]) == [offer_id]


def test_a_run_on_the_version_before_is_still_sold(house: House) -> None:
    offer_id, offer_ref = ids(published(house))
    ref = open_run(house, offer_ref)
    with transaction():
        second = new_draft_from(house.author, offer_ref, now=clocks.now()).ref
    do(submit_for_review, house.author, second)
    do(approve, house.reviewer, second)
    do(publish, house.author, second)
    assert [run.ref for run in queries.open_runs_of(offer_id, clocks.now())] == [ref]
    assert queries.public_offer_cards([offer_id], clocks.now())[0].open_runs == 1
    assert queries.public_run(ref).version.status == "retired"
