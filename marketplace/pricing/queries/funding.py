"""Reads of funding schemes."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import NotFound, require
from marketplace.pricing import policy
from marketplace.pricing.models import FundingScheme
from marketplace.pricing.rules.funding import Scheme, is_stale

SHOWN, HIDDEN = "shown", "hidden"


def public_schemes() -> list[FundingScheme]:
    """What everybody may read of, by name."""
    return list(
        session.scalars(
            select(FundingScheme).where(FundingScheme.status == SHOWN).order_by(FundingScheme.name, FundingScheme.id)
        )
    )


def schemes_that_count() -> list[Scheme]:
    """The shown schemes that may lower a price, as values. 1 statement."""
    rows = session.scalars(select(FundingScheme).where(FundingScheme.status == SHOWN, FundingScheme.percent > 0))
    return [row.scheme for row in rows]


def schemes_to_keep(actor: Actor, on: date) -> list[FundingScheme]:
    """All schemes for the operator, with who changed them last: those to be read again first, then by name."""
    require(policy.may_keep_schemes(actor))
    rows = session.scalars(select(FundingScheme).options(joinedload(FundingScheme.changed_by)))
    return sorted(rows, key=lambda row: (not is_stale(row.as_of, on), row.status != SHOWN, row.name.da, row.id))


def find_scheme(actor: Actor, ref: str) -> FundingScheme:
    """One scheme, for the operator."""
    require(policy.may_keep_schemes(actor))
    found = session.scalar(select(FundingScheme).where(FundingScheme.ref == ref))
    if found is None:
        raise NotFound
    return found
