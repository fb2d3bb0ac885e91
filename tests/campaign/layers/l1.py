"""L1: the protocol as a model, two phones with two tabs each, a lossy network, power cuts."""

from tests.campaign.model.world import World
from tests.campaign.result import Result, run_seeds


def run(schedules: int, seed: int, *, restores: bool = False) -> Result:
    """Play the model with everybody following the protocol."""

    def one(number: int, result: Result) -> None:
        world = World(number, restores=restores)
        try:
            world.run()
        finally:
            result.faults.update(world.faults)
            count(world, result)

    return run_seeds(schedules, seed, one)


def count(world: World, result: Result) -> None:
    """How much happened."""
    statuses = [status for status, _body in world.server.rows.revisions.values()]
    result.done["sealed"] += sum(len(phone.ledger) for phone in world.phones)
    result.done["photos stored"] += len(world.server.rows.photos)
    result.done["conflicts kept"] += statuses.count("conflict")
