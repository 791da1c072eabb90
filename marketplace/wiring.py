"""Who listens to whom: the one page to read. Rooms listen to rooms below them only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from types import ModuleType

from marketplace.accounts import models as accounts_models
from marketplace.accounts.events import NewPasswordAsked
from marketplace.accounts.service import sweep_attempts
from marketplace.booking import models as booking_models
from marketplace.booking.events import BookingPlaced, SeatNamed, SeatUnnamed
from marketplace.booking.service.paying import BILL_MODULES, ask_for_module_bills, bill_modules
from marketplace.booking.service.sweeping import release_lapsed_holds
from marketplace.catalogue import models as catalogue_models
from marketplace.catalogue.events import RunChanged, RunMoved
from marketplace.competences import models as competences_models
from marketplace.foundation import db, errands, events
from marketplace.foundation.clock import end_of_day, today
from marketplace.foundation.errands import Outside, Task
from marketplace.foundation.events import Event, Listener
from marketplace.geography import models as geography_models
from marketplace.needs import models as needs_models
from marketplace.needs import service as needs
from marketplace.notices import listeners as notices
from marketplace.notices import models as notices_models
from marketplace.notices.service import HAND_OVER, HANDING_OVER
from marketplace.organisations import models as organisations_models
from marketplace.organisations.events import PersonInvited
from marketplace.organisations.service.employing import END_ROLES, end_roles
from marketplace.payments import models as payments_models
from marketplace.pricing import models as pricing_models
from marketplace.pricing.service.billing import BILL, ask_for_bills, bill_all_periods
from marketplace.search import models as search_models
from marketplace.search.events import WatchFound
from marketplace.search.service import growing, noting, watching
from marketplace.spending import models as spending_models
from marketplace.spending.events import ApprovalAsked, ApprovalEnded

# Every room that keeps tables: importing this page makes them known to migrations and tests.
MODELS: tuple[ModuleType, ...] = (
    accounts_models,
    booking_models,
    catalogue_models,
    competences_models,
    geography_models,
    needs_models,
    notices_models,
    organisations_models,
    payments_models,
    pricing_models,
    search_models,
    spending_models,
)

# In the same transaction as the fact, in this order.
AT_ONCE: dict[type[Event], Sequence[Listener]] = {}

# After commit, one errand each: at least once, retried, kept on the dead list when given up.
AFTERWARDS: dict[type[Event], Sequence[Listener]] = {
    PersonInvited: [notices.on_person_invited],
    NewPasswordAsked: [notices.on_new_password_asked],
    BookingPlaced: [notices.on_booking_placed],
    SeatNamed: [notices.on_seat_named],
    SeatUnnamed: [notices.on_seat_unnamed],
    RunChanged: [notices.on_run_changed],
    RunMoved: [notices.on_run_moved],
    WatchFound: [notices.on_watch_found],
    ApprovalAsked: [notices.on_approval_asked],
    ApprovalEnded: [notices.on_approval_ended],
}


def _release_holds(_ref: str, now: datetime) -> None:
    release_lapsed_holds(now)


def _forget_attempts(_ref: str, now: datetime) -> None:
    sweep_attempts(now)


def _sweep_errands(_ref: str, now: datetime) -> None:
    errands.sweep_done(now)


def _learn_sizes(_ref: str, _now: datetime) -> None:
    db.learn_sizes()


def _look_again(_ref: str, now: datetime) -> None:
    watching.look_again(now)


def _forget_asked_texts(_ref: str, now: datetime) -> None:
    noting.forget_texts(now)


def _forget_dropped_needs(_ref: str, now: datetime) -> None:
    needs.forget_dropped(now)


def _ask_for_invoices(_ref: str, now: datetime) -> None:
    ask_for_bills(now)
    ask_for_module_bills(_month_began(now), now)


def _bill_modules(ref: str, now: datetime) -> None:
    bill_modules(ref, _month_began(now), now=now)


def _month_began(now: datetime) -> datetime:
    return end_of_day(today(now).replace(day=1) - timedelta(days=1))


# What errands with a date, and repeating ones, are called.
TASKS: dict[str, Task | Outside] = {
    HAND_OVER: HANDING_OVER,
    END_ROLES: end_roles,
    "booking.release_lapsed_holds": _release_holds,
    "accounts.forget_attempts": _forget_attempts,
    "errands.sweep_done": _sweep_errands,
    "errands.learn_sizes": _learn_sizes,
    watching.LOOK: watching.LOOKING,
    growing.GROW: growing.GROWING,
    "search.look_again": _look_again,
    "search.forget_texts": _forget_asked_texts,
    "needs.forget_dropped": _forget_dropped_needs,
    "pricing.ask_for_invoices": _ask_for_invoices,
    BILL: bill_all_periods,
    BILL_MODULES: _bill_modules,
}
REPEATING: dict[str, timedelta] = {
    "booking.release_lapsed_holds": timedelta(minutes=1),
    "accounts.forget_attempts": timedelta(hours=1),
    "errands.sweep_done": timedelta(days=1),
    "errands.learn_sizes": timedelta(hours=1),
    growing.GROW: timedelta(days=1),
    "search.look_again": timedelta(minutes=1),
    "search.forget_texts": timedelta(days=1),
    "needs.forget_dropped": timedelta(days=1),
    "pricing.ask_for_invoices": timedelta(days=1),
}


def wire() -> None:
    """Put the wiring in place; safe to call again."""
    events.use(AT_ONCE, AFTERWARDS, errands.write_for_event)
    errands.use(TASKS, REPEATING)
