"""Saved searches: their states, how often they are looked for again, and their limits. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from marketplace.foundation.errors import Conflict, RuleBroken
from marketplace.search.rules.addresses import Arguments, which

TITLE_MAX = 120
MOST_WATCHES = 50  # of one company
MOST_HITS = 2_000  # of a search that can be saved: above, hardly any new offer is news
LOOK_MOST = 10_000  # hits read at a look
LINK_LASTS = timedelta(days=3650)  # the link that stops a search works for as long as its mails may lie about


class WatchStatus(StrEnum):
    ACTIVE = "active"
    STOPPED = "stopped"


MOVES: Mapping[WatchStatus, frozenset[WatchStatus]] = {
    WatchStatus.ACTIVE: frozenset({WatchStatus.STOPPED}),
    WatchStatus.STOPPED: frozenset({WatchStatus.ACTIVE}),
}


class Every(StrEnum):
    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"


# How long after a look the next one is due. "At once" is within a quarter of an hour of the offer being shown.
PACE: Mapping[Every, timedelta] = {
    Every.AT_ONCE: timedelta(minutes=15),
    Every.DAILY: timedelta(days=1),
    Every.WEEKLY: timedelta(days=7),
}


def check_move(now: str, to: WatchStatus) -> None:
    """Refuse a move that the table does not list."""
    if to not in MOVES[WatchStatus(now)]:
        raise Conflict("search.watch_move", now=now, to=to.value)


def check_title(title: str) -> str:
    """The title without the spaces around it; RuleBroken when there is none or it is too long."""
    clean = " ".join(title.split())
    if not clean:
        raise RuleBroken("search.watch_untitled", field="title")
    if len(clean) > TITLE_MAX:
        raise RuleBroken("search.watch_title_long", field="title", most=TITLE_MAX)
    return clean


def read_every(code: str) -> Every:
    """How often; RuleBroken for a code that is none."""
    try:
        return Every(code)
    except ValueError:
        raise RuleBroken("search.watch_every", field="every") from None


def check_room(saved: int) -> None:
    """Refuse a search more than a company may keep."""
    if saved >= MOST_WATCHES:
        raise RuleBroken("search.too_many_watches", most=MOST_WATCHES)


def check_narrow(hits: int) -> None:
    """Refuse a search so wide that its mails would say nothing."""
    if hits > MOST_HITS:
        raise RuleBroken("search.watch_too_wide", hits=hits, most=MOST_HITS)


def mark_of(arguments: Arguments, language: str) -> str:
    """64 hex digits: the same for two addresses that find the same offers."""
    return hashlib.sha256(f"{language}?{which(arguments)}".encode()).hexdigest()


def next_look(every: str, now: datetime) -> datetime:
    """When a search looked for now is due again."""
    return now + PACE[Every(every)]
