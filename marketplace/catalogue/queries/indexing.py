"""What the search index stores about an offer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from marketplace.catalogue.models import LearningOutcome, ModuleVersion, Offer, OfferVersion, VersionModule
from marketplace.catalogue.queries.cards import CardCompetence, competences_of_versions, open_runs_by_offer
from marketplace.catalogue.queries.shown import is_shown, vat_of
from marketplace.competences.models import Field
from marketplace.competences.queries import LabelLine, labels_of
from marketplace.foundation.clock import today
from marketplace.foundation.db import session
from marketplace.foundation.texts import Texts
from marketplace.organisations.models import Institution, Organisation


@dataclass(frozen=True, slots=True)
class IndexedOffer:
    """An offer for the index: words in both languages, codes to filter by, places and days of its open runs.

    Hours and ECTS in tenths; `points` are (latitude, longitude) in degrees, each place once; `labels` are all labels
    and synonyms of its competences in both languages; `participations` are those of its open runs, or the version's
    own where none is open.
    """

    offer_id: int
    offer_ref: str
    version_ref: str
    title: Texts
    lead: Texts
    about: Texts
    target_group: Texts
    work_project: Texts
    outcomes: tuple[Texts, ...]
    modules: tuple[Texts, ...]
    competences: tuple[CardCompetence, ...]
    labels: tuple[LabelLine, ...]
    field_key: str
    field_label: Texts
    institution_ref: str
    institution_name: str
    institution_kind: str
    language: str
    nqf_level: int | None
    ects_tenths: int | None
    hours_total_tenths: int
    hours_away_tenths: int
    assessment: str
    participations: tuple[str, ...]
    regions: tuple[str, ...]
    municipalities: tuple[str, ...]
    cities: tuple[str, ...]
    points: tuple[tuple[float, float], ...]
    open_runs: int
    continuous: bool
    starts_on: date | None
    last_enrol_by: date | None
    vat_basis: str | None
    published_at: datetime | None


def public_offer_for_index(offer_id: int, now: datetime) -> IndexedOffer | None:
    """What the index stores of an offer today, or None when the public does not see it; 7 statements."""
    row = session.execute(
        select(OfferVersion, Offer.ref, Field.key, Field.label, Organisation.ref, Organisation.name, Institution.kind)
        .join(Offer, Offer.id == OfferVersion.offer_id)
        .join(Field, Field.key == Offer.field_key)
        .join(Institution, Institution.id == Offer.institution_id)
        .join(Organisation, Organisation.id == Institution.id)
        .where(*is_shown(), Offer.id == offer_id)
    ).one_or_none()
    if row is None:
        return None
    version, offer_ref, field_key, field_label, institution_ref, institution_name, institution_kind = row
    on = today(now)
    runs = open_runs_by_offer([offer_id], on).get(offer_id, [])
    competences = competences_of_versions([version.id]).get(version.id, ())
    vat = vat_of(offer_id, on)
    days = [run.enrol_by for run in runs if run.enrol_by is not None]
    return IndexedOffer(
        offer_id=offer_id,
        offer_ref=offer_ref,
        version_ref=version.ref,
        title=version.title,
        lead=version.lead,
        about=version.about,
        target_group=version.target_group,
        work_project=version.work_project,
        outcomes=tuple(
            session.scalars(
                select(LearningOutcome.text)
                .where(LearningOutcome.version_id == version.id)
                .order_by(LearningOutcome.position)
            )
        ),
        modules=tuple(
            session.scalars(
                select(ModuleVersion.title)
                .join(VersionModule, VersionModule.module_version_id == ModuleVersion.id)
                .where(VersionModule.version_id == version.id)
                .order_by(VersionModule.position)
            )
        ),
        competences=competences,
        labels=tuple(labels_of(competence.key for competence in competences)),
        field_key=field_key,
        field_label=field_label,
        institution_ref=institution_ref,
        institution_name=institution_name,
        institution_kind=institution_kind,
        language=version.language,
        nqf_level=version.nqf_level,
        ects_tenths=version.ects_tenths,
        hours_total_tenths=version.hours_total_tenths,
        hours_away_tenths=version.hours_away_tenths,
        assessment=version.assessment,
        participations=tuple(dict.fromkeys(run.participation for run in runs)) or (version.participation,),
        regions=tuple(dict.fromkeys(run.region for run in runs if run.region)),
        municipalities=tuple(dict.fromkeys(run.municipality_slug for run in runs if run.municipality_slug)),
        cities=tuple(dict.fromkeys(run.city for run in runs if run.city)),
        points=tuple(dict.fromkeys((run.lat, run.lon) for run in runs if run.lat is not None and run.lon is not None)),
        open_runs=len(runs),
        continuous=any(run.intake == "continuous" for run in runs),
        starts_on=min((run.starts_on for run in runs if run.starts_on is not None), default=None),
        last_enrol_by=max(days) if len(days) == len(runs) and days else None,
        vat_basis=vat.basis if vat else None,
        published_at=version.published_at,
    )
