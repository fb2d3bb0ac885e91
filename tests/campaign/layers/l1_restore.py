"""L1-restore: the model, its server restored from an older backup in every schedule."""

from tests.campaign.layers import l1
from tests.campaign.result import Result


def run(schedules: int, seed: int) -> Result:
    """See `l1.run`."""
    return l1.run(schedules, seed, restores=True)
