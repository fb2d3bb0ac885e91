"""A real server behind the fault proxy, and phones that are enrolled with it."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.core.ids import uuid7
from tests.campaign.faultproxy import FaultProxy
from tests.campaign.node import command
from tests.live_server import DEMO_PASSWORD, ROOT, LiveServer, environment, prepare

OFFICERS = ("officer1", "officer2")


class WebServer(LiveServer):
    """The web server alone: derivatives, which the worker makes, are no evidence."""

    def start(self) -> None:
        """Start gunicorn as `scripts/serve.sh` does; returns when it answers."""
        command = ["gunicorn", "wsgi:app", "--bind", f"127.0.0.1:{self.port}", "--log-level"]
        command += ["error", "--no-control-socket", "--worker-class", "gthread"]
        with self.log.open("ab") as log:
            self._processes.append(
                subprocess.Popen(
                    [sys.executable, "-m", *command, "--workers", "1", "--threads", "8"],
                    cwd=ROOT,
                    env=environment(self.data_dir, self.port),
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
            )
        self._wait_until_it_answers()


class Wired:
    """One installation, its server and its proxy."""

    def __init__(self, folder: Path) -> None:
        """Make the installation in an empty folder and serve it."""
        self.data_dir = folder / "data"
        prepare(self.data_dir)
        self.server = WebServer(self.data_dir)
        self.server.start()
        self.kills = 0
        self._starting = threading.Lock()
        self.proxy = FaultProxy(self.server.port, self.cut_power)
        self.proxy.start()
        self._cookies = {name: self._sign_in(name) for name in OFFICERS}

    def close(self) -> None:
        """End everything that was started."""
        self.proxy.stop()
        self.server.stop()

    def cut_power(self) -> None:
        """Kill the server without a word, and start it again; one at a time."""
        if not self._starting.acquire(blocking=False):
            return
        try:
            self.kills += 1
            self.server.stop(signal.SIGKILL)
            self.server.start()
        finally:
            self._starting.release()

    def plan(self, seed: int, *, kills: bool = False, cuts: bool = False) -> dict[str, Any]:
        """A schedule for a phone of its own, enrolled by one of the officers."""
        device_id = uuid7()
        cookie = self._cookies[OFFICERS[seed % len(OFFICERS)]]
        _, enrolled = self._post("/devices", {"device_id": device_id, "label": "wire"}, cookie)
        kept = {name: enrolled[name] for name in ("ticket", "server_key", "person")}
        return {"seed": seed, "device_id": device_id, "kills": kills, "cuts": cuts, **kept}

    def _sign_in(self, username: str) -> str:
        credentials = {"username": username, "password": DEMO_PASSWORD}
        cookie, _ = self._post("/session", credentials, "")
        return cookie.partition(";")[0]

    def _post(self, path: str, value: object, cookie: str) -> tuple[str, Any]:
        request = urllib.request.Request(  # noqa: S310 (our own http address)
            f"{self.server.url}/api/v1{path}",
            data=json.dumps(value).encode(),
            headers={
                "Content-Type": "application/json",
                "Sec-Fetch-Site": "same-origin",
                "Cookie": cookie,
            },
        )
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
            return answer.headers.get("Set-Cookie", ""), json.load(answer)


def play(wired: Wired, plans: list[dict[str, Any]], *options: str) -> subprocess.Popen[str]:
    """Start the phones of these plans; each line that they print is the ledger of one."""
    file = wired.data_dir.parent / f"plans-{plans[0]['seed']}.jsonl"
    file.write_text("\n".join(json.dumps(plan) for plan in plans) + "\n")
    told = ("--wire", "--url", f"http://127.0.0.1:{wired.proxy.port}", "--plans", str(file))
    return subprocess.Popen(command(*options, *told), cwd=ROOT, stdout=subprocess.PIPE, text=True)


def ledgers_of(phones: subprocess.Popen[str]) -> list[dict[str, Any]]:
    """What the phones did and hold, when they are through."""
    said, _ = phones.communicate()
    if phones.returncode != 0:
        raise RuntimeError("the phones ended with an error")
    return [json.loads(line) for line in said.splitlines()]


@contextmanager
def wired() -> Iterator[Wired]:
    """An installation of its own, in memory where there is such a place; gone afterwards."""
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 (cleaned up)
    with tempfile.TemporaryDirectory(prefix="wuzhi-wire-", dir=memory) as folder:
        made = Wired(Path(folder))
        try:
            yield made
        finally:
            made.close()
