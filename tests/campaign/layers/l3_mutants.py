"""L3-mutants: deliberate mistakes in the real outbox, each of which the checks of L3 must catch.

`schedules` is how many each mistake may hide in; the published count is 2 000.
"""

import time

from tests.campaign.node import play
from tests.campaign.result import Failure, Harm, Result


def run(schedules: int, seed: int) -> Result:
    """Look for each mistake until it is caught; one that is not is a failure of the checks."""
    result = Result()
    started = time.monotonic()
    for name in play("--list"):
        result.faults[name] += 1
        at, seen = caught_at(name, schedules, seed)
        result.schedules += at or schedules
        if at is None:
            text = f"{name} not caught in {schedules} schedules"
            result.failures.append(Failure(seed, Harm.OTHER, text))
        else:
            result.done["mutants caught"] += 1
            result.remarks.append(f"{name}: caught in schedule {at} ({seen})")
    result.seconds = time.monotonic() - started
    return result


def caught_at(name: str, schedules: int, seed: int) -> tuple[int | None, str]:
    """The first schedule, from 1, whose checks find the mistake, and what they say."""
    options = ("--schedules", str(schedules), "--seed", str(seed), "--failures", "1")
    failures = play("--mutant", name, *options)["failures"]
    if not failures:
        return None, ""
    return failures[0]["seed"] - seed + 1, failures[0]["violations"][0]["invariant"]
