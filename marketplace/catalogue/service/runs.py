"""Planning and changing runs, and their bare moves (booking decides when a run moves: it counts the seats)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.catalogue import policy, queries, rules
from marketplace.catalogue.events import RunChanged, RunMoved, RunPlanned
from marketplace.catalogue.models import Meeting, Offer, OfferVersion, Run
from marketplace.catalogue.rules import MeetingFacts, RunFacts, RunStatus, VersionStatus
from marketplace.foundation.actor import Actor
from marketplace.foundation.clock import today
from marketplace.foundation.db import session
from marketplace.foundation.errors import Conflict, NotFound, RuleBroken, require
from marketplace.foundation.events import announce
from marketplace.foundation.refs import new_ref
from marketplace.geography.queries import find_postcode
from marketplace.organisations.models import Company, Organisation

# The column that keeps the instant of each move.
_INSTANTS = {
    RunStatus.OPEN: "opened_at",
    RunStatus.CONFIRMED: "confirmed_at",
    RunStatus.RUNNING: "started_at",
    RunStatus.COMPLETED: "completed_at",
    RunStatus.GRADED: "graded_at",
    RunStatus.CLOSED: "closed_at",
    RunStatus.CANCELLED: "cancelled_at",
}
CANCEL_REASONS = ("low_numbers", "provider", "force_majeure")


def lock_run(run_ref: str) -> Run:
    """A run, fresh from the database and locked until the end of the transaction; whoever counts seats asks this.

    With version, offer and meetings. Not scoped: the caller's policy decides. NotFound for an unknown ref.
    """
    found = session.scalars(
        select(Run)
        .where(Run.ref == run_ref)
        .options(
            joinedload(Run.version, innerjoin=True).joinedload(OfferVersion.offer, innerjoin=True),
            selectinload(Run.meetings),
        )
        .with_for_update(of=Run)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def plan_run(actor: Actor, offer_ref: str, facts: RunFacts, *, now: datetime) -> Run:
    """Plan a delivery of the published (else the approved) version of an offer; it is not for sale yet."""
    offer = queries.find_offer(actor, offer_ref)
    require(policy.may_plan(actor, offer.institution_id))
    rules.check_run(facts)
    run = Run(
        ref=new_ref(),
        version_id=_version_to_run(offer),
        institution_id=offer.institution_id,
        status=RunStatus.PLANNED,
        created_at=now,
    )
    _state(run, facts)
    session.add(run)
    session.flush()
    session.add_all(_meeting(run, meeting, now) for meeting in facts.meetings)
    announce(RunPlanned(offer=offer.ref, run=run.ref))
    return queries.find_run(actor, run.ref)


def _version_to_run(offer: Offer) -> int:
    usable = (VersionStatus.PUBLISHED, VersionStatus.APPROVED)
    rows = session.execute(
        select(OfferVersion.status, OfferVersion.id).where(
            OfferVersion.offer_id == offer.id, OfferVersion.status.in_(usable)
        )
    )
    found = {row.status: row.id for row in rows}
    for status in usable:
        if status in found:
            return int(found[status])
    raise RuleBroken("catalogue.no_version_to_run")


def _state(run: Run, facts: RunFacts) -> None:
    online = facts.participation == "online"  # an online run is nowhere, so no municipality lists it
    run.intake = facts.intake
    run.capacity = facts.capacity
    run.minimum = facts.minimum
    run.participation = facts.participation
    run.place = facts.place.strip()
    run.postcode_code = find_postcode(facts.postcode).code if facts.postcode.strip() and not online else None
    run.enrol_by = facts.enrol_by
    run.starts_on = rules.first_day(facts.meetings)
    run.ends_on = rules.last_day(facts.meetings)
    run.private_to_id = _company_id(facts.private_to_ref) if facts.private_to_ref else None


def _company_id(ref: str) -> int:
    found = session.scalar(
        select(Company.id).join(Organisation, Organisation.id == Company.id).where(Organisation.ref == ref)
    )
    if found is None:
        raise RuleBroken("catalogue.unknown_company", field="private_to")
    return found


def _meeting(run: Run, facts: MeetingFacts, now: datetime) -> Meeting:
    return Meeting(
        ref=new_ref(),
        run_id=run.id,
        starts_at=facts.starts_at,
        ends_at=facts.ends_at,
        place=facts.place.strip(),
        changed_at=now,
    )


def change_run(actor: Actor, run_ref: str, facts: RunFacts, *, now: datetime) -> Run:
    """Change time, place, minimum or deadline. The capacity stays: `booking` changes it, because it counts seats.

    Meetings keep their refs by position; only those that differ (in time or in the place where they are held) are
    marked as changed, so that calendars move just these.
    """
    found = queries.find_run(actor, run_ref)
    require(policy.may_change_run(actor, found))
    run = lock_run(run_ref)
    if run.status in rules.RUN_OVER:
        raise Conflict("catalogue.run_over")
    facts = replace(facts, capacity=run.capacity)
    rules.check_run(facts)
    if run.status != RunStatus.PLANNED and facts.intake != run.intake:
        raise Conflict("catalogue.intake_fixed", field="intake")
    before = _stated(run)
    held = {meeting.id: _held(run, meeting) for meeting in run.meetings}
    _state(run, facts)
    if run.status != RunStatus.PLANNED and run.private_to_id != before["private_to"]:
        raise Conflict("catalogue.privacy_fixed", field="private_to")
    moved = _rearrange(run, facts, held, now)
    session.flush()
    what = sorted(name for name, value in _stated(run).items() if value != before[name])
    if moved:
        what.append("meetings")
    if what:
        announce(RunChanged(offer=run.version.offer.ref, run=run.ref, what=tuple(what)))
    return queries.find_run(actor, run.ref)


def _stated(run: Run) -> dict[str, object]:
    return {
        "intake": run.intake,
        "minimum": run.minimum,
        "participation": run.participation,
        "place": run.place,
        "postcode": run.postcode_code,
        "enrol_by": run.enrol_by,
        "private_to": run.private_to_id,
    }


def _held(run: Run, meeting: Meeting) -> tuple[object, ...]:
    where = (meeting.place,) if meeting.place else (run.place, run.postcode_code, run.participation)
    return (meeting.starts_at, meeting.ends_at, *where)


def _rearrange(run: Run, facts: RunFacts, held: dict[int, tuple[object, ...]], now: datetime) -> bool:
    kept = list(run.meetings)
    changed = len(kept) != len(facts.meetings)
    for meeting, wanted in zip(kept, facts.meetings, strict=False):
        meeting.starts_at, meeting.ends_at, meeting.place = wanted.starts_at, wanted.ends_at, wanted.place.strip()
        if _held(run, meeting) != held[meeting.id]:
            meeting.changed_at = now
            changed = True
    for meeting in kept[len(facts.meetings) :]:
        session.delete(meeting)
    session.add_all(_meeting(run, wanted, now) for wanted in facts.meetings[len(kept) :])
    return changed


def set_capacity(run: Run, capacity: int, *, minimum: int | None = None) -> None:
    """Give a run another number of seats (and minimum). Bare: only booking calls it, with the run locked."""
    minimum = run.minimum if minimum is None else minimum
    rules.check_capacity(capacity, minimum)
    if (capacity, minimum) == (run.capacity, run.minimum):
        return
    what = tuple(
        name
        for name, now, then in (("capacity", capacity, run.capacity), ("minimum", minimum, run.minimum))
        if now != then
    )
    run.capacity, run.minimum = capacity, minimum
    session.flush()
    announce(RunChanged(offer=_offer_ref(run), run=run.ref, what=what))


def move_run(run: Run, to: RunStatus, *, now: datetime, reason: str | None = None) -> None:
    """Move a locked run to another state. Bare: pricing opens, booking does the rest; no door calls this.

    `reason` (low_numbers, provider, force_majeure) goes with a cancelling and with nothing else.
    """
    rules.check_run_move(run.intake, run.status, to)
    if (to == RunStatus.CANCELLED) != (reason in CANCEL_REASONS):
        raise RuleBroken("catalogue.cancel_reason", field="reason")
    if run.status == RunStatus.PLANNED and to == RunStatus.OPEN:
        _check_for_sale(run)
        rules.check_opening(run.enrol_by, today(now))
    if run.status == RunStatus.CONFIRMED and to == RunStatus.OPEN:
        run.confirmed_at = None  # fell below the minimum; opened_at keeps the first opening
    else:
        setattr(run, _INSTANTS[to], now)
    run.status = to
    run.cancel_reason = reason
    session.flush()
    announce(RunMoved(offer=_offer_ref(run), run=run.ref, to=to.value))


def _check_for_sale(run: Run) -> None:
    its = select(OfferVersion.offer_id).where(OfferVersion.id == run.version_id).scalar_subquery()
    published = exists().where(OfferVersion.offer_id == its, OfferVersion.status == VersionStatus.PUBLISHED)
    if not session.scalar(select(published)):
        raise RuleBroken("catalogue.version_not_published")


def _offer_ref(run: Run) -> str:
    found = session.scalar(
        select(Offer.ref).join(OfferVersion, OfferVersion.offer_id == Offer.id).where(OfferVersion.id == run.version_id)
    )
    if found is None:
        raise NotFound
    return found
