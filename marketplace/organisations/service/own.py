"""An organisation's own facts: address, EAN, bank, workplaces, departments, what vouches for it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from marketplace.accounts.rules import clean_email
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import Texts, session
from marketplace.foundation.errors import NotAllowed, NotFound, RuleBroken, require
from marketplace.foundation.events import announce
from marketplace.foundation.refs import new_ref
from marketplace.geography.queries import find_postcode
from marketplace.organisations import policy, queries, rules
from marketplace.organisations.events import OrganisationChanged
from marketplace.organisations.models import (
    Accreditation,
    Company,
    Department,
    Institution,
    Organisation,
    Workplace,
)
from marketplace.organisations.queries.operating import find_organisation
from marketplace.organisations.service.roles import own_organisation


def change_organisation(
    actor: Actor, *, street: str, postcode: str, email: str = "", phone: str = "", web: str = ""
) -> Organisation:
    """Where an organisation is and how it is reached. Name and CVR number stay as the operator checked them."""
    if not (policy.may_run_company(actor) or policy.may_run_institution(actor)):
        raise NotAllowed
    organisation = own_organisation(actor)
    organisation.street = rules.clean_line(street, "street", 160, needed=False)
    organisation.postcode_code = find_postcode(postcode).code
    organisation.email = clean_email(email) if email.strip() else ""
    organisation.phone = rules.clean_line(phone, "phone", 30, needed=False)
    organisation.web = rules.clean_web(web)
    _changed(organisation, "address")
    return organisation


def set_company_ean(actor: Actor, ean: str) -> Company:
    """Where a company's e-invoices go; empty for none."""
    require(policy.may_run_company(actor))
    company = queries.company_of(actor)
    company.ean = rules.clean_ean(ean) if ean.strip() else ""
    _changed(company.organisation, "ean")
    return company


def set_company_size(actor: Actor, size: int) -> Company:
    """How many employees a company states it has."""
    require(policy.may_run_company(actor))
    rules.check_size(size)
    company = queries.company_of(actor)
    company.size = size
    _changed(company.organisation, "size")
    return company


def set_about(actor: Actor, about: Texts) -> Institution:
    """What an institution says about itself, in both languages."""
    require(policy.may_run_institution(actor))
    rules.check_length(about.da, "about_da", 4000)
    rules.check_length(about.en, "about_en", 4000)
    institution = queries.institution_of(actor)
    institution.about = about
    _changed(institution.organisation, "about")
    return institution


def set_bank(
    actor: Actor, *, bank_reg: str, bank_account: str, fik: str, iban: str, payment_days: int, now: datetime
) -> Institution:
    """Where an institution is paid, and how many days its invoices give. Needed before its first invoice."""
    require(policy.may_keep_bank(actor))
    bank = rules.clean_bank(bank_reg=bank_reg, bank_account=bank_account, fik=fik, iban=iban, payment_days=payment_days)
    institution = queries.institution_of(actor)
    institution.bank_reg, institution.bank_account = bank.bank_reg, bank.bank_account
    institution.fik, institution.iban, institution.payment_days = bank.fik, bank.iban, bank.payment_days
    _changed(institution.organisation, "bank")
    return institution


def set_award_right(actor: Actor, ref: str, may_award_ects: bool) -> Institution:
    """The operator has, or no longer has, proof on file that an institution may award ECTS."""
    require(policy.may_operate(actor))
    institution = session.get(Institution, find_organisation(actor, ref).id)
    if institution is None:
        raise NotFound
    institution.may_award_ects = may_award_ects
    _changed(find_organisation(actor, ref), "award_right")
    return institution


def add_workplace(actor: Actor, *, name: str, street: str = "", postcode: str, p_number: str = "") -> Workplace:
    """An address where a company's people work."""
    require(policy.may_run_company(actor))
    company = queries.company_of(actor)
    workplace = Workplace(ref=new_ref(), company_id=company.id)
    _describe_workplace(workplace, name, street, postcode, p_number)
    session.add(workplace)
    _changed(company.organisation, "workplace")
    return workplace


