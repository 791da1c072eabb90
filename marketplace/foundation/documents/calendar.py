"""Calendars (iCalendar, RFC 5545) for meetings people must come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from icalendar import Calendar, Event


@dataclass(frozen=True, slots=True)
class Entry:
    """One meeting: `uid` is stable, so that a changed meeting replaces the old one in a calendar."""

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str = ""
    text: str = ""
    url: str = ""
    changed_at: datetime | None = None
    cancelled: bool = False


def to_ics(entries: Sequence[Entry], *, name: str, now: datetime) -> bytes:
    """The entries as one .ics file in UTC times."""
    calendar = Calendar()
    calendar.add("prodid", "-//Kompetencetorvet//DA")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for entry in entries:
        event = Event()
        event.add("uid", entry.uid)
        event.add("summary", entry.title)
        event.add("dtstart", entry.starts_at)
        event.add("dtend", entry.ends_at)
        event.add("dtstamp", entry.changed_at or now)
        if entry.place:
            event.add("location", entry.place)
        if entry.text:
            event.add("description", entry.text)
        if entry.url:
            event.add("url", entry.url)
        event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content
