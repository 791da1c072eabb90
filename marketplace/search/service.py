"""Keeping the index: built anew from the database, then following the facts by its own cursor."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from marketplace.catalogue.queries.indexing import IndexedOffer, public_offer_for_index
from marketplace.catalogue.queries.shown import public_offer_addresses, public_offer_ids
from marketplace.foundation.clock import today
from marketplace.foundation.events import log_end, read_log
from marketplace.organisations.queries import public_institutions
from marketplace.pricing.queries import prices_of_offers
from marketplace.search import gateway
from marketplace.search.rules import NO_START, OfferDocument

# Facts after which everything an index row says may be different.
_ABOUT_ALL = frozenset({"vocabulary_loaded"})
_ABOUT_INSTITUTION = frozenset({"organisation_changed", "organisation_verified"})


def rebuild(now: datetime) -> int:
    """Build the index anew beside the old one and switch to it; how many offers it holds."""
    cursor = log_end()  # read first: what happens while we build is followed afterwards
    ids = public_offer_ids([address.offer_ref for address in public_offer_addresses()])
    return gateway.offers().rebuild(_documents(ids, now), cursor, today(now).isoformat())


def follow(now: datetime) -> int:
    """Bring the index up to date with what has happened; how many offers were written.

    Where there is no index, or it was built on another day (runs open and close with the calendar), it is
    built anew. Doing it twice, or after a crash half-way, gives the same index.
    """
    index = gateway.offers()
    cursor, day = index.state()
    if day != today(now).isoformat():
        return rebuild(now)
    written = 0
    while True:
        rows = read_log(cursor)
        if not rows:
            return written
        institutions = {found.organisation.ref for found in public_institutions()}
        for _, row in rows:
            about = row.refs.get("organisation")
            if row.kind in _ABOUT_ALL or (row.kind in _ABOUT_INSTITUTION and about in institutions):
                return rebuild(now)
        refs = sorted({str(row.refs["offer"]) for _, row in rows if row.refs.get("offer")})
        shown = list(_documents(public_offer_ids(refs), now)) if refs else []
        gone = sorted(set(refs) - {document.ref for document in shown})
        cursor = rows[-1][0]
        if not index.update(shown, gone, cursor, day):
            return written
        written += len(shown)


def _documents(ids: list[int], now: datetime) -> Iterator[OfferDocument]:
    prices = prices_of_offers(ids)
    for offer_id in ids:
        offer = public_offer_for_index(offer_id, now)
        if offer is not None:
            plan = prices.get(offer_id)
            yield as_document(offer, plan.seat_price if plan else -1)


def as_document(offer: IndexedOffer, price: int) -> OfferDocument:
    """One offer as the index holds it."""

    def said(language: str) -> str:
        parts = [offer.lead, offer.about, offer.target_group, offer.work_project, *offer.outcomes, *offer.modules]
        return "\n".join([part.said(language) for part in parts] + [offer.field_label.said(language)])

    def labels(language: str) -> str:
        return "\n".join(line.text for line in offer.labels if line.lang == language)

    return OfferDocument(
        ref=offer.offer_ref,
        offer_id=offer.offer_id,
        institution=offer.institution_ref,
        field=offer.field_key,
        title=(offer.title.said("da"), offer.title.said("en")),
        text=(f"{said('da')}\n{offer.institution_name}", f"{said('en')}\n{offer.institution_name}"),
        labels=(labels("da"), labels("en")),
        competences=tuple(competence.key for competence in offer.competences),
        language=offer.language,
        level=offer.nqf_level or 0,
        ects=offer.ects_tenths or 0,
        hours=offer.hours_away_tenths,
        price=price,
        start=int(offer.starts_on.strftime("%Y%m%d")) if offer.starts_on else NO_START,
        participations=offer.participations,
        regions=offer.regions,
        municipalities=offer.municipalities,
    )
