"""The employee's own pages: what I am booked on, where and when, what is next."""

from __future__ import annotations

from flask import g

from marketplace.foundation.words import N_
from marketplace.web.employee import mine
from marketplace.web.shell.guards import Door, desk_guard
from marketplace.web.shell.pages import use_tabs

door = Door("employee", guard=desk_guard("employee"), url_prefix="/mit")

TABS = [
    (N_("Mit overblik"), "employee.overview", "overview seat"),
    (N_("Mine oplysninger"), "account.settings", "settings"),
]
ICONS = ("home", "people")


@door.before_request
def _tabs() -> None:
    use_tabs(TABS)
    g.tabs = [(*tab, icon) for tab, icon in zip(g.tabs, ICONS, strict=True)]


door.add_url_rule("/", endpoint="overview", view_func=mine.overview, methods=["GET"])
door.add_url_rule("/kalender.ics", endpoint="calendar", view_func=mine.calendar, methods=["GET"])
door.add_url_rule("/<ref>", endpoint="seat", view_func=mine.seat, methods=["GET"])
door.add_url_rule("/<ref>/kalender.ics", endpoint="seat_calendar", view_func=mine.seat_calendar, methods=["GET"])
