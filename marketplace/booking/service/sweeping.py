"""What the clock does: holds whose time has passed give their seats back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from marketplace.booking.models import Seat
from marketplace.booking.rules import SeatStatus
from marketplace.booking.service.moves import lapse_ended_holds
from marketplace.catalogue.models import Run
from marketplace.catalogue.service.runs import lock_run
from marketplace.foundation.db import session

RUNS_AT_A_TIME = 100


def release_lapsed_holds(now: datetime) -> int:
    """Move ended holds to lapsed and their drafts to expired, run by run; how many runs were swept.

    Runs are locked in the order of their ids, so that two sweeps never wait for each other in a circle.
    """
    waiting = session.scalars(
        select(Run.ref)
        .where(Run.id.in_(select(Seat.run_id).where(Seat.status == SeatStatus.HELD, Seat.held_until <= now).distinct()))
        .order_by(Run.id)
        .limit(RUNS_AT_A_TIME)
    ).all()
    for ref in waiting:
        lapse_ended_holds(lock_run(ref), now)
    return len(waiting)
