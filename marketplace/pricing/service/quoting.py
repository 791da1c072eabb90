"""What seats cost a buyer now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select

from marketplace.catalogue.models import Offer, OfferVersion, Run, VatDecision
from marketplace.catalogue.queries import VersionCounts, counts_of_versions, vat_of, vat_of_offers
from marketplace.foundation.clock import today
from marketplace.foundation.db import session
from marketplace.foundation.errors import NotFound, RuleBroken
from marketplace.pricing import queries, rules
from marketplace.pricing.models import PricePlan, Terms
from marketplace.pricing.queries.subscriptions import covering_plan_or_none
from marketplace.pricing.rules import COUNTED, Covered, PlanKind, Quote, Sale, SellersVat, TermsOfSale


def quote_for(buyer_id: int | None, run: Run, plan_ref: str, seats: int, *, now: datetime) -> Quote:
    """What n seats on a run cost a buyer now: the same for every buyer who may see the run.

    The VAT comes from the seller's decision in force today; without one nothing can be sold
    (RuleBroken "pricing.no_vat_decision"). A plan that was replaced gives the quote of its successor. The plan of a
    subscription the buyer has, which opens the offer, covers the seats. A class price is not sold to one company alone
    (RuleBroken "pricing.shared_alone").
    """
    version = session.execute(
        select(OfferVersion.offer_id, Offer.private_to_id)
        .join(Offer, Offer.id == OfferVersion.offer_id)
        .where(OfferVersion.id == run.version_id)
    ).one()
    if {run.private_to_id, version.private_to_id} - {None, buyer_id}:
        raise NotFound
    counts = counts_of_versions([run.version_id])[run.version_id]
    vat = vat_of(version.offer_id, today(now))
    try:
        plan = queries.plan_in_force(run, plan_ref)
    except NotFound:
        covering = covering_plan_or_none(buyer_id, run, today(now), plan_ref)
        if covering is None:
            raise
        return _covered(covering, vat, run, counts, seats, now)
    if plan.kind == PlanKind.SHARED:
        raise RuleBroken("pricing.shared_alone", field="plan")
    return quote_by(plan, vat, run, counts, seats, now=now)


def covered_quote_or_none(
    buyer_id: int | None, vat: VatDecision | None, run: Run, seats: int, *, now: datetime
) -> Quote | None:
    """What n seats cost a company whose subscription opens the offer: nothing more; None for all others. 1 statement.

    For a page that has read the run with its version and the VAT decision, as `quotes_by`.
    """
    plan = covering_plan_or_none(buyer_id, run, today(now))
    if plan is None or vat is None:
        return None
    return _covered(plan, vat, run, VersionCounts(run.version.ref, None, 0), seats, now)


def _covered(
    plan: PricePlan, vat: VatDecision | None, run: Run, counts: VersionCounts, seats: int, now: datetime
) -> Quote:
    return rules.quote(replace(_sale(plan, vat, run, counts, today(now)), plan=Covered()), seats)


def quote_by(
    plan: PricePlan, vat: VatDecision | None, run: Run, counts: VersionCounts, seats: int, *, now: datetime
) -> Quote:
    """What n seats cost by a plan and a VAT decision just read: what `quote_for` says, for a page that has read them.

    The page has also seen to it that the plan holds for the run and that whoever asks may see the run.
    """
    return rules.quote(_sale(plan, vat, run, counts, today(now)), seats)


def quotes_by(
    plans: Sequence[PricePlan], vat: VatDecision | None, run: Run, seats: int, *, now: datetime
) -> list[Quote]:
    """What n seats cost by each of a run's plans, the cheapest first, under the same conditions as `quote_by`.

    Plans that have no price for so many seats, and class prices, which are not sold to one company alone, are left out;
    so are all where nothing can be sold yet. At most 1 statement.
    """
    if any(plan.kind in COUNTED for plan in plans):
        counts = counts_of_versions([run.version_id])[run.version_id]
    else:
        counts = VersionCounts(run.version.ref, None, 0)
    return _quotes(plans, vat, run, counts, seats, now)


def quotes_for_runs(runs: Sequence[Run], seats: int, *, now: datetime) -> Mapping[str, list[Quote]]:
    """What n seats cost by each plan in force, by run ref, the cheapest first; 2 to 3 statements.

    Plans that have no price for so many seats, and runs nobody may sell yet, are left out. `run.version` is loaded.
    """
    plans = queries.plans_for_runs(runs)
    decided = vat_of_offers({run.version.offer_id for run in runs}, today(now))
    counted = {run.version_id for run in runs if any(plan.kind in COUNTED for plan in plans[run.id])}
    counts = counts_of_versions(counted)
    found: dict[str, list[Quote]] = {}
    for run in runs:
        known = counts.get(run.version_id) or VersionCounts(run.version.ref, None, 0)
        found[run.ref] = _quotes(plans[run.id], decided.get(run.version.offer_id), run, known, seats, now)
    return found


def _quotes(
    plans: Sequence[PricePlan], vat: VatDecision | None, run: Run, counts: VersionCounts, seats: int, now: datetime
) -> list[Quote]:
    made = []
    for plan in plans:
        if plan.kind == PlanKind.SHARED:
            continue
        with suppress(RuleBroken):
            made.append(quote_by(plan, vat, run, counts, seats, now=now))
    return sorted(made, key=lambda one: (bool(one.klip), one.ceiling.minor))


def _sale(plan: PricePlan, vat: VatDecision | None, run: Run, counts: VersionCounts, on: date) -> Sale:
    if vat is None:
        raise RuleBroken("pricing.no_vat_decision")
    return Sale(
        plan_ref=plan.ref,
        plan_id=plan.id,
        run_ref=run.ref,
        version_ref=counts.ref,
        funding_basis=plan.funding_basis,
        plan=plan.plan,
        vat=SellersVat(vat.basis, rules.vat_percent(vat.basis, on), vat.reason_text),
        terms=terms_of_sale(plan.terms),
        extras=plan.extra_lines,
        standard_percent=rules.vat_percent("standard", on) if plan.extras else 0,
        ects_tenths=counts.ects_tenths if plan.kind in COUNTED else None,
        modules=counts.modules if plan.kind in COUNTED else 0,
    )


def terms_of_sale(terms: Terms) -> TermsOfSale:
    """The part of the terms that a quote freezes."""
    return TermsOfSale(tuple((days, percent) for days, percent in terms.ladder), terms.naming_days)
