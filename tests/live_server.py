"""The real server and its worker as processes, for tests that pull the plug and put it back in."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEMO_PASSWORD = "demo-password-for-tests"
START_SECONDS = 30


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment(data_dir: Path, port: int, database_url: str = "") -> dict[str, str]:
    """What one demo installation gets from outside; nothing of the developer's own settings."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    if database_url:
        kept["DATABASE_URL"] = database_url
    return kept | {
        "MODE": "demo",
        "DATA_DIR": str(data_dir),
        "PORT": str(port),
        "DEMO_PASSWORD": DEMO_PASSWORD,
        "BACKUP_HOUR": "off",  # at its hour it would add leaves that no test expects
    }


def prepare(data_dir: Path, database_url: str = "") -> None:
    """A migrated installation with demo data: what `make run` does before it serves."""
    for command in (["storage", "prepare"], ["db", "upgrade"], ["demo", "seed"]):
        done = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", *command],
            cwd=ROOT,
            env=environment(data_dir, 8000, database_url),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"flask {' '.join(command)} failed:\n{done.stderr}"


class LiveServer:
    """Gunicorn and the worker on one port and one DATA_DIR, to be killed and started again."""

    def __init__(self, data_dir: Path, database_url: str = "") -> None:
        """Serve an installation that `prepare` made; SQLite unless a database is named."""
        self.data_dir = data_dir
        self.database_url = database_url
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = data_dir.parent / "server.log"
        self._processes: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        """Start both processes; returns when /healthz answers."""
        web = ["gunicorn", "wsgi:app", "--bind", f"127.0.0.1:{self.port}", "--no-control-socket"]
        web += ["--worker-class", "gthread", "--workers", "1", "--threads", "8"]
        worker = ["huey.bin.huey_consumer", "wsgi.huey", "-k", "thread", "-q"]
        with self.log.open("ab") as log:
            for command in (web, worker):
                self._processes.append(
                    subprocess.Popen(
                        [sys.executable, "-m", *command],
                        cwd=ROOT,
                        env=environment(self.data_dir, self.port, self.database_url),
                        stdout=log,
                        stderr=log,
                        # A group of its own, so that a kill reaches gunicorn's children too.
                        start_new_session=True,
                    )
                )
        self._wait_until_it_answers()

    def stop(self, how: signal.Signals = signal.SIGKILL) -> None:
        """End both: SIGKILL is a power cut, SIGTERM an orderly stop."""
        for process in self._processes:
            if process.poll() is None:
                os.killpg(process.pid, how)
            process.wait(timeout=20)
        self._processes.clear()

    def answers(self) -> bool:
        """Whether anybody answers at /healthz."""
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as response:  # noqa: S310 (our own http address)
                return bool(response.status == 200)
        except OSError:
            return False

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self.answers():
            dead = [process.args for process in self._processes if process.poll() is not None]
            if dead or time.monotonic() > deadline:
                self.stop()
                raise AssertionError(f"no server at {self.url}, ended {dead}:\n{self.tail()}")
            time.sleep(0.1)

    def tail(self) -> str:
        """The end of what both processes said."""
        return self.log.read_text(errors="replace")[-4000:] if self.log.exists() else ""


def copy_of(prepared: Path, folder: Path) -> Path:
    """A private copy of a prepared installation, in milliseconds."""
    return Path(shutil.copytree(prepared, folder / "data"))
