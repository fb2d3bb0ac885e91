"""Submitting records: ours beside a floor on the same machine in the same minute.

`python -m bench.sync [--quick]` prints a table; read the ratios, since the machine has other work.
Ours sends what a phone sends: the sealed record, then each photo.
"""

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import rfc8785

from bench.load import PHOTO_BYTES, Plan, Request, photo, run
from bench.serving import Served, Shape, serving
from tests import live_server
from tests.databases import running_postgres
from tests.live_server import LiveServer
from tests.phone import Phone, Sealed, checksum, metadata, sha256
from tests.wire import Wire

FLOOR = Shape(workers=2, threads=4)
CONNECTIONS = (1, 8, 32)
COUNTS = {0: 400, 1: 150, 3: 60}
"""How many records of so many photos go through eight or more connections."""

Maker = Callable[[int], list[Request]]


@dataclass(frozen=True)
class Contestant:
    """A running server, and how to make the requests of one more record for it."""

    served: Served
    record: Maker


@dataclass(frozen=True)
class Result:
    """One measurement."""

    rate: float
    p50_ms: float
    p95_ms: float
    cpu_s_per_1000: float


@contextmanager
def floor(folder: Path) -> Iterator[Contestant]:
    """The bare Flask view."""
    folder.mkdir()
    env = {**_clean_environment(), "FLOOR_DIR": str(folder)}
    with serving("bench.floor:app", FLOOR, env) as served:
        yield Contestant(served, _floor_record)


@contextmanager
def ours(folder: Path, shape: Shape, database_url: str) -> Iterator[Contestant]:
    """The product without its worker, which makes derivatives after the answers."""
    live_server.prepare(folder, database_url)
    env = {**_clean_environment(), **live_server.environment(folder, 8000, database_url)}
    with serving("wsgi:app", shape, env) as served:
        known = LiveServer(folder, database_url)
        known.url = f"http://127.0.0.1:{served.port}"
        phone = Wire(known).phone
        yield Contestant(served, lambda photos: _our_record(phone, photos))


def _clean_environment() -> dict[str, str]:
    return {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}


def _our_record(phone: Phone, photos: int) -> list[Request]:
    beginnings = [f"{time.time_ns()}-{number}-" for number in range(photos)]
    raws = [photo(beginning) for beginning in beginnings]
    sealed = phone.record(*raws)
    raw = rfc8785.dumps(sealed)
    path = f"/api/v1/inspections/{sealed['id']}/revs/1"
    headers = {**phone.authorization, "Content-SHA256": sha256(raw)}
    requests = [Request("PUT", path, headers, expect=201, text=raw.decode())]
    for named, bytes_, beginning in zip(sealed["photos"], raws, beginnings, strict=True):
        requests.append(_our_photo(phone, sealed["id"], named, bytes_, beginning))
    return requests


def _our_photo(
    phone: Phone, inspection_id: str, named: Sealed, raw: bytes, beginning: str
) -> Request:
    said = metadata(
        photo_id=named["id"],
        inspection_id=inspection_id,
        sha256=named["sha256"],
        mime=named["mime"],
    )
    creation = {
        **phone.authorization,
        "Tus-Resumable": "1.0.0",
        "Content-Type": "application/offset+octet-stream",
        "Upload-Checksum": checksum(raw),
        "Upload-Length": str(named["size"]),
        "Upload-Metadata": said,
    }
    return Request("POST", "/api/v1/uploads", creation, expect=201, photo=beginning)


def _floor_record(photos: int) -> list[Request]:
    record = json.dumps({"id": time.time_ns(), "note": "x" * 800})
    part = '--b\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n'
    text = part.format("record", "") + record + "\r\n"
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    if photos == 0:
        return [Request("POST", "/records", headers, expect=201, text=f"{text}--b--\r\n")]
    # All but the last photo travel as text: the same number of bytes is what matters.
    for number in range(photos - 1):
        text += part.format(f"p{number}", '; filename="a"') + "y" * PHOTO_BYTES + "\r\n"
    text += part.format("last", '; filename="a"')
    return [
        Request("POST", "/records", headers, expect=201, text=text, photo="z", tail="\r\n--b--\r\n")
    ]


def measure(contestant: Contestant, *, photos: int, connections: int, count: int) -> Result:
    """Send `count` records over so many connections."""
    records = [contestant.record(photos) for _ in range(count)]
    before = contestant.served.cpu_s()
    measured = run(Plan(contestant.served.port, connections, records))
    cpu = contestant.served.cpu_s() - before
    quantiles = statistics.quantiles(measured.latencies_ms, n=20)
    return Result(
        rate=count / measured.seconds,
        p50_ms=statistics.median(measured.latencies_ms),
        p95_ms=quantiles[-1],
        cpu_s_per_1000=cpu * 1000 / count,
    )


def compare(contestants: dict[str, Contestant], *, quick: bool, rounds: int) -> None:
    """Print a line for each kind of record and number of connections."""
    print(f"{'photos':>6} {'conn':>4} |{'records/s':>15} {'ratio':>6} |", end="")
    print(f"{'p50 ms':>13} |{'p95 ms':>15} |{'CPU s/1 000':>13} {'ratio':>6}")
    for photos, full in COUNTS.items():
        for connections in CONNECTIONS:
            count = full // 4 if quick else full // 2 if connections == 1 else full
            runs: dict[str, list[Result]] = {name: [] for name in contestants}
            for _ in range(rounds):
                for name, contestant in contestants.items():
                    runs[name].append(
                        measure(contestant, photos=photos, connections=connections, count=count)
                    )
            _print_line(photos, connections, runs)


def _print_line(photos: int, connections: int, runs: dict[str, list[Result]]) -> None:
    def median(name: str, what: str) -> float:
        return float(statistics.median(getattr(result, what) for result in runs[name]))

    def both(what: str, width: int, digits: int) -> str:
        ours_, floor_ = median("ours", what), median("floor", what)
        return f"{ours_:.{digits}f} / {floor_:.{digits}f}".rjust(width)

    rate = median("ours", "rate") / median("floor", "rate")
    cpu = median("ours", "cpu_s_per_1000") / median("floor", "cpu_s_per_1000")
    print(
        f"{photos:>6} {connections:>4} |{both('rate', 15, 0)} {rate:>6.2f} |"
        f"{both('p50_ms', 13, 0)} |{both('p95_ms', 15, 0)} |"
        f"{both('cpu_s_per_1000', 13, 1)} {cpu:>6.1f}",
        flush=True,
    )


def main() -> None:
    """Measure, print, end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a quarter of the records, one round")
    parser.add_argument("--rounds", type=int, default=3, help="medians of so many")
    parser.add_argument("--workers", type=int, default=1, help="our gunicorn processes")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    asked = parser.parse_args()
    shape = Shape(asked.workers, 8 // asked.workers)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = ""
        if asked.database == "postgresql":
            url = stack.enter_context(running_postgres()).new(folder)
        contestants = {
            "floor": stack.enter_context(floor(folder / "floor")),
            "ours": stack.enter_context(ours(folder / "ours", shape, url)),
        }
        print(f"ours / floor; ours {shape} on {asked.database}, floor {FLOOR} (workers × threads)")
        compare(contestants, quick=asked.quick, rounds=1 if asked.quick else asked.rounds)
        peaks = {name: each.served.peak_mb() for name, each in contestants.items()}
        print(f"peak memory MB: {peaks['ours']:.0f} / {peaks['floor']:.0f}")


if __name__ == "__main__":
    main()
