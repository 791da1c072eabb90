"""A demo market of one's own: made once per run, then served to each worker from a copy."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FLASK = [sys.executable, "-m", "flask", "--app", "wsgi"]
SEED_SECONDS = 900  # under a minute on a machine of its own
START_TURNS = 600  # of a tenth of a second


@dataclass(frozen=True)
class SignIn:
    """A demo person who can sign in."""

    email: str
    password: str


@dataclass(frozen=True)
class Market:
    """A served demo market."""

    url: str
    folder: Path
    people: dict[str, SignIn]

    def letters(self, to: str) -> list[str]:
        """The texts of the mails to an address, newest first."""
        files = sorted((self.folder / "outbox").glob("*.eml"), key=lambda file: file.stat().st_mtime_ns, reverse=True)
        read = [message_from_bytes(file.read_bytes(), policy=default) for file in files]
        bodies = [(str(letter["To"]), letter.get_body(("plain",))) for letter in read]
        return [body.get_content() for address, body in bodies if to in address and body]


def _environment(folder: Path, port: int = 8000) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")}
    return {
        **kept,
        "DEMO": "1",
        "INSTANCE_DIR": str(folder),
        "PORT": str(port),
        "LOG_LEVEL": "WARNING",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def seeded(shared: Path) -> Path:
    """The folder of a demo market that stands at today, made by whoever comes first."""
    whole = shared / "market"
    with (shared / "market.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not whole.exists():
            making = shared / "market.part"
            shutil.rmtree(making, ignore_errors=True)
            for command in (
                [sys.executable, "-m", "alembic", "upgrade", "head"],
                [*FLASK, "seed", "reference"],
                [*FLASK, "seed", "demo"],
            ):
                done = subprocess.run(
                    command,
                    cwd=ROOT,
                    env=_environment(making),
                    capture_output=True,
                    text=True,
                    timeout=SEED_SECONDS,
                    check=False,
                )
                assert done.returncode == 0, f"{' '.join(command[2:])}\n{done.stdout}\n{done.stderr}"
            making.rename(whole)
    return whole


@contextmanager
def served(folder: Path) -> Iterator[Market]:
    """The market in a folder behind gunicorn, as `make run` serves it; its log must stay free of errors."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    arguments = [
        *("--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", "4"),
        *("--limit-request-line", "0", "--no-control-socket", "wsgi:app"),
    ]
    log = folder / "server.log"
    with log.open("w") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", *arguments],
            cwd=ROOT,
            env=_environment(folder, port),
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        assert _answers(f"{url}/robots.txt", server), f"the market was not served:\n{log.read_text()}"
        listed = json.loads((folder / "demo_sign_ins.json").read_text())
        yield Market(url, folder, {one["role"]: SignIn(one["email"], one["password"]) for one in listed})
    finally:
        server.terminate()
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
    faults = [line for line in log.read_text().splitlines() if '"ERROR"' in line or line.startswith("Traceback")]
    assert not faults, "\n".join(faults)


def _answers(url: str, server: subprocess.Popen[bytes]) -> bool:
    for _turn in range(START_TURNS):
        try:
            with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310 (our own loopback address)
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError):
            try:
                server.wait(0.1)
            except subprocess.TimeoutExpired:
                continue
            return False
    return False
