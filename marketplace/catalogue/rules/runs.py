"""What a run states: time, place, room and deadline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from marketplace.catalogue.rules.codes import PARTICIPATIONS, check_choice, check_length
from marketplace.catalogue.rules.states import Intake
from marketplace.foundation.clock import today
from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.texts import Texts

MOST_SEATS = 500
MOST_MEETINGS = 120


@dataclass(frozen=True)
class MeetingFacts:
    """One time a run meets; `place` only where it differs from the run's."""

    starts_at: datetime
    ends_at: datetime
    place: str = ""


@dataclass(frozen=True)
class RunFacts:
    """A run as the institution states it. `enrol_by` holds until the end of that Danish day."""

    capacity: int
    minimum: int
    participation: str
    intake: str = "dated"
    place: str = ""
    postcode: str = ""
    enrol_by: date | None = None
    meetings: tuple[MeetingFacts, ...] = ()
    private_to_ref: str = ""


def first_day(meetings: Sequence[MeetingFacts]) -> date | None:
    """The Copenhagen day of the first meeting."""
    return today(meetings[0].starts_at) if meetings else None


def last_day(meetings: Sequence[MeetingFacts]) -> date | None:
    """The Copenhagen day of the last meeting."""
    return today(meetings[-1].starts_at) if meetings else None


def check_capacity(capacity: int, minimum: int) -> None:
    """1 to 500 seats, and a minimum within them."""
    if not 1 <= capacity <= MOST_SEATS:
        raise RuleBroken("catalogue.capacity_range", field="capacity", max=MOST_SEATS)
    if minimum < 0:
        raise RuleBroken("catalogue.minimum_range", field="minimum")
    if minimum > capacity:
        raise RuleBroken("catalogue.minimum_over_capacity", field="minimum", capacity=capacity)


def check_run(facts: RunFacts) -> None:
    """Refuse a run whose time, place, room or deadline do not fit together."""
    check_choice("intake", facts.intake, tuple(Intake))
    check_choice("participation", facts.participation, PARTICIPATIONS)
    check_capacity(facts.capacity, facts.minimum)
    check_length("place", Texts(facts.place), 160)
    if facts.participation in ("onsite", "blended") and not facts.postcode.strip():
        raise RuleBroken("catalogue.postcode_missing", field="postcode")
    _check_meetings(facts.meetings)
    if facts.intake == Intake.DATED:
        if not facts.meetings:
            raise RuleBroken("catalogue.meetings_missing", field="meetings")
        if facts.enrol_by is None:
            raise RuleBroken("catalogue.enrol_by_missing", field="enrol_by")
    begins = first_day(facts.meetings)
    if facts.intake == Intake.DATED and facts.enrol_by is not None and begins is not None and facts.enrol_by > begins:
        raise RuleBroken("catalogue.enrol_by_after_start", field="enrol_by", start=begins)


def _check_meetings(meetings: Sequence[MeetingFacts]) -> None:
    if len(meetings) > MOST_MEETINGS:
        raise RuleBroken("catalogue.too_many", field="meetings", max=MOST_MEETINGS)
    for no, meeting in enumerate(meetings, start=1):
        check_length("meetings", Texts(meeting.place), 160)
        if meeting.ends_at <= meeting.starts_at:
            raise RuleBroken("catalogue.meeting_ends_before_start", field="meetings", no=no)
        if no > 1 and meeting.starts_at < meetings[no - 2].starts_at:
            raise RuleBroken("catalogue.meetings_out_of_order", field="meetings", no=no)
        if no > 1 and meeting.starts_at < meetings[no - 2].ends_at:
            raise RuleBroken("catalogue.meetings_overlap", field="meetings", no=no)


def check_opening(enrol_by: date | None, on: date) -> None:
    """A run opens for sale only while people can still enrol."""
    if enrol_by is not None and enrol_by < on:
        raise RuleBroken("catalogue.enrol_by_passed", field="enrol_by", day=enrol_by)
