"""L7: real gunicorn on SQLite under the load of many phones, killed with SIGKILL at random."""

import tempfile
import time
from pathlib import Path

from tests import live_server
from tests.campaign import killing
from tests.campaign.killing import PHONES, Caller, Gunicorn
from tests.campaign.result import Failure, Harm, Result, Violation
from tests.databases import Databases, SqliteDatabases


def run(schedules: int, seed: int, *, databases: Databases | None = None) -> Result:
    """One server, that many kills; afterwards everything acknowledged must be on disk."""
    result = Result(schedules=schedules)
    started = time.monotonic()
    # On the real disk: what a kill leaves is what the system was told.
    with tempfile.TemporaryDirectory(prefix="wuzhi-kills-") as base:
        folder = Path(base) / "data"
        url = (databases or SqliteDatabases()).new(folder)
        live_server.prepare(folder, url)
        server = Gunicorn(folder, url)
        try:
            _play(server, schedules, seed, result)
        except Violation as violation:
            result.failures.append(Failure(seed, violation.harm, violation.what))
        except AssertionError as error:
            result.failures.append(Failure(seed, Harm.OTHER, str(error)))
        finally:
            server.stop()
    result.seconds = time.monotonic() - started
    return result


def _play(server: Gunicorn, kills: int, seed: int, result: Result) -> None:
    server.start()
    officers = [killing.sign_in(server.port, f"officer{n % 2 + 1}") for n in range(PHONES)]
    callers = [Caller(server, who, seed + n) for n, who in enumerate(officers)]
    for caller in callers:
        caller.start()
    try:
        killing.kill_again_and_again(server, callers, kills, seed)
        result.faults["SIGKILL of the worker"] += kills - kills // killing.MASTER_EVERY
        result.faults["SIGKILL of the master, too"] += kills // killing.MASTER_EVERY
        killing.drain(callers)
    finally:
        for caller in callers:
            caller.given_up.set()
    server.stop()
    whole = killing.judge(server, callers)
    for line in whole.lines:
        result.done[f"{line.kind}s acknowledged"] += bool(line.receipts)
