"""What is asked for, counted: gathered in the process, written down in one go.

A search costs a visitor nothing but an addition. A poor answer is written down at once; other counts with the first
search five seconds later, with the hundredth, and when the process stops. A process that is killed loses what it had
gathered since: a few counts of good answers, which change no decision made from months of them. They leave no fact
in the audit trail: nobody's search belongs there, and a fact makes every kept page old.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Table, delete, select, text
from sqlalchemy.dialects import postgresql, sqlite

from marketplace.competences.queries import competences_by_key
from marketplace.foundation.clock import today
from marketplace.foundation.db import on_postgresql, session
from marketplace.organisations.models import Company
from marketplace.search.models import AskedByDay, AskedText
from marketplace.search.rules.noted import TEXTS_LAST, Noted

ROWS = 500  # of one statement

_lock = threading.Lock()
_noted = Noted()


def note_asked(
    *,
    competences: Collection[str],
    region: str,
    company_id: int | None,
    hits: int,
    text: str,
    now: datetime,
    lacking: Collection[str] = (),
) -> bool:
    """Count one search in memory; whether it is time to write down.

    `competences` are the keys understood, `lacking` those no hit covers; `region` is that of the postcode ("" for
    none), `company_id` of a company's desk; `hits` how many offers there are in all.
    """
    with _lock:
        _noted.add(competences, region, company_id, hits, text, now, lacking)
        return _noted.is_due(now)


def take() -> Noted | None:
    """What was gathered, to be written down; None when it is nothing. Whoever takes it writes it or gives it back."""
    global _noted
    with _lock:
        taken, _noted = _noted, Noted()
    return taken if taken.asks else None


def give_back(noted: Noted) -> None:
    """Keep for the next time what could not be written down."""
    with _lock:
        _noted.merge(noted)


def write_down(noted: Noted, now: datetime) -> None:
    """Add what was gathered to the counts of its days. Right however many processes do it at once."""
    ids = {key: one.id for key, one in competences_by_key(noted.competences()).items()}
    companies = {0, *session.scalars(select(Company.id).where(Company.id.in_(noted.companies())))}
    cells = [pair for pair in noted.sorted_cells() if pair[0].competence in ids and pair[0].company_id in companies]
    rows = [
        {
            "day": cell.day,
            "competence_id": ids[cell.competence],
            "region": cell.region,
            "company_id": cell.company_id or None,
            "hits": tally.hits,
            "times": tally.times,
            "poor": tally.poor,
        }
        for cell, tally in cells
    ]
    where = ["day", "competence_id", "region"]
    sums = ["hits", "times", "poor"]
    _add([row for row in rows if row["company_id"] is None], AskedByDay, where, sums, "company_id IS NULL")
    by_company = [row for row in rows if row["company_id"] is not None]
    _add(by_company, AskedByDay, [*where, "company_id"], sums, "company_id IS NOT NULL")
    words = [{"day": day, "text": said, "times": n, "at": now} for (day, said), n in sorted(noted.texts.items())]
    _add(words, AskedText, ["day", "text"], ["times"])


def _add(rows: Sequence[dict[str, Any]], to: Any, same: list[str], sums: list[str], only: str = "") -> None:
    """Insert rows, or add their sums to the rows that stand there already: one statement, so none is counted twice."""
    insert = postgresql.insert if on_postgresql() else sqlite.insert
    table: Table = to.__table__
    for begin in range(0, len(rows), ROWS):
        statement = insert(table).values(list(rows[begin : begin + ROWS]))
        session.execute(
            statement.on_conflict_do_update(
                index_elements=same,
                index_where=text(only) if only else None,
                set_={name: table.c[name] + statement.excluded[name] for name in sums},
            )
        )


def forget_texts(now: datetime) -> int:
    """Remove the words of searches more than 90 days old; how many. Repeating work."""
    gone = session.execute(delete(AskedText).where(AskedText.day < today(now - TEXTS_LAST)))
    return int(getattr(gone, "rowcount", 0))
