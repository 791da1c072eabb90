"""Importing a catalogue: rows of a file become offers of one institution, by their external ids.

Two ways, which no offer can take by accident (docs/catalogue-import.md):

* **drafts** (the usual): a row becomes a draft of the institution, which a second person reviews as any other.
* **a trial**: a row is shown at once, incomplete as it may be, so that search can be tried on it. Only a fictional
  institution can have a trial, and nobody is written down as having reviewed what nobody has read: such a version has
  no reviewer, and its review note says what it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime

from marketplace.accounts.service import create_person
from marketplace.catalogue.events import OfferDrafted, VersionPublished
from marketplace.catalogue.models import LearningOutcome, LearningOutcomeCompetence, Offer, OfferVersion, VatDecision
from marketplace.catalogue.queries.importing import (
    Vocabulary,
    importable_competences,
    institution_or_none,
    offers_by_external_id,
)
from marketplace.catalogue.rules import OfferFacts, VersionStatus, check_ects_right
from marketplace.catalogue.rules.importing import ImportedOffer, Reading, read_row, same_offer
from marketplace.catalogue.service.drafting import change_draft, facts_of
from marketplace.catalogue.service.trying import make_trial_institution
from marketplace.competences.queries import public_fields
from marketplace.foundation.actor import Actor
from marketplace.foundation.clock import today
from marketplace.foundation.db import session
from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.events import announce
from marketplace.foundation.refs import new_ref
from marketplace.organisations.queries import institution_by_id
from marketplace.organisations.rules import Role

TRIAL = "Prøvekatalog"
TRIAL_NOTE = "Indlæst som prøve og vist uden gennemsyn. / Imported as a trial and shown without review."
_COLUMNS = tuple(one.name for one in fields(OfferFacts) if one.name not in ("field", "outcomes", "module_version_refs"))
_VAT_REASON = "Oplyst i den indlæste fil."


@dataclass(frozen=True, slots=True)
class RowFault:
    """Why a row was left out: its number in the file (from 1), and the broken rule with its field."""

    row: int
    broken: RuleBroken


@dataclass(frozen=True, slots=True)
class Placed:
    """A row, by its number, that is an offer now: for those who put it on sale."""

    number: int
    offer_id: int
    offer_ref: str
    row: ImportedOffer


@dataclass(slots=True)
class Tally:
    """What has come of the rows so far."""

    added: int = 0
    changed: int = 0
    same: int = 0
    faults: list[RowFault] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)  # external ids


@dataclass(frozen=True, slots=True)
class Importing:
    """An import under way: whose offers the rows become, in whose name, and how they are read."""

    actor: Actor
    institution_id: int
    kind: str
    may_award_ects: bool
    reading: Reading
    vocabulary: Vocabulary
    tally: Tally = field(default_factory=Tally)


def begin_import(
    institution: str, *, trial: bool, hide: frozenset[str] = frozenset(), field_key: str = "", now: datetime
) -> Importing:
    """Get ready to import into an institution, named by its ref, CVR number or name.

    A trial goes to a fictional institution, which is made where there is none of that name. RuleBroken
    "catalogue.import_institution" for one that is not there, "catalogue.import_not_fictional" for a real one.
    """
    keys = [one.key for one in public_fields()]
    if not keys or (field_key and field_key not in keys):
        raise RuleBroken("catalogue.unknown_field", field="field")
    found = institution_or_none(institution or TRIAL)
    if found is None and trial:
        found = make_trial_institution(institution or TRIAL, now)
    if found is None:
        raise RuleBroken("catalogue.import_institution", field="institution")
    if trial and not found.fictional:
        raise RuleBroken("catalogue.import_not_fictional", field="institution")
    # An address under .invalid is nobody's (RFC 2606), so that no mail and no sign-in can ever belong to it.
    person = create_person(Actor.system("import"), "Import", f"import-{found.ref}@catalogue.invalid", "da", now=now)
    actor = Actor(
        person_id=person.id,
        person_ref=person.ref,
        organisation_id=found.id,
        organisation_ref=found.ref,
        desk="institution",
        roles=frozenset({Role.PUBLISHER, Role.FINANCE}),
    )
    vocabulary = importable_competences()
    reading = Reading(vocabulary.keys, frozenset(keys), field_key or keys[0], hide, trial)
    seller = institution_by_id(found.id)
    return Importing(actor, found.id, seller.kind, seller.may_award_ects, reading, vocabulary)


def import_rows(importing: Importing, rows: Sequence[tuple[int, object]], *, now: datetime) -> list[Placed]:
    """Import some rows, given with their numbers; what comes of them is in the tally, faults too.

    By external id: a row that says what its offer says already changes nothing. A row that could not even be taken
    apart is given as the rule it breaks.
    """
    read = _read(importing, rows)
    there = offers_by_external_id(importing.institution_id, (row.external_id for _, row in read))
    new = [(number, row) for number, row in read if row.external_id not in there]
    importing.tally.added += len(new)
    placed = _add(importing, new, now)
    for number, row in read:
        if row.external_id in there:
            placed += _meet(importing, number, there[row.external_id], row, now)
    return placed


def _read(importing: Importing, rows: Sequence[tuple[int, object]]) -> list[tuple[int, ImportedOffer]]:
    read = []
    for number, row in rows:
        try:
            read.append((number, _read_one(importing, row)))
        except RuleBroken as broken:
            importing.tally.faults.append(RowFault(number, broken))
    return read


def _read_one(importing: Importing, row: object) -> ImportedOffer:
    if isinstance(row, RuleBroken):
        raise row
    offer = read_row(row, importing.reading)
    if not importing.reading.trial:  # a trial awards nothing, so it may say what the source says
        check_ects_right(offer.facts.ects_tenths, importing.kind, importing.may_award_ects)
    if offer.external_id in importing.tally.seen:
        raise RuleBroken("catalogue.row_twice", field="id")
    importing.tally.seen.add(offer.external_id)
    return offer


def _meet(importing: Importing, number: int, version: OfferVersion, row: ImportedOffer, now: datetime) -> list[Placed]:
    """A row meets the offer that is there already: nothing new, something new, or not now."""
    if same_offer(facts_of(version), row.facts):
        importing.tally.same += 1
        return [Placed(number, version.offer_id, version.offer.ref, row)]
    try:
        _change(importing, version, row, now)
    except RuleBroken as broken:
        importing.tally.faults.append(RowFault(number, broken))
        return []
    importing.tally.changed += 1
    return [Placed(number, version.offer_id, version.offer.ref, row)]


def _add(importing: Importing, rows: Sequence[tuple[int, ImportedOffer]], now: datetime) -> list[Placed]:
    """New offers, written together: three statements for all rows instead of some for each."""
    offers = [
        Offer(
            ref=new_ref(),
            institution_id=importing.institution_id,
            field_key=row.facts.field,
            external_id=row.external_id,
            created_at=now,
        )
        for _, row in rows
    ]
    session.add_all(offers)
    session.flush()
    _state(importing, [(offer, 1, row) for offer, (_, row) in zip(offers, rows, strict=True)], now)
    return [Placed(number, offer.id, offer.ref, row) for offer, (number, row) in zip(offers, rows, strict=True)]


def _state(importing: Importing, said: Sequence[tuple[Offer, int, ImportedOffer]], now: datetime) -> None:
    """Write versions with their outcomes, and show them where this is a trial."""
    versions = [_version(importing, offer, no, row, now) for offer, no, row in said]
    session.add_all(versions)
    session.flush()
    _add_outcomes(importing, list(zip(versions, (row for _, _, row in said), strict=True)))
    session.add_all(
        VatDecision(
            offer_id=offer.id,
            basis=row.vat,
            reason_code="other",
            reason_text=_VAT_REASON,
            decided_on=today(now),
            decided_by_id=importing.actor.person_id,
            valid_from=today(now),
            created_at=now,
        )
        for offer, no, row in said
        if row.vat and no == 1
    )
    for version, (offer, no, _) in zip(versions, said, strict=True):
        if importing.reading.trial:
            announce(VersionPublished(offer=offer.ref, version=version.ref, no=no))
        else:
            announce(OfferDrafted(offer=offer.ref, version=version.ref))


def _version(importing: Importing, offer: Offer, no: int, row: ImportedOffer, now: datetime) -> OfferVersion:
    shown = importing.reading.trial
    return OfferVersion(
        ref=new_ref(),
        offer_id=offer.id,
        no=no,
        status=VersionStatus.PUBLISHED if shown else VersionStatus.DRAFT,
        author_id=importing.actor.person_id,
        review_note=TRIAL_NOTE if shown else "",
        created_at=now,
        published_at=now if shown else None,
        **{name: getattr(row.facts, name) for name in _COLUMNS},
    )


def _add_outcomes(importing: Importing, said: Sequence[tuple[OfferVersion, ImportedOffer]]) -> None:
    pairs = [
        (LearningOutcome(version_id=version.id, position=position, text=outcome.text), outcome.competences)
        for version, row in said
        for position, outcome in enumerate(row.facts.outcomes, start=1)
    ]
    session.add_all(outcome for outcome, _ in pairs)
    session.flush()
    session.add_all(
        LearningOutcomeCompetence(outcome_id=outcome.id, competence_id=importing.vocabulary.ids[key], proficiency=level)
        for outcome, competences in pairs
        for key, level in competences
    )
    session.flush()


def _change(importing: Importing, version: OfferVersion, row: ImportedOffer, now: datetime) -> None:
    """Let an offer say what the row says. What a person has taken on, in review or suspended, is left to them."""
    trial, status = importing.reading.trial, version.status
    if status == VersionStatus.DRAFT and not trial:
        change_draft(importing.actor, version.ref, row.facts, now=now)
        return
    if status not in (VersionStatus.PUBLISHED, VersionStatus.RETIRED):
        raise RuleBroken("catalogue.row_offer_busy", field="id")
    if trial and status == VersionStatus.PUBLISHED:
        version.status, version.retired_at = VersionStatus.RETIRED, now
        session.flush()  # only one version of an offer is shown at a time
    _state(importing, [(version.offer, version.no + 1, row)], now)
