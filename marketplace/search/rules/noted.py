"""What is kept of a search, and what is left out: counts by competence, and the words of poor searches. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from marketplace.foundation.clock import today

POOR_HITS = 3  # fewer offers than this is a poor answer
FLUSH_AFTER = timedelta(seconds=5)
FLUSH_ASKS = 100
FEWEST_COMPANIES = 5  # a statistic made from companies' searches is never shown under so many
KEPT_TEXT = 400  # signs kept of the words of a poor search
TEXTS_LAST = timedelta(days=90)

# What may point at a person: mail and web addresses, street addresses, numbers of six digits and more
# (telephone, CPR, CVR, account), however they are spaced.
_LEFT_OUT = re.compile(
    r"(?<!\S)[^\s@]*@\S*"
    r"|\b(?:https?://|www\.)\S+"
    r"|\b\w*(?:gade|vej|allé|alle|stræde|vænget|boulevard)\s+\d+\w?\b"
    r"|\+?\d(?:[\s./-]{0,2}\d){5,}",
    re.IGNORECASE,
)
# Programs that say what they are. Their searches are nobody's need.
_ROBOT = re.compile(r"bot\b|crawl|spider|slurp|fetch|monitor|curl|wget|python|headless|preview", re.IGNORECASE)


def is_counted(desk: str, agent: str, page: int) -> bool:
    """Whether a search is somebody's need: not that of a program, of sellers or operator, and not its second page.

    `agent` is the User-Agent as sent: programs that say nothing or name themselves are left out, others count.
    """
    return desk not in ("institution", "operator") and page == 1 and bool(agent) and not _ROBOT.search(agent)


def kept_text(text: str) -> str:
    """The words of a search without what may point at a person, shortened; "" when nothing is left."""
    printed = re.sub(r"[\x00-\x1f\x7f]", " ", text[: 4 * KEPT_TEXT])
    clean = " ".join(_LEFT_OUT.sub(" … ", printed).split())[:KEPT_TEXT].strip()
    return clean if re.search(r"[^\W\d_]", clean) else ""


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """Where an ask is counted. `company_id` is 0 for somebody who has not signed in."""

    day: date
    competence: str
    region: str
    company_id: int


@dataclass(slots=True)
class Tally:
    """The sums of one cell."""

    hits: int = 0
    times: int = 0
    poor: int = 0


@dataclass(slots=True)
class Noted:
    """What was asked since the last flush: counts, and words of poor searches by day."""

    cells: dict[Cell, Tally] = field(default_factory=dict)
    texts: dict[tuple[date, str], int] = field(default_factory=dict)
    asks: int = 0
    poor: bool = False
    since: datetime | None = None

    def add(
        self,
        competences: Collection[str],
        region: str,
        company_id: int | None,
        hits: int,
        text: str,
        now: datetime,
        lacking: Collection[str] = (),
    ) -> None:
        """Count one search; `lacking` are those of its competences that none of the hits covers."""
        day, poor = today(now), hits < POOR_HITS
        for competence in set(competences):
            tally = self.cells.setdefault(Cell(day, competence, region, company_id or 0), Tally())
            tally.hits += 0 if competence in lacking else hits
            tally.times += 1
            tally.poor += poor or competence in lacking
        if poor and (kept := kept_text(text)):
            self.texts[day, kept] = self.texts.get((day, kept), 0) + 1
        self.asks += 1
        self.poor = self.poor or poor
        self.since = self.since or now

    def is_due(self, now: datetime) -> bool:
        """Whether it is time to write it down: at once for a poor answer, else after a while or a hundred."""
        if self.since is None:
            return False
        return self.poor or self.asks >= FLUSH_ASKS or now - self.since >= FLUSH_AFTER

    def merge(self, other: Noted) -> None:
        """Take in what could not be written down."""
        for cell, tally in other.cells.items():
            mine = self.cells.setdefault(cell, Tally())
            mine.hits, mine.times, mine.poor = (
                mine.hits + tally.hits,
                mine.times + tally.times,
                mine.poor + tally.poor,
            )
        for key, times in other.texts.items():
            self.texts[key] = self.texts.get(key, 0) + times
        self.asks += other.asks
        self.since = min((since for since in (self.since, other.since) if since), default=None)

    def sorted_cells(self) -> Iterator[tuple[Cell, Tally]]:
        """The cells in one order, so that two processes that write them never wait for each other in a circle."""
        return iter(sorted(self.cells.items()))

    def competences(self) -> set[str]:
        """The keys that were asked for."""
        return {cell.competence for cell in self.cells}

    def companies(self) -> set[int]:
        """The companies that asked."""
        return {cell.company_id for cell in self.cells} - {0}
