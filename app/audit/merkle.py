"""Merkle trees of RFC 9162 §2.1: which hashes make a root or a proof, and whether a proof holds.

Pure: the hashes come from wherever they are kept. `static/src/domain/merkle.ts` checks the same.
"""

import hashlib
from collections.abc import Iterable, Sequence

LEAF_PREFIX = b"\x00"  # §2.1.1: tells leaves from nodes
NODE_PREFIX = b"\x01"

Node = tuple[int, int]
"""A complete subtree: its level (0 for a leaf) and its place among those of its level."""

Span = tuple[int, int]
"""A run of leaves, from the first to the one after the last."""


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of one leaf."""
    return hashlib.sha256(LEAF_PREFIX + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash over two subtrees."""
    return hashlib.sha256(NODE_PREFIX + left + right).digest()


def root_of(hashes: Sequence[bytes]) -> bytes:
    """The root over the subtrees that `cover` names, in that order."""
    if not hashes:
        return hashlib.sha256().digest()
    root = hashes[-1]
    for left in reversed(hashes[:-1]):
        root = node_hash(left, root)
    return root


def cover(span: Span) -> list[Node]:
    """The fewest complete subtrees that make up a run of leaves, the largest and first one first.

    Runs begin where a subtree of their size may begin, as all runs of roots and proofs do.
    """
    start, end = span
    nodes = []
    while start < end:
        level = (end - start).bit_length() - 1
        nodes.append((level, start >> level))
        start += 1 << level
    return nodes


def inclusion_spans(index: int, size: int) -> list[Span]:
    """The runs whose hashes prove that leaf `index` is in the tree of `size` leaves (§2.1.3.1)."""
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    start, end = 0, size
    spans = []
    while end - start > 1:
        middle = _middle(start, end)
        if index < middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((start, middle))
            start = middle
    return spans[::-1]


def consistency_spans(old: int, new: int) -> list[Span]:
    """The runs whose hashes prove that the tree of `new` leaves begins with the old one (§2.1.4.1).

    None are needed when both are the same.
    """
    if not 1 <= old <= new:
        raise ValueError(f"a tree of {new} leaves does not grow from one of {old}")
    start, end = 0, new
    spans = []
    while old < end:
        middle = _middle(start, end)
        if old <= middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((start, middle))
            start = middle
    if start:  # otherwise the verifier knows the old root itself
        spans.append((start, end))
    return spans[::-1]


def proves_inclusion(
    leaf: bytes, index: int, size: int, *, proof: Iterable[bytes], root: bytes
) -> bool:
    """Whether the leaf with this hash is number `index` under the root (§2.1.3.2)."""
    if not 0 <= index < size:
        return False
    at, last, made = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if at % 2 or at == last:
            made = node_hash(sibling, made)
            at, last = _up_to_a_right_child(at, last)
        else:
            made = node_hash(made, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and made == root


def proves_consistency(
    old: int, new: int, *, proof: Sequence[bytes], old_root: bytes, new_root: bytes
) -> bool:
    """Whether the log with the new root begins with every leaf of the old one (§2.1.4.2)."""
    if not 1 <= old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    known = [old_root] if old & (old - 1) == 0 else []
    path = [*known, *proof]
    if not path:
        return False
    at, last = _above_right_children(old - 1, new - 1)
    made_old = made_new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if at % 2 or at == last:
            made_old = node_hash(sibling, made_old)
            made_new = node_hash(sibling, made_new)
            at, last = _up_to_a_right_child(at, last)
        else:
            made_new = node_hash(made_new, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and (made_old, made_new) == (old_root, new_root)


class Frontier:
    """A tree that grows leaf by leaf and remembers no more than its root needs."""

    def __init__(self, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        """Go on from `size` leaves; `hashes` are those of `cover((0, size))`."""
        self.size = size
        self._peaks = list(hashes)

    def append(self, leaf: bytes) -> list[bytes]:
        """Take the next leaf's hash; returns it and each subtree it completes, level by level."""
        made = [leaf]
        size = self.size
        while size % 2:
            made.append(node_hash(self._peaks.pop(), made[-1]))
            size >>= 1
        self._peaks.append(made[-1])
        self.size += 1
        return made

    def root(self) -> bytes:
        """The root over all leaves so far."""
        return root_of(self._peaks)


def _middle(start: int, end: int) -> int:
    """Where a run of two or more leaves splits: after the largest power of two below its length."""
    return start + (1 << ((end - start - 1).bit_length() - 1))


def _up_to_a_right_child(at: int, last: int) -> tuple[int, int]:
    """Skip the levels on which the node at the right edge has no sibling."""
    while at and not at % 2:
        at, last = at >> 1, last >> 1
    return at, last


def _above_right_children(at: int, last: int) -> tuple[int, int]:
    """The root of the largest complete subtree that ends at this leaf."""
    while at % 2:
        at, last = at >> 1, last >> 1
    return at, last
