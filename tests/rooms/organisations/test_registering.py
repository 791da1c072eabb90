"""Claiming a CVR number, and the operator's check."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import Conflict, NotAllowed, NotFound, RuleBroken
from marketplace.foundation.events import EventLog
from marketplace.foundation.transaction import transaction
from marketplace.organisations.models import Membership, Organisation
from marketplace.organisations.queries import actor_for, company_of, institution_of, public_institutions
from marketplace.organisations.queries.operating import (
    disputes,
    organisations_all,
    organisations_waiting,
    sides_of,
)
from marketplace.organisations.service import registering
from marketplace.organisations.service.registering import Registration
from tests.conftest import Clock
from tests.factories.organisations import (
    actor_of,
    make_company,
    make_institution,
    make_member,
    make_organisation,
    make_person,
    make_postcode,
)

FACTS: dict[str, Any] = {"name": "Nordlys Pleje ApS", "street": "Havnegade 1", "postcode": "8000"}
CVR, OTHER = "13585628", "25313763"


def claim(actor: Actor, clock: Clock, **over: Any) -> Registration:
    with transaction():
        make_postcode()
        return registering.register_company(actor, **{"cvr": CVR, "size": 25, **FACTS, **over}, now=clock.at)


def claim_institution(actor: Actor, clock: Clock, **over: Any) -> Registration:
    facts = {"cvr": CVR, "kind": "private", "prefix": "nl", **FACTS, **over}
    with transaction():
        make_postcode()
        return registering.register_institution(actor, **facts, now=clock.at)


def somebody() -> Actor:
    return actor_of(make_person())


def kinds() -> list[str]:
    return list(session.scalars(select(EventLog.kind).order_by(EventLog.id)))


def test_who_registers_a_company_becomes_its_admin_and_booker(db: None, clock: Clock) -> None:
    person = make_person()
    company = claim(actor_of(person), clock, cvr="DK 13 58 56 28", ean="5798000416642").company_or_raise()
    assert (company.organisation.cvr, company.ean, company.size) == (CVR, "5798000416642", 25)
    assert company.organisation.verified_at is None
    actor = actor_for(person, "company", company.organisation.ref)
    assert actor.roles == {"admin", "booker"}
    assert company_of(actor).organisation.postcode.city == "Aarhus C"


def test_a_visitor_registers_nothing(db: None, clock: Clock) -> None:
    with pytest.raises(NotAllowed):
        claim(Actor.visitor(), clock)


def test_a_second_claim_makes_nothing_and_is_kept_for_the_operator(db: None, clock: Clock) -> None:
    claim(somebody(), clock)
    late = make_person("Bo Berg")
    for _ in range(2):
        answer = claim(actor_of(late), clock, name="Snydt ApS")
        assert answer.disputed
        with pytest.raises(Conflict, match="claimed") as broken:
            answer.company_or_raise()
        assert broken.value.field == "cvr"
    assert session.scalars(select(Organisation.name)).all() == ["Nordlys Pleje ApS"]
    found = disputes(make_member(None, "operator"))
    assert [(one.organisation.cvr, one.person.ref, one.times) for one in found] == [(CVR, late.ref, 2)]


def test_a_second_click_gives_the_company_that_is_there(db: None, clock: Clock) -> None:
    actor = somebody()
    first = claim(actor, clock).company_or_raise()
    assert claim(actor, clock).company_or_raise().id == first.id
    assert kinds().count("organisation_registered") == 1
    assert len(session.scalars(select(Membership)).all()) == 2


def test_an_institution_may_buy_too(db: None, clock: Clock) -> None:
    person = make_person()
    institution = claim_institution(actor_of(person), clock).institution_or_raise()
    actor = actor_for(person, "institution", institution.organisation.ref)
    assert (institution.prefix, actor.roles) == ("NL", frozenset({"publisher", "finance"}))
    with transaction():
        company = registering.add_company_side(actor, size=40, now=clock.at)
    assert company.id == institution.id
    assert actor_for(person, "company", institution.organisation.ref).roles == {"admin", "booker"}


def test_a_company_that_starts_selling_is_checked_anew(db: None, clock: Clock) -> None:
    person = make_person()
    company = claim(actor_of(person), clock).company_or_raise()
    with transaction():
        registering.verify_organisation(make_member(None, "operator"), company.organisation.ref, now=clock.at)
        actor = actor_for(person, "company", company.organisation.ref)
        registering.add_institution_side(actor, kind="private", prefix="NL", now=clock.at)
    assert public_institutions() == []
    assert institution_of(actor_for(person, "institution", company.organisation.ref)).kind == "private"


def test_a_verified_company_that_registers_as_an_institution_waits_to_be_checked_again(db: None, clock: Clock) -> None:
    company = make_company(verified=True)
    admin = make_member(company, "admin")
    with transaction():
        registering.register_institution(
            admin,
            cvr=company.organisation.cvr,
            name="Nordlys Kurser",
            street="",
            postcode=company.organisation.postcode_code,
            kind="private",
            prefix="NLK",
            now=clock.at,
        ).institution_or_raise()
    assert public_institutions() == []


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"cvr": "1358562"}, "cvr"),
        ({"name": " "}, "name"),
        ({"name": "x" * 10_000}, "name"),
        ({"street": "x" * 161}, "street"),
        ({"postcode": "0001"}, "postcode"),
        ({"size": 0}, "size"),
        ({"ean": "123"}, "ean"),
    ],
)
def test_bad_facts_are_refused_on_their_field(db: None, clock: Clock, over: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        claim(somebody(), clock, **over)
    assert broken.value.field == field
    assert session.scalars(select(Organisation)).all() == []


def test_two_institutions_cannot_have_one_invoice_prefix(db: None, clock: Clock) -> None:
    make_institution(prefix="NL")
    with pytest.raises(RuleBroken, match="prefix_taken"):
        claim_institution(somebody(), clock)
    assert session.scalars(select(Organisation).where(Organisation.cvr == CVR)).all() == []


def test_an_institution_of_no_known_kind_is_not_found(db: None, clock: Clock) -> None:
    with pytest.raises(NotFound):
        claim_institution(somebody(), clock, kind="castle")


def test_the_operator_verifies_once_and_may_take_it_back(db: None, clock: Clock) -> None:
    operator = make_member(None, "operator")
    ref = claim(somebody(), clock).company_or_raise().organisation.ref
    assert [one.ref for one in organisations_waiting(operator)] == [ref]
    with transaction():
        registering.verify_organisation(operator, ref, now=clock.at)
        registering.verify_organisation(operator, ref, now=clock.move(hours=1))
    assert organisations_waiting(operator) == []
    assert kinds().count("organisation_verified") == 1
    with transaction():
        registering.unverify_organisation(operator, ref)
    assert [one.ref for one in organisations_waiting(operator)] == [ref]


def test_only_the_operator_verifies_and_sees_everybody(db: None, clock: Clock) -> None:
    company = claim(somebody(), clock).company_or_raise()
    admin = make_member(company, "admin")
    with pytest.raises(NotAllowed), transaction():
        registering.verify_organisation(admin, company.organisation.ref, now=clock.at)
    for read in (organisations_waiting, disputes):
        with pytest.raises(NotAllowed):
            read(admin)
    with pytest.raises(NotAllowed):
        organisations_all(admin, 1)


def test_the_operator_finds_by_name_and_number_whatever_the_case(db: None, clock: Clock) -> None:
    operator = make_member(None, "operator")
    both = claim(somebody(), clock, name="Østerå Ældrepleje").company_or_raise()
    make_organisation("Skovby Skole", cvr=OTHER)
    for search in ("østerå", "ØSTERÅ", "ældre", CVR[:5]):
        assert [one.name for one in organisations_all(operator, 1, search).items] == ["Østerå Ældrepleje"]
    assert organisations_all(operator, 1, "100%").total == 0
    assert organisations_all(operator, 1).total == 2
    assert sides_of(operator, [both.id]) == {both.id: ("company",)}
