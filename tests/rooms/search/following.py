"""A follower in a process of its own, to be killed: `python -m tests.rooms.search.following URL FOLDER ENGINE DAY`."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

from marketplace import wiring
from marketplace.foundation import clock
from marketplace.foundation import db as database
from marketplace.search import gateway
from marketplace.search.service import follow


def main() -> None:
    """Follow the facts without end; a line for each turn, so that whoever started it knows how far it is."""
    url, folder, engine, at = sys.argv[1:]
    now = datetime.fromisoformat(at)
    clock.set_clock(lambda: now)
    wiring.wire()
    database.use(database.connect(url))
    gateway.use(Path(folder), engine)
    while True:
        written = follow(now)
        database.session.remove()
        sys.stdout.write(f"{written}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
