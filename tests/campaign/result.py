"""What one run of one layer found, and how it is said."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum


class Harm(StrEnum):
    """What went wrong; the first four are what the closing line always counts."""

    LOST = "lost"
    DUPLICATED = "duplicated"
    MISMATCHED = "mismatched"
    GAPS = "gaps"
    OTHER = "otherwise broken"


class Violation(Exception):
    """An invariant that does not hold."""

    def __init__(self, harm: Harm, what: str) -> None:
        """Say which of the counted harms it is, and what was seen."""
        super().__init__(what)
        self.harm = harm
        self.what = what


@dataclass(frozen=True)
class Failure:
    """A schedule that broke an invariant."""

    seed: int
    harm: Harm
    what: str


@dataclass
class Result:
    """What one run of a layer did and found."""

    schedules: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    """How often each kind of fault was injected."""
    done: Counter[str] = field(default_factory=Counter)
    """How much was sealed, stored, approved … while it went on."""
    failures: list[Failure] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    """Sentences for the report, when numbers are not enough."""
    seconds: float = 0.0

    def closing_line(self, layer: str) -> str:
        """`campaign L2: 10000 schedules, 0 lost, 0 duplicated, 0 mismatched, 0 gaps`."""
        harms = Counter(failure.harm for failure in self.failures)
        counted = [f"{harms[harm]} {harm}" for harm in Harm if harm is not Harm.OTHER]
        if harms[Harm.OTHER]:
            counted.append(f"{harms[Harm.OTHER]} {Harm.OTHER}")
        return f"campaign {layer}: {self.schedules} schedules, {', '.join(counted)}"


STOP_AFTER_FAILURES = 20
"""More of them would not say more."""


def run_seeds(schedules: int, seed: int, one: Callable[[int, Result], None]) -> Result:
    """Run schedules seed, seed + 1, … ; a `Violation` is kept with its seed, the rest goes on.

    Any other exception is a bug of the campaign or of the product and is kept as one, too.
    """
    result = Result()
    started = time.monotonic()
    for number in range(seed, seed + schedules):
        result.schedules += 1
        try:
            one(number, result)
        except Violation as violation:
            result.failures.append(Failure(number, violation.harm, violation.what))
        except Exception as error:
            error.add_note(f"in the schedule of seed {number}")
            result.failures.append(Failure(number, Harm.OTHER, _told(error)))
        if len(result.failures) >= STOP_AFTER_FAILURES:
            result.remarks.append(f"stopped after {STOP_AFTER_FAILURES} failures")
            break
    result.seconds = time.monotonic() - started
    return result


def _told(error: Exception) -> str:
    where = error.__traceback__
    while where is not None and where.tb_next is not None:
        where = where.tb_next
    place = f" at {where.tb_frame.f_code.co_filename}:{where.tb_lineno}" if where else ""
    return f"{type(error).__name__}: {error}{place}"
