"""Offers of the database as the documents of the index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from marketplace.booking.queries import places_left_for
from marketplace.catalogue.queries.cards import CardRun
from marketplace.catalogue.queries.indexing import IndexedOffer, public_offers_for_index
from marketplace.foundation.texts import Texts
from marketplace.pricing.models import PricePlan
from marketplace.pricing.queries import plans_of_offers, plans_of_runs
from marketplace.pricing.rules.curves import price_pieces
from marketplace.search.rules import NO_START, DocumentRun, OfferDocument, day_number
from marketplace.search.rules.documents import NO_END, NO_PRICE, PriceStep, expected_quality, vouched

BATCH = 200  # offers read with one set of statements


def documents_of(offer_ids: Iterable[int], now: datetime) -> Iterator[OfferDocument]:
    """The documents of these offers as the public sees them today; others are left out. 11 statements a batch."""
    left = iter(offer_ids)
    while batch := list(islice(left, BATCH)):
        yield from _batch(public_offers_for_index(batch, now), now)


def _batch(offers: Sequence[IndexedOffer], now: datetime) -> Iterator[OfferDocument]:
    runs = [run for offer in offers for run in offer.runs]
    free = places_left_for(runs, now) if runs else {}
    of_offers = plans_of_offers([one.offer_id for one in offers])
    of_runs = plans_of_runs([run.id for run in runs]) if runs else {}
    for offer in offers:
        own = {run.id: prices_of(offer, of_runs[run.id]) for run in offer.runs if run.id in of_runs}
        yield as_document(offer, prices_of(offer, of_offers.get(offer.offer_id, [])), own, free)


@dataclass(frozen=True, slots=True)
class Prices:
    """What one seat costs by the cheapest plan, in øre net, and so many where that is not so many times one."""

    price: int = NO_PRICE
    steps: tuple[PriceStep, ...] = ()


def prices_of(offer: IndexedOffer, plans: Sequence[PricePlan]) -> Prices:
    """The prices of an offer or a run by its plans in force."""
    pieces = price_pieces([row.plan for row in plans], ects_tenths=offer.ects_tenths, modules=offer.module_count)
    first = pieces[0]
    price = first.net(1)
    steps = tuple((one.seats, NO_PRICE if one.flat is None else one.flat, one.each) for one in pieces)
    return Prices(NO_PRICE if price is None else price, () if len(steps) == 1 and not first.flat else steps)


def as_document(
    offer: IndexedOffer, prices: Prices, prices_of_run: Mapping[int, Prices], free: Mapping[int, int]
) -> OfferDocument:
    """One offer as the index holds it; `prices` are its own, for runs that have none."""
    runs = tuple(_as_run(run, prices_of_run.get(run.id, prices), free.get(run.id, 0)) for run in offer.runs)
    return OfferDocument(
        ref=offer.offer_ref,
        offer_id=offer.offer_id,
        institution=offer.institution_ref,
        field=offer.field_key,
        title=(offer.title.da, offer.title.en),
        summary=(_summary(offer, "da"), _summary(offer, "en")),
        outcomes=(_lines(offer.outcomes, "da"), _lines(offer.outcomes, "en")),
        labels=(_labels(offer, "da"), _labels(offer, "en")),
        provider=offer.institution_name,
        external_id=offer.external_id or "",
        institution_kind=offer.institution_kind,
        accredited=vouched(offer.accreditation),
        competences=tuple(one.key for one in offer.competences),
        proficiencies=tuple(one.proficiency for one in offer.competences),
        language=offer.language,
        level=offer.nqf_level or 0,
        ects=offer.ects_tenths or 0,
        hours=offer.hours_away_tenths,
        hours_total=offer.hours_total_tenths,
        participation=offer.participation,
        price=min((run.price for run in runs if run.price >= 0), default=prices.price),
        steps=prices.steps,
        published=day_number(offer.published_at) if offer.published_at else 0,
        prior=expected_quality(offer.institution_kind, offer.accreditation),
        runs=runs,
    )


def _as_run(run: CardRun, prices: Prices, free: int) -> DocumentRun:
    placed = run.postcode_code is not None and run.lat is not None and run.lon is not None
    return DocumentRun(
        ref=run.ref,
        participation=run.participation,
        starts=day_number(run.starts_on) if run.starts_on else NO_START,
        ends=day_number(run.ends_on) if run.ends_on else NO_END,
        enrol_by=day_number(run.enrol_by) if run.enrol_by else NO_START,
        postcode=(run.postcode_code or "") if placed else "",
        city=run.city or "",
        municipality=run.municipality_slug or "",
        region=run.region or "",
        lat=run.lat or 0.0,
        lon=run.lon or 0.0,
        free=max(0, free),
        price=prices.price,
        steps=prices.steps,
    )


def _summary(offer: IndexedOffer, language: str) -> str:
    parts = [offer.lead, offer.about, offer.target_group, offer.work_project, *offer.modules, offer.field_label]
    return _lines(parts, language)


def _lines(texts: Iterable[Texts], language: str) -> str:
    """What is said in this very language: English words are no Danish ones, even where there is nothing else."""
    return "\n".join(said for text in texts if (said := getattr(text, language)))


def _labels(offer: IndexedOffer, language: str) -> str:
    return "\n".join(line.text for line in offer.labels if line.lang == language)
