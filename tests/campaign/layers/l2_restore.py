"""L2-restore: L2, the server put back to an older backup at least once in every schedule."""

from tests.campaign.layers import l2
from tests.campaign.result import Result


def run(schedules: int, seed: int) -> Result:
    """See `l2.run`."""
    return l2.run(schedules, seed, restores=True)
