"""Inviting people to sign in, and taking an invitation."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from marketplace.accounts.models import Person
from marketplace.accounts.queries import find_person, has_sign_in
from marketplace.accounts.rules import clean_email
from marketplace.accounts.service import create_person, give_address, set_password
from marketplace.foundation import links
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import NotAllowed, NotFound, RuleBroken, require
from marketplace.foundation.events import announce
from marketplace.foundation.refs import new_printed_code, new_ref, plain_code
from marketplace.organisations import policy, rules
from marketplace.organisations.events import InvitationAccepted, PersonInvited
from marketplace.organisations.models import Employee, Invitation, Membership, Organisation
from marketplace.organisations.queries.inviting import INVITATION, check_code, check_invitation, own_invitation
from marketplace.organisations.rules import InvitationStatus
from marketplace.organisations.service.roles import add_membership, own_organisation


def invite(actor: Actor, person_ref: str, *, by_mail: bool, now: datetime) -> tuple[Invitation, str | None]:
    """Invite one of the organisation's people to sign in: by mail, or with a code to print.

    The code is given back once and stored nowhere; it is for people without an e-mail address.
    An invitation still open is renewed, so one person has one.
    The operator may invite anybody.
    """
    require(policy.may_invite(actor))
    person = find_person(person_ref)
    if not policy.may_operate(actor) and not _is_of(actor, person):
        raise NotFound
    same_sender = (
        Invitation.organisation_id.is_(None)
        if actor.organisation_id is None
        else Invitation.organisation_id == actor.organisation_id
    )
    invitation = session.scalars(
        select(Invitation).where(
            Invitation.person_id == person.id, same_sender, Invitation.status == InvitationStatus.OPEN
        )
    ).first()
    if invitation is None:
        invitation = Invitation(
            ref=new_ref(),
            person=person,
            person_id=person.id,
            organisation_id=actor.organisation_id,
            invited_by_id=actor.person_id,
            status=InvitationStatus.OPEN,
            counter=0,
            created_at=now,
            expires_at=rules.invitation_ends(now),
        )
        session.add(invitation)
    return invitation, _send(actor, invitation, person, by_mail, now)


def add_colleague(
    actor: Actor, *, name: str, email: str, roles: Iterable[str], now: datetime
) -> tuple[Person, Invitation | None]:
    """Give a person roles at the institution and invite them by mail, unless they can sign in already."""
    require(policy.may_run_institution(actor))
    wanted = [rules.clean_role(role, "institution") for role in roles]
    if not wanted:
        raise RuleBroken("organisations.roles_missing", field="roles")
    person = create_person(actor, name, clean_email(email), actor.language, now=now)
    organisation = own_organisation(actor)
    for role in wanted:
        add_membership(person.id, person.ref, organisation, role, now)
    if has_sign_in(person.id):
        return person, None
    return person, invite(actor, person.ref, by_mail=True, now=now)[0]


def renew_invitation(actor: Actor, ref: str, *, now: datetime) -> tuple[Invitation, str | None]:
    """Thirty new days, a new link (or code); the old one no longer opens."""
    require(policy.may_invite(actor))
    invitation = own_invitation(actor, ref)
    if invitation.status != InvitationStatus.OPEN:
        invitation.status = rules.moved(invitation.status, InvitationStatus.OPEN)
    return invitation, _send(actor, invitation, invitation.person, invitation.code_hash is None, now)


def withdraw_invitation(actor: Actor, ref: str) -> Invitation:
    """Take an invitation back; its link and code no longer open."""
    require(policy.may_invite(actor))
    invitation = own_invitation(actor, ref)
    invitation.status = rules.moved(invitation.status, InvitationStatus.WITHDRAWN)
    invitation.counter += 1
    session.flush()
    return invitation


def accept_invitation(ref: str, token: str, password: str, *, now: datetime) -> Person:
    """Take an invitation with the link from the mail, and choose a password.

    Somebody who can sign in already does that instead (`accept_signed_in`): a password is never overwritten by a link
    sent for another purpose.
    """
    invitation = check_invitation(ref, token, now=now)
    return _accept_with_password(invitation, password, now)


def accept_code(code: str, password: str, *, email: str = "", now: datetime) -> Person:
    """Take an invitation with a printed code; who has no address yet gives the one they will sign in with."""
    invitation = check_code(code, now=now)
    _refuse_when_known(invitation.person)
    if invitation.person.email_norm is None:
        give_address(invitation.person, email)
    return _accept_with_password(invitation, password, now)


def accept_signed_in(actor: Actor, ref: str, token: str, *, now: datetime) -> Invitation:
    """Take an invitation by mail as somebody who has signed in; only the invited person can."""
    invitation = check_invitation(ref, token, now=now)
    if invitation.person_id != actor.person_id:
        raise NotAllowed
    _accept(invitation, now)
    return invitation


def _accept_with_password(invitation: Invitation, password: str, now: datetime) -> Person:
    person = invitation.person
    _refuse_when_known(person)
    set_password(person, password, now=now)
    _accept(invitation, now)
    return person


def _refuse_when_known(person: Person) -> None:
    if has_sign_in(person.id):
        raise RuleBroken("organisations.sign_in_to_accept")


def _accept(invitation: Invitation, now: datetime) -> None:
    invitation.status = rules.moved(invitation.status, InvitationStatus.ACCEPTED)
    invitation.counter += 1
    invitation.accepted_at = now
    session.flush()
    announce(InvitationAccepted(invitation=invitation.ref, person=invitation.person.ref))


def _send(actor: Actor, invitation: Invitation, person: Person, by_mail: bool, now: datetime) -> str | None:
    if by_mail and person.email_norm is None:
        raise RuleBroken("organisations.invitation_needs_address", field="email")
    if not by_mail and person.email_norm is not None:
        # Whoever holds the code chooses the password: a person with an address may belong to others too.
        raise RuleBroken("organisations.code_needs_no_address")
    code = None if by_mail else new_printed_code()
    invitation.code_hash = links.mark(INVITATION, plain_code(code)) if code else None
    invitation.counter += 1
    invitation.expires_at = rules.invitation_ends(now)
    session.flush()
    organisation = session.get(Organisation, invitation.organisation_id) if invitation.organisation_id else None
    announce(
        PersonInvited(
            invitation=invitation.ref,
            person=person.ref,
            organisation=organisation.ref if organisation else "",
            by_mail=by_mail,
        )
    )
    return code


def _is_of(actor: Actor, person: Person) -> bool:
    if actor.desk == "company":
        works = select(Employee.id).where(
            Employee.company_id == actor.organisation_id, Employee.person_id == person.id, Employee.ends_on.is_(None)
        )
        if session.scalar(works) is not None:
            return True
    member = select(Membership.id).where(
        Membership.organisation_id == actor.organisation_id, Membership.person_id == person.id
    )
    return session.scalar(member.limit(1)) is not None
