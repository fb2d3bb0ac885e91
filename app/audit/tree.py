"""The Merkle tree over the log: its complete subtrees are kept, so that a proof reads few rows.

Subtrees below `LOWEST` are made from their leaves again: keeping them would only double the log.
The others lie in the order in which the growing log completes them (the post-order of the tree).
"""

from collections.abc import Sequence
from itertools import chain

from sqlalchemy import insert, select

from app.audit import merkle
from app.audit.merkle import Node, Span
from app.audit.models import AuditLeaf, AuditNode
from app.extensions import db

LOWEST = 3
"""Level of the smallest subtrees that are kept: those of eight leaves."""

PAGE = 4096


def position(node: Node) -> int:
    """Where a kept subtree stands among all that are kept: 0, 1, 2 … without gaps."""
    level, place = node[0] - LOWEST, node[1]
    last = ((place + 1) << level) - 1
    return 2 * last - last.bit_count() + level


def extend(old: int, new: int) -> None:
    """Keep the subtrees that the leaves from `old` to `new` completed."""
    start = old >> LOWEST << LOWEST
    frontier = merkle.Frontier(start, _hashes(merkle.cover((0, start))))
    at = position((LOWEST, start >> LOWEST))
    while frontier.size < new:
        kept = []
        for leaf in leaf_hashes(frontier.size, min(frontier.size + PAGE, new)):
            kept += frontier.append(leaf)[LOWEST:]
        if kept:
            rows = [{"position": at + each, "hash": made} for each, made in enumerate(kept)]
            db.session.execute(insert(AuditNode), rows)
            at += len(kept)


def root(size: int) -> bytes:
    """The root over the first `size` leaves; no checkpoint may be smaller (see `extend`)."""
    return merkle.root_of(_hashes(merkle.cover((0, size))))


def inclusion(index: int, size: int) -> list[bytes]:
    """The proof that leaf `index` is among the first `size`."""
    return _proof(merkle.inclusion_spans(index, size))


def consistency(old: int, new: int) -> list[bytes]:
    """The proof that the log of `new` leaves begins with the one of `old`."""
    return _proof(merkle.consistency_spans(old, new))


def leaf_hashes(start: int, end: int) -> list[bytes]:
    """The hashes of the leaves from `start` to before `end`."""
    rows = db.session.scalars(
        select(AuditLeaf.leaf_hash)
        .where(AuditLeaf.idx >= start, AuditLeaf.idx < end)
        .order_by(AuditLeaf.idx)
    )
    return [bytes.fromhex(row) for row in rows]


def _proof(spans: Sequence[Span]) -> list[bytes]:
    covers = [merkle.cover(span) for span in spans]
    found = iter(_hashes(list(chain.from_iterable(covers))))
    return [merkle.root_of([next(found) for _ in nodes]) for nodes in covers]


def _hashes(nodes: Sequence[Node]) -> list[bytes]:
    """The hashes of complete subtrees, in that order, in two statements."""
    kept = _kept([position(node) for node in nodes if node[0] >= LOWEST])
    below = [node for node in nodes if node[0] < LOWEST]
    leaves = _leaves([index for node in below for index in _places(node)])
    return [
        kept[position(node)]
        if node[0] >= LOWEST
        else _complete([leaves[index] for index in _places(node)])
        for node in nodes
    ]


def _kept(positions: Sequence[int]) -> dict[int, bytes]:
    rows = db.session.execute(
        select(AuditNode.position, AuditNode.hash).where(AuditNode.position.in_(positions))
    )
    return {row.position: row.hash for row in rows}


def _leaves(indices: Sequence[int]) -> dict[int, bytes]:
    rows = db.session.execute(
        select(AuditLeaf.idx, AuditLeaf.leaf_hash).where(AuditLeaf.idx.in_(indices))
    )
    return {row.idx: bytes.fromhex(row.leaf_hash) for row in rows}


def _places(node: Node) -> range:
    level, place = node
    return range(place << level, (place + 1) << level)


def _complete(leaves: Sequence[bytes]) -> bytes:
    frontier = merkle.Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier.root()
