"""A process that stops cleanly writes down what it has counted of searches; one that is killed loses only that."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from marketplace.foundation.db import session
from marketplace.search.models import AskedByDay
from tests.factories import within
from tests.factories.competences import make_vocabulary

ROOT = Path(__file__).resolve().parents[2]
PROCESS = """
import sys
from marketplace.app import create_app
from marketplace.config import Config
from marketplace.foundation.clock import now
from marketplace.search.service.noting import note_asked

create_app(Config.from_env())
for _ in range(3):
    note_asked(competences=["klarsprog"], region="", company_id=None, hits=9, text="", now=now())
print("counted", flush=True)
sys.stdin.readline()
"""


@pytest.mark.parametrize(("how", "times"), [("end", 3), ("kill", None)])
def test_a_process_that_ends_writes_its_counts_down(fresh: str, tmp_path: Path, how: str, times: int | None) -> None:
    with within():
        make_vocabulary()
    session.remove()
    settings = {"DATABASE_URL": fresh, "INSTANCE_DIR": str(tmp_path), "DEMO": "1", "LOG_LEVEL": "ERROR"}
    with subprocess.Popen(
        [sys.executable, "-c", PROCESS],
        cwd=ROOT,
        env={**{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}, **settings},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "counted\n"
        if how == "kill":
            process.send_signal(signal.SIGKILL)
        process.communicate("stop\n" if how == "end" else None, timeout=60)
    assert session.scalar(select(func.sum(AskedByDay.times))) == times
