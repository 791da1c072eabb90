"""A market of its own for a measurement: made by the commands, then asked in this process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.measure import ROOT
from marketplace import wiring
from marketplace.foundation.db import connect, use
from marketplace.search import gateway

SHARED = ROOT.parent / "shared" / "data"
BIN = Path(sys.executable).parent


def make(folder: Path, *commands: Sequence[str], engine: str = "whoosh") -> None:
    """Fill an empty folder with a market: migrated, with the reference tables, then as the commands say."""
    env = {
        "DEMO": "1",
        "INSTANCE_DIR": str(folder),
        "LOG_LEVEL": "WARNING",
        "SEARCH_ENGINE": engine,
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
    }
    flask = [str(BIN / "flask"), "--app", "wsgi"]
    for command in (
        [str(BIN / "alembic"), "upgrade", "head"],
        [*flask, "seed", "reference"],
        *([*flask, *command] for command in commands),
        [*flask, "search", "rebuild"],
    ):
        subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)


def open_market(folder: Path, engine: str = "whoosh") -> None:
    """Ask this market from now on. One market a process: what is understood is kept for one vocabulary."""
    wiring.wire()
    use(connect(f"sqlite:///{folder}/market.db"))
    gateway.use(folder / "search", engine)
