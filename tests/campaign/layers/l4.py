"""L4: the real outbox in Node against the real server, through a proxy that breaks connections."""

import time
from collections import Counter
from typing import Any

from tests.campaign.result import Failure, Harm, Result
from tests.campaign.wire_judge import judge
from tests.campaign.wired import Wired, ledgers_of, play, wired

BATCH = 50
"""Schedules of one process of phones; each is judged when its batch is through."""
KILL_EVERY = 25
"""In every so many schedules the server may be killed."""
PHONES = 2
"""Processes at a time, when there are schedules enough."""


def run(schedules: int, seed: int) -> Result:
    """Play them on an installation of their own."""
    with wired() as installation:
        return play_on(installation, schedules, seed)


def play_on(installation: Wired, schedules: int, seed: int, mutant: str = "") -> Result:
    """Play them; phones of two processes send at the same time."""
    result = Result()
    started = time.monotonic()
    for first in range(seed, seed + schedules, BATCH * PHONES):
        last = min(seed + schedules, first + BATCH * PHONES)
        _round(installation, list(range(first, last)), mutant, result)
    result.faults = installation.proxy.faults
    result.faults["server killed"] = installation.kills
    errors = installation.proxy.errors
    result.failures += [Failure(seed, Harm.OTHER, error) for error in errors]
    result.seconds = time.monotonic() - started
    return result


def _round(installation: Wired, seeds: list[int], mutant: str, result: Result) -> None:
    size = min(BATCH, max(1, (len(seeds) + PHONES - 1) // PHONES))
    options = ("--mutant", mutant) if mutant else ()
    running = []
    for start in range(0, len(seeds), size):
        batch = seeds[start : start + size]
        plans = [installation.plan(seed, kills=seed % KILL_EVERY == 0) for seed in batch]
        running.append(play(installation, plans, *options))
    ledgers = [ledger for phones in running for ledger in ledgers_of(phones)]
    result.schedules += len(ledgers)
    result.failures += judge(installation.data_dir, ledgers)
    _count(ledgers, result.done)


def _count(ledgers: list[dict[str, Any]], done: Counter[str]) -> None:
    for ledger in ledgers:
        done["requests"] += ledger["traffic"]["requests"]
        done["items"] += len(ledger["items"])
        done["promised"] += len(ledger["promised"])
        done["photo bytes sent"] += sum(part["size"] for part in ledger["traffic"]["parts"])
