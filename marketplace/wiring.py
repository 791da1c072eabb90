"""Who listens to whom: the one page to read. Rooms listen to rooms below them only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from types import ModuleType

from marketplace.accounts import models as accounts_models
from marketplace.booking import models as booking_models
from marketplace.catalogue import models as catalogue_models
from marketplace.competences import models as competences_models
from marketplace.foundation import errands, events
from marketplace.foundation.errands import Outside, Task
from marketplace.foundation.events import Event, Listener
from marketplace.geography import models as geography_models
from marketplace.notices import models as notices_models
from marketplace.organisations import models as organisations_models
from marketplace.payments import models as payments_models
from marketplace.pricing import models as pricing_models

# Every room that keeps tables: importing this page makes them known to migrations and tests.
MODELS: tuple[ModuleType, ...] = (
    accounts_models,
    booking_models,
    catalogue_models,
    competences_models,
    geography_models,
    notices_models,
    organisations_models,
    payments_models,
    pricing_models,
)

# In the same transaction as the fact, in this order.
AT_ONCE: dict[type[Event], Sequence[Listener]] = {}

# After commit, one errand each: at least once, retried, kept on the dead list when given up.
AFTERWARDS: dict[type[Event], Sequence[Listener]] = {}

# What errands with a date, and repeating ones, are called.
TASKS: dict[str, Task | Outside] = {}
REPEATING: dict[str, timedelta] = {}


def wire() -> None:
    """Put the wiring in place; safe to call again."""
    events.use(AT_ONCE, AFTERWARDS, errands.write_for_event)
    errands.use(TASKS, REPEATING)
