"""Reads of the catalogue: for the public, for an institution's own desk, for the search index."""

from __future__ import annotations

from marketplace.catalogue.queries.cards import (
    CardAccreditation,
    CardCompetence,
    CardRun,
    OfferCard,
    public_offer_cards,
    public_offers_of_institution,
)
from marketplace.catalogue.queries.desk import (
    OfferRow,
    find_module,
    find_offer,
    find_run,
    find_version,
    module_versions,
    modules_of,
    offer_counts,
    offers_of,
    run_counts,
    runs_of,
    versions_of,
    versions_to_review,
)
from marketplace.catalogue.queries.figures import PlaceCount, PublicCounts, public_counts, public_places
from marketplace.catalogue.queries.indexing import IndexedOffer, public_offer_for_index
from marketplace.catalogue.queries.places import (
    PublicPoint,
    RunPlace,
    offers_by_institution,
    public_points,
    public_run_places,
    public_soonest,
)
from marketplace.catalogue.queries.shown import (
    OfferAddress,
    open_runs_of,
    public_offer,
    public_offer_addresses,
    public_offer_ids,
    public_run,
    vat_of,
    vat_of_offers,
)

__all__ = [
    "CardAccreditation",
    "CardCompetence",
    "CardRun",
    "IndexedOffer",
    "OfferAddress",
    "OfferCard",
    "OfferRow",
    "PlaceCount",
    "PublicCounts",
    "PublicPoint",
    "RunPlace",
    "find_module",
    "find_offer",
    "find_run",
    "find_version",
    "module_versions",
    "modules_of",
    "offer_counts",
    "offers_by_institution",
    "offers_of",
    "open_runs_of",
    "public_counts",
    "public_offer",
    "public_offer_addresses",
    "public_offer_cards",
    "public_offer_for_index",
    "public_offer_ids",
    "public_offers_of_institution",
    "public_places",
    "public_points",
    "public_run",
    "public_run_places",
    "public_soonest",
    "run_counts",
    "runs_of",
    "vat_of",
    "vat_of_offers",
    "versions_of",
    "versions_to_review",
]
