"""A page per municipality, and per municipality and field: what can be taken there, and what is near."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import cos, radians

from flask.typing import ResponseReturnValue

from marketplace.catalogue.queries import (
    PlaceCount,
    RunPlace,
    public_offer_cards,
    public_places,
    public_points,
    public_run_places,
)
from marketplace.competences.queries import find_field
from marketplace.foundation.clock import now
from marketplace.foundation.paging import Page
from marketplace.foundation.words import gettext as _
from marketplace.geography.queries import find_municipality, postcodes_in
from marketplace.geography.rules import ISLANDS, REGIONS, Municipality, alphabetical, distance_km
from marketplace.web.public import maps
from marketplace.web.public.filters import region_words
from marketplace.web.public.hits import hits
from marketplace.web.shell.filters import said
from marketplace.web.shell.pager import page_number, page_url
from marketplace.web.shell.pages import page

PER_PAGE = 10
MOST_NEAR = 6
NEAR_KM = 50
KM_PER_DEGREE = 111.2


@dataclass(frozen=True)
class Around:
    """Open runs in a municipality and near it, the soonest of each offer; those near with their kilometres."""

    here: dict[int, RunPlace]
    near: dict[int, tuple[RunPlace, float]]
    middle: tuple[float, float]


def places() -> ResponseReturnValue:
    at = now()
    by_region: dict[str, dict[str, tuple[str, str, int]]] = {region: {} for region in REGIONS}
    for count in public_places(at):
        here = by_region[count.region]
        so_far = here[count.municipality_slug][2] if count.municipality_slug in here else 0
        here[count.municipality_slug] = (count.municipality_slug, count.municipality, so_far + count.offers)
    return page(
        "public/places/places.html",
        title=_("Kompetencekurser efter sted"),
        regions=[
            (
                code,
                region_words(code),
                sorted(found.values(), key=lambda one: alphabetical(one[1])),
            )
            for code, found in by_region.items()
        ],
        points=maps.dots((point.lat, point.lon) for point in public_points(at)),
    )


def _where(place: Municipality) -> str:
    """i Holstebro, på Bornholm."""
    if place.slug in ISLANDS:
        return _("på %(place)s", place=place.name)
    return _("i %(place)s", place=place.name)


def place(municipality: str) -> ResponseReturnValue:
    found = find_municipality(municipality)
    return _show(found, _("Kompetencekurser %(where)s", where=_where(found)))


def place_field(municipality: str, field: str) -> ResponseReturnValue:
    found, subject = find_municipality(municipality), find_field(field)
    title = _("%(field)s: kurser %(where)s", field=said(subject.label), where=_where(found))
    return _show(found, title, field=subject.key, field_words=said(subject.label))


def _show(found: Municipality, title: str, *, field: str = "", field_words: str = "") -> ResponseReturnValue:
    at = now()
    around = _around(found.slug, field, at)
    ids = list(around.here)
    number = min(page_number(), max(1, -(-len(ids) // PER_PAGE)))
    shown_ids = ids[(number - 1) * PER_PAGE : number * PER_PAGE]
    near_ids = list(around.near)[:MOST_NEAR]
    cards = public_offer_cards([*shown_ids, *near_ids], at)
    shown = hits(cards, at, at={**around.here, **{one: run for one, (run, _km) in around.near.items()}})
    here = [hit for card, hit in zip(cards, shown, strict=True) if card.offer_id in around.here]
    near = [hit for card, hit in zip(cards, shown, strict=True) if card.offer_id in around.near]
    counts = [count for count in public_places(at) if count.municipality_slug == found.slug]
    return page(
        "public/places/place.html",
        title=title,
        canonical_args=("side",),
        place=found,
        where=_where(found),
        region=region_words(found.region),
        field=field,
        field_words=field_words,
        total=len(ids),
        here=here,
        near=near,
        near_km=NEAR_KM,
        counts=_other_fields(counts, field),
        all_near=len(around.near),
        pager=Page(here, number, PER_PAGE, len(ids)),
        page_url=page_url,
        points=maps.dots(
            (run.lat, run.lon)
            for run in [*around.here.values(), *(run for run, _km in around.near.values())]
            if run.lat is not None and run.lon is not None
        ),
        us=maps.place(*around.middle),
        ring=maps.ring(NEAR_KM),
    )


def _other_fields(counts: list[PlaceCount], field: str) -> list[PlaceCount]:
    return sorted((count for count in counts if count.field_key != field), key=lambda count: -count.offers)


def _around(slug: str, field: str, at: datetime) -> Around:
    """What is held in a municipality and within 50 km of its middle; the nearest first among the near."""
    codes = postcodes_in(slug)
    lat = sum(code.lat for code in codes) / len(codes)
    lon = sum(code.lon for code in codes) / len(codes)
    # A wider box than the circle, so that every place of a large municipality lies in it.
    north = 1.5 * NEAR_KM / KM_PER_DEGREE
    east = north / cos(radians(lat))
    here: dict[int, RunPlace] = {}
    near: dict[int, tuple[RunPlace, float]] = {}
    for run in public_run_places(at, field=field, box=(lat - north, lat + north, lon - east, lon + east)):
        if run.lat is None or run.lon is None:
            continue
        if run.municipality_slug == slug:
            here.setdefault(run.offer_id, run)
            continue
        km = distance_km(lat, lon, run.lat, run.lon)
        if km <= NEAR_KM and (run.offer_id not in near or km < near[run.offer_id][1]):
            near[run.offer_id] = (run, km)
    nearest = sorted((item for item in near.items() if item[0] not in here), key=lambda item: item[1][1])
    return Around(here, dict(nearest), (lat, lon))
