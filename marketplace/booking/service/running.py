"""An institution's verbs on its runs: they stand here because they count seats."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from marketplace.booking import policy, queries, rules
from marketplace.booking.service.moves import lapse_ended_holds
from marketplace.catalogue.models import Run
from marketplace.catalogue.rules import Intake, RunStatus
from marketplace.catalogue.service.runs import lock_run, move_run, set_capacity
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import Conflict, NotFound, RuleBroken, require


def confirm_run(actor: Actor, run_ref: str, *, now: datetime) -> Run:
    """Promise that an open run takes place; the institution may do so below its minimum too."""
    run = _own_run_locked(actor, run_ref, now)
    move_run(run, RunStatus.CONFIRMED, now=now)
    return run


def cancel_run(actor: Actor, run_ref: str, reason: str, *, now: datetime) -> Run:
    """Cancel a run that nobody has a seat on (low_numbers, provider, force_majeure)."""
    run = _own_run_locked(actor, run_ref, now)
    if reason not in rules.CANCEL_REASONS:
        raise RuleBroken("booking.cancel_reason", field="reason")
    seats = queries.count_live(run.id, now)
    if seats:
        raise Conflict("booking.run_has_buyers", seats=seats)
    move_run(run, RunStatus.CANCELLED, now=now, reason=reason)
    return run


def start_run(actor: Actor, run_ref: str, *, now: datetime) -> Run:
    """A confirmed run is running once its first meeting is reached."""
    run = _own_run_locked(actor, run_ref, now)
    first = min((meeting.starts_at for meeting in run.meetings), default=None)
    rules.check_begun(run.starts_on, first, now)
    move_run(run, RunStatus.RUNNING, now=now)
    return run


def complete_run(actor: Actor, run_ref: str, *, now: datetime) -> Run:
    """A running run is completed, on its last day at the earliest."""
    run = _own_run_locked(actor, run_ref, now)
    rules.check_ended(run.ends_on, now)
    move_run(run, RunStatus.COMPLETED, now=now)
    return run


def close_run(actor: Actor, run_ref: str, *, now: datetime) -> Run:
    """End a run for good: a completed one (there is nothing to grade here), or a continuous intake."""
    run = _own_run_locked(actor, run_ref, now)
    if run.intake == Intake.DATED and run.status == RunStatus.COMPLETED:
        move_run(run, RunStatus.GRADED, now=now)
    move_run(run, RunStatus.CLOSED, now=now)
    return run


def change_capacity(actor: Actor, run_ref: str, capacity: int, *, now: datetime) -> Run:
    """Give a run another capacity. Below its live seats nobody loses a seat, and nothing is sold until it fits."""
    run = _own_run_locked(actor, run_ref, now)
    rules.check_capacity(capacity, run.minimum)
    set_capacity(run, capacity)
    return run


def _own_run_locked(actor: Actor, run_ref: str, now: datetime) -> Run:
    own = select(Run.id).where(Run.institution_id == actor.organisation_id, Run.ref == run_ref)
    if actor.desk != "institution" or session.scalar(own) is None:
        raise NotFound
    require(policy.may_run(actor))
    run = lock_run(run_ref)
    lapse_ended_holds(run, now)
    return run
