"""Real gunicorn under the load of many phones, killed with SIGKILL again and again.

The worker process holds everything that serves; gunicorn's master, which has the app loaded,
forks the next one at once, so that hundreds of kills take minutes. Every so often the master
goes with it.
"""

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy import text as sql
from sqlalchemy.pool import NullPool

from tests import live_server
from tests.campaign import checker
from tests.campaign.ledger import Ledger
from tests.campaign.real.installation import SignedIn
from tests.campaign.real.messages import Answer, Request
from tests.campaign.real.phone import Phone
from tests.campaign.real.tab import Tab
from tests.campaign.result import Harm, Violation
from tests.databases import with_our_driver

PHONES = 6
MASTER_EVERY = 25
"""Kills after which the master is killed, too."""
SPEED = 200
"""How much faster than ours the phones' clock runs: they wait less."""
UNSENT_AT_MOST = 12
SECONDS_TO_DRAIN = 120


class FastClock:
    """Time as the phones see it."""

    @property
    def now_ms(self) -> int:
        """Milliseconds."""
        return int(time.monotonic() * 1000 * SPEED)


class Gunicorn(live_server.LiveServer):
    """The real server with its app loaded before it forks, without the worker for derivatives."""

    def start(self) -> None:
        """Start the master; returns when /healthz answers."""
        command = ["gunicorn", "wsgi:app", "--bind", f"127.0.0.1:{self.port}", "--preload"]
        command += ["--worker-class", "gthread", "--workers", "1", "--threads", "8"]
        environment = live_server.environment(self.data_dir, self.port, self.database_url)
        with self.log.open("ab") as log:
            self.master = subprocess.Popen(
                [sys.executable, "-m", *command, "--no-control-socket"],
                cwd=live_server.ROOT,
                env=environment | {"MIN_FREE_MB": "1"},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._processes.append(self.master)
        self._wait_until_it_answers()

    def kill_worker(self) -> None:
        """SIGKILL to whoever serves."""
        for child in self._children():
            os.kill(child, signal.SIGKILL)

    def _children(self) -> list[int]:
        found = []
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                parent = path.read_text().rpartition(")")[2].split()[1]
            except (FileNotFoundError, ProcessLookupError):
                continue  # it ended meanwhile
            if parent == str(self.master.pid):
                found.append(int(path.parent.name))
        return found


class Caller(threading.Thread):
    """One officer with a phone: captures and sends until told to stop, then until all is sent."""

    def __init__(self, server: Gunicorn, officer: SignedIn, seed: int) -> None:
        """Not started yet."""
        super().__init__(daemon=True)
        self.server = server
        self.draw = random.Random(seed)
        self.ledger = Ledger()
        self.clock = FastClock()
        self.phone = Phone(officer, self.draw, self.ledger, 1_790_000_000_000 + seed)
        self.capturing = True
        self.given_up = threading.Event()
        self.error: BaseException | None = None

    @property
    def acknowledged(self) -> int:
        """How many items the server has answered for."""
        return sum(bool(line.receipts) for line in self.ledger.lines)

    def run(self) -> None:
        """See the class."""
        try:
            self._work()
        except Exception as error:
            self.error = error

    def _work(self) -> None:
        tab = Tab(self.phone, self.clock).drain()
        request = next(tab)
        while not self.given_up.is_set() and (self.capturing or self.phone.unsent()):
            waiting = sum(not item.settled for item in self.phone.items)
            if self.capturing and waiting < UNSENT_AT_MOST and self.draw.random() < 0.3:
                self.phone.capture(1_790_000_000_000, refused=False)
            if request is None:
                time.sleep(0.002)
                request = tab.send(None)
            else:
                request = tab.send(call(self.server.port, request))


def call(port: int, request: Request) -> Answer | None:
    """Over a real connection; None when it breaks."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request(request.method, request.path, request.body, dict(request.headers))
        response = connection.getresponse()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, headers, response.read())
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def sign_in(port: int, username: str) -> SignedIn:
    """A session of one of the demo's people."""
    credentials = {"username": username, "password": live_server.DEMO_PASSWORD}
    headers = {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"}
    body = json.dumps(credentials).encode()
    answer = call(port, Request("POST", "/api/v1/session", body, headers))
    if answer is None or answer.status != 201:
        raise RuntimeError(f"{username} cannot sign in: {answer}")
    cookie = answer.headers["set-cookie"].split(";")[0]
    person = answer.content.get("person", answer.content)
    return SignedIn(int(person["id"]), cookie)


def kill_again_and_again(server: Gunicorn, callers: list[Caller], kills: int, seed: int) -> None:
    """Each kill strikes while phones are being answered."""
    draw = random.Random(seed)
    for number in range(1, kills + 1):
        _wait_for_load(callers)
        time.sleep(draw.random() * 0.08)
        if number % MASTER_EVERY == 0:
            server.stop()
            server.start()
        else:
            server.kill_worker()


def _wait_for_load(callers: list[Caller]) -> None:
    """Until phones have been answered since the last kill."""
    before = sum(caller.acknowledged for caller in callers)
    deadline = time.monotonic() + live_server.START_SECONDS
    while sum(caller.acknowledged for caller in callers) < before + len(callers):
        for caller in callers:
            if caller.error is not None:
                raise caller.error
        if time.monotonic() > deadline:
            raise Violation(Harm.OTHER, "nothing was acknowledged any more after a kill")
        time.sleep(0.005)


def drain(callers: list[Caller]) -> None:
    """Let the phones send the rest."""
    for caller in callers:
        caller.capturing = False
    deadline = time.monotonic() + SECONDS_TO_DRAIN
    for caller in callers:
        caller.join(max(0.0, deadline - time.monotonic()))
        caller.given_up.set()
        if caller.error is not None:
            raise caller.error
        if caller.phone.unsent():
            raise Violation(Harm.LOST, "something can never be delivered")


def judge(server: Gunicorn, callers: list[Caller]) -> Ledger:
    """Compare rows and files with what the phones sealed."""
    whole = Ledger()
    for caller in callers:
        whole.lines += caller.ledger.lines
        whole.checkpoints += caller.ledger.checkpoints
    checker.check(reader(server), server.data_dir, whole)
    return whole


def reader(server: Gunicorn) -> Callable[..., list[tuple[object, ...]]]:
    """Raw SQL beside the server."""
    url = server.database_url or f"sqlite:///{server.data_dir / 'wuzhi.db'}"
    engine = create_engine(with_our_driver(url), poolclass=NullPool)

    def query(statement: str, **values: object) -> list[tuple[object, ...]]:
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(sql(statement), values)]

    return query
