"""L2-mutants: deliberate mistakes built into the real server, each of which L2 must catch.

`schedules` is how many each mistake may hide in; the published count is 2 000.
"""

import time

from tests.campaign.real.installation import Installation, installed
from tests.campaign.real.mutants import MUTANTS, NEED_RESTORE, built_in
from tests.campaign.real.schedule import Schedule
from tests.campaign.result import Failure, Harm, Result, Violation


def run(schedules: int, seed: int) -> Result:
    """Look for each mistake until it is caught; one that is not is a failure of the campaign."""
    result = Result()
    started = time.monotonic()
    with installed() as installation:
        for name in MUTANTS:
            result.faults[name] += 1
            caught = caught_at(installation, name, schedules, seed)
            result.schedules += caught[0] if caught else schedules
            if caught is None:
                text = f"{name} not caught in {schedules} schedules"
                result.failures.append(Failure(seed, Harm.OTHER, text))
            else:
                result.done["mutants caught"] += 1
                result.remarks.append(f"{name}: caught in schedule {caught[0]}: {caught[1]}")
    result.seconds = time.monotonic() - started
    return result


def caught_at(
    installation: Installation, name: str, schedules: int, seed: int
) -> tuple[int, str] | None:
    """The number of the first schedule, from 1, that finds the mistake, and what it says."""
    for number in range(schedules):
        schedule = Schedule(installation, seed + number, restores=name in NEED_RESTORE)
        try:
            with built_in(name):
                schedule.run()
        except Violation as violation:
            return number + 1, f"{violation.harm}: {violation.what.splitlines()[0]}"
    return None
