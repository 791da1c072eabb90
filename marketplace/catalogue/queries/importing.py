"""What is there already when a catalogue is imported."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.catalogue.models import LearningOutcome, LearningOutcomeCompetence, Offer, OfferVersion, Run
from marketplace.competences.models import Competence, Label
from marketplace.foundation.db import session
from marketplace.organisations.models import Institution, Organisation


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The competences by every name they go under (key, URI, folded label), and their ids by key."""

    keys: dict[str, str]
    ids: dict[str, int]


def importable_competences() -> Vocabulary:
    """Every competence that an imported outcome may name; a preferred label wins over a synonym. 2 statements."""
    keys: dict[str, str] = {}
    ids: dict[str, int] = {}
    for key, uri, row_id in session.execute(
        select(Competence.key, Competence.uri, Competence.id).where(Competence.kind != "group")
    ):
        ids[key] = row_id
        keys |= {key: key, **({uri: key} if uri else {})}
    labels = (
        select(Label.folded, Competence.key)
        .join(Competence, Competence.id == Label.competence_id)
        .order_by(Label.kind.desc(), Competence.id)
    )
    for folded, key in session.execute(labels):
        if key in ids:
            keys.setdefault(folded, key)
    return Vocabulary(keys, ids)


def institution_or_none(named: str) -> Organisation | None:
    """The organisation of an institution by its ref, CVR number or name; at most 3 statements."""
    ours = select(Organisation).join(Institution, Institution.id == Organisation.id)
    for column in (Organisation.ref, Organisation.cvr, Organisation.name):
        found = session.scalars(ours.where(column == named).order_by(Organisation.id).limit(1)).first()
        if found is not None:
            return found
    return None


def offers_by_external_id(institution_id: int, external_ids: Iterable[str]) -> dict[str, OfferVersion]:
    """The newest version of each of these offers, with its offer and outcomes; 3 statements."""
    newest = (
        select(func.max(OfferVersion.no)).where(OfferVersion.offer_id == Offer.id).correlate(Offer).scalar_subquery()
    )
    versions = session.scalars(
        select(OfferVersion)
        .join(Offer, Offer.id == OfferVersion.offer_id)
        .where(
            Offer.institution_id == institution_id,
            Offer.external_id.in_(sorted(set(external_ids))),
            OfferVersion.no == newest,
        )
        .options(
            joinedload(OfferVersion.offer, innerjoin=True),
            selectinload(OfferVersion.outcomes)
            .selectinload(LearningOutcome.competences)
            .joinedload(LearningOutcomeCompetence.competence, innerjoin=True),
            selectinload(OfferVersion.modules),
        )
    )
    return {version.offer.external_id or "": version for version in versions}


def runs_by_day(offer_ref: str) -> set[tuple[object, str, str | None]]:
    """The runs of an offer as (first day or None, form, postcode): what tells them apart in a file; 1 statement."""
    rows = session.execute(
        select(Run.starts_on, Run.participation, Run.postcode_code)
        .join(OfferVersion, OfferVersion.id == Run.version_id)
        .join(Offer, Offer.id == OfferVersion.offer_id)
        .where(Offer.ref == offer_ref)
    )
    return {(row[0], row[1], row[2]) for row in rows}
