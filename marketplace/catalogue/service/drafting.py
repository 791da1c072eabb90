"""Drafting offers: what a version states until it goes to review."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime

from sqlalchemy import delete, exists, func, select

from marketplace.catalogue import policy, queries, rules
from marketplace.catalogue.events import OfferDrafted
from marketplace.catalogue.models import (
    LearningOutcome,
    LearningOutcomeCompetence,
    ModuleVersion,
    Offer,
    OfferVersion,
    VersionModule,
)
from marketplace.catalogue.rules import OfferFacts, OutcomeFacts, VersionStatus
from marketplace.catalogue.service.modules import check_field, known_competences
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import Conflict, NotAllowed, RuleBroken, require
from marketplace.foundation.events import announce
from marketplace.foundation.refs import new_ref
from marketplace.organisations.queries import institution_of

# What a version says in columns of the same name.
_COLUMNS = tuple(one.name for one in fields(OfferFacts) if one.name not in ("field", "outcomes", "module_version_refs"))


def draft_offer(actor: Actor, facts: OfferFacts, *, now: datetime) -> OfferVersion:
    """Begin an offer: its first version, a draft that may be incomplete."""
    require(policy.may_draft(actor))
    institution = institution_of(actor)
    check_field(facts.field)
    offer = Offer(ref=new_ref(), institution=institution, field_key=facts.field, created_at=now)
    session.add(offer)
    session.flush()
    return _add_draft(actor, offer, 1, facts, now)


def change_draft(actor: Actor, version_ref: str, facts: OfferFacts, *, now: datetime) -> OfferVersion:
    """State a draft anew, as a whole. Conflict once it has left the state of draft.

    Who changes a draft last is its author, so that a second person is one who did not write the last word.
    """
    version = queries.find_version(actor, version_ref, locked=True)
    require(policy.may_publish(actor, version.offer))
    if version.status != VersionStatus.DRAFT:
        raise Conflict("catalogue.version_immutable")
    if facts.field != version.offer.field_key:
        check_field(facts.field)
        if _was_published(version.offer_id):
            raise RuleBroken("catalogue.field_fixed", field="field")
        version.offer.field_key = facts.field
    version.author_id = _person(actor)
    return _state(actor, version, facts)


def _was_published(offer_id: int) -> bool:
    seen = exists().where(OfferVersion.offer_id == offer_id, OfferVersion.published_at.is_not(None))
    return bool(session.scalar(select(seen)))


def _person(actor: Actor) -> int:
    if actor.person_id is None:
        raise NotAllowed
    return actor.person_id


def _add_draft(actor: Actor, offer: Offer, no: int, facts: OfferFacts, now: datetime) -> OfferVersion:
    version = OfferVersion(
        ref=new_ref(), offer=offer, no=no, status=VersionStatus.DRAFT, author_id=_person(actor), created_at=now
    )
    return _state(actor, version, facts)


def _state(actor: Actor, version: OfferVersion, facts: OfferFacts) -> OfferVersion:
    rules.check_offer(facts)
    institution = version.offer.institution
    rules.check_ects_right(facts.ects_tenths, institution.kind, institution.may_award_ects)
    modules = _modules(actor, facts)
    for name in _COLUMNS:
        setattr(version, name, getattr(facts, name))
    session.add(version)
    session.flush()
    _clear(version)
    _add_outcomes(version, facts.outcomes)
    session.add_all(
        VersionModule(version_id=version.id, module_version_id=module.id, position=position)
        for position, module in enumerate(modules, start=1)
    )
    announce(OfferDrafted(offer=version.offer.ref, version=version.ref))
    return queries.find_version(actor, version.ref)


def _modules(actor: Actor, facts: OfferFacts) -> list[ModuleVersion]:
    found = queries.module_versions(actor, facts.module_version_refs)
    if len(found) != len(facts.module_version_refs):
        raise RuleBroken("catalogue.unknown_module", field="modules")
    if len({version.module_id for version in found}) != len(found):
        raise RuleBroken("catalogue.module_twice", field="modules")
    return found


def _clear(version: OfferVersion) -> None:
    its = select(LearningOutcome.id).where(LearningOutcome.version_id == version.id)
    for wanted in (
        delete(LearningOutcomeCompetence).where(LearningOutcomeCompetence.outcome_id.in_(its)),
        delete(LearningOutcome).where(LearningOutcome.version_id == version.id),
        delete(VersionModule).where(VersionModule.version_id == version.id),
    ):
        session.execute(wanted, execution_options={"synchronize_session": "fetch"})


def _add_outcomes(version: OfferVersion, outcomes: tuple[OutcomeFacts, ...]) -> None:
    keys = [key for outcome in outcomes for key, _ in outcome.competences]
    known = {competence.key: competence.id for competence in known_competences(keys, "outcomes")}
    for position, outcome in enumerate(outcomes, start=1):
        row = LearningOutcome(version_id=version.id, position=position, text=outcome.text)
        session.add(row)
        session.flush()
        session.add_all(
            LearningOutcomeCompetence(outcome_id=row.id, competence_id=known[key], proficiency=level)
            for key, level in outcome.competences
        )


def facts_of(version: OfferVersion) -> OfferFacts:
    """What a version (with everything loaded) states, as facts: to fill a form, or to begin the next version."""
    return OfferFacts(
        field=version.offer.field_key,
        outcomes=tuple(
            OutcomeFacts(outcome.text, tuple((one.competence.key, one.proficiency) for one in outcome.competences))
            for outcome in version.outcomes
        ),
        module_version_refs=tuple(row.module_version.ref for row in version.modules),
        **{name: getattr(version, name) for name in _COLUMNS},
    )


def new_draft_from(actor: Actor, offer_ref: str, *, now: datetime) -> OfferVersion:
    """Begin the next version of an offer with all that its newest version states.

    Conflict "catalogue.draft_exists" while an earlier draft is still on its way.
    """
    offer = queries.find_offer(actor, offer_ref)
    require(policy.may_publish(actor, offer))
    newest = queries.versions_of(actor, offer_ref)[0]
    if newest.status in (VersionStatus.DRAFT, VersionStatus.IN_REVIEW, VersionStatus.APPROVED):
        raise Conflict("catalogue.draft_exists")
    no = session.scalar(select(func.max(OfferVersion.no)).where(OfferVersion.offer_id == offer.id)) or 0
    return _add_draft(actor, offer, no + 1, facts_of(queries.find_version(actor, newest.ref)), now)
