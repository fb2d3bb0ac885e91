"""tampering: rows, leaves, receipts and photos changed behind the server's back, then verified.

By somebody who has the disk and not the signing key. Beyond its reach is what no server can show
by itself: a log cut back to before its newest checkpoint with everything that it told of. A phone's
checkpoint or a receipt shows that (tests/audit/test_kept.py).
"""

import random

from app.audit.verifying.broken import Broken
from app.operations import verification
from tests.campaign.result import Harm, Result, Violation, run_seeds
from tests.campaign.tampering.files import FILE_CHANGES
from tests.campaign.tampering.forging import FORGERIES
from tests.campaign.tampering.rows import CHANGES, Disk
from tests.campaign.tampering.sample import Sample, sample


def run(schedules: int, seed: int) -> Result:
    """Tamper once in each schedule with a fresh copy of the installation."""
    with sample() as installation:
        verification.verify()  # or else nothing below would say anything

        def one(number: int, result: Result) -> None:
            installation.restore()
            luck = random.Random(number)
            kind, done = tamper(installation, luck)
            result.faults[kind] += 1
            try:
                verification.verify()
            except Broken:
                result.done["detected"] += 1
                return
            raise Violation(Harm.MISMATCHED, f"not detected: {done}")

        result = run_seeds(schedules, seed, one)
    result.remarks.append(f"{result.done['detected']} of {result.schedules} detected")
    return result


def tamper(installation: Sample, luck: random.Random) -> tuple[str, str]:
    """Change something; returns the kind of change, and what was changed."""
    if luck.random() < 0.15:
        change = luck.choice(FILE_CHANGES)
        return f"file {change.__name__}", change(installation.photos(), luck)
    choices = FORGERIES if luck.random() < 0.2 else CHANGES
    act = luck.choice(choices)
    disk = Disk.open(str(installation.database))
    try:
        return act.__name__, act(disk, luck)
    finally:
        disk.rows.close()
