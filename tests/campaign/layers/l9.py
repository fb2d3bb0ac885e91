"""L9: L2 on a real PostgreSQL server of its own."""

from tests.campaign.layers import l2
from tests.campaign.real.installation import in_memory
from tests.campaign.result import Result
from tests.databases import running_postgres


def run(schedules: int, seed: int) -> Result:
    """See `l2.run`; each schedule has a fresh copy of the database."""
    with running_postgres(in_memory()) as postgres:
        return l2.run(schedules, seed, databases=postgres)
