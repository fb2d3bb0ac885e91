"""Going through the whole log once, with everybody who has something to hold against it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from app.audit import merkle
from app.audit.verifying.checkpoints import CheckpointWitness
from app.audit.verifying.epochs import EpochWitness
from app.audit.verifying.kept import Kept
from app.audit.verifying.leaves import leaves
from app.audit.verifying.witness import Witness

MakeWitness = Callable[[], Witness]


@dataclass(frozen=True)
class Found:
    """What was held against the log, and found right."""

    leaves: int
    uncovered: int
    """Leaves that no checkpoint covers yet."""

    counts: dict[str, int]


def verify(witnesses: Iterable[MakeWitness], kept: Sequence[Kept] = ()) -> Found:
    """Recompute every leaf, checkpoint and subtree, and let the witnesses compare their rows.

    Args:
        witnesses: of the packages that put leaves into the log.
        kept: checkpoints and receipts that somebody else held on to.

    Raises:
        Broken: the first leaf or row that is not as it was written.
    """
    frontier = merkle.Frontier()
    checkpoints = CheckpointWitness(frontier)
    all_of_them = [checkpoints, EpochWitness(), *(make() for make in witnesses)]
    waiting = sorted(kept, key=lambda each: each.size, reverse=True)
    for leaf in leaves():
        checkpoints.grow(frontier.append(leaf.hash))
        for witness in all_of_them:
            if leaf.type in witness.types:
                witness.see(leaf)
        while waiting and waiting[-1].size == frontier.size:
            waiting.pop().hold(leaf, frontier.root())
    for witness in all_of_them:
        witness.end()
    for held in reversed(waiting):
        held.beyond()
    counts = {name: n for witness in all_of_them for name, n in witness.counts().items()}
    return Found(frontier.size, frontier.size - checkpoints.covered, counts)
