"""Which institutions a company knows already, for "used before", and how many offers of theirs answer a search."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import select

from marketplace.booking.models import Booking
from marketplace.foundation.db import session
from marketplace.organisations.models import Organisation
from marketplace.search.queries.asking import ask
from marketplace.search.rules.asking import Ask


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


def count_of_used(asked: Ask, used: Collection[str]) -> int:
    """How many offers a search would leave, if only those of these institutions were asked for."""
    # In an order the engine has by itself: nothing is scored that nobody sees.
    return ask(replace(asked, institutions=tuple(sorted(used)), sort="start", page=1, per_page=1)).total
