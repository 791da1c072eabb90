"""States of versions and runs, and the moves between them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from marketplace.foundation.errors import Conflict


class VersionStatus(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    PUBLISHED = "published"
    SUSPENDED = "suspended"
    RETIRED = "retired"


VERSION_MOVES: Mapping[VersionStatus, frozenset[VersionStatus]] = {
    VersionStatus.DRAFT: frozenset({VersionStatus.IN_REVIEW}),
    VersionStatus.IN_REVIEW: frozenset({VersionStatus.APPROVED, VersionStatus.DRAFT}),
    VersionStatus.APPROVED: frozenset({VersionStatus.PUBLISHED, VersionStatus.DRAFT}),
    VersionStatus.PUBLISHED: frozenset({VersionStatus.SUSPENDED, VersionStatus.RETIRED}),
    VersionStatus.SUSPENDED: frozenset({VersionStatus.PUBLISHED}),
    VersionStatus.RETIRED: frozenset(),
}


class RunStatus(StrEnum):
    PLANNED = "planned"
    OPEN = "open"
    CONFIRMED = "confirmed"
    RUNNING = "running"
    COMPLETED = "completed"
    GRADED = "graded"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Intake(StrEnum):
    DATED = "dated"
    CONTINUOUS = "continuous"


_DATED_MOVES: Mapping[RunStatus, frozenset[RunStatus]] = {
    RunStatus.PLANNED: frozenset({RunStatus.OPEN, RunStatus.CANCELLED}),
    RunStatus.OPEN: frozenset({RunStatus.CONFIRMED, RunStatus.CANCELLED}),
    RunStatus.CONFIRMED: frozenset({RunStatus.OPEN, RunStatus.RUNNING, RunStatus.CANCELLED}),
    RunStatus.RUNNING: frozenset({RunStatus.COMPLETED, RunStatus.CANCELLED}),
    RunStatus.COMPLETED: frozenset({RunStatus.GRADED}),
    RunStatus.GRADED: frozenset({RunStatus.CLOSED}),
    RunStatus.CLOSED: frozenset(),
    RunStatus.CANCELLED: frozenset(),
}
_CONTINUOUS_MOVES: Mapping[RunStatus, frozenset[RunStatus]] = {
    **{status: frozenset() for status in RunStatus},
    RunStatus.PLANNED: frozenset({RunStatus.OPEN, RunStatus.CANCELLED}),
    RunStatus.OPEN: frozenset({RunStatus.CLOSED, RunStatus.CANCELLED}),
}
RUN_MOVES: Mapping[Intake, Mapping[RunStatus, frozenset[RunStatus]]] = {
    Intake.DATED: _DATED_MOVES,
    Intake.CONTINUOUS: _CONTINUOUS_MOVES,
}
BOOKABLE = frozenset({RunStatus.OPEN, RunStatus.CONFIRMED})
RUN_OVER = frozenset({RunStatus.COMPLETED, RunStatus.GRADED, RunStatus.CLOSED, RunStatus.CANCELLED})


def check_version_move(now: str, to: VersionStatus) -> None:
    """Refuse a move of a version that the table does not list."""
    if to not in VERSION_MOVES[VersionStatus(now)]:
        raise Conflict("catalogue.version_move", now=now, to=to.value)


def check_run_move(intake: str, now: str, to: RunStatus) -> None:
    """Refuse a move of a run that the table of its intake does not list."""
    if to not in RUN_MOVES[Intake(intake)][RunStatus(now)]:
        raise Conflict("catalogue.run_move", now=now, to=to.value)
