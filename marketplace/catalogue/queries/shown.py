"""What the public may see: published offers, their runs, and the VAT basis in force."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVarTuple

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from marketplace.catalogue.models import (
    LearningOutcome,
    LearningOutcomeCompetence,
    Meeting,
    ModuleVersion,
    Offer,
    OfferVersion,
    Run,
    VatDecision,
    VersionModule,
)
from marketplace.catalogue.rules import BOOKABLE, RunStatus, VersionStatus
from marketplace.foundation.clock import today
from marketplace.foundation.db import session
from marketplace.foundation.errors import NotFound
from marketplace.organisations.models import Institution, Organisation

Columns = TypeVarTuple("Columns")
Shown = aliased(OfferVersion, name="shown")  # the version the public sees, beside the one a run was planned on


def is_shown() -> tuple[ColumnElement[bool], ...]:
    """That an offer is seen by the public, in a select that joins OfferVersion and Offer."""
    return (OfferVersion.status == VersionStatus.PUBLISHED, Offer.private_to_id.is_(None))


def is_open(on: date | BindParameter[date]) -> tuple[ColumnElement[bool], ...]:
    """That anybody can book a run on a day (full runs too: seats are counted above)."""
    return (
        Run.status.in_(BOOKABLE),
        Run.private_to_id.is_(None),
        or_(Run.enrol_by.is_(None), Run.enrol_by >= on),
    )


def with_shown_offer(wanted: Select[*Columns]) -> Select[*Columns]:
    """Only runs of offers the public sees; a run on an earlier, retired version of one is still sold."""
    return (
        wanted.join(OfferVersion, OfferVersion.id == Run.version_id)
        .join(Shown, and_(Shown.offer_id == OfferVersion.offer_id, Shown.status == VersionStatus.PUBLISHED))
        .join(Offer, and_(Offer.id == OfferVersion.offer_id, Offer.private_to_id.is_(None)))
    )


def soonest_first() -> tuple[Any, ...]:
    """The order of runs: by first meeting; continuous intake last."""
    return (Run.starts_on.is_(None), Run.starts_on, Run.id)


def whole_version() -> tuple[Any, ...]:
    """Everything an offer's page or a form needs, in four further statements."""
    return (
        joinedload(OfferVersion.offer, innerjoin=True).options(*_OFFERED_BY),
        selectinload(OfferVersion.outcomes)
        .selectinload(LearningOutcome.competences)
        .joinedload(LearningOutcomeCompetence.competence, innerjoin=True),
        selectinload(OfferVersion.modules)
        .joinedload(VersionModule.module_version, innerjoin=True)
        .options(joinedload(ModuleVersion.module, innerjoin=True), selectinload(ModuleVersion.competences)),
    )


_OFFERED_BY = (
    joinedload(Offer.institution, innerjoin=True)
    .joinedload(Institution.organisation, innerjoin=True)
    .joinedload(Organisation.postcode, innerjoin=True),
    joinedload(Offer.field, innerjoin=True),
)

# Statements of the most visited pages are built once, and say themselves what `selectinload` would ask for anew:
# building a statement takes longer than running it.
_OFFER = (
    select(OfferVersion)
    .join(OfferVersion.offer)
    .where(*is_shown(), Offer.ref == bindparam("ref"))
    .options(contains_eager(OfferVersion.offer).options(*_OFFERED_BY))
)
_OUTCOMES = (
    select(LearningOutcome)
    .where(LearningOutcome.version_id == bindparam("version_id"))
    .order_by(LearningOutcome.position)
    .options(joinedload(LearningOutcome.competences).joinedload(LearningOutcomeCompetence.competence))
)
_MODULES = (
    select(VersionModule)
    .where(VersionModule.version_id == bindparam("version_id"))
    .order_by(VersionModule.position)
    .options(joinedload(VersionModule.module_version, innerjoin=True))
)
_OPEN_RUNS = (
    with_shown_offer(select(Run))
    .where(OfferVersion.offer_id == bindparam("offer_id"), *is_open(bindparam("on")))
    .order_by(*soonest_first())
    .options(
        contains_eager(Run.version).load_only(OfferVersion.ref, OfferVersion.offer_id, raiseload=True),
        joinedload(Run.postcode),
    )
)
_MEETINGS = select(Meeting).where(Meeting.run_id.in_(bindparam("run_ids"))).order_by(Meeting.starts_at)
_VAT = (
    select(VatDecision)
    .where(VatDecision.offer_id.in_(bindparam("offer_ids")), VatDecision.valid_from <= bindparam("on"))
    .order_by(VatDecision.valid_from, VatDecision.id)
)


def public_offer(ref: str) -> OfferVersion:
    """The published version of an offer with all it states: offer, institution, outcomes, modules. 3 statements."""
    found = session.scalars(_OFFER, {"ref": ref}).one_or_none()
    if found is None:
        raise NotFound
    of_it = {"version_id": found.id}
    set_committed_value(found, "outcomes", session.scalars(_OUTCOMES, of_it).unique().all())
    set_committed_value(found, "modules", session.scalars(_MODULES, of_it).all())
    return found


