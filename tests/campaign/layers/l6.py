"""L6: every disk that a power cut may leave while the server takes in, and a restart on it."""

import time

from tests.campaign.result import Failure, Harm, Result
from tests.crash import recording

STRIDE = 7919
"""A prime: schedules beside each other are cuts far from each other."""


def run(schedules: int, seed: int) -> Result:
    """Judge that many different disks, or all there are; the same seed begins with the same one."""
    result = Result()
    started = time.monotonic()
    with recording.workshop() as workshop:
        recorded = recording.record(workshop)
        total = sum(1 for _ in recorded.states())
        numbers = {(seed + n) * STRIDE % total: seed + n for n in range(min(schedules, total))}
        for index, state in enumerate(recorded.states()):
            if index in numbers:
                result.schedules += 1
                result.faults["power cut"] += 1
                result.done["answers before the cut"] += len(state.told)
                if wrong := recorded.judge(state):
                    result.failures.append(Failure(numbers[index], harm(wrong[0]), wrong[0]))
    result.remarks.append(f"{total} different disks after {len(recorded.events)} system calls")
    result.seconds = time.monotonic() - started
    return result


def harm(what: str) -> Harm:
    """Which of the counted harms it is."""
    for kind in (Harm.GAPS, Harm.DUPLICATED):
        if what.startswith(kind.value.rstrip("s")):
            return kind
    return Harm.LOST
