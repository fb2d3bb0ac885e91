"""The load: a process of its own that sends prepared records from so many connections at once.

It reads a plan from its standard input and prints what it measured; `run` does both for a caller.
"""

import http.client
import json
import subprocess
import sys
import threading
import time
from dataclasses import asdict, dataclass
from typing import Any

from tests.live_server import ROOT

PHOTO_BYTES = 300_000
TIMEOUT_S = 60


@dataclass(frozen=True)
class Request:
    """One request of a record. The body is `text`, then a photo that begins with `photo`."""

    method: str
    path: str
    headers: dict[str, str]
    expect: int
    text: str = ""
    photo: str | None = None
    tail: str = ""


@dataclass(frozen=True)
class Plan:
    """Records, each a sequence of requests that belong together."""

    port: int
    connections: int
    records: list[list[Request]]


@dataclass(frozen=True)
class Measured:
    """How long it took altogether, and each record from its first byte to its last answer."""

    seconds: float
    latencies_ms: list[float]


def photo(beginning: str) -> bytes:
    """A photo's worth of bytes; only the beginning differs from one to the next."""
    return beginning.encode() + bytes(range(1, 251)) * (PHOTO_BYTES // 250) + b"."


def run(plan: Plan) -> Measured:
    """Let a process send the plan.

    Raises:
        RuntimeError: an answer was not the expected one.
    """
    done = subprocess.run(
        [sys.executable, "-m", "bench.load"],
        cwd=ROOT,
        input=json.dumps(asdict(plan)),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return Measured(**json.loads(done.stdout))


class _Connections:
    def __init__(self, plan: dict[str, Any]) -> None:
        self._port = plan["port"]
        self._waiting = iter(plan["records"])
        self._lock = threading.Lock()
        self.latencies_ms: list[float] = []
        self.failures: list[str] = []

    def send_all(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=TIMEOUT_S)
        while not self.failures:
            with self._lock:
                record = next(self._waiting, None)
            if record is None:
                break
            started = time.perf_counter()
            for request in record:
                self._send(connection, request)
            self.latencies_ms.append((time.perf_counter() - started) * 1000)
        connection.close()

    def _send(self, connection: http.client.HTTPConnection, request: dict[str, Any]) -> None:
        body = request["text"].encode()
        if request["photo"] is not None:
            body += photo(request["photo"]) + request["tail"].encode()
        try:
            connection.request(request["method"], request["path"], body, request["headers"])
            answer = connection.getresponse()
            said = answer.read()
        except (OSError, http.client.HTTPException) as error:
            self.failures.append(repr(error))
            return
        if answer.status != request["expect"]:
            self.failures.append(f"{request['method']} {answer.status} {said[:300]!r}")


def main() -> None:
    """Send the plan of the standard input."""
    plan = json.load(sys.stdin)
    connections = _Connections(plan)
    threads = [threading.Thread(target=connections.send_all) for _ in range(plan["connections"])]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - started
    if connections.failures:
        sys.exit("\n".join(connections.failures[:3]))
    json.dump(asdict(Measured(seconds, connections.latencies_ms)), sys.stdout)


if __name__ == "__main__":
    main()
