"""What notices hears. Each runs as an errand after commit; telling twice for one cause is the same as once."""

from __future__ import annotations

from datetime import datetime

from marketplace.accounts.events import NewPasswordAsked
from marketplace.booking.events import BookingPlaced, SeatNamed, SeatUnnamed
from marketplace.catalogue.events import RunChanged, RunMoved
from marketplace.notices import service
from marketplace.notices.rules import Kind, is_felt
from marketplace.organisations.events import PersonInvited
from marketplace.search.events import WatchFound
from marketplace.spending.events import ApprovalAsked, ApprovalEnded


def on_person_invited(event: PersonInvited, now: datetime) -> None:
    """An invitation by mail becomes a mail; a printed code does not."""
    if event.by_mail:
        service.tell_invited(event.invitation, now=now)


def on_new_password_asked(event: NewPasswordAsked, now: datetime) -> None:
    """A link for choosing a password is mailed."""
    service.tell_new_password(event.person, event.counter, now=now)


def on_booking_placed(event: BookingPlaced, now: datetime) -> None:
    """Buyer and seller are told."""
    service.tell_booking_placed(event.booking, now=now)


def on_seat_named(event: SeatNamed, now: datetime) -> None:
    """The person is told where and when."""
    service.tell_seat(event.seat, event.person, named=True, now=now)


def on_seat_unnamed(event: SeatUnnamed, now: datetime) -> None:
    """The person is told that they need not come."""
    service.tell_seat(event.seat, event.person, named=False, now=now)


def on_run_changed(event: RunChanged, now: datetime) -> None:
    """Everybody on the run is told the new time or place."""
    if is_felt(event.what):
        service.tell_run(event.run, Kind.RUN_CHANGED, f"{event.run}:{now.isoformat()}", now=now)


def on_run_moved(event: RunMoved, now: datetime) -> None:
    """Everybody on the run is told that it will go ahead."""
    if event.to == "confirmed":
        service.tell_run(event.run, Kind.RUN_CONFIRMED, event.run, now=now)


def on_watch_found(event: WatchFound, now: datetime) -> None:
    """Who saved the search is told of the new offers."""
    service.tell_watch(event.watch, event.telling, now=now)


def on_approval_asked(event: ApprovalAsked, now: datetime) -> None:
    """The company's approvers are told."""
    service.tell_approvers(event.approval, now=now)


def on_approval_ended(event: ApprovalEnded, now: datetime) -> None:
    """Who asked is told of a no; a yes is told with the booking that it made."""
    if event.to != "approved":
        service.tell_not_approved(event.approval, now=now)
