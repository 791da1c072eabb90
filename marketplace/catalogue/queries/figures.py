"""Counts of what the public can find: for the front page and for the pages per municipality and field."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from marketplace.catalogue.models import Offer, OfferVersion, Run
from marketplace.catalogue.queries.shown import is_open, is_shown, with_shown_offer
from marketplace.competences.models import Field
from marketplace.foundation.clock import today
from marketplace.foundation.db import session
from marketplace.foundation.texts import Texts
from marketplace.geography.models import Postcode

_LABEL = (Field.__table__.c.label_da, Field.__table__.c.label_en)


@dataclass(frozen=True, slots=True)
class PublicCounts:
    """Offers in all and by field key; offers with open runs by region code; the soonest first meeting."""

    offers: int
    institutions: int
    open_runs: int
    by_field: dict[str, int]
    by_region: dict[str, int]
    next_start: date | None


def public_counts(now: datetime) -> PublicCounts:
    """What there is to find today; 4 statements."""
    on = today(now)
    offers = select(OfferVersion.id).join(Offer, Offer.id == OfferVersion.offer_id).where(*is_shown())
    by_field = session.execute(
        offers.with_only_columns(Offer.field_key, func.count()).group_by(Offer.field_key).order_by(Offer.field_key)
    )
    fields = dict(by_field.all())
    by_region = session.execute(
        with_shown_offer(
            select(Postcode.region, func.count(OfferVersion.offer_id.distinct()))
            .select_from(Run)
            .join(Postcode, Postcode.code == Run.postcode_code)
        )
        .where(*is_open(on))
        .group_by(Postcode.region)
        .order_by(Postcode.region)
    )
    runs, next_start = session.execute(
        with_shown_offer(select(func.count(), func.min(Run.starts_on)).select_from(Run)).where(*is_open(on))
    ).one()
    return PublicCounts(
        offers=sum(fields.values()),
        institutions=session.scalar(offers.with_only_columns(func.count(Offer.institution_id.distinct()))) or 0,
        open_runs=runs,
        by_field=fields,
        by_region=dict(by_region.all()),
        next_start=next_start,
    )


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """What can be taken in one municipality in one field: offers, open runs, the soonest first meeting."""

    municipality_slug: str
    municipality: str
    region: str
    field_key: str
    field_label: Texts
    offers: int
    runs: int
    next_start: date | None


def public_places(now: datetime) -> list[PlaceCount]:
    """Every municipality and field with open runs today, by municipality; 1 statement."""
    rows = session.execute(
        with_shown_offer(
            select(
                Postcode.municipality_slug,
                Postcode.municipality,
                Postcode.region,
                Field.key,
                Field.label,
                func.count(OfferVersion.offer_id.distinct()),
                func.count(Run.id),
                func.min(Run.starts_on),
            )
            .select_from(Run)
            .join(Postcode, Postcode.code == Run.postcode_code)
        )
        .join(Field, Field.key == Offer.field_key)
        .where(*is_open(today(now)))
        .group_by(
            Postcode.municipality_slug,
            Postcode.municipality,
            Postcode.region,
            Field.key,
            *_LABEL,
        )
        .order_by(Postcode.municipality_slug, Field.key)
    )
    return [PlaceCount(*row) for row in rows]
