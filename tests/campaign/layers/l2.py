"""L2: the real server against model phones, on SQLite: a swarm of faults in each schedule."""

from tests.campaign.ledger import Kind
from tests.campaign.real.installation import Installation, installed
from tests.campaign.real.schedule import Schedule
from tests.campaign.result import Result, run_seeds
from tests.databases import Databases


def run(
    schedules: int, seed: int, *, restores: bool = False, databases: Databases | None = None
) -> Result:
    """One installation, put back to its beginning for each schedule."""
    with installed(databases) as installation:
        return run_on(installation, schedules, seed, restores=restores)


def run_on(
    installation: Installation, schedules: int, seed: int, *, restores: bool = False
) -> Result:
    """The schedules on this installation."""

    def one(number: int, result: Result) -> None:
        schedule = Schedule(installation, number, restores=restores)
        try:
            schedule.run()
        finally:
            count(schedule, result)

    return run_seeds(schedules, seed, one)


def count(schedule: Schedule, result: Result) -> None:
    """How much happened."""
    result.faults.update(schedule.faults)
    result.faults.update(f"crash at {name}" for name in schedule.server.crashed_in)
    for line in schedule.ledger.lines:
        result.done[f"{line.kind}s sealed"] += 1
    items = [item for phone in schedule.phones for item in phone.items]
    result.done["photos purged"] += sum(item.state == "purged" for item in items)
    result.done["conflicts kept"] += sum(item.status == "conflict_stored" for item in items)
    result.done["corrections"] += sum(
        item.kind is Kind.REVISION and item.content.get("rev", 1) > 1 for item in items
    )
    result.done["checkpoints witnessed"] += len(schedule.ledger.checkpoints)
    result.done["backups"] += schedule.backups.taken
    result.done["decisions"] += schedule.desk.decided
