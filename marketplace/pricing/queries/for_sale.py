"""Reads of the passes and subscriptions institutions sell. They are public, and cost every company the same."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import joinedload

from marketplace.catalogue.models import OfferVersion
from marketplace.catalogue.queries import vat_of_offers
from marketplace.catalogue.rules import VersionStatus
from marketplace.foundation.db import session
from marketplace.foundation.errors import NotFound, RuleBroken
from marketplace.foundation.paging import PER_PAGE, Page, page_of
from marketplace.organisations.models import Institution
from marketplace.pricing.models import PlanOpens, PricePlan
from marketplace.pricing.rules import PassForSale, PlanKind, PlanStatus, SellersVat, SubscriptionForSale, vat_percent
from marketplace.pricing.rules.for_sale import PassQuote, SubscriptionQuote
from marketplace.pricing.rules.passes import VatAt, vat_at

# What the invoice of such a pass says: what is paid is not yet for any supply.
VAT_AT_USE = "Momsen forfalder, når klippene bruges (momssystemdirektivets artikel 30 b)"


def _for_sale(kind: PlanKind) -> Select[PricePlan]:
    opens = (
        exists()
        .where(PlanOpens.plan_id == PricePlan.id, OfferVersion.status == VersionStatus.PUBLISHED)
        .where(OfferVersion.offer_id == PlanOpens.offer_id)
    )
    return select(PricePlan).where(
        PricePlan.institution_id.is_not(None), PricePlan.kind == kind, PricePlan.status == PlanStatus.ACTIVE, opens
    )


def public_for_sale(kind: PlanKind, page: int, *, offer_ref: str = "", per_page: int = PER_PAGE) -> Page[PricePlan]:
    """The passes or subscriptions on sale that open a published offer, perhaps a given one; the newest first."""
    wanted = _for_sale(kind)
    if offer_ref:
        wanted = wanted.where(PricePlan.id.in_(select(PlanOpens.plan_id).where(PlanOpens.offer.has(ref=offer_ref))))
    return page_of(wanted.order_by(PricePlan.id.desc()).options(joinedload(PricePlan.terms)), page, per_page)


def find_public_for_sale(plan_ref: str, kind: PlanKind) -> PricePlan:
    """A pass or subscription that is or was on sale, with its terms; the caller asks whether it still is."""
    found = session.scalar(
        select(PricePlan)
        .where(PricePlan.institution_id.is_not(None), PricePlan.kind == kind, PricePlan.ref == plan_ref)
        .options(joinedload(PricePlan.terms))
    )
    if found is None:
        raise NotFound
    return found


def seller_names(plans: list[PricePlan]) -> dict[int, str]:
    """The names of the institutions that sell plans, by institution id."""
    rows = session.scalars(
        select(Institution)
        .where(Institution.id.in_({plan.institution_id for plan in plans}))
        .options(joinedload(Institution.organisation))
    )
    return {row.id: row.organisation.name for row in rows}


def pass_quote(plan: PricePlan, on: date) -> PassQuote:
    """What a pass costs on a day: VAT at sale where all offers it opens have one basis, else at use.

    RuleBroken "pricing.no_vat_decision" while the seller has not decided on the VAT of one of them.
    """
    if not isinstance(plan.plan, PassForSale):
        raise NotFound
    decided = _decided(plan, on)
    bases = [vat.basis for vat in decided]
    at = vat_at(bases)
    vat = decided[0] if at is VatAt.SALE else SellersVat("exempt", 0, VAT_AT_USE)
    return PassQuote(plan.ref, plan.plan, at, vat)


def subscription_quote(plan: PricePlan, on: date) -> SubscriptionQuote:
    """What a subscription costs on a day. Its periods have one VAT, so all offers it opens must
    (RuleBroken "pricing.mixed_vat")."""
    if not isinstance(plan.plan, SubscriptionForSale):
        raise NotFound
    decided = _decided(plan, on)
    if len({vat.basis for vat in decided}) != 1:
        raise RuleBroken("pricing.mixed_vat")
    return SubscriptionQuote(plan.ref, plan.plan, decided[0])


def _decided(plan: PricePlan, on: date) -> list[SellersVat]:
    offers = session.scalars(select(PlanOpens.offer_id).where(PlanOpens.plan_id == plan.id)).all()
    decisions = vat_of_offers(offers, on)
    if not offers or len(decisions) != len(offers):
        raise RuleBroken("pricing.no_vat_decision")
    return [
        SellersVat(one.basis, vat_percent(one.basis, on), one.reason_text) for _offer, one in sorted(decisions.items())
    ]
