"""Taking the database in place as an older one that somebody brought back by other means."""

from dataclasses import replace

from app.custody import installation, restoring
from app.custody.previous import Previous, read_previous


def adopt(wanted: int | None) -> tuple[int, Previous]:
    """Let the log that lies in place enter a new epoch, once `settling.settle` ran.

    For a copied file, or a machine that was set back to an earlier state. Phones then ask for all
    that they hold and send again what this database lacks.

    Args:
        wanted: the epoch to begin instead of the next one.

    Returns:
        The new epoch, and what is known of the log that was there before.

    Raises:
        CustodyFailure: somebody uses the database, or the epoch was there already.
    """
    with installation.one_at_a_time():
        restoring.release_database()
        ours = installation.dumps()
        ours.demand_alone()
        here = read_previous(ours)
        before = restoring.stamped(installation.data_dir())
        epoch = restoring.next_epoch(wanted, here)
        restoring.stamp_epoch(epoch)
    # The stamp knew how long the log had been. Nobody knows the numbers given since.
    return epoch, replace(here, log_size=max(before.log_size, here.log_size), numbers={})
