"""Which department pays: what its budget has left, and whether an approver must say yes first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from marketplace.foundation.actor import Actor
from marketplace.foundation.money import Money
from marketplace.foundation.words import gettext as _
from marketplace.foundation.words import money
from marketplace.organisations.models import Department
from marketplace.spending.queries import weighed_by_department
from marketplace.spending.rules import Weighed


@dataclass(frozen=True, slots=True)
class Paying:
    """The departments to choose between for a purchase, in words, and for how many of them it waits."""

    choices: list[tuple[str, str]]
    some_wait: bool
    all_wait: bool


def paying(who: Actor, amount: Money, now: datetime) -> Paying:
    """No department, and the company's own by name, as choices for a purchase of at most an amount; 3 statements."""
    *departments, none = weighed_by_department(who, amount, now)
    met = [none, *departments]
    waits = [meets.waits for _one, meets in met]
    return Paying([(one.ref if one else "", _said(one, meets)) for one, meets in met], any(waits), all(waits))


def _said(department: Department | None, meets: Weighed) -> str:
    name = department.name if department else _("Ingen afdeling")
    if department and department.cost_centre:
        name = f"{name} ({department.cost_centre})"
    if meets.left is not None:
        name = _("%(name)s: %(left)s tilbage", name=name, left=money(meets.left))
    return _("%(name)s, skal godkendes", name=name) if meets.waits else name
