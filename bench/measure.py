"""Measuring side by side: gunicorn workers' CPU per request, interleaved, in rounds; medians and one table."""

from __future__ import annotations

import json
import os
import platform
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """A gunicorn with one worker on a port of the loopback."""

    port: int
    master: int

    def workers(self) -> list[int]:
        """The worker processes."""
        children = Path(f"/proc/{self.master}/task/{self.master}/children").read_text().split()
        return [int(child) for child in children]

    def cpu(self) -> float:
        """User and system seconds of the workers so far."""
        total = 0
        for pid in self.workers():
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            total += int(fields[11]) + int(fields[12])
        return total / TICK


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(app: str, env: Mapping[str, str] | None = None) -> Iterator[Server]:
    """Serve an app with one sync worker until the block ends."""
    port = _free_port()
    process = subprocess.Popen(
        [str(Path(sys.executable).parent / "gunicorn"), "--bind", f"127.0.0.1:{port}", "--workers", "1",
         "--no-control-socket", "--log-level", "error", app],
        cwd=ROOT,
        env={**os.environ, **(env or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        until = time.monotonic() + 30
        while True:
            try:
                with socket.create_connection(("127.0.0.1", port), timeout=1):
                    break
            except OSError:
                if time.monotonic() > until or process.poll() is not None:
                    raise RuntimeError(f"{app} did not start") from None
                time.sleep(0.1)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(20)


def ask(server: Server, path: str, times: int, headers: Mapping[str, str] | None = None) -> tuple[float, float, int]:
    """Ask for a page so many times: CPU and wall milliseconds per request, and its size in bytes."""
    before, began, size = server.cpu(), time.perf_counter(), 0
    for _ in range(times):
        connection = HTTPConnection("127.0.0.1", server.port, timeout=30)
        connection.request("GET", path, headers=dict(headers or {}))
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status}")
        size = len(body)
    wall = (time.perf_counter() - began) * 1000 / times
    return (server.cpu() - before) * 1000 / times, wall, size


def machine() -> str:
    """What the figures were measured on."""
    model = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.machine(),
    )
    return f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}"


def median(values: list[float]) -> float:
    """The middle one."""
    return statistics.median(values)


def report(bench: str, results: list[dict[str, object]]) -> int:
    """Print the table, and with --json one object as the last line; 1 when an aim was missed."""
    print(f"{bench}: {machine()}")
    for row in results:
        aim = f"aim {row['aim']}" if row.get("aim") else ""
        met = {True: "met", False: "MISSED", None: ""}[row.get("met")]  # type: ignore[index]
        print(f"  {row['case']:<44} {row['size']!s:<26} {row['value']:>9.2f} {row['unit']:<6} {aim:<12} {met}")
    if "--json" in sys.argv:
        print(json.dumps({"bench": bench, "machine": machine(), "results": results}, ensure_ascii=False))
    return 0
