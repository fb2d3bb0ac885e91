"""Starting a server for a measurement, and reading from the kernel what it used."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.live_server import ROOT, free_port

TICKS = os.sysconf("SC_CLK_TCK")
START_SECONDS = 30


@dataclass(frozen=True)
class Shape:
    """Processes and threads of gunicorn."""

    workers: int
    threads: int

    def __str__(self) -> str:
        """As the report names it."""
        return f"{self.workers} × {self.threads}"


@dataclass(frozen=True)
class Served:
    """A running server."""

    pid: int
    port: int

    def cpu_s(self) -> float:
        """Processor seconds that its processes have used so far, in and below the program."""
        return sum(_cpu_ticks(pid) for pid in _tree(self.pid)) / TICKS

    def peak_mb(self) -> float:
        """The most memory that its processes ever held, added up, in MB."""
        return sum(_peak_kb(pid) for pid in _tree(self.pid)) / 1024


@contextmanager
def serving(target: str, shape: Shape, env: dict[str, str]) -> Iterator[Served]:
    """Gunicorn with this app while the block runs."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", target, "--bind", f"127.0.0.1:{port}"]
    command += ["--worker-class", "gthread", "--no-control-socket", "--log-level", "warning"]
    command += ["--workers", str(shape.workers), "--threads", str(shape.threads)]
    process = subprocess.Popen(command, cwd=ROOT, env=env, start_new_session=True)
    try:
        _wait_for(port, process)
        yield Served(process.pid, port)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=20)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
                return
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def _tree(root: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue  # it ended while we looked
        children.setdefault(parent, []).append(int(folder.name))
    found = [root]
    for pid in found:
        found.extend(children.get(pid, []))
    return found


def _cpu_ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _peak_kb(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1])
    return 0
