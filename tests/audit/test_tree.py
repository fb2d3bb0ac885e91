"""The kept subtrees give the roots and proofs of RFC 9162, from few rows."""

import random

import pytest
from flask import Flask
from sqlalchemy import event, insert, select, text
from sqlalchemy.exc import IntegrityError

from app.audit import merkle, tree
from app.audit.log import LEAVES
from app.audit.models import AuditLeaf, AuditNode
from app.extensions import begin_write, db
from tests.audit import rfc9162
from tests.audit.growing import grow, sign


def _leaves() -> list[bytes]:
    return list(db.session.scalars(select(AuditLeaf.leaf).order_by(AuditLeaf.idx)))


def test_kept_subtrees_stand_in_the_order_in_which_the_log_completes_them() -> None:
    frontier, expected = merkle.Frontier(), 0
    for index in range(300):
        for level in range(tree.LOWEST, len(frontier.append(bytes(32)))):
            assert tree.position((level, index >> level)) == expected
            expected += 1


def test_a_log_that_grew_in_steps_proves_every_leaf_and_every_step(app: Flask) -> None:
    seed = random.SystemRandom().randrange(2**32)
    luck = random.Random(seed)
    sizes = []
    for _ in range(6):
        grow(luck.randrange(1, 30))
        sizes.append(sign().size)
    leaves = _leaves()

    for size in sizes:
        assert tree.root(size) == rfc9162.mth(leaves[:size]), f"random.Random({seed})"
        for old in range(1, size + 1):
            assert tree.consistency(old, size) == rfc9162.proof(old, leaves[:size])
        for index in range(size):
            assert tree.inclusion(index, size) == rfc9162.path(index, leaves[:size])


def test_every_complete_subtree_is_kept_once(app: Flask) -> None:
    for leaves in (5, 9, 40):
        grow(leaves)
        sign()

    kept = list(db.session.scalars(select(AuditNode.hash).order_by(AuditNode.position)))

    frontier = merkle.Frontier()
    made = [
        node
        for leaf in _leaves()
        for node in frontier.append(merkle.leaf_hash(leaf))[tree.LOWEST :]
    ]
    assert kept == made


def test_a_proof_over_a_long_log_reads_few_rows(app: Flask) -> None:
    """The rows that a proof over a million leaves needs, counted on a log of a hundred thousand."""
    size = 100_003
    begin_write()
    rows = [{"idx": n, "leaf": b"", "leaf_hash": f"{n:064x}", "at_ms": 0} for n in range(size)]
    db.session.execute(insert(LEAVES), rows)
    tree.extend(0, size)
    read: list[int] = []

    def count(_c: object, _cursor: object, _s: str, parameters: tuple[object], *_: object) -> None:
        read.append(len(parameters))

    event.listen(db.engine, "before_cursor_execute", count)
    try:
        proof = tree.inclusion(77_777, size)
        grown = tree.consistency(54_321, size)
    finally:
        event.remove(db.engine, "before_cursor_execute", count)

    assert len(proof) == 17
    assert len(read) == 4
    assert sum(read) < 100
    hashes = [row["leaf_hash"] for row in rows]
    leaf, root = bytes.fromhex(str(hashes[77_777])), tree.root(size)
    assert merkle.proves_inclusion(leaf, 77_777, size, proof=proof, root=root)
    old = tree.root(54_321)
    assert merkle.proves_consistency(54_321, size, proof=grown, old_root=old, new_root=root)


@pytest.mark.parametrize("table", ["audit_nodes", "checkpoints"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = 9", "DELETE FROM {}"])
def test_what_was_kept_stays(app: Flask, table: str, statement: str) -> None:
    grow(9)
    sign()
    column = "position" if table == "audit_nodes" else "size"

    begin_write()
    with pytest.raises(IntegrityError, match="append-only"):
        db.session.execute(text(statement.format(table, column)))
    db.session.rollback()
