"""Where open runs are held: for maps, for lists by distance, for the pages per municipality."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from marketplace.catalogue.models import Offer, OfferVersion, Run
from marketplace.catalogue.queries.shown import is_open, is_shown, soonest_first, with_shown_offer
from marketplace.foundation.clock import today
from marketplace.foundation.db import session
from marketplace.geography.models import Postcode


@dataclass(frozen=True, slots=True)
class PublicPoint:
    """A postcode where open runs are held, with the number of offers; a point in degrees."""

    code: str
    city: str
    municipality_slug: str
    lat: float
    lon: float
    offers: int


@dataclass(frozen=True, slots=True)
class RunPlace:
    """An open run with its offer, field and place. Online runs without an address have no place (None)."""

    offer_id: int
    field_key: str
    run_id: int
    capacity: int
    intake: str
    starts_on: date | None
    participation: str
    city: str | None
    municipality_slug: str | None
    lat: float | None
    lon: float | None

    @property
    def id(self) -> int:
        """The run's id, as counting seats asks for it."""
        return self.run_id


def public_points(now: datetime) -> list[PublicPoint]:
    """Every postcode with open runs today; 1 statement."""
    rows = session.execute(
        with_shown_offer(
            select(
                Postcode.code,
                Postcode.city,
                Postcode.municipality_slug,
                Postcode.lat,
                Postcode.lon,
                func.count(OfferVersion.offer_id.distinct()),
            )
            .select_from(Run)
            .join(Postcode, Postcode.code == Run.postcode_code)
        )
        .where(*is_open(today(now)))
        .group_by(Postcode.code, Postcode.city, Postcode.municipality_slug, Postcode.lat, Postcode.lon)
        .order_by(Postcode.code)
    )
    return [PublicPoint(*row) for row in rows]


def public_run_places(
    now: datetime, *, field: str = "", box: tuple[float, float, float, float] | None = None
) -> list[RunPlace]:
    """Every open run with its place, soonest first; 1 statement.

    `field` keeps one field's; `box` (south, north, west, east in degrees) keeps those held within it.
    """
    wanted = (
        with_shown_offer(
            select(
                OfferVersion.offer_id,
                Offer.field_key,
                Run.id,
                Run.capacity,
                Run.intake,
                Run.starts_on,
                Run.participation,
                Postcode.city,
                Postcode.municipality_slug,
                Postcode.lat,
                Postcode.lon,
            ).select_from(Run)
        )
        .outerjoin(Postcode, Postcode.code == Run.postcode_code)
        .where(*is_open(today(now)))
        .order_by(*soonest_first())
    )
    if field:
        wanted = wanted.where(Offer.field_key == field)
    if box is not None:
        south, north, west, east = box
        wanted = wanted.where(Postcode.lat.between(south, north), Postcode.lon.between(west, east))
    return [RunPlace(*row) for row in session.execute(wanted)]


def public_soonest(now: datetime, limit: int) -> list[int]:
    """The ids of the offers that start next, from today on; 1 statement."""
    on = today(now)
    first = func.min(Run.starts_on)
    rows = session.execute(
        with_shown_offer(select(OfferVersion.offer_id, first).select_from(Run))
        .where(*is_open(on), Run.starts_on >= on)
        .group_by(OfferVersion.offer_id)
        .order_by(first, OfferVersion.offer_id)
        .limit(limit)
    )
    return [offer_id for offer_id, _ in rows]


def offers_by_institution() -> dict[int, int]:
    """How many offers the public sees of each institution, by its id; 1 statement."""
    rows = session.execute(
        select(Offer.institution_id, func.count())
        .join(OfferVersion, OfferVersion.offer_id == Offer.id)
        .where(*is_shown())
        .group_by(Offer.institution_id)
    )
    return {institution_id: count for institution_id, count in rows}  # noqa: C416 - rows are not pairs to dict()
