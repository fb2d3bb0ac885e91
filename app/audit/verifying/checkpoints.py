"""Holding every checkpoint and every kept subtree against the leaves."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select

from app.audit import notes, signing, tree
from app.audit.merkle import Frontier
from app.audit.models import AuditNode, SignedCheckpoint
from app.audit.notes import Checkpoint, NoteForged
from app.audit.verifying.broken import Broken, must, reading, stream
from app.audit.verifying.leaves import Leaf
from app.audit.verifying.witness import Witness


class CheckpointWitness(Witness):
    """Each checkpoint covers exactly what its leaf says; what is kept for proofs is right.

    All are roots over the same leaves, so every one is consistent with every other.
    """

    types = frozenset({"checkpoint.signed"})

    def __init__(self, frontier: Frontier) -> None:
        """Take the tree as it grows: it covers the leaf by the time that the leaf is seen."""
        self._frontier = frontier
        self._checkpoints = stream(
            select(SignedCheckpoint).order_by(SignedCheckpoint.number), _("the checkpoints")
        )
        self._nodes = stream(
            select(AuditNode).order_by(AuditNode.position), _("the tree over the log")
        )
        self._grown: list[bytes] = []
        self._kept = 0
        self._count = 0
        self._epoch = 1
        self.covered = 0
        """How many leaves the newest checkpoint covers."""

    def grow(self, made: Sequence[bytes]) -> None:
        """Note the subtrees that a leaf completed, from the leaf up."""
        self._grown.extend(made[tree.LOWEST :])

    def see(self, leaf: Leaf) -> None:
        """See `Witness`."""
        number = self._count + 1
        where = _("checkpoint %(number)s", number=number)
        signed = next(self._checkpoints, None)
        if signed is None or signed.number != number or leaf.detail != {"number": number}:
            raise Broken(leaf.where, _("nothing is kept of what it tells (%(what)s)", what=where))
        with reading(where):
            self._hold(signed, leaf, where)
        self._hold_subtrees()
        self._count, self.covered, self._epoch = number, signed.size, signed.epoch

    def end(self) -> None:
        """See `Witness`."""
        more = next(self._checkpoints, None)
        if more is not None:
            raise Broken(_("checkpoint %(number)s", number=more.number), _("no leaf tells of it"))
        node = next(self._nodes, None)
        if node is not None:
            raise Broken(_subtree(node.position), _("no leaf tells of it"))

    def counts(self) -> dict[str, int]:
        """See `Witness`."""
        return {"checkpoints": self._count}

    def _hold(self, signed: SignedCheckpoint, leaf: Leaf, where: str) -> None:
        try:
            said = notes.verify(signed.note, signing.raw_public_key())
        except NoteForged as error:
            raise Broken(where, _("is not signed with the key of this server")) from error
        must(said.size == leaf.idx + 1, where, _("does not cover exactly the leaves up to its own"))
        root = self._frontier.root()
        must(said.root == root, where, _("the leaves that it covers are not those of then"))
        must(said == _row(signed), where, _("its row is not what its note says"))
        must(said.at_ms == leaf.at_ms, where, _("is not of the time that its leaf says"))
        must(said.epoch >= self._epoch, where, _("is of an earlier epoch than the one before"))

    def _hold_subtrees(self) -> None:
        for made in self._grown:
            node = next(self._nodes, None)
            where = _subtree(self._kept)
            at = None if node is None else node.position
            must(at == self._kept, where, _("is missing"))
            must(node is not None and node.hash == made, where, _("is not that of the leaves"))
            self._kept += 1
        self._grown.clear()


def _subtree(position: int) -> str:
    return _("subtree %(position)s of the log", position=position)


def _row(signed: SignedCheckpoint) -> Checkpoint:
    return Checkpoint(
        size=signed.size, root=bytes.fromhex(signed.root), epoch=signed.epoch, at_ms=signed.at_ms
    )