def change_workplace(
    actor: Actor, ref: str, *, name: str, street: str = "", postcode: str, p_number: str = ""
) -> Workplace:
    """Correct a workplace."""
    require(policy.may_run_company(actor))
    workplace = queries.find_workplace(actor, ref)
    _describe_workplace(workplace, name, street, postcode, p_number)
    _changed(own_organisation(actor), "workplace")
    return workplace


def add_department(actor: Actor, *, name: str, parent_ref: str | None = None, cost_centre: str = "") -> Department:
    """A cost centre of a company, perhaps inside another."""
    require(policy.may_run_company(actor))
    company = queries.company_of(actor)
    department = Department(ref=new_ref(), company_id=company.id)
    _describe_department(actor, department, name, parent_ref, cost_centre)
    try:
        with session.begin_nested():
            session.add(department)
    except IntegrityError as broken:
        raise RuleBroken("organisations.department_exists", field="name") from broken
    _changed(company.organisation, "department")
    return department


def change_department(
    actor: Actor, ref: str, *, name: str, parent_ref: str | None = None, cost_centre: str = ""
) -> Department:
    """Correct a department, or put it inside another one (never inside itself)."""
    require(policy.may_run_company(actor))
    department = queries.find_department(actor, ref)
    _describe_department(actor, department, name, parent_ref, cost_centre)
    above = {one.id: one.parent_id for one in queries.departments(actor) if one.id != department.id}
    if rules.makes_circle(department.id, department.parent_id, above):
        raise RuleBroken("organisations.department_circle", field="parent")
    _changed(own_organisation(actor), "department")
    return department


def add_accreditation(
    actor: Actor, *, kind: str, body: Texts, given_on: date, ends_on: date | None = None, now: datetime
) -> Accreditation:
    """What vouches for an institution; shown to others when the operator has checked it."""
    require(policy.may_run_institution(actor))
    if kind not in rules.ACCREDITATION_KINDS:
        raise NotFound
    if not body:
        raise RuleBroken("organisations.text_missing", field="body_da")
    rules.check_length(body.da, "body_da", 160)
    rules.check_length(body.en, "body_en", 160)
    if ends_on is not None and ends_on < given_on:
        raise RuleBroken("organisations.accreditation_ends", field="ends_on")
    institution = queries.institution_of(actor)
    accreditation = Accreditation(
        ref=new_ref(), institution_id=institution.id, kind=kind, body=body, given_on=given_on, ends_on=ends_on
    )
    session.add(accreditation)
    _changed(institution.organisation, "accreditation")
    return accreditation


def verify_accreditation(actor: Actor, ref: str, *, now: datetime) -> Accreditation:
    """The operator has checked an accreditation with its body."""
    require(policy.may_operate(actor))
    found = session.scalars(select(Accreditation).where(Accreditation.ref == ref)).one_or_none()
    if found is None:
        raise NotFound
    if found.verified_at is None:
        found.verified_at = now
        organisation = session.get(Organisation, found.institution_id)
        if organisation is not None:
            _changed(organisation, "accreditation_verified")
    return found


def _describe_workplace(workplace: Workplace, name: str, street: str, postcode: str, p_number: str) -> None:
    workplace.name = rules.clean_line(name, "name", 120)
    workplace.street = rules.clean_line(street, "street", 160, needed=False)
    workplace.postcode = find_postcode(postcode)
    workplace.p_number = rules.clean_p_number(p_number) if p_number.strip() else ""


def _describe_department(
    actor: Actor, department: Department, name: str, parent_ref: str | None, cost_centre: str
) -> None:
    clean = rules.clean_line(name, "name", 120)
    if any(one.name == clean and one.ref != department.ref for one in queries.departments(actor)):
        raise RuleBroken("organisations.department_exists", field="name")
    department.name = clean
    department.cost_centre = rules.clean_line(cost_centre, "cost_centre", 40, needed=False)
    department.parent_id = queries.find_department(actor, parent_ref).id if parent_ref else None


def _changed(organisation: Organisation, what: str) -> None:
    session.flush()
    announce(OrganisationChanged(organisation=organisation.ref, what=what))
