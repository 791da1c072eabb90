"""Review by a second person, publishing, and taking an offer from the public."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from marketplace.catalogue import policy, queries, rules
from marketplace.catalogue.events import OfferResumed, OfferWithdrawn, VersionMoved, VersionPublished
from marketplace.catalogue.models import Offer, OfferVersion
from marketplace.catalogue.rules import VersionStatus
from marketplace.foundation.actor import Actor
from marketplace.foundation.clock import today
from marketplace.foundation.db import session
from marketplace.foundation.errors import Conflict, RuleBroken, require
from marketplace.foundation.events import announce
from marketplace.organisations.queries import public_accreditations

_INSTANTS = {
    VersionStatus.IN_REVIEW: "submitted_at",
    VersionStatus.APPROVED: "approved_at",
    VersionStatus.PUBLISHED: "published_at",
    VersionStatus.SUSPENDED: "suspended_at",
    VersionStatus.RETIRED: "retired_at",
}


def _move(version: OfferVersion, to: VersionStatus, now: datetime) -> None:
    rules.check_version_move(version.status, to)
    if to in _INSTANTS:
        setattr(version, _INSTANTS[to], now)
    version.status = to
    session.flush()


def _tell(version: OfferVersion) -> None:
    announce(VersionMoved(offer=version.offer.ref, version=version.ref, to=str(version.status)))


def _check_complete(version: OfferVersion) -> None:
    missing = rules.missing_facts(version)
    if missing:
        raise RuleBroken("catalogue.facts_missing", count=len(missing), missing=tuple(missing))
    institution = version.offer.institution
    rules.check_ects_right(version.ects_tenths, institution.kind, institution.may_award_ects)


def submit_for_review(actor: Actor, version_ref: str, *, now: datetime) -> OfferVersion:
    """Send a complete draft to a second person; its author or any publisher of the institution may."""
    version = queries.find_version(actor, version_ref, locked=True)
    require(policy.may_publish(actor, version.offer))
    rules.check_version_move(version.status, VersionStatus.IN_REVIEW)
    _check_complete(version)
    version.review_note = ""
    _move(version, VersionStatus.IN_REVIEW, now)
    _tell(version)
    return version


def return_to_draft(actor: Actor, version_ref: str, note: str = "", *, now: datetime) -> OfferVersion:
    """Give a version back for changing, with what should change; the author may take it back without a note."""
    version = queries.find_version(actor, version_ref, locked=True)
    require(policy.may_review(actor, version.offer) or policy.may_publish(actor, version.offer))
    note = note.strip()
    if not note and actor.person_id != version.author_id:
        raise RuleBroken("catalogue.note_missing", field="note")
    if len(note) > 2000:
        raise RuleBroken("catalogue.too_long", field="note", max=2000, length=len(note))
    _move(version, VersionStatus.DRAFT, now)
    version.review_note = note
    version.reviewer_id = version.submitted_at = version.approved_at = None
    session.flush()
    _tell(version)
    return version


def approve(actor: Actor, version_ref: str, *, now: datetime) -> OfferVersion:
    """Approve a version as a second person."""
    version = queries.find_version(actor, version_ref, locked=True)
    require(policy.may_review(actor, version.offer))
    rules.check_version_move(version.status, VersionStatus.APPROVED)
    rules.check_reviewer(version.author_id, actor.person_id)
    version.reviewer_id = actor.person_id
    _move(version, VersionStatus.APPROVED, now)
    _tell(version)
    return version


def publish(actor: Actor, version_ref: str, *, now: datetime) -> OfferVersion:
    """Show an approved version to the public; the one before it is retired in the same transaction.

    Needs a VAT decision in force, no missing facts, and an institution the operator has verified whose accreditation
    holds today. A suspended offer is resumed or stays away: a new version is no way round a suspension.
    """
    version = queries.find_version(actor, version_ref, locked=True)
    require(policy.may_publish(actor, version.offer))
    session.execute(select(Offer.id).where(Offer.id == version.offer_id).with_for_update())
    rules.check_version_move(version.status, VersionStatus.PUBLISHED)
    if version.status == VersionStatus.SUSPENDED:
        raise Conflict("catalogue.offer_suspended")
    _check_complete(version)
    if version.offer.institution.organisation.verified_at is None or not public_accreditations(
        version.offer.institution_id, today(now)
    ):
        raise RuleBroken("catalogue.institution_not_verified")
    if queries.vat_of(version.offer_id, today(now)) is None:
        raise RuleBroken("catalogue.no_vat_decision")
    shown = (VersionStatus.PUBLISHED, VersionStatus.SUSPENDED)
    earlier = session.scalars(
        select(OfferVersion)
        .where(OfferVersion.offer_id == version.offer_id, OfferVersion.status.in_(shown))
        .execution_options(populate_existing=True)
    ).one_or_none()
    if earlier is not None:
        if earlier.status == VersionStatus.SUSPENDED:
            raise Conflict("catalogue.offer_suspended")
        _move(earlier, VersionStatus.RETIRED, now)
    _move(version, VersionStatus.PUBLISHED, now)
    announce(VersionPublished(offer=version.offer.ref, version=version.ref, no=version.no))
    return version


def suspend(actor: Actor, version_ref: str, *, now: datetime) -> OfferVersion:
    """Take a published version from the public for a while."""
    version = queries.find_version(actor, version_ref, locked=True)
    require(policy.may_withdraw(actor, version.offer))
    _move(version, VersionStatus.SUSPENDED, now)
    version.suspended_by_operator = policy.may_operate(actor)
    session.flush()
    announce(OfferWithdrawn(offer=version.offer.ref, version=version.ref, to=VersionStatus.SUSPENDED.value))
    return version


def resume(actor: Actor, version_ref: str, *, now: datetime) -> OfferVersion:
    """Show a suspended version again, as it was; what the operator suspended only the operator resumes."""
    version = queries.find_version(actor, version_ref, locked=True)
    require(policy.may_resume(actor, version.offer, version.suspended_by_operator))
    if version.status != VersionStatus.SUSPENDED:
        raise Conflict("catalogue.version_move", now=version.status, to=VersionStatus.PUBLISHED.value)
    published_at = version.published_at
    _move(version, VersionStatus.PUBLISHED, now)
    version.published_at = published_at  # it is the same version that was published then
    version.suspended_by_operator = False
    session.flush()
    announce(OfferResumed(offer=version.offer.ref, version=version.ref))
    return version


def retire(actor: Actor, version_ref: str, *, now: datetime) -> OfferVersion:
    """Take a published version from the public for good; runs that were sold keep it."""
    version = queries.find_version(actor, version_ref, locked=True)
    require(policy.may_withdraw(actor, version.offer))
    _move(version, VersionStatus.RETIRED, now)
    announce(OfferWithdrawn(offer=version.offer.ref, version=version.ref, to=VersionStatus.RETIRED.value))
    return version
