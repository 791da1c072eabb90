"""Organisations: found, looked at, verified; disputes; who comes in at this door."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from marketplace.accounts.queries import person_by_id
from marketplace.foundation.actor import Actor
from marketplace.foundation.clock import now
from marketplace.foundation.db import Texts, session
from marketplace.foundation.transaction import transaction
from marketplace.organisations.models import Accreditation, Membership
from marketplace.organisations.service.registering import register_company
from tests.doors.conftest import ClientFor, Knocker
from tests.doors.counting import counting
from tests.doors.operator.reading import said
from tests.factories import within
from tests.factories.accounts import make_sign_in
from tests.factories.organisations import (
    actor_of,
    make_company,
    make_institution,
    make_member,
    make_organisation,
    make_person,
)

LIST = "/operator/organisationer"
PAGES = ["/operator/", LIST, "/operator/tvister", "/operator/gaaet-i-staa", "/operator/udbakke", "/operator/haendelser"]


@pytest.mark.parametrize("path", PAGES)
def test_only_the_operator_comes_in(client_for: ClientFor, path: str) -> None:
    assert client_for().get(path).location.startswith("/konto/log-ind?next=")
    admin = make_member(make_company(), "admin")
    person = person_by_id(admin.person_id or 0)
    make_sign_in(person)
    assert client_for(person, "company", admin.organisation_ref).get(path).status_code == 404


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_there_in_english_too(client: Knocker, english: Knocker, path: str) -> None:
    danish = client.get(path)
    assert danish.status_code == 200
    words = said(english.get(path))
    assert "Organisations" in words
    assert "Organisationer" not in words
    assert words != said(danish)


def test_the_list_is_searched_by_name_and_number_and_filtered(client: Knocker) -> None:
    make_organisation("Nordlys Pleje ApS", cvr="10000025")
    make_organisation("Ærø Færger A/S", verified=False)
    assert "Nordlys Pleje ApS" in said(client.get(LIST, query_string={"q": "nordLYS"}))
    by_number = said(client.get(LIST, query_string={"q": "10000025"}))
    assert "Nordlys Pleje ApS" in by_number
    assert "Ærø" not in by_number
    waiting = said(client.get(LIST, query_string={"vis": "venter"}))
    assert "Ærø Færger A/S" in waiting
    assert "Nordlys" not in waiting
    assert "Ingen organisation passer" in said(client.get(LIST, query_string={"q": "findes ikke"}))


def test_the_list_is_paged_and_takes_no_more_statements_when_it_grows(client: Knocker) -> None:
    make_company("Aa Firma")
    with counting() as few:
        client.get(LIST)
    with within():
        for _number in range(25):
            make_company()
    with counting() as many:
        page = client.get(LIST)
    assert len(many) == len(few)
    assert "side=2" in page.get_data(as_text=True)
    assert client.get(LIST, query_string={"side": "2"}).status_code == 200


def test_an_organisation_is_verified_and_the_verification_taken_back(client: Knocker) -> None:
    company = make_company("Nordlys Pleje ApS", verified=False)
    where = f"{LIST}/{company.organisation.ref}"
    assert "Venter på godkendelse" in said(client.get(where))
    for _twice in range(2):
        answer = client.post(f"{where}/godkend")
        assert (answer.status_code, answer.location) == (303, where)
    assert "Nordlys Pleje ApS er godkendt." in said(client.get(where))
    client.post(f"{where}/traek-tilbage")
    assert "Venter på godkendelse" in said(client.get(where))


def test_an_unknown_organisation_is_not_found(client: Knocker) -> None:
    assert client.get(f"{LIST}/findesikke").status_code == 404
    assert client.post(f"{LIST}/findesikke/godkend").status_code == 404


def test_an_accreditation_is_checked(client: Knocker) -> None:
    institution = make_institution("Fjordby Professionshøjskole")
    with within():
        made = Accreditation(
            institution_id=institution.id,
            kind="accreditation",
            body=Texts("Akkrediteringsrådet", "Accreditation Council"),
            given_on=date(2024, 1, 1),
        )
        session.add(made)
    where = f"{LIST}/{institution.organisation.ref}"
    assert "Fjordby Professionshøjskole har skrevet en akkreditering" in said(client.get("/operator/"))
    assert "Akkrediteringsrådet" in said(client.get(where))
    assert client.post(f"{where}/akkreditering", data={"accreditation": made.ref}).status_code == 303
    assert "Set efter 23. nov. 2026" in said(client.get(where))
    assert client.post(f"{where}/akkreditering", data={"accreditation": "andet"}).status_code == 404


def test_members_are_shown_and_a_role_is_taken_but_never_the_last(client: Knocker) -> None:
    company = make_company("Nordlys Pleje ApS")
    first, second = make_member(company, "admin"), make_member(company, "admin")
    where = f"{LIST}/{company.organisation.ref}"
    assert "Anne Skov" in said(client.get(where))
    for actor, word in ((first, "Rollen er taget tilbage."), (second, "Der skal altid være en administrator.")):
        answer = client.post(f"{where}/rolle", data={"person": actor.person_ref, "role": "admin"})
        assert answer.status_code == 303
        assert word in said(client.get(where))


@pytest.fixture
def disputed(operator: Actor) -> tuple[str, str]:
    """A claim to a company somebody else has: the organisation's ref and the claimant's."""
    company = make_company("Nordlys Pleje ApS")
    claimant = make_person("Sanne Dahl", "sanne@nordlys.dk")
    with transaction():
        answer = register_company(
            actor_of(claimant),
            cvr=company.organisation.cvr,
            name="Nordlys",
            street="Havnegade 1",
            postcode="8000",
            size=5,
            now=now(),
        )
    assert answer.disputed
    return company.organisation.ref, claimant.ref


def test_a_dispute_is_settled_by_letting_the_claimant_in(client: Knocker, disputed: tuple[str, str]) -> None:
    organisation, person = disputed
    assert "1 CVR-nummer er der tvist om" in said(client.get("/operator/"))
    words = said(client.get("/operator/tvister"))
    assert "Sanne Dahl" in words
    assert "sanne@nordlys.dk" in words
    data = {"organisation": organisation, "person": person, "side": "company"}
    assert client.post("/operator/tvister/giv-adgang", data=data).status_code == 303
    assert "Har adgang" in said(client.get("/operator/tvister"))
    assert "tvist om" not in said(client.get("/operator/"))
    roles = session.scalars(select(Membership.role).where(Membership.role != "operator")).all()
    assert roles == ["admin"]


def test_nobody_is_let_in_on_a_side_that_is_not_there(client: Knocker, disputed: tuple[str, str]) -> None:
    organisation, person = disputed
    data = {"organisation": organisation, "person": person, "side": "institution"}
    assert client.post("/operator/tvister/giv-adgang", data=data).status_code == 404


def test_nothing_waiting_says_so(client: Knocker) -> None:
    assert "Intet venter på dig" in said(client.get("/operator/"))
