"""Offers as they stand in lists: everything a hit shows, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, func, or_, select

from marketplace.catalogue.models import (
    LearningOutcome,
    LearningOutcomeCompetence,
    Offer,
    OfferVersion,
    Run,
    VersionModule,
)
from marketplace.catalogue.queries.shown import is_open, is_shown, soonest_first, vat_of_offers, with_shown_offer
from marketplace.competences.models import Competence, Field
from marketplace.foundation.clock import today
from marketplace.foundation.db import session
from marketplace.foundation.errors import NotFound
from marketplace.foundation.paging import PER_PAGE, Page
from marketplace.foundation.texts import Texts
from marketplace.geography.models import Postcode
from marketplace.organisations.models import Accreditation, Institution, Organisation


@dataclass(frozen=True, slots=True)
class CardCompetence:
    """A competence an offer builds, with the highest proficiency (1 to 4) any outcome reaches."""

    key: str
    label: Texts
    proficiency: int


@dataclass(frozen=True, slots=True)
class CardAccreditation:
    """What vouches for the institution: kind is accreditation or certification."""

    kind: str
    body: Texts
    given_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class CardRun:
    """An open run as a list shows it; where it is held is empty for online runs. `id` is for counting seats."""

    id: int
    ref: str
    status: str
    intake: str
    participation: str
    capacity: int
    minimum: int
    enrol_by: date | None
    starts_on: date | None
    ends_on: date | None
    place: str
    postcode_code: str | None
    city: str | None
    municipality_slug: str | None
    region: str | None
    lat: float | None
    lon: float | None


@dataclass(frozen=True, slots=True)
class OfferCard:
    """Everything a hit needs but the price (pricing.queries.list_prices). Hours and ECTS in tenths."""

    offer_id: int
    offer_ref: str
    version_ref: str
    title: Texts
    lead: Texts
    institution_id: int
    institution_ref: str
    institution_name: str
    institution_kind: str
    accreditation: CardAccreditation | None
    field_key: str
    field_label: Texts
    language: str
    hours_total_tenths: int
    hours_away_tenths: int
    ects_tenths: int | None
    modules: int
    nqf_level: int | None
    nqf_basis: str | None
    assessment: str
    participation: str
    published_at: datetime | None
    competences: tuple[CardCompetence, ...]
    next_run: CardRun | None
    open_runs: int
    vat_basis: str | None


_RUN = (
    Run.id,
    Run.ref,
    Run.status,
    Run.intake,
    Run.participation,
    Run.capacity,
    Run.minimum,
    Run.enrol_by,
    Run.starts_on,
    Run.ends_on,
    Run.place,
    Run.postcode_code,
    Postcode.city,
    Postcode.municipality_slug,
    Postcode.region,
    Postcode.lat,
    Postcode.lon,
)


# Built once, as these lists are what visitors read most: building a statement takes longer than running it.
_HEADS = (
    select(
        Offer.id.label("offer_id"),
        Offer.ref.label("offer_ref"),
        OfferVersion.id.label("version_id"),
        OfferVersion.ref.label("version_ref"),
        OfferVersion.title,
        OfferVersion.lead,
        Institution.id.label("institution_id"),
        Organisation.ref.label("institution_ref"),
        Organisation.name.label("institution_name"),
        Institution.kind.label("institution_kind"),
        Field.key.label("field_key"),
        Field.label.label("field_label"),
        OfferVersion.language,
        OfferVersion.hours_total_tenths,
        OfferVersion.hours_away_tenths,
        OfferVersion.ects_tenths,
        OfferVersion.nqf_level,
        OfferVersion.nqf_basis,
        OfferVersion.assessment,
        OfferVersion.participation,
        OfferVersion.published_at,
        select(func.count())
        .where(VersionModule.version_id == OfferVersion.id)
        .correlate(OfferVersion)
        .scalar_subquery()
        .label("modules"),
    )
    .join(OfferVersion, OfferVersion.offer_id == Offer.id)
    .join(Institution, Institution.id == Offer.institution_id)
    .join(Organisation, Organisation.id == Institution.id)
    .join(Field, Field.key == Offer.field_key)
    .where(*is_shown(), Offer.id.in_(bindparam("offer_ids")))
)
_COMPETENCES = (
    select(LearningOutcome.version_id, Competence.key, Competence.label, LearningOutcomeCompetence.proficiency)
    .join(LearningOutcomeCompetence, LearningOutcomeCompetence.outcome_id == LearningOutcome.id)
    .join(Competence, Competence.id == LearningOutcomeCompetence.competence_id)
    .where(LearningOutcome.version_id.in_(bindparam("version_ids")))
    .order_by(LearningOutcome.version_id, LearningOutcome.position, Competence.id)
)
_OPEN_RUNS = (
    with_shown_offer(select(OfferVersion.offer_id, *_RUN).select_from(Run))
    .outerjoin(Postcode, Postcode.code == Run.postcode_code)
    .where(OfferVersion.offer_id.in_(bindparam("offer_ids")), *is_open(bindparam("on")))
    .order_by(*soonest_first())
)
_VOUCHED = (
    select(
        Accreditation.institution_id,
        Accreditation.kind,
        Accreditation.body,
        Accreditation.given_on,
        Accreditation.ends_on,
    )
    .where(
        Accreditation.institution_id.in_(bindparam("institution_ids")),
        Accreditation.verified_at.is_not(None),
        Accreditation.given_on <= bindparam("on"),
        or_(Accreditation.ends_on.is_(None), Accreditation.ends_on >= bindparam("on")),
    )
    .order_by(Accreditation.given_on, Accreditation.id)
)


def public_offer_cards(
    offer_ids: Sequence[int], now: datetime, *, runs: Mapping[int, str] | None = None
) -> list[OfferCard]:
    """Cards of the offers the public sees, in the order given; others are left out. 5 statements, none when empty.

    `next_run` is the soonest open one, or the one whose ref `runs` gives for the offer's id while that is still open.
    """
    if not offer_ids:
        return []
    on, wanted = today(now), runs or {}
    heads = {row.offer_id: row for row in session.execute(_HEADS, {"offer_ids": list(offer_ids)})}
    competences = competences_of_versions(row.version_id for row in heads.values())
    open_runs = open_runs_by_offer(heads, on)
    vat = vat_of_offers(heads, on)
    vouched = accreditations_of((row.institution_id for row in heads.values()), on)
    return [
        OfferCard(
            **{name: getattr(row, name) for name in row._fields if name != "version_id"},
            accreditation=vouched.get(row.institution_id),
            competences=competences.get(row.version_id, ()),
            next_run=_shown_run(open_runs.get(offer_id, ()), wanted.get(offer_id, "")),
            open_runs=len(open_runs.get(offer_id, ())),
            vat_basis=vat[offer_id].basis if offer_id in vat else None,
        )
        for offer_id in dict.fromkeys(offer_ids)
        if (row := heads.get(offer_id)) is not None
    ]


def _shown_run(runs: Sequence[CardRun], ref: str) -> CardRun | None:
    return next((run for run in runs if run.ref == ref), runs[0] if runs else None)


def competences_of_versions(version_ids: Iterable[int]) -> dict[int, tuple[CardCompetence, ...]]:
    """What each version builds, in the order of its outcomes, each competence once; 1 statement."""
    rows = session.execute(_COMPETENCES, {"version_ids": list(version_ids)})
    found: dict[int, dict[str, CardCompetence]] = {}
    for version_id, key, label, proficiency in rows:
        ours = found.setdefault(version_id, {})
        if key not in ours or ours[key].proficiency < proficiency:
            ours[key] = CardCompetence(key, label, proficiency)
    return {version_id: tuple(ours.values()) for version_id, ours in found.items()}


def open_runs_by_offer(offer_ids: Iterable[int], on: date) -> dict[int, list[CardRun]]:
    """The runs anybody can book, soonest first, by offer id; 1 statement."""
    rows = session.execute(_OPEN_RUNS, {"offer_ids": list(offer_ids), "on": on})
    found: dict[int, list[CardRun]] = {}
    for offer_id, *run in rows:
        found.setdefault(offer_id, []).append(CardRun(*run))
    return found


def accreditations_of(institution_ids: Iterable[int], on: date) -> dict[int, CardAccreditation]:
    """What vouches for each institution on a day, by institution id; those nothing vouches for are left out."""
    rows = session.execute(_VOUCHED, {"institution_ids": sorted(set(institution_ids)), "on": on})
    return {row[0]: CardAccreditation(*row[1:]) for row in rows}  # the latest one wins


def public_offers_of_institution(
    institution_ref: str, now: datetime, page: int = 1, per_page: int = PER_PAGE
) -> Page[OfferCard]:
    """A page of a verified institution's offers by Danish title; 7 statements. NotFound for an unknown institution."""
    institution_id = session.scalar(
        select(Institution.id)
        .join(Organisation, Organisation.id == Institution.id)
        .where(Organisation.ref == institution_ref, Organisation.verified_at.is_not(None))
    )
    if institution_id is None:
        raise NotFound
    ids = session.scalars(
        select(Offer.id)
        .join(OfferVersion, OfferVersion.offer_id == Offer.id)
        .where(*is_shown(), Offer.institution_id == institution_id)
        .order_by(OfferVersion.title, Offer.id)
    ).all()
    page = min(max(1, page), max(1, -(-len(ids) // per_page)))
    shown = ids[(page - 1) * per_page : page * per_page]
    return Page(public_offer_cards(shown, now), page, per_page, len(ids))
