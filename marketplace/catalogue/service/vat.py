"""The seller's statements on VAT."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import func, select

from marketplace.catalogue import policy, queries, rules
from marketplace.catalogue.events import VatDecided
from marketplace.catalogue.models import VatDecision
from marketplace.foundation.actor import Actor
from marketplace.foundation.clock import today
from marketplace.foundation.db import session
from marketplace.foundation.errors import NotAllowed, require
from marketplace.foundation.events import announce


def decide_vat(
    actor: Actor, offer_ref: str, basis: str, reason_code: str, reason_text: str, valid_from: date, *, now: datetime
) -> VatDecision:
    """State whether an offer is sold with VAT (standard) or without (exempt), why, and from which day.

    Only ever added. An offer's first decision may begin on any day; a later one never before today, so that it holds
    for later sales only.
    """
    offer = queries.find_offer(actor, offer_ref)
    require(policy.may_decide_vat(actor, offer))
    if actor.person_id is None:
        raise NotAllowed
    earlier = session.scalar(select(func.min(VatDecision.valid_from)).where(VatDecision.offer_id == offer.id))
    rules.check_vat(basis, reason_code, reason_text, valid_from, today(now), earlier)
    decision = VatDecision(
        offer_id=offer.id,
        basis=basis,
        reason_code=reason_code,
        reason_text=reason_text.strip(),
        decided_on=today(now),
        decided_by_id=actor.person_id,
        valid_from=valid_from,
        created_at=now,
    )
    session.add(decision)
    announce(VatDecided(offer=offer.ref, basis=basis))
    return decision
