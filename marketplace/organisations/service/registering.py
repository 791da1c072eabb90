"""Claiming a CVR number as company or institution, and the operator's check of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from marketplace.foundation.actor import Actor
from marketplace.foundation.db import Texts, session
from marketplace.foundation.errors import Conflict, NotFound, RuleBroken, require
from marketplace.foundation.events import announce
from marketplace.foundation.refs import new_ref
from marketplace.geography.queries import find_postcode
from marketplace.organisations import policy, rules
from marketplace.organisations.events import (
    ClaimDisputed,
    OrganisationChanged,
    OrganisationRegistered,
    OrganisationVerified,
)
from marketplace.organisations.models import Company, Institution, Membership, Organisation
from marketplace.organisations.queries import company_of, institution_of
from marketplace.organisations.queries.operating import find_organisation
from marketplace.organisations.rules import InstitutionKind, Role
from marketplace.organisations.service.roles import add_membership


@dataclass(frozen=True, slots=True)
class Registration:
    """What came of claiming a CVR number. A value, so that a disputed claim is kept for the operator."""

    company: Company | None = None
    institution: Institution | None = None
    disputed: bool = False

    def company_or_raise(self) -> Company:
        """The company; Conflict "organisations.claimed" when disputed. Call it after the transaction has ended."""
        if self.company is None:
            raise Conflict("organisations.claimed", field="cvr")
        return self.company

    def institution_or_raise(self) -> Institution:
        """The institution; Conflict "organisations.claimed" when disputed. Call it after the transaction has ended."""
        if self.institution is None:
            raise Conflict("organisations.claimed", field="cvr")
        return self.institution


def register_company(
    actor: Actor,
    *,
    cvr: str,
    name: str,
    street: str,
    postcode: str,
    size: int,
    ean: str = "",
    fictional: bool = False,
    now: datetime,
) -> Registration:
    """Claim a CVR number as a company; whoever does becomes its admin and booker.

    A number somebody else has claimed makes nothing and is noted for the operator. The own number again
    (a second click) gives the company that is there; an own institution's number adds the company's side to it.
    """
    require(policy.may_register(actor))
    rules.check_size(size)
    clean_ean = rules.clean_ean(ean) if ean.strip() else ""
    organisation = _claim(actor, cvr, name, street, postcode, fictional, now)
    if organisation is None:
        return Registration(disputed=True)
    return Registration(company=_company_side(actor, organisation, size, clean_ean, now))


def register_institution(
    actor: Actor,
    *,
    cvr: str,
    name: str,
    street: str,
    postcode: str,
    kind: str,
    prefix: str,
    about: Texts | None = None,
    fictional: bool = False,
    now: datetime,
) -> Registration:
    """Claim a CVR number as an institution; whoever does becomes its publisher and finance. Else as for companies."""
    require(policy.may_register(actor))
    _check_institution(kind, prefix)
    organisation = _claim(actor, cvr, name, street, postcode, fictional, now)
    if organisation is None:
        return Registration(disputed=True)
    return Registration(institution=_institution_side(actor, organisation, kind, prefix, about or Texts(), now))


def add_company_side(actor: Actor, *, size: int, ean: str = "", now: datetime) -> Company:
    """An institution starts buying too; its publisher becomes admin and booker."""
    require(policy.may_run_institution(actor))
    rules.check_size(size)
    clean_ean = rules.clean_ean(ean) if ean.strip() else ""
    return _company_side(actor, institution_of(actor).organisation, size, clean_ean, now)


def add_institution_side(
    actor: Actor, *, kind: str, prefix: str, about: Texts | None = None, now: datetime
) -> Institution:
    """A company starts selling too; its admin becomes publisher and finance. The operator checks it anew."""
    require(policy.may_run_company(actor))
    _check_institution(kind, prefix)
    organisation = company_of(actor).organisation
    return _institution_side(actor, organisation, kind, prefix, about or Texts(), now)


def verify_organisation(actor: Actor, ref: str, *, now: datetime) -> Organisation:
    """The operator has checked that the organisation is who it says."""
    require(policy.may_operate(actor))
    organisation = find_organisation(actor, ref)
    if organisation.verified_at is None:
        organisation.verified_at = now
        session.flush()
        announce(OrganisationVerified(organisation=organisation.ref))
    return organisation


def unverify_organisation(actor: Actor, ref: str) -> Organisation:
    """The operator takes a verification back: the organisation waits again."""
    require(policy.may_operate(actor))
    organisation = find_organisation(actor, ref)
    if organisation.verified_at is not None:
        organisation.verified_at = None
        session.flush()
        announce(OrganisationChanged(organisation=organisation.ref, what="unverified"))
    return organisation


def _claim(
    actor: Actor, cvr: str, name: str, street: str, postcode: str, fictional: bool, now: datetime
) -> Organisation | None:
    number = rules.clean_cvr(cvr)
    made = Organisation(
        ref=new_ref(),
        cvr=number,
        name=rules.clean_line(name, "name", 160),
        street=rules.clean_line(street, "street", 160, needed=False),
        postcode_code=find_postcode(postcode).code,
        created_at=now,
        fictional=fictional,
    )
    there = _by_cvr(number)
    if there is None:
        try:
            with session.begin_nested():
                session.add(made)
            return made
        except IntegrityError:
            there = _by_cvr(number)  # claimed in the same moment
            if there is None:
                raise
    if _keeps(actor, there):
        return there
    announce(ClaimDisputed(organisation=there.ref, person=actor.person_ref))
    return None


def _by_cvr(number: str) -> Organisation | None:
    return session.scalars(select(Organisation).where(Organisation.cvr == number)).one_or_none()


def _keeps(actor: Actor, organisation: Organisation) -> bool:
    keeps = select(Membership.id).where(
        Membership.organisation_id == organisation.id,
        Membership.person_id == (actor.person_id or 0),
        Membership.role.in_((Role.ADMIN, Role.PUBLISHER)),
    )
    return session.scalar(keeps.limit(1)) is not None


def _company_side(actor: Actor, organisation: Organisation, size: int, ean: str, now: datetime) -> Company:
    company = session.get(Company, organisation.id)
    if company is None:
        company = Company(id=organisation.id, organisation=organisation, ean=ean, size=size)
        session.add(company)
        session.flush()
        announce(OrganisationRegistered(organisation=organisation.ref, side="company"))
        _keep(actor, organisation, now, Role.ADMIN, Role.BOOKER)
    return company


def _institution_side(
    actor: Actor, organisation: Organisation, kind: str, prefix: str, about: Texts, now: datetime
) -> Institution:
    institution = session.get(Institution, organisation.id)
    if institution is None:
        clean = rules.clean_prefix(prefix)
        if session.scalar(select(Institution.id).where(Institution.prefix == clean)) is not None:
            raise RuleBroken("organisations.prefix_taken", field="prefix")
        institution = Institution(
            id=organisation.id, organisation=organisation, kind=kind, prefix=clean, about=about, payment_days=30
        )
        session.add(institution)
        organisation.verified_at = None  # a company that was checked as a buyer is checked anew as a seller
        session.flush()
        announce(OrganisationRegistered(organisation=organisation.ref, side="institution"))
        _keep(actor, organisation, now, Role.PUBLISHER, Role.FINANCE)
    return institution


def _keep(actor: Actor, organisation: Organisation, now: datetime, *roles: Role) -> None:
    if actor.person_id is not None:
        for role in roles:
            add_membership(actor.person_id, actor.person_ref, organisation, role, now)


def _check_institution(kind: str, prefix: str) -> None:
    if kind not in tuple(InstitutionKind):
        raise NotFound
    rules.clean_prefix(prefix)
