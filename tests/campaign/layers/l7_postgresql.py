"""L7-postgresql: L7 on a real PostgreSQL server of its own."""

from tests.campaign.layers import l7
from tests.campaign.result import Result
from tests.databases import running_postgres


def run(schedules: int, seed: int) -> Result:
    """See `l7.run`."""
    with running_postgres() as postgres:
        return l7.run(schedules, seed, databases=postgres)