def public_run(ref: str) -> Run:
    """A run of an offer the public sees, whatever its status after planning; 2 statements.

    With its version, offer, institution, postcode and meetings. A closed or full run is found too, so that a page
    can say so.
    """
    found = session.scalars(
        with_shown_offer(select(Run))
        .where(Run.ref == ref, Run.private_to_id.is_(None), Run.status != RunStatus.PLANNED)
        .options(*whole_run())
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def whole_run() -> tuple[Any, ...]:
    """A run with version, offer, institution, postcode and meetings, in one further statement."""
    return (
        joinedload(Run.version, innerjoin=True)
        .joinedload(OfferVersion.offer, innerjoin=True)
        .joinedload(Offer.institution, innerjoin=True)
        .joinedload(Institution.organisation, innerjoin=True),
        joinedload(Run.postcode),
        selectinload(Run.meetings),
    )


def open_runs_of(offer_id: int, now: datetime) -> list[Run]:
    """The runs of an offer that anybody can book now, soonest first; 2 statements.

    With postcode, meetings, and of the version each was planned on the ref.
    """
    runs = list(session.scalars(_OPEN_RUNS, {"offer_id": offer_id, "on": today(now)}))
    meetings: dict[int, list[Meeting]] = {run.id: [] for run in runs}
    for meeting in session.scalars(_MEETINGS, {"run_ids": list(meetings)}) if runs else ():
        meetings[meeting.run_id].append(meeting)
    for run in runs:
        set_committed_value(run, "meetings", meetings[run.id])
    return runs


def public_offer_ids(refs: Sequence[str]) -> list[int]:
    """Ids of offers the public sees by their refs, in the order given; unknown ones are left out. 1 statement."""
    if not refs:
        return []
    found: dict[str, int] = dict(
        session.execute(
            select(Offer.ref, Offer.id)
            .join(OfferVersion, OfferVersion.offer_id == Offer.id)
            .where(*is_shown(), Offer.ref.in_(refs))
        ).all()
    )
    return [found[ref] for ref in refs if ref in found]


@dataclass(frozen=True, slots=True)
class OfferAddress:
    """Where an offer is found and when it last changed: for the sitemap and for rebuilding the index."""

    offer_id: int
    offer_ref: str
    published_at: datetime


def public_offer_addresses() -> list[OfferAddress]:
    """Every offer the public sees, oldest first; 1 statement."""
    rows = session.execute(
        select(Offer.id, Offer.ref, OfferVersion.published_at)
        .join(OfferVersion, OfferVersion.offer_id == Offer.id)
        .where(*is_shown(), OfferVersion.published_at.is_not(None))
        .order_by(Offer.id)
    )
    return [OfferAddress(row[0], row[1], row[2]) for row in rows if row[2] is not None]


def vat_of(offer_id: int, on: date) -> VatDecision | None:
    """The VAT decision in force for an offer on a day: of those valid by then the latest; 1 statement."""
    return vat_of_offers([offer_id], on).get(offer_id)


def vat_of_offers(offer_ids: Iterable[int], on: date) -> dict[int, VatDecision]:
    """The VAT decisions in force on a day, by offer id; offers without one are left out. 1 statement."""
    wanted = sorted(set(offer_ids))
    if not wanted:
        return {}
    rows = session.scalars(_VAT, {"offer_ids": wanted, "on": on})
    return {row.offer_id: row for row in rows}  # later rows win


@dataclass(frozen=True, slots=True)
class VersionCounts:
    """What a price may hang on: a version's ref, its ECTS credits in tenths (None: it awards none), its modules."""

    ref: str
    ects_tenths: int | None
    modules: int


_COUNTS = (
    select(OfferVersion.id, OfferVersion.ref, OfferVersion.ects_tenths, func.count(VersionModule.version_id))
    .outerjoin(VersionModule, VersionModule.version_id == OfferVersion.id)
    .where(OfferVersion.id.in_(bindparam("version_ids")))
    .group_by(OfferVersion.id)
)


def counts_of_offers(offer_ids: Iterable[int]) -> dict[int, VersionCounts]:
    """What the published versions of offers count, by offer id; 1 statement, none for none."""
    wanted = sorted(set(offer_ids))
    if not wanted:
        return {}
    rows = session.execute(
        select(OfferVersion.offer_id, OfferVersion.ref, OfferVersion.ects_tenths, func.count(VersionModule.version_id))
        .outerjoin(VersionModule, VersionModule.version_id == OfferVersion.id)
        .where(OfferVersion.offer_id.in_(wanted), OfferVersion.status == VersionStatus.PUBLISHED)
        .group_by(OfferVersion.id)
    )
    return {row[0]: VersionCounts(*row[1:]) for row in rows}


def counts_of_versions(version_ids: Iterable[int]) -> dict[int, VersionCounts]:
    """What versions count, by their ids; 1 statement, none for none."""
    wanted = sorted(set(version_ids))
    if not wanted:
        return {}
    return {row[0]: VersionCounts(*row[1:]) for row in session.execute(_COUNTS, {"version_ids": wanted})}
