"""L1-mutants: deliberate mistakes in the model, each of which the checks must catch.

`schedules` is how many each mistake may hide in; the published count is 2 000.
"""

import time

from tests.campaign.model.mutants import ALONE, NEED_RESTORE, PAIRS
from tests.campaign.model.world import World
from tests.campaign.result import Failure, Harm, Result, Violation


def run(schedules: int, seed: int) -> Result:
    """Look for each mistake until it is caught; one that is not is a failure of the checks."""
    result = Result()
    started = time.monotonic()
    for name, what in {**ALONE, **PAIRS}.items():
        result.faults[name] += 1
        caught = caught_at(name, schedules, seed)
        result.schedules += caught or schedules
        if caught is None:
            text = f"{name} ({what}) not caught in {schedules} schedules"
            result.failures.append(Failure(seed, Harm.OTHER, text))
        else:
            result.done["mutants caught"] += 1
            result.remarks.append(f"{name}: caught in schedule {caught}")
    result.seconds = time.monotonic() - started
    return result


def caught_at(name: str, schedules: int, seed: int) -> int | None:
    """The number of the first schedule, from 1, whose checks find the mistake."""
    mutants = frozenset(name.split("+"))
    for number in range(schedules):
        world = World(seed + number, mutants, restores=bool(mutants & NEED_RESTORE))
        try:
            world.run()
        except (Violation, KeyError, RuntimeError):
            # A broken model may also trip over itself: what it looks for is gone.
            return number + 1
    return None
