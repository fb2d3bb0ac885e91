"""L3: the real outbox in Node, on a failing IndexedDB, before a model server and a bad network."""

from tests.campaign.node import play, result_of
from tests.campaign.result import Result


def run(schedules: int, seed: int) -> Result:
    """Play them one after the other, on virtual time."""
    return result_of(play("--schedules", str(schedules), "--seed", str(seed)))
