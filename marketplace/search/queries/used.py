"""Which institutions a company knows already, for "used before"."""

from __future__ import annotations

from sqlalchemy import select

from marketplace.booking.models import Booking
from marketplace.foundation.db import session
from marketplace.organisations.models import Organisation


def institutions_used(company_id: int) -> tuple[str, ...]:
    """The refs of the institutions a company has placed a booking with, in the order of the alphabet."""
    rows = session.scalars(
        select(Organisation.ref)
        .join(Booking, Booking.seller_id == Organisation.id)
        .where(Booking.buyer_id == company_id, Booking.status.in_(("placed", "fulfilled")))
        .distinct()
        .order_by(Organisation.ref)
    )
    return tuple(rows)
