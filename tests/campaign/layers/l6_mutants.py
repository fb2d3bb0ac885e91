"""L6-mutants: mistakes in making things durable, each found on the disk after a power cut."""

import time

from tests.campaign.result import Failure, Harm, Result
from tests.crash import recording
from tests.crash.mutants import MUTANTS


def run(schedules: int, seed: int) -> Result:
    """Try so many of the mistakes, beginning with the one of that number."""
    result = Result()
    started = time.monotonic()
    names = sorted(MUTANTS)
    with recording.workshop() as workshop:
        for number in range(seed, seed + min(schedules, len(names))):
            name = names[number % len(names)]
            result.schedules += 1
            result.faults[name] += 1
            found = recording.record(workshop, name).catches()
            if not found:
                result.failures.append(Failure(number, Harm.OTHER, f"{name} was not caught"))
            result.remarks.append(f"{name}: {found.splitlines()[0] if found else 'NOT CAUGHT'}")
    result.seconds = time.monotonic() - started
    return result
