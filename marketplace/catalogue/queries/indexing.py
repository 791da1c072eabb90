"""What the search index stores about offers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from marketplace.catalogue.models import LearningOutcome, ModuleVersion, Offer, OfferVersion, Run, VersionModule
from marketplace.catalogue.queries.cards import (
    CardCompetence,
    CardRun,
    accreditations_of,
    competences_of_versions,
    open_runs_by_offer,
)
from marketplace.catalogue.queries.shown import is_shown, vat_of_offers
from marketplace.competences.models import Field
from marketplace.competences.queries import LabelLine, labels_of
from marketplace.foundation.clock import today
from marketplace.foundation.db import session
from marketplace.foundation.texts import Texts
from marketplace.organisations.models import Institution, Organisation

READ_AT_ONCE = 1000  # rows


@dataclass(frozen=True, slots=True)
class IndexedOffer:
    """An offer for the index: words in both languages, codes to filter by, places and days of its open runs.

    Hours and ECTS in tenths; `points` are (latitude, longitude) in degrees, each place once; `labels` are all labels
    and synonyms of its competences in both languages; `participations` are those of its open runs, or the version's
    own where none is open; `accreditation` is the kind of what vouches for the institution today.
    """

    offer_id: int
    offer_ref: str
    external_id: str | None
    version_ref: str
    title: Texts
    lead: Texts
    about: Texts
    target_group: Texts
    work_project: Texts
    outcomes: tuple[Texts, ...]
    modules: tuple[Texts, ...]  # all that its modules say: title, summary and body of each
    competences: tuple[CardCompetence, ...]
    labels: tuple[LabelLine, ...]
    field_key: str
    field_label: Texts
    institution_ref: str
    institution_name: str
    institution_kind: str
    accreditation: str | None
    language: str
    nqf_level: int | None
    ects_tenths: int | None
    module_count: int
    hours_total_tenths: int
    hours_away_tenths: int
    assessment: str
    participations: tuple[str, ...]
    regions: tuple[str, ...]
    municipalities: tuple[str, ...]
    cities: tuple[str, ...]
    points: tuple[tuple[float, float], ...]
    participation: str
    runs: tuple[CardRun, ...]
    open_runs: int
    continuous: bool
    starts_on: date | None
    last_enrol_by: date | None
    vat_basis: str | None
    published_at: datetime | None


_TEXTS_OF_A_MODULE = 3  # title, summary and body


def public_offer_for_index(offer_id: int, now: datetime) -> IndexedOffer | None:
    """What the index stores of an offer today, or None when the public does not see it; 8 statements."""
    return next(iter(public_offers_for_index([offer_id], now)), None)


def public_offers_for_index(offer_ids: Sequence[int], now: datetime) -> list[IndexedOffer]:
    """What the index stores of offers today, in the order given, without what the public does not see; 8 statements."""
    on = today(now)
    heads = {row[1]: row for row in session.execute(_heads(offer_ids))}
    versions = [row[0].id for row in heads.values()]
    beside = _Beside(
        runs=open_runs_by_offer(heads, on),
        competences=competences_of_versions(versions),
        outcomes=_by_version(
            select(LearningOutcome.version_id, LearningOutcome.text)
            .where(LearningOutcome.version_id.in_(versions))
            .order_by(LearningOutcome.version_id, LearningOutcome.position)
        ),
        modules=_by_version(
            select(VersionModule.version_id, ModuleVersion.title, ModuleVersion.summary, ModuleVersion.body)
            .join(ModuleVersion, VersionModule.module_version_id == ModuleVersion.id)
            .where(VersionModule.version_id.in_(versions))
            .order_by(VersionModule.version_id, VersionModule.position)
        ),
        vat={offer_id: decision.basis for offer_id, decision in vat_of_offers(heads, on).items()},
        vouched={key: one.kind for key, one in accreditations_of((row[6] for row in heads.values()), on).items()},
        labels={},
    )
    for line in labels_of(one.key for many in beside.competences.values() for one in many):
        beside.labels.setdefault(line.key, []).append(line)
    return [_indexed(heads[offer_id], beside) for offer_id in dict.fromkeys(offer_ids) if offer_id in heads]


@dataclass(frozen=True, slots=True)
class _Beside:
    """What belongs to many offers: by offer id, version id, institution id or competence key."""

    runs: dict[int, list[CardRun]]
    competences: dict[int, tuple[CardCompetence, ...]]
    outcomes: dict[int, list[Texts]]
    modules: dict[int, list[Texts]]  # _TEXTS_OF_A_MODULE for each module
    vat: dict[int, str]
    vouched: dict[int, str]
    labels: dict[str, list[LabelLine]]


def _heads(offer_ids: Iterable[int]) -> Any:
    return (
        select(
            OfferVersion,
            Offer.id,
            Offer.ref,
            Offer.external_id,
            Field.key,
            Field.label,
            Institution.id,
            Organisation.ref,
            Organisation.name,
            Institution.kind,
        )
        .join(Offer, Offer.id == OfferVersion.offer_id)
        .join(Field, Field.key == Offer.field_key)
        .join(Institution, Institution.id == Offer.institution_id)
        .join(Organisation, Organisation.id == Institution.id)
        .where(*is_shown(), Offer.id.in_(list(offer_ids)))
    )


def _by_version(wanted: Any) -> dict[int, list[Texts]]:
    found: dict[int, list[Texts]] = {}
    for version_id, *said in session.execute(wanted):
        found.setdefault(version_id, []).extend(said)
    return found


def _indexed(row: Any, beside: _Beside) -> IndexedOffer:
    version, offer_id, offer_ref, external_id, field_key, field_label, institution_id, *institution = row
    institution_ref, institution_name, institution_kind = institution
    runs = beside.runs.get(offer_id, [])
    competences = beside.competences.get(version.id, ())
    days = [run.enrol_by for run in runs if run.enrol_by is not None]
    return IndexedOffer(
        offer_id=offer_id,
        offer_ref=offer_ref,
        external_id=external_id,
        version_ref=version.ref,
        title=version.title,
        lead=version.lead,
        about=version.about,
        target_group=version.target_group,
        work_project=version.work_project,
        outcomes=tuple(beside.outcomes.get(version.id, ())),
        modules=tuple(beside.modules.get(version.id, ())),
        competences=competences,
        labels=tuple(line for one in competences for line in beside.labels.get(one.key, ())),
        field_key=field_key,
        field_label=field_label,
        institution_ref=institution_ref,
        institution_name=institution_name,
        institution_kind=institution_kind,
        accreditation=beside.vouched.get(institution_id),
        language=version.language,
        nqf_level=version.nqf_level,
        ects_tenths=version.ects_tenths,
        module_count=len(beside.modules.get(version.id, ())) // _TEXTS_OF_A_MODULE,
        hours_total_tenths=version.hours_total_tenths,
        hours_away_tenths=version.hours_away_tenths,
        assessment=version.assessment,
        participations=tuple(dict.fromkeys(run.participation for run in runs)) or (version.participation,),
        regions=tuple(dict.fromkeys(run.region for run in runs if run.region)),
        municipalities=tuple(dict.fromkeys(run.municipality_slug for run in runs if run.municipality_slug)),
        cities=tuple(dict.fromkeys(run.city for run in runs if run.city)),
        points=tuple(dict.fromkeys((run.lat, run.lon) for run in runs if run.lat is not None and run.lon is not None)),
        participation=version.participation,
        runs=tuple(runs),
        open_runs=len(runs),
        continuous=any(run.intake == "continuous" for run in runs),
        starts_on=min((run.starts_on for run in runs if run.starts_on is not None), default=None),
        last_enrol_by=max(days) if len(days) == len(runs) and days else None,
        vat_basis=beside.vat.get(offer_id),
        published_at=version.published_at,
    )


def offers_of_runs(run_refs: Iterable[str]) -> set[str]:
    """The refs of the offers that runs belong to; 1 statement, none when empty."""
    wanted = sorted(set(run_refs))
    if not wanted:
        return set()
    return set(
        session.scalars(
            select(Offer.ref)
            .join(OfferVersion, OfferVersion.offer_id == Offer.id)
            .join(Run, Run.version_id == OfferVersion.id)
            .where(Run.ref.in_(wanted))
        )
    )


def offers_of_institutions(institution_refs: Iterable[str]) -> set[str]:
    """The refs of all offers of institutions; 1 statement, none when empty."""
    wanted = sorted(set(institution_refs))
    if not wanted:
        return set()
    return set(
        session.scalars(
            select(Offer.ref)
            .join(Organisation, Organisation.id == Offer.institution_id)
            .where(Organisation.ref.in_(wanted))
        )
    )


def public_texts() -> Iterator[Texts]:
    """Every text that published offers say of themselves, in no order; 3 statements, read in turns."""
    shown = select(OfferVersion.id).join(Offer, Offer.id == OfferVersion.offer_id).where(*is_shown()).scalar_subquery()
    own = (OfferVersion.title, OfferVersion.lead, OfferVersion.about, OfferVersion.target_group)
    for wanted in (
        select(*own).where(OfferVersion.id.in_(shown)),
        select(LearningOutcome.text).where(LearningOutcome.version_id.in_(shown)),
        select(ModuleVersion.title)
        .join(VersionModule, VersionModule.module_version_id == ModuleVersion.id)
        .where(VersionModule.version_id.in_(shown)),
    ):
        for row in session.execute(wanted).yield_per(READ_AT_ONCE):
            yield from row
