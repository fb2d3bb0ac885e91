"""Changing several things at once, as somebody does who knows how the log is built."""

import hashlib
import json
import random
from collections.abc import Callable
from typing import Any

import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.core.encoding import to_base64url
from tests.audit import rfc9162
from tests.campaign.tampering.rows import Disk

Forgery = Callable[[Disk, random.Random], str]
SEALED = {"revisions": "revision.received", "facts": "fact.received"}
LOWEST = 3
"""Level of the smallest subtrees that the database keeps."""


def rewrite_leaf(disk: Disk, luck: random.Random) -> str:
    """Let somebody else have done something, with the right hash."""
    key = luck.choice(disk.keys("audit_leaves"))
    leaf = json.loads(disk.value("audit_leaves", key, "leaf"))
    leaf["actor"] = "person/999999"
    _write_leaf(disk, key, leaf)
    return f"rewrite leaf {key} with its hash"


def rewrite_tree(disk: Disk, luck: random.Random) -> str:
    """The same, with every subtree that is kept made anew."""
    done = rewrite_leaf(disk, luck)
    _rebuild_tree(disk)
    return f"{done} and the tree"


def rewrite_sealed(disk: Disk, luck: random.Random) -> str:
    """Put other sealed bytes in place, with their hash in row, leaf and tree."""
    table = luck.choice(list(SEALED))
    key = luck.choice(disk.keys(table))
    sealed = json.loads(disk.value(table, key, "sealed_bytes"))
    sealed["sealed_ms"] += 60_000
    raw = rfc8785.dumps(sealed)
    digest = hashlib.sha256(raw).hexdigest()
    disk.set(table, key, "sealed_bytes", raw)
    disk.set(table, key, "sha256", digest)
    index = disk.value(table, key, "log_index")
    leaf = json.loads(disk.value("audit_leaves", index, "leaf"))
    _write_leaf(disk, index, {**leaf, "sha256": digest})
    _rebuild_tree(disk)
    return f"rewrite the sealed bytes of {table} row {key} everywhere"


def sign_with_another_key(disk: Disk, luck: random.Random) -> str:
    """Change a receipt and sign it."""
    table = luck.choice(["revisions", "facts", "photos"])
    keys = [key for key in disk.keys(table) if disk.value(table, key, "receipt")]
    key = luck.choice(keys)
    receipt = json.loads(disk.value(table, key, "receipt"))
    del receipt["server_sig"]
    made = Ed25519PrivateKey.generate().sign(rfc8785.dumps(receipt))
    forged = rfc8785.dumps({**receipt, "server_sig": to_base64url(made)})
    disk.set(table, key, "receipt", forged)
    return f"sign the receipt of {table} row {key} with another key"


def take_record_out(disk: Disk, luck: random.Random) -> str:
    """Take a record away with all that belongs to it, but for the log."""
    record = disk.value("inspections", luck.choice(disk.keys("inspections")), "id")
    _take_out(disk, record)
    return f"take out record {record}"


def take_record_out_of_the_log(disk: Disk, luck: random.Random) -> str:
    """The same, with its leaves; those after them move up, and the tree is made anew."""
    record = disk.value("inspections", luck.choice(disk.keys("inspections")), "id")
    photos = [
        row[0]
        for row in disk.rows.execute("SELECT id FROM photos WHERE inspection_id = ?", (record,))
    ]
    facts = [
        row[0]
        for row in disk.rows.execute("SELECT fact_id FROM facts WHERE inspection_id = ?", (record,))
    ]
    names = {f"inspections/{record}", *(f"photos/{each}" for each in photos)}
    names |= {f"facts/{each}" for each in facts}
    _take_out(disk, record)
    _close_up(disk, names)
    _rebuild_tree(disk)
    return f"take out record {record} and its leaves"


def _take_out(disk: Disk, record: str) -> None:
    for table in ("revisions", "photos", "facts", "decisions"):
        disk.rows.execute(f"DELETE FROM {table} WHERE inspection_id = ?", (record,))  # noqa: S608
    disk.rows.execute("DELETE FROM inspections WHERE id = ?", (record,))


def _close_up(disk: Disk, names: set[str]) -> None:
    """Leave the leaves about these out and number the others anew."""
    leaves = [row[0] for row in disk.rows.execute("SELECT leaf FROM audit_leaves ORDER BY idx")]
    disk.rows.execute("DELETE FROM audit_leaves")
    kept = [leaf for leaf in map(json.loads, leaves) if leaf["entity"] not in names]
    for index, leaf in enumerate(kept):
        for table in ("revisions", "facts", "photos"):
            move = f"UPDATE {table} SET log_index = ? WHERE log_index = ?"  # noqa: S608
            disk.rows.execute(move, (index, leaf["idx"]))
        raw = rfc8785.dumps({**leaf, "idx": index})
        row = (index, raw, hashlib.sha256(b"\x00" + raw).hexdigest(), leaf["at_ms"])
        disk.rows.execute("INSERT INTO audit_leaves VALUES (?, ?, ?, ?)", row)


def _write_leaf(disk: Disk, key: int, leaf: dict[str, Any]) -> None:
    raw = rfc8785.dumps(leaf)
    disk.set("audit_leaves", key, "leaf", raw)
    disk.set("audit_leaves", key, "leaf_hash", hashlib.sha256(b"\x00" + raw).hexdigest())


def _rebuild_tree(disk: Disk) -> None:
    leaves = [row[0] for row in disk.rows.execute("SELECT leaf FROM audit_leaves ORDER BY idx")]
    disk.rows.execute("DELETE FROM audit_nodes")
    position = 0
    for end in range(1, len(leaves) + 1):
        level = LOWEST
        while end % (1 << level) == 0:
            made = rfc9162.mth(leaves[end - (1 << level) : end])
            disk.rows.execute("INSERT INTO audit_nodes VALUES (?, ?)", (position, made))
            position, level = position + 1, level + 1


FORGERIES: tuple[Forgery, ...] = (
    rewrite_leaf,
    rewrite_tree,
    rewrite_sealed,
    sign_with_another_key,
    take_record_out,
    take_record_out_of_the_log,
)
