"""What an organisation keeps about itself."""

from __future__ import annotations

from typing import Any

import pytest

from marketplace.foundation.errors import NotAllowed, NotFound, RuleBroken
from marketplace.foundation.transaction import transaction
from marketplace.organisations import queries
from marketplace.organisations.models import Institution
from marketplace.organisations.service import own
from tests.conftest import Clock
from tests.factories.organisations import make_company, make_department, make_institution, make_member, make_postcode

BANK: dict[str, Any] = {"bank_reg": "", "bank_account": "", "fik": "", "iban": "", "payment_days": 14}


def test_finance_says_where_an_institution_is_paid(db: None, clock: Clock) -> None:
    institution = make_institution()
    finance = make_member(institution, "finance")
    with transaction():
        own.set_bank(finance, **{**BANK, "bank_reg": "0400", "bank_account": "440 116 243"}, now=clock.at)
    found = queries.institution_of(finance)
    assert (found.bank_reg, found.bank_account, found.payment_days) == ("0400", "440116243", 14)


@pytest.mark.parametrize("role", ["publisher", "teacher", "reviewer"])
def test_nobody_else_moves_an_institutions_money(db: None, clock: Clock, role: str) -> None:
    actor = make_member(make_institution(), role)
    with pytest.raises(NotAllowed), transaction():
        own.set_bank(actor, **{**BANK, "fik": "81234567"}, now=clock.at)


def test_a_refused_bank_leaves_the_old_one(db: None, clock: Clock) -> None:
    institution: Institution = make_institution()
    finance = make_member(institution, "finance")
    with pytest.raises(RuleBroken, match="bank_missing"), transaction():
        own.set_bank(finance, **BANK, now=clock.at)
    assert queries.institution_of(finance).bank_reg == "1234"


def test_an_admin_sets_and_clears_the_ean_number(db: None) -> None:
    company = make_company()
    admin = make_member(company, "admin")
    for typed, kept in (("5798 0004 16642", "5798000416642"), (" ", "")):
        with transaction():
            own.set_company_ean(admin, typed)
        assert queries.company_of(admin).ean == kept
    with pytest.raises(NotAllowed), transaction():
        own.set_company_ean(make_member(company, "booker"), "")


def test_an_address_is_changed_by_admin_or_publisher_only(db: None) -> None:
    company = make_company()
    make_postcode("7500", city="Holstebro")
    admin = make_member(company, "admin")
    with transaction():
        own.change_organisation(
            admin, street="Nygade 2", postcode="7500", email="Post@Firma.dk", web="https://firma.dk"
        )
    found = queries.company_of(admin).organisation
    assert (found.street, found.postcode_code, found.email) == ("Nygade 2", "7500", "post@firma.dk")
    with pytest.raises(NotAllowed), transaction():
        own.change_organisation(make_member(company, "viewer"), street="", postcode="7500")


def test_a_workplace_has_a_postcode_with_a_point(db: None) -> None:
    company = make_company()
    admin = make_member(company, "admin")
    with transaction():
        ref = own.add_workplace(admin, name="Plejecenter Nord", postcode="8000", p_number="1003388394").ref
    with transaction():
        own.change_workplace(admin, ref, name="Plejecenter Syd", postcode="8000")
    assert [(one.name, one.postcode.lat, one.p_number) for one in queries.workplaces(admin)] == [
        ("Plejecenter Syd", 56.1572, "")
    ]
    with pytest.raises(NotFound), transaction():
        own.change_workplace(make_member(make_company(), "admin"), ref, name="X", postcode="8000")


def test_two_departments_cannot_have_one_name(db: None) -> None:
    company = make_company()
    admin = make_member(company, "admin")
    make_department(make_company(), "Køkken")
    with transaction():
        own.add_department(admin, name="Køkken", cost_centre="10")
    with pytest.raises(RuleBroken, match="department_exists"), transaction():
        own.add_department(admin, name=" Køkken ")


def test_a_department_never_lies_inside_itself(db: None) -> None:
    company = make_company()
    admin = make_member(company, "admin")
    top = make_department(company, "Drift")
    inner = make_department(company, "Køkken", parent_id=top.id)
    for parent in (top.ref, inner.ref):
        with pytest.raises(RuleBroken, match="department_circle"), transaction():
            own.change_department(admin, top.ref, name="Drift", parent_ref=parent)
    with pytest.raises(NotFound), transaction():
        own.change_department(admin, top.ref, name="Drift", parent_ref=make_department(make_company()).ref)


def test_only_the_operator_notes_the_right_to_award_ects(db: None) -> None:
    institution = make_institution()
    ref, operator = institution.organisation.ref, make_member(None, "operator")
    publisher = make_member(institution, "publisher")
    with pytest.raises(NotAllowed), transaction():
        own.set_award_right(publisher, ref, True)
    with transaction():
        own.set_award_right(operator, ref, True)
    assert queries.public_institution(ref).may_award_ects
