"""What a page tells of a cover's options: titles and sellers, the runs, and quotes for those who may book."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from marketplace.catalogue.models import Offer, OfferVersion, Run
from marketplace.catalogue.queries.shown import is_shown
from marketplace.foundation.db import session
from marketplace.foundation.texts import Texts
from marketplace.organisations.models import Organisation
from marketplace.pricing.rules import Quote
from marketplace.pricing.service.quoting import quotes_for_runs


@dataclass(frozen=True, slots=True)
class Named:
    """What an offer is called and who sells it."""

    ref: str
    title: Texts
    seller: str
    seller_ref: str


_NAMED = (
    select(Offer.ref, OfferVersion.title, Organisation.name, Organisation.ref)
    .join(OfferVersion, OfferVersion.offer_id == Offer.id)
    .join(Organisation, Organisation.id == Offer.institution_id)
    .where(*is_shown(), Offer.ref.in_(bindparam("refs", expanding=True)))
)
_RUNS = (
    select(Run)
    .where(Run.ref.in_(bindparam("refs", expanding=True)), Run.private_to_id.is_(None))
    .options(
        joinedload(Run.postcode),
        joinedload(Run.version, innerjoin=True).load_only(OfferVersion.ref, OfferVersion.offer_id, raiseload=True),
    )
)


def public_names(refs: Collection[str]) -> dict[str, Named]:
    """Titles and sellers of offers the public sees, by ref; 1 statement, none for none."""
    rows = session.execute(_NAMED, {"refs": sorted(set(refs))}) if refs else ()
    return {row[0]: Named(*row) for row in rows}


def public_runs(refs: Collection[str]) -> dict[str, Run]:
    """Runs that are not private to anybody, by ref, with postcode and the version's ref; 1 statement, none for none."""
    rows = session.scalars(_RUNS, {"refs": sorted(set(refs))}) if refs else ()
    return {run.ref: run for run in rows}


def quotes_of(runs: Collection[Run], seats: int, *, now: datetime) -> dict[str, Quote]:
    """What so many seats cost on each run by its cheapest plan, by the run's ref; 2 to 3 statements.

    Runs that cannot be sold (no plan, no VAT decision) are left out.
    """
    return {ref: quotes[0] for ref, quotes in quotes_for_runs(list(runs), seats, now=now).items() if quotes}
